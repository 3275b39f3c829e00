/* The card of the practice one puts together oneself: subjects, chapters, number of questions, time limit. */

import { h, icon } from "./quiz_dom.js";

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

export function practiceCard(quiz, setup) {
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
  const count = numberChoice(
    t,
    t("setup.count"),
    COUNTS,
    kept.count ?? setup.defaults.count,
    String,
    () => update(),
  );
  const minutes = numberChoice(
    t,
    t("setup.minutes"),
    MINUTES,
    kept.minutes === undefined ? null : kept.minutes,
    (value) => (value === null ? t("setup.untimed") : String(value)),
    () => update(),
  );

  function update() {
    redraw.forEach((draw) => draw());
    const total = chapters.reduce((sum, chapter) => sum + (chosen.has(chapter.id) ? chapter.count : 0), 0);
    const most = Math.min(total, setup.limits.count);
    available.textContent = t("setup.available", { count: total });
    count.limit(most);
    error.replaceChildren();
    if (chosen.size === 0) {
      error.textContent = t("error.nothing_chosen");
    } else if (count.value > most) {
      offer(t(total < setup.limits.count ? "setup.only" : "setup.most", { count: most }), "setup.take", count, most);
    } else if (minutes.value > setup.limits.minutes) {
      const longest = setup.limits.minutes;
      offer(t("setup.longest", { count: longest }), "setup.take_minutes", minutes, longest);
    }
    start.disabled = error.hasChildNodes();
  }

  /** Say what is too much, beside a button that takes the most there is. */
  function offer(words, key, choice, most) {
    const take = () => {
      choice.choose(most);
      start.focus();
    };
    const button = h("button", { class: "a408-link", type: "button", on: { click: take } }, t(key, { count: most }));
    error.append(words, " ", button);
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
          await quiz.begin(start, error, { kind: "practice", nodes, count: count.value, minutes: minutes.value });
        },
      },
    },
    h(
      "div",
      { class: "a408-mode-head" },
      h("span", { class: "a408-badge" }, icon("sliders")),
      h("div", {}, h(quiz.heading(2), {}, t("kind.practice")), h("p", { class: "a408-soft" }, t("setup.practice_about"))),
    ),
    h(
      "div",
      { role: "group", "aria-label": t("setup.range") },
      h(
        "div",
        { class: "a408-range-head" },
        h("span", { class: "a408-label" }, t("setup.range")),
        h(
          "span",
          {},
          h(
            "button",
            {
              class: "a408-link",
              type: "button",
              on: {
                click: () => {
                  known.forEach((id) => chosen.add(id));
                  update();
                },
              },
            },
            t("setup.all"),
          ),
          h(
            "button",
            {
              class: "a408-link",
              type: "button",
              on: {
                click: () => {
                  chosen.clear();
                  update();
                },
              },
            },
            t("setup.none"),
          ),
        ),
      ),
      groups,
    ),
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
  const list = h("div", {
    class: "a408-chapters",
    hidden: true,
    id: `a408-chapters-${subject.id}`,
    role: "group",
    "aria-label": t("setup.chapters_of", { name: subject.name }),
  });
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
    list.append(
      h(
        "label",
        { class: "a408-check small" },
        one,
        h("span", {}, chapter.name),
        h("span", { class: "a408-soft a408-count" }, String(chapter.count)),
      ),
    );
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
    state.textContent = box.indeterminate
      ? t("setup.chosen", { chosen: number, all: usable.length })
      : t("setup.items", { count: box.checked ? items : subject.count });
  });
  return h(
    "div",
    { class: "a408-subject" },
    h(
      "div",
      { class: "a408-subject-row" },
      h("label", { class: "a408-check" }, box, h("span", {}, subject.name), state),
      unfold,
    ),
    list,
  );
}

/** A few usual values to press, and a field for any other. Too much is not cut silently: the form says so. */
function numberChoice(t, label, usual, first, words, changed) {
  const field = h("input", {
    type: "number",
    min: 1,
    inputmode: "numeric",
    class: "a408-number",
    placeholder: t("setup.other"),
    "aria-label": `${label} ${t("setup.other")}`,
  });
  const choice = { value: first, choose, limit };
  const buttons = usual.map((value) =>
    h("button", { type: "button", class: "a408-chip", on: { click: () => choose(value) } }, words(value)),
  );

  const fill = () => (field.value = usual.includes(choice.value) ? "" : choice.value);
  function choose(value) {
    choice.value = value;
    fill();
    draw();
    changed();
  }
  /** No more than `most` can be had now: larger values cannot be pressed, one that is chosen already stays to be seen. */
  function limit(most) {
    field.max = most;
    buttons.forEach((button, i) => (button.disabled = usual[i] > most && usual[i] !== choice.value));
  }
  function draw() {
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(usual[i] === choice.value)));
  }
  field.addEventListener("input", () => {
    const value = Math.round(Number(field.value));
    if (field.value === "" || !(value >= 1)) return;
    choice.value = value;
    draw();
    changed();
  });
  field.addEventListener("change", fill);
  fill();
  draw();
  choice.node = h(
    "div",
    { class: "a408-choice", role: "group", "aria-label": label },
    h("span", { class: "a408-label" }, label),
    h("div", { class: "a408-chips" }, buttons, field),
  );
  return choice;
}
