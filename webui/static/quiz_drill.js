/* The card of the drill: kinds of question whose numbers are new every time. */

import { h, icon } from "./quiz_dom.js";

const COUNTS = [1, 5, 10];

export function drillCard(quiz, drill) {
  const { t } = quiz;
  const chosen = new Set();
  let count = COUNTS[1];
  const error = h("p", { class: "a408-error", role: "alert" });
  const start = h("button", { class: "a408-button primary wide", type: "button" });
  start.addEventListener("click", () => quiz.begin(start, error, { kind: "drill", families: [...chosen], count }));

  const counts = COUNTS.map((number) =>
    h("button", { type: "button", class: "a408-chip", on: { click: () => update((count = number)) } }, String(number)),
  );
  function update() {
    counts.forEach((button, i) => button.setAttribute("aria-pressed", String(COUNTS[i] === count)));
    start.disabled = chosen.size === 0;
    start.textContent = chosen.size ? t("setup.start_drill", { kinds: chosen.size }) : t("setup.choose_drill");
    error.replaceChildren();
  }
  update();
  return h(
    "section",
    { class: "a408-card a408-mode" },
    h(
      "div",
      { class: "a408-mode-head" },
      h("span", { class: "a408-badge" }, icon("again")),
      h("div", {}, h(quiz.heading(2), {}, t("kind.drill")), h("p", { class: "a408-soft" }, t("setup.drill_about"))),
    ),
    h(
      "div",
      {},
      drill.subjects.map((subject) => subjectKinds(t, subject, chosen, update)),
    ),
    h(
      "div",
      { class: "a408-choice", role: "group", "aria-label": t("setup.count") },
      h("span", { class: "a408-label" }, t("setup.count")),
      h("div", { class: "a408-chips" }, counts),
    ),
    h("div", { class: "a408-start" }, error, start),
  );
}

function subjectKinds(t, subject, chosen, update) {
  const state = h("span", { class: "a408-soft a408-count" });
  const tell = () => {
    const number = subject.families.filter(({ name }) => chosen.has(name)).length;
    state.textContent = number
      ? t("setup.kinds_chosen", { chosen: number, all: subject.families.length })
      : t("setup.kinds", { count: subject.families.length });
  };
  const chips = subject.families.map(({ name, title }) => {
    const chip = h("button", { type: "button", class: "a408-chip", "aria-pressed": "false" }, title);
    chip.addEventListener("click", () => {
      if (!chosen.delete(name)) chosen.add(name);
      chip.setAttribute("aria-pressed", String(chosen.has(name)));
      tell();
      update();
    });
    return chip;
  });
  tell();
  return h(
    "details",
    { class: "a408-kinds" },
    h("summary", {}, h("span", {}, subject.name), state, icon("down")),
    h("div", { class: "a408-chips", role: "group", "aria-label": subject.name }, chips),
  );
}

/** Buttons that give another question of a reviewed one's kind, each with new numbers. */
export function anotherOne(quiz, review) {
  const { t } = quiz;
  const families = review.again.slice(0, 3);
  if (families.length === 0) return null;
  const error = h("p", { class: "a408-error", role: "alert" });
  const buttons = families.map(({ name, title }) => {
    const button = h("button", { type: "button", class: "a408-button" }, icon("again"), t("result.another", { title }));
    button.addEventListener("click", () => quiz.begin(button, error, { kind: "drill", families: [name], count: 1 }));
    return button;
  });
  return h("div", { class: "a408-another" }, h("div", { class: "a408-row" }, buttons), error);
}
