// The list of threads: one listener for all lines, since the list is drawn anew whenever it changes.
// Gradio runs this with `element` (the component) and `trigger` (sends an event to its Python listener).
const SURE_MS = 4000;

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (!button) return;
  const line = button.closest("li");
  const thread = Number(line.dataset.thread);
  if (button.dataset.do === "choose") {
    element.closest("#chat-side")?.classList.remove("open");
    trigger("choose", { thread });
  } else if (button.dataset.do === "remove") {
    removeWhenSure(button, thread);
  } else {
    editTitle(line, thread);
  }
});

function removeWhenSure(button, thread) {
  if (button.classList.contains("sure")) {
    trigger("remove", { thread });
    return;
  }
  const icon = button.innerHTML;
  button.classList.add("sure");
  button.textContent = button.dataset.sure;
  setTimeout(() => {
    button.classList.remove("sure");
    button.innerHTML = icon;
  }, SURE_MS);
}

function editTitle(line, thread) {
  const list = line.closest("ul");
  const title = line.querySelector('[data-do="choose"]');
  const input = document.createElement("input");
  input.value = title.textContent;
  input.maxLength = Number(list.dataset.length);
  input.setAttribute("aria-label", list.dataset.title);
  let done = false;
  const finish = (keep) => {
    if (done) return;
    done = true;
    const words = input.value.trim();
    const changed = keep && words && words !== title.textContent;
    if (changed) title.textContent = words;
    input.replaceWith(title);
    title.focus();
    if (changed) trigger("rename", { thread, title: words });
  };
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter chooses a word while Chinese is typed
    if (event.key === "Enter") finish(true);
    if (event.key === "Escape") finish(false);
    event.stopPropagation();
  });
  input.addEventListener("blur", () => finish(true));
  title.replaceWith(input);
  input.focus();
  input.select();
}
