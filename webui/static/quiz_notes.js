/* Where a question belongs in the outline, and the notes on it: the part that bears on the question, then all. */

import { h, icon } from "./quiz_dom.js";
import { call, Refused, Unreachable } from "./quiz_store.js";

/** The headings from the subject down. What has no name in the page's language follows in brackets, marked Chinese. */
export function outlinePath(path) {
  const names = (some) => some.map(({ name }) => name).join(" › ");
  const [own, foreign] = [path.filter(({ lang }) => !lang), path.filter(({ lang }) => lang)];
  if (foreign.length === 0) return h("span", {}, names(own));
  return h("span", {}, `${names(own)} (`, h("span", { lang: foreign[0].lang }, names(foreign)), ")");
}

/** A button that fetches the notes for a reviewed question when somebody wants to read them. */
export function handbookPart(quiz, review) {
  const { t } = quiz;
  const words = h("span", {}, t("result.handbook"));
  const box = h("div", { class: "a408-handbook", hidden: true });
  const button = h("button", { type: "button", class: "a408-button", "aria-expanded": "false" }, icon("book"), words);
  let fetched = false;
  button.addEventListener("click", async () => {
    if (box.hidden && !fetched) {
      button.disabled = true;
      const passage = await read(quiz, review);
      box.replaceChildren(...passage.nodes);
      fetched = passage.found;
      button.disabled = false;
    }
    box.hidden = !box.hidden;
    button.setAttribute("aria-expanded", String(!box.hidden));
    words.textContent = t(box.hidden ? "result.handbook" : "result.handbook_hide");
  });
  return h("div", { class: "a408-handbook-part" }, button, box);
}

async function read({ t }, { handbook, item, version }) {
  const refused = (words) => ({ found: false, nodes: [h("p", { class: "a408-error", role: "alert" }, words)] });
  try {
    const passage = await call("GET", `/api/handbook/${handbook}?item=${item}&version=${version}`);
    return { found: true, nodes: [h("p", { class: "a408-soft" }, outlinePath(passage.path)), ...section(t, passage)] };
  } catch (error) {
    if (error instanceof Unreachable) return refused(t("load_failed"));
    if (!(error instanceof Refused)) throw error;
    return refused(error.status === 404 ? t("result.handbook_none") : error.message);
  }
}

/** The fitting part alone, and a button for the others around it. */
function section(t, { parts, first }) {
  const nodes = parts.map((html, i) => h("div", { class: "a408-text", hidden: i !== first, html }));
  if (nodes.length < 2) return nodes;
  const words = h("span", {}, t("result.handbook_whole"));
  const unfold = h("button", { type: "button", class: "a408-button a408-whole", "aria-expanded": "false" }, words);
  unfold.addEventListener("click", () => {
    const whole = unfold.getAttribute("aria-expanded") === "false";
    const before = nodes[first].getBoundingClientRect().top;
    nodes.forEach((node, i) => (node.hidden = !whole && i !== first));
    nodes[first].classList.toggle("a408-fits", whole);
    unfold.setAttribute("aria-expanded", String(whole));
    words.textContent = t(whole ? "result.handbook_part" : "result.handbook_whole");
    scrollBy(0, nodes[first].getBoundingClientRect().top - before); // what was being read stays where it is
  });
  return [...nodes, unfold];
}
