/* Boxes wider than the screen: they say so at their edges, and can be scrolled by keyboard.
 *
 * Whether a box scrolls is known only once it is laid out, so each is measured whenever its size changes.
 */

const BOXES = ".a408-scroll, .a408-text, .a408-why, .a408-option-text";

/** Mark every such box inside `root`, now and later, with the sides on which it goes on (data-more). */
export function watchScrolling(root, label) {
  const watched = new WeakSet();
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => mark(target, label)));
  const look = () => {
    for (const box of root.querySelectorAll(BOXES)) {
      if (watched.has(box)) continue;
      watched.add(box);
      sizes.observe(box);
    }
  };
  new MutationObserver(look).observe(root, { childList: true, subtree: true });
  root.addEventListener("scroll", ({ target }) => watched.has(target) && mark(target, label), true);
  look();
}

function mark(box, label) {
  const room = box.scrollWidth - box.clientWidth;
  if (room <= 1) {
    for (const name of ["data-more", "tabindex", "role", "aria-label"]) box.removeAttribute(name);
    return;
  }
  const at = Math.abs(box.scrollLeft);
  box.dataset.more = [at > 1 && "start", at < room - 1 && "end"].filter(Boolean).join(" ");
  box.tabIndex = 0;
  if (box.closest("label")) return; // inside an option a name of its own would replace the option's words
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", label);
}
