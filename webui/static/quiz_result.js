/* The result: marks, subjects, and each question with the reasons for and against every option. */

import { duration, h, icon, QUIZ_TAB, ring, SCOREBOARD_TAB, shownLetter } from "./quiz_dom.js";
import { anotherOne } from "./quiz_drill.js";
import { handbookPart, outlinePath } from "./quiz_notes.js";

export function resultView(quiz, view) {
  const { t } = quiz;
  const { result, attempt } = view;
  const node = h(
    "div",
    { class: "a408-result" },
    head(quiz, attempt),
    view.lost > 0 &&
      h("p", { class: "a408-notice warn", role: "alert" }, icon("alert"), t("save.late", { count: view.lost })),
    h("section", { class: "a408-card a408-summary" }, score(t, view), subjects(quiz, result)),
    questionList(quiz, view),
    h(
      "div",
      { class: "a408-row a408-after" },
      h(
        "button",
        { type: "button", class: "a408-button primary", on: { click: () => quiz.go(null) } },
        t("result.again"),
      ),
      quiz.onFocusPage && h("a", { class: "a408-button", href: SCOREBOARD_TAB }, t("result.scoreboard")),
    ),
  );
  return {
    name: "result",
    node,
    start: () => node.querySelector(".a408-title").focus({ preventScroll: true }),
    stop: () => {},
  };
}

function head(quiz, attempt) {
  const { t } = quiz;
  const back = quiz.onFocusPage
    ? h("a", { class: "a408-back", href: QUIZ_TAB }, icon("left"), t("home"))
    : h(
        "button",
        { class: "a408-back", type: "button", on: { click: () => quiz.go(null) } },
        icon("left"),
        t("run.leave"),
      );
  return h(
    "header",
    { class: "a408-head" },
    back,
    h(quiz.heading(1), { class: "a408-title", tabindex: -1 }, t("result.heading")),
    h("p", { class: "a408-soft" }, `${t(`kind.${attempt.kind}`)} · ${t(`result.${attempt.state}`)}`),
  );
}

const percent = (right, count) => `${Math.round((100 * right) / count)}%`;

/** right, wrong or blank */
const kindOf = ({ choice, key }) => (choice === null ? "blank" : choice === key ? "right" : "wrong");

function score(t, { result, questions }) {
  const kinds = result.reviews.map(kindOf);
  const number = (kind) => kinds.filter((one) => one === kind).length;
  const fact = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
  return h(
    "div",
    { class: "a408-score" },
    h(
      "div",
      { class: "a408-ring" },
      ring(result.earned / result.possible),
      h("p", {}, h("strong", {}, String(result.earned)), h("span", {}, ` / ${result.possible}`)),
    ),
    h(
      "dl",
      { class: "a408-score-facts" },
      fact(t("result.answered"), `${questions.length - number("blank")} / ${questions.length}`),
      fact(t("result.right"), String(number("right"))),
      fact(t("result.is_wrong"), String(number("wrong"))),
      fact(t("result.is_blank"), String(number("blank"))),
      fact(t("result.accuracy"), percent(result.right, questions.length)),
      fact(t("result.time"), duration(t, result.seconds_used)),
    ),
  );
}

function subjects(quiz, result) {
  const { t } = quiz;
  const rows = result.subjects.map((one) => {
    const fill = h("span", { class: "a408-bar-fill" });
    fill.style.setProperty("inline-size", percent(one.right, one.questions));
    return h(
      "li",
      {},
      h("span", {}, one.name),
      h("span", { class: "a408-bar" }, fill),
      h("span", { class: "a408-count" }, `${one.right}/${one.questions}`),
      h("strong", {}, percent(one.right, one.questions)),
    );
  });
  return h("div", { class: "a408-subjects" }, h(quiz.heading(2), {}, t("result.by_subject")), h("ul", {}, rows));
}

// --- the questions ---------------------------------------------------------------------------------------------------

function questionList(quiz, view) {
  const { t } = quiz;
  const reviews = new Map(view.result.reviews.map((review) => [review.n, review]));
  const rows = view.questions.map((question) => ({
    kind: kindOf(reviews.get(question.n)),
    flagged: Boolean(view.answers[question.n]?.flagged),
    node: questionRow(quiz, question, reviews.get(question.n)),
  }));
  const empty = h("p", { class: "a408-soft" });
  const kinds = {
    all: () => true,
    wrong: (row) => row.kind === "wrong",
    blank: (row) => row.kind === "blank",
    flagged: (row) => row.flagged,
  };
  const numbers = Object.fromEntries(Object.entries(kinds).map(([kind, keep]) => [kind, rows.filter(keep).length]));

  let shown = ["wrong", "blank"].find((kind) => numbers[kind]) || "all";
  const chips = Object.keys(kinds)
    .filter((kind) => kind !== "flagged" || numbers.flagged)
    .map((kind) =>
      h(
        "button",
        {
          type: "button",
          class: "a408-chip",
          "data-filter": kind,
          on: {
            click: () => {
              shown = kind;
              draw();
            },
          },
        },
        t(`result.${kind}`, { count: numbers[kind] }),
      ),
    );
  const unfold = h("button", {
    type: "button",
    class: "a408-link",
    on: {
      click: () => {
        const visible = rows.filter(kinds[shown]);
        const open = visible.some((row) => !row.node.open);
        visible.forEach((row) => (row.node.open = open));
        name(open);
      },
    },
  });
  const name = (open) => (unfold.textContent = t(open ? "result.fold" : "result.unfold"));
  function draw() {
    rows.forEach((row) => (row.node.hidden = !kinds[shown](row)));
    chips.forEach((chip) => chip.setAttribute("aria-pressed", String(chip.dataset.filter === shown)));
    empty.hidden = numbers[shown] > 0;
    if (!empty.hidden) empty.textContent = t(shown === "blank" ? "result.none_blank" : "result.none_wrong");
    name(false);
  }
  draw();
  if (rows.length === 1) {
    shown = "all";
    draw();
    rows[0].node.open = true;
  }
  return h(
    "section",
    { class: "a408-section" },
    h(quiz.heading(2), {}, t("result.questions")),
    h(
      "div",
      { class: "a408-filter" },
      h("div", { class: "a408-chips", role: "group", "aria-label": t("result.questions") }, chips),
      unfold,
    ),
    empty,
    h(
      "div",
      { class: "a408-reviews" },
      rows.map((row) => row.node),
    ),
  );
}

function questionRow(quiz, question, review) {
  const { t } = quiz;
  const kind = kindOf(review);
  const key = shownLetter(question, review.key);
  const verdict =
    kind === "right"
      ? t("result.is_right")
      : kind === "blank"
        ? t("result.blank_key", { key })
        : t("result.mine_key", { mine: shownLetter(question, review.choice), key });
  const preview = h("span", { class: "a408-preview", html: question.stem });
  // One line of the stem: what would break it into blocks is left for the unfolded question.
  preview.querySelectorAll("pre, .a408-scroll").forEach((block) => block.remove());
  const row = h(
    "details",
    { class: `a408-card a408-review ${kind}` },
    h(
      "summary",
      {},
      h(
        "span",
        { class: "a408-mark" },
        icon({ right: "check", wrong: "cross", blank: "dash" }[kind]),
        h("span", { class: "a408-hidden" }, t(`result.is_${kind}`)),
      ),
      h("span", { class: "a408-review-line" }, h("span", { class: "a408-review-n" }, `${question.n}.`), preview),
      h("span", { class: "a408-verdict" }, verdict),
      h("span", { class: "a408-fold" }, icon("down")),
    ),
  );
  row.addEventListener("toggle", () => {
    if (row.open && row.childElementCount === 1) row.append(unfolded(quiz, question, review));
  });
  return row;
}

function unfolded(quiz, question, review) {
  const { t } = quiz;
  const options = question.options.map((option, place) => {
    const key = option.value === review.key;
    const mine = option.value === review.choice;
    return h(
      "li",
      { class: `a408-judged ${key ? "key" : ""} ${mine && !key ? "wrong" : ""}` },
      h("span", { class: "a408-letter", "aria-hidden": "true" }, "ABCD"[place]),
      h(
        "div",
        {},
        h(
          "div",
          { class: "a408-option-text" },
          h("span", { class: "a408-hidden" }, `${"ABCD"[place]} `),
          h("span", { html: option.html }),
          key && h("span", { class: "a408-tag key" }, t("result.key")),
          mine && h("span", { class: `a408-tag ${key ? "key" : "wrong"}` }, t("result.mine")),
        ),
        h("div", { class: "a408-why", html: review.why[option.value] }),
      ),
    );
  });
  return h(
    "div",
    { class: "a408-unfolded" },
    h("div", { class: "a408-text", html: question.stem }),
    question.figure ? h("div", { class: "a408-figure-box", html: question.figure }) : "",
    h("ul", { class: "a408-judgement" }, options),
    h(quiz.heading(3), { class: "a408-solution" }, t("result.solution")),
    h("div", { class: "a408-text", html: review.solution }),
    h("p", { class: "a408-node" }, h("span", { class: "a408-soft" }, t("result.node")), outlinePath(review.path)),
    anotherOne(quiz, review),
    handbookPart(quiz, review),
    reference(t, review),
  );
}

/** What to name when a question is to be reported: its id and the version that was shown. */
function reference(t, { item, version }) {
  const code = `${item} · v${version}`;
  const words = h("span", {}, t("result.copy"));
  const copy = async () => {
    await navigator.clipboard.writeText(code);
    words.textContent = t("result.copied");
  };
  return h(
    "p",
    { class: "a408-reference" },
    h("span", {}, t("result.reference")),
    h("code", {}, code),
    // Only over https or on this machine itself may a page write to the clipboard; elsewhere a click selects the code.
    navigator.clipboard &&
      h("button", { type: "button", class: "a408-link", on: { click: copy } }, icon("copy"), words),
  );
}
