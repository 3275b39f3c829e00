// Buttons in a drawn table send their row's id to a Python listener: the event in data-event, the id under data-name.
// Gradio runs this with `element` and `trigger`. Events sent: "open", "renew".
const SURE_MS = 4000;

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-event]");
  if (!button) return;
  if (button.dataset.sure && !button.classList.contains("sure")) {
    const words = button.textContent;
    button.classList.add("sure");
    button.textContent = button.dataset.sure;
    setTimeout(() => {
      button.classList.remove("sure");
      button.textContent = words;
    }, SURE_MS);
    return;
  }
  trigger(button.dataset.event, { [button.dataset.name]: Number(button.dataset.id) });
});
