/* Answering: one question at a time, the answer card, the clock, and whether everything is saved. */

import { answerCard, askSubmit } from "./quiz_card.js";
import { Countdown } from "./quiz_clock.js";
import { h, icon } from "./quiz_dom.js";
import { Notices } from "./quiz_notices.js";
import { keepPlace, placeOf } from "./quiz_place.js";
import { AnswerStore, call, Refused, Unreachable } from "./quiz_store.js";

const RETRY_MS = 2000;

export function runnerView(quiz, view) {
  const runner = new Runner(quiz, view);
  return { name: "runner", node: runner.node, start: () => runner.start(), stop: () => runner.stop() };
}

class Runner {
  constructor(quiz, view) {
    this.quiz = quiz;
    this.t = quiz.t;
    this.attempt = view.attempt;
    this.questions = view.questions;
    this.at = 0;
    this.locked = false;
    this.lost = 0; // answers that came too late
    this.store = new AnswerStore(this.attempt.id, quiz.clock, (event, detail) => this.#heard(event, detail));
    this.#build();
    this.store.merge(view.answers);
    this.#showQuestion(this.#firstPlace());
    this.#showProgress();
  }

  start() {
    this.onKey = (event) => this.#key(event);
    this.onVisible = () => document.visibilityState === "visible" && this.#refresh();
    this.onPageShow = (event) => event.persisted && this.#refresh();
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("visibilitychange", this.onVisible);
    addEventListener("pageshow", this.onPageShow);
    this.clock.start();
  }

  stop() {
    this.clock.stop();
    this.notices.stop();
    clearTimeout(this.again);
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("visibilitychange", this.onVisible);
    removeEventListener("pageshow", this.onPageShow);
    this.store.stop();
    this.sheet.close();
    this.dialog.close();
  }

  /** Where the reader was on this device, else the first blank question, else the first. */
  #firstPlace() {
    const kept = placeOf(this.attempt.id);
    const place = this.questions.findIndex(({ n }) => n === kept);
    return place >= 0 ? place : Math.max(0, this.questions.indexOf(this.blank[0]));
  }

  get question() {
    return this.questions[this.at];
  }

  get blank() {
    return this.questions.filter(({ n }) => this.store.get(n).choice === null);
  }

  get flagged() {
    return this.questions.filter(({ n }) => this.store.get(n).flagged);
  }

  // --- the page ------------------------------------------------------------------------------------------------------

  #build() {
    const { t } = this;
    const button = (words, click, extra = "", ...icons) =>
      h("button", { type: "button", class: `a408-button ${extra}`, on: { click } }, ...icons, h("span", {}, words));

    this.notices = new Notices(t);
    this.clock = new Countdown(t, this.attempt.deadline, () => this.quiz.clock.now(), {
      announce: (words) => this.notices.announce(words),
      over: () => this.locked || this.#finish(),
    });
    this.progress = h("span", { class: "a408-progress-words" });
    this.bar = h("span", { class: "a408-bar-fill" });
    this.questionBox = h("section", { class: "a408-question", "aria-live": "off" });
    this.flag = button(t("run.flag"), () => this.#toggleFlag(), "a408-flag", icon("flag"));
    this.previous = button(t("run.previous"), () => this.#move(-1), "", icon("left"));
    this.next = h("button", {
      type: "button",
      class: "a408-button primary a408-next",
      on: { click: () => this.#forward() },
    });
    const jump = (question) => {
      this.sheet.close();
      this.#showQuestion(this.questions.indexOf(question), true);
    };
    // One stands beside the question, one in the sheet of a narrow screen.
    this.cards = [answerCard(t, this.questions, jump), answerCard(t, this.questions, jump)];
    this.sheet = h(
      "dialog",
      {
        class: "a408-sheet",
        "aria-label": t("run.card"),
        on: { click: (event) => event.target === this.sheet && this.sheet.close() },
      },
      h(
        "div",
        { class: "a408-sheet-inner" },
        h(
          "div",
          { class: "a408-sheet-head" },
          h("strong", {}, t("run.card")),
          button(t("run.close"), () => this.sheet.close(), "quiet", icon("cross")),
        ),
        this.cards[1].node,
        button(
          t("run.submit"),
          () => {
            this.sheet.close();
            this.#askSubmit();
          },
          "primary wide",
        ),
        this.#focusLink(),
      ),
    );
    this.dialog = h("dialog", { class: "a408-dialog", "aria-labelledby": "a408-submit-heading" });
    this.cardOpener = button(t("run.card"), () => this.sheet.showModal(), "a408-card-opener", icon("grid"));

    this.node = h(
      "div",
      { class: `a408-runner ${this.quiz.onFocusPage ? "focused" : ""}` },
      h(
        "header",
        { class: "a408-top" },
        h(
          "button",
          {
            type: "button",
            class: "a408-leave",
            "aria-label": t("run.leave"),
            on: { click: () => this.quiz.go(null) },
          },
          icon("left"),
        ),
        h(
          "div",
          { class: "a408-top-title" },
          h(this.quiz.heading(1), {}, t(`kind.${this.attempt.kind}`)),
          h("div", { class: "a408-progress" }, h("span", { class: "a408-bar" }, this.bar), this.progress),
        ),
        this.notices.saved,
        this.attempt.deadline !== null && this.clock.node,
        this.cardOpener,
      ),
      this.notices.banner,
      this.notices.announcer,
      h(
        "div",
        { class: "a408-columns" },
        h(
          "div",
          { class: "a408-main" },
          this.questionBox,
          h("nav", { class: "a408-nav" }, this.previous, this.flag, this.next),
        ),
        h(
          "aside",
          { class: "a408-side" },
          h(
            "div",
            { class: "a408-card" },
            h(this.quiz.heading(2), {}, t("run.card")),
            this.cards[0].node,
            button(t("run.submit"), () => this.#askSubmit(), "wide outline a408-submit"),
          ),
          h("p", { class: "a408-soft a408-keys" }, t("run.keys")),
          this.#focusLink(),
        ),
      ),
      this.sheet,
      this.dialog,
    );
    this.notices.showState(this.store);
  }

  #focusLink() {
    if (this.quiz.onFocusPage) return null;
    return h("a", { class: "a408-focus-link", href: `/quiz#attempt-${this.attempt.id}` }, this.t("run.focus_page"));
  }

  #showProgress() {
    const { t } = this;
    const answered = this.questions.length - this.blank.length;
    this.progress.textContent = t("run.progress", { answered, count: this.questions.length });
    this.bar.style.setProperty("inline-size", `${(100 * answered) / this.questions.length}%`);
    for (const card of this.cards) card.show(this.store, this.question);
  }

  #showQuestion(i = this.at, focus = false) {
    const { t } = this;
    this.at = i;
    const { question } = this;
    keepPlace(this.attempt.id, question.n);
    const held = this.questionBox.contains(document.activeElement);
    const heading = h(
      this.quiz.heading(2),
      { class: "a408-number-line", tabindex: -1 },
      h("span", { class: "a408-n" }, t("run.question", { n: question.n })),
      h("span", { class: "a408-soft" }, t("run.of", { count: this.questions.length })),
      h("span", { class: "a408-pill" }, question.subject_name),
      h("span", { class: "a408-pill" }, t("run.points", { points: question.points })),
    );
    this.options = question.options.map((option, place) => {
      const input = h("input", {
        type: "radio",
        name: `a408-q${question.n}`,
        value: option.value,
        on: { change: () => this.#choose(option.value) },
      });
      return h(
        "label",
        { class: "a408-option" },
        input,
        h("span", { class: "a408-letter", "aria-hidden": "true" }, "ABCD"[place]),
        h("span", { class: "a408-option-text", html: option.html }),
      );
    });
    this.clear = h(
      "button",
      { type: "button", class: "a408-link a408-clear", on: { click: () => this.#choose(null) } },
      t("run.clear"),
    );
    this.questionBox.replaceChildren(
      heading,
      h("div", { class: "a408-text", id: "a408-stem", html: question.stem }),
      question.figure ? h("div", { class: "a408-figure-box", html: question.figure }) : "",
      h("div", { class: "a408-options", role: "radiogroup", "aria-labelledby": "a408-stem" }, this.options),
      this.clear,
    );
    this.#showAnswer();
    this.#showProgress();
    this.previous.disabled = this.at === 0;
    const last = this.at === this.questions.length - 1;
    this.next.replaceChildren(h("span", {}, last ? t("run.submit") : t("run.next")), last ? "" : icon("right"));
    if (focus || held) heading.focus({ preventScroll: true });
    if (this.node.isConnected && this.node.getBoundingClientRect().top < 0) {
      this.node.scrollIntoView({ block: "start" });
    }
  }

  #showAnswer() {
    const { choice, flagged } = this.store.get(this.question.n);
    for (const label of this.options) {
      const input = label.firstElementChild;
      input.checked = input.value === choice;
      input.disabled = this.locked;
      label.classList.toggle("chosen", input.checked);
    }
    this.clear.hidden = choice === null || this.locked;
    this.flag.setAttribute("aria-pressed", String(flagged));
    this.flag.lastElementChild.textContent = this.t(flagged ? "run.flagged" : "run.flag");
    this.flag.disabled = this.locked;
  }

  // --- gestures ------------------------------------------------------------------------------------------------------

  #choose(value) {
    if (this.locked) return;
    const { n } = this.question;
    const before = this.store.get(n);
    if (before.choice !== value) this.store.set(n, value, before.flagged);
  }

  #toggleFlag() {
    if (this.locked) return;
    const { n } = this.question;
    const { choice, flagged } = this.store.get(n);
    this.store.set(n, choice, !flagged);
  }

  #move(step) {
    const to = this.at + step;
    if (to < 0 || to >= this.questions.length) return;
    this.#showQuestion(to);
    this.notices.announce(this.t("run.question", { n: this.question.n }));
  }

  #forward() {
    if (this.at === this.questions.length - 1) this.#askSubmit();
    else this.#move(1);
  }

  #key(event) {
    if (!this.quiz.listensToKeys(event)) return;
    const key = event.key.toLowerCase();
    const place = /^[a-d]$/.test(key) ? "abcd".indexOf(key) : /^[1-4]$/.test(key) ? Number(key) - 1 : -1;
    if (place >= 0) this.#choose(this.question.options[place].value);
    else if (key === "f") this.#toggleFlag();
    else if (key === "n" || key === "arrowright") this.#move(1);
    else if (key === "p" || key === "arrowleft") this.#move(-1);
    else return;
    event.preventDefault();
  }

  // --- what the store tells -------------------------------------------------------------------------------------------

  #heard(event, detail) {
    if (event === "changed" && this.options) {
      this.#showAnswer();
      this.#showProgress();
      this.notices.showState(this.store);
    } else if (event === "state") {
      this.notices.showState(this.store, detail);
    } else if (event === "replaced") {
      this.#showAnswer();
      this.#showProgress();
      this.notices.tell(this.t("save.replaced"), "warn");
    } else if (event === "closed") {
      this.lost = detail;
      if (!this.locked) this.#finish();
    }
  }

  /** Another device may have answered meanwhile, and a sleeping machine's clock may have stood still. */
  async #refresh() {
    if (this.locked) return;
    try {
      const view = await call("GET", `/api/attempts/${this.attempt.id}`);
      this.quiz.clock.sync(view.now);
      if (view.attempt.state === "open") this.store.merge(view.answers);
      else this.quiz.showAttempt(view);
    } catch (error) {
      if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
    }
  }

  // --- the end ---------------------------------------------------------------------------------------------------------

  async #askSubmit() {
    const { questions, blank, flagged } = this;
    if (questions.length === 1 && blank.length === 0 && this.attempt.deadline === null) {
      const refused = await this.#submit(); // nothing to look over: one question, one answer, no clock
      if (refused) this.notices.tell(refused, "bad");
      return;
    }
    const jump = (question) => this.#showQuestion(questions.indexOf(question), true);
    askSubmit(this.t, this.dialog, { questions, blank, flagged, jump, submit: () => this.#submit() });
  }

  async #submit() {
    try {
      if (!(await this.#delivered())) return this.t("submit.offline");
      await this.#close();
      return "";
    } catch (problem) {
      if (problem instanceof Unreachable) return this.t("submit.offline");
      if (problem instanceof Refused) return problem.message;
      throw problem;
    }
  }

  /** True when every answer is on the server. A send that is under way is waited for. */
  async #delivered() {
    for (let tries = 0; tries < 30 && this.store.unsaved; tries += 1) {
      await this.store.send();
      if (this.store.state === "offline" || this.store.state === "login") break;
      if (this.store.unsaved) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return this.store.unsaved === 0;
  }

  async #close() {
    const view = await call("POST", `/api/attempts/${this.attempt.id}/submit`);
    const lost = this.lost + this.store.missing(view.answers);
    this.store.drop();
    this.quiz.showAttempt({ ...view, lost });
  }

  /** The time is over, or the attempt was closed elsewhere: nothing changes any more, the result follows. */
  async #finish() {
    this.locked = true;
    this.#showAnswer();
    this.dialog.close();
    this.notices.tell(this.t("submit.time_up"), "bad");
    this.notices.announce(this.t("submit.time_up"));
    try {
      await this.#close();
    } catch (problem) {
      if (!(problem instanceof Unreachable || problem instanceof Refused)) throw problem;
      if (problem.error === "timed_attempt_open") return this.quiz.follow();
      this.again = setTimeout(() => this.#finish(), RETRY_MS);
    }
  }
}
