/* The result: marks, subjects, and each question with the reasons for and against every option. */

import { duration, h, icon, ring, shownLetter } from "./quiz_dom.js";
import { call, Refused, Unreachable } from "./quiz_store.js";

export function resultView(quiz, view) {
  const { t } = quiz;
  const { result, attempt } = view;
  const node = h(
    "div",
    { class: "a408-result" },
    head(quiz, attempt),
    view.lost > 0 &&
      h("p", { class: "a408-notice warn", role: "alert" }, icon("alert"), t("save.late", { count: view.lost })),
    h("section", { class: "a408-card a408-summary" }, score(t, view), subjects(t, result)),
    questionList(quiz, view),
    h(
      "div",
      { class: "a408-row a408-after" },
      h(
        "button",
        { type: "button", class: "a408-button primary", on: { click: () => quiz.go(null) } },
        t("result.again"),
      ),
      quiz.onFocusPage && h("a", { class: "a408-button", href: "/app/" }, t("result.scoreboard")),
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
    ? h("a", { class: "a408-back", href: "/app/" }, icon("left"), t("home"))
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
    h(quiz.onFocusPage ? "h1" : "h2", { class: "a408-title", tabindex: -1 }, t("result.heading")),
    h("p", { class: "a408-soft" }, `${t(`kind.${attempt.kind}`)} · ${t(`result.${attempt.state}`)}`),
  );
}

const percent = (right, count) => `${Math.round((100 * right) / count)}%`;

function score(t, { result, questions }) {
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
      fact(t("result.score"), `${result.earned} / ${result.possible}`),
      fact(t("result.right"), `${result.right} / ${questions.length}`),
      fact(t("result.accuracy"), percent(result.right, questions.length)),
      fact(t("result.time"), duration(t, result.seconds_used)),
    ),
  );
}

function subjects(t, result) {
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
  return h("div", { class: "a408-subjects" }, h("h3", {}, t("result.by_subject")), h("ul", {}, rows));
}

// --- the questions ---------------------------------------------------------------------------------------------------

function questionList(quiz, view) {
  const { t } = quiz;
  const reviews = new Map(view.result.reviews.map((review) => [review.n, review]));
  const rows = view.questions.map((question) => ({
    wrong: reviews.get(question.n).choice !== reviews.get(question.n).key,
    flagged: Boolean(view.answers[question.n]?.flagged),
    node: questionRow(quiz, question, reviews.get(question.n)),
  }));
  const empty = h("p", { class: "a408-soft" }, t("result.none_wrong"));
  const kinds = { all: () => true, wrong: (row) => row.wrong, flagged: (row) => row.flagged };
  const numbers = Object.fromEntries(Object.entries(kinds).map(([kind, keep]) => [kind, rows.filter(keep).length]));

  let shown = numbers.wrong ? "wrong" : "all";
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
    name(false);
  }
  draw();
  return h(
    "section",
    { class: "a408-section" },
    h("h3", {}, t("result.questions")),
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
  const kind = review.choice === null ? "blank" : review.choice === review.key ? "right" : "wrong";
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
    h("h4", {}, t("result.solution")),
    h("div", { class: "a408-text", html: review.solution }),
    h("p", { class: "a408-node" }, h("span", { class: "a408-soft" }, t("result.node")), review.path.join(" › ")),
    handbook(quiz, review.handbook),
  );
}

/** The section of the notes, fetched when somebody wants to read it. */
function handbook(quiz, section) {
  const { t } = quiz;
  const words = h("span", {}, t("result.handbook"));
  const box = h("div", { class: "a408-handbook", hidden: true });
  const button = h("button", { type: "button", class: "a408-button", "aria-expanded": "false" }, icon("book"), words);
  let fetched = false;
  button.addEventListener("click", async () => {
    if (box.hidden && !fetched) {
      button.disabled = true;
      const passage = await read(quiz, section);
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

async function read(quiz, section) {
  const { t } = quiz;
  const refused = (words) => ({ found: false, nodes: [h("p", { class: "a408-error", role: "alert" }, words)] });
  try {
    const { path, html } = await call("GET", `/api/handbook/${section}`);
    return {
      found: true,
      nodes: [h("p", { class: "a408-soft" }, path.join(" › ")), h("div", { class: "a408-text", html })],
    };
  } catch (error) {
    if (error instanceof Unreachable) return refused(t("load_failed"));
    if (!(error instanceof Refused)) throw error;
    return refused(error.status === 404 ? t("result.handbook_none") : error.message);
  }
}
