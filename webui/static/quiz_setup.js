/* Choosing: go on with an open attempt, practise what one likes, or take the choice half of a mock paper. */

import { clockFace, day, h, icon } from "./quiz_dom.js";
import { call, Refused, Unreachable } from "./quiz_store.js";

const REMEMBERED = "a408.practice";
const COUNTS = [10, 20, 40];
const MINUTES = [null, 20, 40, 60];

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED)) || {};
  } catch {
    return {}; // nothing usable was kept; the defaults serve
  }
}

function remember(choice) {
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(choice));
  } catch (error) {
    console.warn("the choice is not kept", error);
  }
}

export function setupView(quiz, setup) {
  const { t } = quiz;
  const notice = h("div", { class: "a408-notices", role: "status" });
  const tick = [];
  const node = h(
    "div",
    { class: "a408-setup" },
    pageHead(quiz),
    notice,
    setup.open.length > 0 && openAttempts(quiz, setup, tick),
    h("div", { class: "a408-modes" }, practiceCard(quiz, setup),
      h("div", {}, mockCard(quiz, setup), recentAttempts(quiz, setup.recent))),
  );
  const timer = setInterval(() => tick.forEach((update) => update()), 500);
  return {
    name: "setup",
    node,
    stop: () => clearInterval(timer),
    tell: (words) => notice.append(h("p", { class: "a408-notice warn" }, icon("alert"), words)),
  };
}

export function pageHead(quiz) {
  const { t } = quiz;
  return h(
    "header",
    { class: "a408-head" },
    quiz.onFocusPage && h("a", { class: "a408-back", href: "/app/" }, icon("left"), t("home")),
    h(quiz.onFocusPage ? "h1" : "h2", { class: "a408-title" }, t("setup.heading")),
  );
}

function titleOf(t, attempt) {
  return t(`kind.${attempt.kind}`);
}

function nodesOf({ t, language }, attempt) {
  const names = attempt.names.slice(0, 3).join(language === "en" ? ", " : "、");
  return attempt.names.length > 3 ? t("setup.more_nodes", { names, count: attempt.names.length }) : names;
}

function openAttempts(quiz, setup, tick) {
  const { t } = quiz;
  return h(
    "section",
    { class: "a408-open-ones", "aria-label": t("setup.open") },
    setup.open.map((attempt) => {
      const left = h("span", { class: "a408-pill" });
      if (attempt.deadline) {
        const update = () => {
          left.replaceChildren(icon("clock"), t("setup.left", { time: clockFace(attempt.deadline - quiz.clock.now()) }));
        };
        update();
        tick.push(update);
      }
      return h(
        "div",
        { class: "a408-open" },
        h(
          "div",
          {},
          h("strong", {}, titleOf(t, attempt)),
          h("p", { class: "a408-soft" }, nodesOf(quiz, attempt)),
          h(
            "p",
            { class: "a408-row" },
            h("span", { class: "a408-pill" }, t("setup.answered", attempt)),
            attempt.deadline && left,
          ),
        ),
        h(
          "button",
          {
            class: "a408-button primary",
            type: "button",
            on: { click: () => quiz.go(attempt.id, Boolean(attempt.deadline)) },
          },
          t("setup.continue"),
        ),
      );
    }),
  );
}

// --- the two kinds ---------------------------------------------------------------------------------------------------

function practiceCard(quiz, setup) {
  const { t } = quiz;
  const kept = remembered();
  const chapters = setup.subjects.flatMap((subject) => subject.chapters.filter((chapter) => chapter.count > 0));
  const known = new Set(chapters.map((chapter) => chapter.id));
  const chosen = new Set((kept.chapters || []).filter((id) => known.has(id)));
  if (chosen.size === 0) known.forEach((id) => chosen.add(id));

  const available = h("p", { class: "a408-soft", role: "status" });
  const error = h("p", { class: "a408-error", role: "alert" });
  const start = h("button", { class: "a408-button primary wide", type: "submit" }, t("setup.start"));
  const redraw = [];
  const count = numberChoice(t, t("setup.count"), COUNTS, kept.count ?? setup.defaults.count, setup.limits.count, String, () => update());
  const minutes = numberChoice(
    t, t("setup.minutes"), MINUTES, kept.minutes === undefined ? null : kept.minutes, setup.limits.minutes,
    (value) => (value === null ? t("setup.untimed") : String(value)), () => update(),
  );

  function update() {
    redraw.forEach((draw) => draw());
    const total = chapters.reduce((sum, chapter) => sum + (chosen.has(chapter.id) ? chapter.count : 0), 0);
    available.textContent = t("setup.available", { count: total });
    start.disabled = chosen.size === 0;
    error.textContent = chosen.size === 0 ? t("error.nothing_chosen") : count.value > total ? t("error.too_few") : "";
    start.disabled ||= count.value > total;
  }

  const groups = setup.subjects.map((subject) => subjectGroup(t, subject, chosen, redraw, () => update()));
  const form = h(
    "form",
    {
      class: "a408-card a408-mode",
      novalidate: true,
      on: {
        submit: async (event) => {
          event.preventDefault();
          const nodes = [...chosen];
          remember({ chapters: nodes, count: count.value, minutes: minutes.value });
          await begin(quiz, start, error, { kind: "practice", nodes, count: count.value, minutes: minutes.value });
        },
      },
    },
    h("div", { class: "a408-mode-head" }, h("span", { class: "a408-badge" }, icon("sliders")),
      h("div", {}, h("h3", {}, t("kind.practice")), h("p", { class: "a408-soft" }, t("setup.practice_about")))),
    h("div", { role: "group", "aria-label": t("setup.range") },
      h("div", { class: "a408-range-head" }, h("span", { class: "a408-label" }, t("setup.range")),
        h("span", {},
          h("button", { class: "a408-link", type: "button", on: { click: () => { known.forEach((id) => chosen.add(id)); update(); } } }, t("setup.all")),
          h("button", { class: "a408-link", type: "button", on: { click: () => { chosen.clear(); update(); } } }, t("setup.none")))),
      groups),
    h("div", { class: "a408-numbers" }, count.node, minutes.node),
    h("div", { class: "a408-start" }, available, error, start),
  );
  update();
  return form;
}

function subjectGroup(t, subject, chosen, redraw, update) {
  const usable = subject.chapters.filter((chapter) => chapter.count > 0);
  const box = h("input", {
    type: "checkbox",
    disabled: usable.length === 0,
    on: {
      change: () => {
        usable.forEach((chapter) => (box.checked ? chosen.add(chapter.id) : chosen.delete(chapter.id)));
        update();
      },
    },
  });
  const state = h("span", { class: "a408-soft a408-count" });
  const list = h("div", { class: "a408-chapters", hidden: true, id: `a408-chapters-${subject.id}`, role: "group", "aria-label": t("setup.chapters_of", { name: subject.name }) });
  for (const chapter of subject.chapters) {
    const one = h("input", {
      type: "checkbox",
      disabled: chapter.count === 0,
      on: {
        change: () => {
          if (one.checked) chosen.add(chapter.id);
          else chosen.delete(chapter.id);
          update();
        },
      },
    });
    redraw.push(() => (one.checked = chosen.has(chapter.id)));
    list.append(h("label", { class: "a408-check small" }, one, h("span", {}, chapter.name), h("span", { class: "a408-soft a408-count" }, String(chapter.count))));
  }
  const unfold = h(
    "button",
    {
      class: "a408-unfold",
      type: "button",
      "aria-expanded": "false",
      "aria-controls": list.id,
      "aria-label": t("setup.chapters_of", { name: subject.name }),
      on: {
        click: () => {
          list.hidden = !list.hidden;
          unfold.setAttribute("aria-expanded", String(!list.hidden));
        },
      },
    },
    h("span", {}, t("setup.chapters")),
    icon("down"),
  );
  redraw.push(() => {
    const number = usable.filter((chapter) => chosen.has(chapter.id)).length;
    box.checked = number > 0 && number === usable.length;
    box.indeterminate = number > 0 && number < usable.length;
    const items = usable.reduce((sum, chapter) => sum + (chosen.has(chapter.id) ? chapter.count : 0), 0);
    state.textContent = box.indeterminate ? t("setup.chosen", { chosen: number, all: usable.length }) : t("setup.items", { count: box.checked ? items : subject.count });
  });
  return h("div", { class: "a408-subject" }, h("div", { class: "a408-subject-row" }, h("label", { class: "a408-check" }, box, h("span", {}, subject.name), state), unfold), list);
}

/** A few usual values to press, and a field for any other. */
function numberChoice(t, label, usual, first, most, words, changed) {
  const choice = { value: first };
  const field = h("input", { type: "number", min: 1, max: most, inputmode: "numeric", class: "a408-number", "aria-label": `${label}：${t("setup.other")}` });
  const buttons = usual.map((value) =>
    h("button", { type: "button", class: "a408-chip", on: { click: () => choose(value) } }, words(value)),
  );

  function choose(value) {
    choice.value = value;
    field.value = usual.includes(value) ? "" : value;
    draw();
    changed();
  }
  function draw() {
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(usual[i] === choice.value)));
  }
  field.addEventListener("input", () => {
    const value = Math.round(Number(field.value));
    if (field.value === "" || !(value >= 1)) return;
    choice.value = Math.min(most, value);
    draw();
    changed();
  });
  field.addEventListener("change", () => {
    if (field.value !== "") field.value = usual.includes(choice.value) ? "" : choice.value;
  });
  field.placeholder = t("setup.other");
  field.value = usual.includes(first) ? "" : first;
  draw();
  choice.node = h("div", { class: "a408-choice", role: "group", "aria-label": label }, h("span", { class: "a408-label" }, label), h("div", { class: "a408-chips" }, buttons, field));
  return choice;
}

function mockCard(quiz, setup) {
  const { t } = quiz;
  const { questions, minutes, available } = setup.mock;
  const error = h("p", { class: "a408-error", role: "alert" }, available ? "" : t("setup.mock_missing"));
  const start = h("button", { class: "a408-button primary wide", type: "button", disabled: !available }, t("setup.start_mock"));
  start.addEventListener("click", () => begin(quiz, start, error, { kind: "mock_choice" }));
  const grid = setup.mock.grid.map(({ name, count }) => h("li", {}, h("span", {}, name), h("strong", {}, String(count))));
  return h(
    "section",
    { class: "a408-card a408-mode" },
    h("div", { class: "a408-mode-head" }, h("span", { class: "a408-badge" }, icon("paper")),
      h("div", {}, h("h3", {}, t("kind.mock_choice")), h("p", { class: "a408-soft" }, t("setup.mock_about")))),
    h("p", { class: "a408-facts" }, t("setup.mock_facts", { questions, minutes, points: setup.mock.points })),
    h("ul", { class: "a408-grid" }, grid),
    h("p", { class: "a408-soft" }, t("setup.mock_rules")),
    h("div", { class: "a408-start" }, error, start),
  );
}

async function begin(quiz, button, error, body) {
  button.disabled = true;
  try {
    const { id, deadline } = await call("POST", "/api/attempts", body);
    quiz.go(id, deadline !== null);
  } catch (problem) {
    if (!(problem instanceof Refused || problem instanceof Unreachable)) throw problem;
    error.textContent = problem instanceof Unreachable ? quiz.t("load_failed") : problem.message;
    if (problem.error === "timed_attempt_open") {
      const open = () => quiz.go(problem.body.attempt, true);
      error.append(" ", h("button", { class: "a408-link", type: "button", on: { click: open } }, quiz.t("setup.continue")));
    }
    button.disabled = false;
  }
}

// --- what was done before --------------------------------------------------------------------------------------------

function recentAttempts(quiz, recent) {
  const { t } = quiz;
  return h(
    "section",
    { class: "a408-section" },
    h("h3", {}, t("setup.recent")),
    recent.length === 0 && h("p", { class: "a408-soft" }, t("setup.nothing_yet")),
    recent.length > 0 &&
      h(
        "ul",
        { class: "a408-recent a408-card" },
        recent.map((attempt) =>
          h(
            "li",
            {},
            h(
              "a",
              {
                href: `#attempt-${attempt.id}`,
                on: {
                  click: (event) => {
                    event.preventDefault();
                    quiz.go(attempt.id);
                  },
                },
              },
              h("strong", { class: "a408-recent-what" }, titleOf(t, attempt)),
              h("span", { class: "a408-recent-what a408-soft" }, nodesOf(quiz, attempt)),
              h("span", { class: "a408-recent-when a408-soft" }, day(attempt.closed_at, quiz.language)),
              h("span", { class: "a408-recent-score" }, t("setup.right", attempt)),
              icon("right"),
            ),
          ),
        ),
      ),
  );
}
