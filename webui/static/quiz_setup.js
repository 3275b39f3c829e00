/* Choosing: go on with an open attempt, practise what one likes, or take the choice half of a mock paper. */

import { clockFace, day, h, icon, QUIZ_TAB } from "./quiz_dom.js";
import { drillCard } from "./quiz_drill.js";
import { practiceCard } from "./quiz_practice.js";

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
    h(
      "div",
      { class: "a408-modes" },
      h("div", { class: "a408-mode-column" }, practiceCard(quiz, setup), drillCard(quiz, setup.drill)),
      h("div", { class: "a408-mode-column" }, mockCard(quiz, setup), recentAttempts(quiz, setup.recent)),
    ),
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
    quiz.onFocusPage && h("a", { class: "a408-back", href: QUIZ_TAB }, icon("left"), t("home")),
    h(quiz.heading(1), { class: "a408-title" }, t("setup.heading")),
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
          left.replaceChildren(
            icon("clock"),
            t("setup.left", { time: clockFace(attempt.deadline - quiz.clock.now()) }),
          );
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

function mockCard(quiz, setup) {
  const { t } = quiz;
  const { questions, minutes, available } = setup.mock;
  const error = h("p", { class: "a408-error", role: "alert" }, available ? "" : t("setup.mock_missing"));
  const start = h(
    "button",
    { class: "a408-button primary wide", type: "button", disabled: !available },
    t("setup.start_mock"),
  );
  start.addEventListener("click", () => quiz.begin(start, error, { kind: "mock_choice" }));
  const grid = setup.mock.grid.map(({ name, count }) =>
    h("li", {}, h("span", {}, name), h("strong", {}, String(count))),
  );
  return h(
    "section",
    { class: "a408-card a408-mode" },
    h(
      "div",
      { class: "a408-mode-head" },
      h("span", { class: "a408-badge" }, icon("paper")),
      h("div", {}, h(quiz.heading(2), {}, t("kind.mock_choice")), h("p", { class: "a408-soft" }, t("setup.mock_about"))),
    ),
    h("p", { class: "a408-facts" }, t("setup.mock_facts", { questions, minutes, points: setup.mock.points })),
    h("ul", { class: "a408-grid" }, grid),
    h("p", { class: "a408-soft" }, t("setup.mock_rules")),
    h("div", { class: "a408-start" }, error, start),
  );
}

// --- what was done before --------------------------------------------------------------------------------------------

function recentAttempts(quiz, recent) {
  const { t } = quiz;
  return h(
    "section",
    { class: "a408-section" },
    h(quiz.heading(2), {}, t("setup.recent")),
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
