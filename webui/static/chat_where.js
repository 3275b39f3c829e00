// What the chat searches, above the box to ask in. Gradio runs this with `element` and `trigger`; the ticks are drawn anew
// with every thread, so one listener stands for all.
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-collection]");
  if (!button) return;
  button.setAttribute("aria-checked", String(button.getAttribute("aria-checked") !== "true"));
  const ticked = [...element.querySelectorAll('[aria-checked="true"]')].map((one) => one.dataset.collection);
  if (ticked.length) trigger("tick", { names: ticked });
});
