// What the buttons in drawn HTML do. data-event: send that event ("open", "renew") with the row's id, named by data-name,
// to a Python listener. data-copy: put that text on the clipboard. Gradio runs this with `element` and `trigger`.
// A button's visible words stand in its .words; what follows them is for people who cannot see the row.
const SURE_MS = 4000;
const COPIED_MS = 2000;

const sayForAWhile = (button, words, state, milliseconds) => {
  const place = button.querySelector(".words");
  const before = place.textContent;
  place.textContent = words;
  button.classList.add(state);
  setTimeout(() => {
    place.textContent = before;
    button.classList.remove(state);
  }, milliseconds);
};

// On plain http there is no clipboard to write to; then the text is shown, ready to be copied by hand.
const copy = async (button) => {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const field = Object.assign(document.createElement("input"), { readOnly: true, value: button.dataset.copy });
    field.className = "address";
    field.setAttribute("aria-label", button.textContent);
    button.replaceWith(field);
    field.focus();
    field.select();
    return;
  }
  if (!button.classList.contains("copied")) sayForAWhile(button, button.dataset.copied, "copied", COPIED_MS);
};

// The table is drawn anew after the event; whoever works with the keyboard goes on at the button that took the place.
const keepFocus = (button) => {
  const { event, id } = button.dataset;
  new MutationObserver((_changes, observer) => {
    if (button.isConnected) return;
    observer.disconnect();
    element.querySelector(`button[data-event="${event}"][data-id="${id}"]`)?.focus();
  }).observe(element, { childList: true, subtree: true });
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-event], button[data-copy]");
  if (!button) return;
  if (button.dataset.copy) {
    copy(button);
    return;
  }
  if (button.dataset.sure) {
    if (!button.classList.contains("sure")) {
      sayForAWhile(button, button.dataset.sure, "sure", SURE_MS);
      return;
    }
    keepFocus(button);
  }
  trigger(button.dataset.event, { [button.dataset.name]: Number(button.dataset.id) });
});
