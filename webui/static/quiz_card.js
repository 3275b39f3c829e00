/* The answer card, and the question before handing in. Both show questions as numbers to jump to. */

import { h } from "./quiz_dom.js";

function cell(t, question, jump) {
  const attributes = { type: "button", class: "a408-cell", "aria-label": t("run.cell", { n: question.n }) };
  return h("button", { ...attributes, on: { click: () => jump(question) } }, String(question.n));
}

/** `node` to place, and `show(store, current)` to bring it up to date. */
export function answerCard(t, questions, jump) {
  const cells = questions.map((question) => cell(t, question, jump));
  const legend = ["answered", "blank", "flagged"].map((kind) =>
    h("li", {}, h("span", { class: `a408-cell sample ${kind}`, "aria-hidden": "true" }), t(`run.legend_${kind}`)),
  );
  const node = h("div", {}, h("div", { class: "a408-cells" }, cells), h("ul", { class: "a408-legend" }, legend));
  const show = (store, current) =>
    questions.forEach((question, i) => {
      const { choice, flagged } = store.get(question.n);
      const one = cells[i];
      one.classList.toggle("answered", choice !== null);
      one.classList.toggle("flagged", flagged);
      one.classList.toggle("current", question === current);
      if (question === current) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
      const state = (choice !== null ? t("run.cell_answered") : "") + (flagged ? t("run.cell_flagged") : "");
      one.setAttribute("aria-label", t("run.cell", { n: question.n }) + state);
    });
  return { node, show };
}

/** Ask in `dialog` whether to hand in. `submit()` returns why it could not be done, or nothing when it was. */
export function askSubmit(t, dialog, { questions, blank, flagged, jump, submit }) {
  const close = () => dialog.close();
  const numbers = (some) => {
    const go = (question) => {
      close();
      jump(question);
    };
    return h(
      "div",
      { class: "a408-cells" },
      some.map((question) => cell(t, question, go)),
    );
  };
  const error = h("p", { class: "a408-error", role: "alert" });
  const back = h("button", { type: "button", class: "a408-button", on: { click: close } }, t("submit.back"));
  const confirm = h("button", { type: "button", class: "a408-button primary" }, t("submit.confirm"));
  confirm.addEventListener("click", async () => {
    confirm.disabled = true;
    confirm.textContent = t("submit.sending");
    error.textContent = (await submit()) || "";
    confirm.disabled = false;
    confirm.textContent = t("submit.confirm");
  });
  const blanks = [h("p", { class: "a408-warn-line" }, t("submit.blank", { count: blank.length })), numbers(blank)];
  const flags = [h("p", {}, t("submit.flagged", { count: flagged.length })), numbers(flagged)];
  dialog.replaceChildren(
    h("h2", { id: "a408-submit-heading" }, t("submit.heading")),
    ...(blank.length ? blanks : [h("p", {}, t("submit.all_answered", { count: questions.length }))]),
    ...(flagged.length ? flags : []),
    h("p", { class: "a408-soft" }, t("submit.final")),
    error,
    h("div", { class: "a408-row end" }, back, confirm),
  );
  dialog.showModal();
  (blank.length ? back : confirm).focus();
}
