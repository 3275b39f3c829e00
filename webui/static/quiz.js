/* The quiz: choosing, answering, result. `mount(element)` makes it run inside any element of any page of ours.
 *
 * Which attempt is shown stands in the address (#attempt-12), so that reload and a shared link between one's own
 * devices lead back to it. The page holds nothing else: the rest is on the server, or waits in the outbox.
 */

import { h, translator } from "./quiz_dom.js";
import { forgetPlace } from "./quiz_place.js";
import { resultView } from "./quiz_result.js";
import { runnerView } from "./quiz_runner.js";
import { watchScrolling } from "./quiz_scroll.js";
import { setupView } from "./quiz_setup.js";
import { call, deliverLeftovers, Refused, ServerClock, Unreachable } from "./quiz_store.js";

const FOCUS_PAGE = "/quiz";

class Quiz {
  #view = null;
  #turn = 0;

  constructor(element, language, texts) {
    this.element = element;
    this.language = language;
    this.t = translator(texts);
    this.clock = new ServerClock();
    this.onFocusPage = location.pathname === FOCUS_PAGE;
    addEventListener("hashchange", () => this.follow());
  }

  /** Show what the address names. */
  async follow() {
    const found = /^#attempt[-=](\d+)$/.exec(location.hash);
    const turn = ++this.#turn;
    try {
      if (found) {
        const attempt = await call("GET", `/api/attempts/${found[1]}`);
        if (turn === this.#turn) this.showAttempt(attempt);
      } else {
        const setup = await call("GET", "/api/quiz/setup");
        if (turn !== this.#turn) return;
        this.clock.sync(setup.now);
        const view = setupView(this, setup);
        this.#show(view);
        deliverLeftovers(this.clock, (lost) => view.tell(this.t("save.late", { count: lost })));
      }
    } catch (error) {
      if (turn === this.#turn) this.#show(this.#failure(error, Boolean(found)));
    }
  }

  showAttempt(view) {
    this.clock.sync(view.now);
    const open = view.attempt.state === "open";
    if (!open) forgetPlace(view.attempt.id);
    this.#show(open ? runnerView(this, view) : resultView(this, view));
  }

  /** To an attempt (its id) or to the choice (null). A timed paper gets the page without distractions. */
  go(attempt, timed = false) {
    const hash = attempt === null ? "" : `#attempt-${attempt}`;
    if (timed && !this.onFocusPage) return location.assign(FOCUS_PAGE + hash);
    if (location.hash === hash) return this.follow();
    if (hash) {
      location.hash = hash;
    } else {
      history.pushState(null, "", location.pathname + location.search);
      this.follow();
    }
  }

  /** Start an attempt. What refuses it is said in `error`, beside the `button` that was pressed. */
  async begin(button, error, body) {
    button.disabled = true;
    try {
      const { id, deadline } = await call("POST", "/api/attempts", body);
      this.go(id, deadline !== null);
    } catch (problem) {
      if (!(problem instanceof Refused || problem instanceof Unreachable)) throw problem;
      error.textContent = problem instanceof Unreachable ? this.t("load_failed") : problem.message;
      const offer = (words, click) =>
        error.append(" ", h("button", { class: "a408-link", type: "button", on: { click } }, words));
      if (problem.error === "timed_attempt_open") {
        offer(this.t("setup.continue"), () => this.go(problem.body.attempt, true));
      } else if (problem.error === "too_few" && body.count && problem.body.available) {
        const count = problem.body.available;
        offer(this.t("setup.take", { count }), () => this.begin(button, error, { ...body, count }));
      }
      button.disabled = false;
    }
  }

  /** The tag of a heading: a page of its own begins at level 1, a part of another page one below. */
  heading(level) {
    return `h${this.onFocusPage ? level : level + 1}`;
  }

  /** Keys are meant for the quiz only while it can be seen and nothing else is being typed into. */
  listensToKeys(event) {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return false;
    if (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)) return false;
    if (target.tagName === "INPUT" && target.type !== "radio") return false;
    if (event.key.startsWith("Arrow") && target.closest("[data-more]")) return false; // they scroll it
    return (
      this.element.isConnected && this.element.getClientRects().length > 0 && !document.querySelector("dialog[open]")
    );
  }

  #show(view) {
    this.#view?.stop();
    this.#view = view;
    this.element.replaceChildren(view.node);
    view.start?.();
    this.element.dataset.view = view.name;
  }

  #failure(error, canLeave) {
    const { t } = this;
    const words = error instanceof Unreachable ? t("load_failed") : error.message;
    const running = error.error === "timed_attempt_open" ? error.body.attempt : null;
    const act = running === null ? () => this.follow() : () => this.go(running, true);
    const node = h(
      "div",
      { class: "a408-failure", role: "alert" },
      h(this.heading(1), { class: "a408-title" }, t("title")),
      h("p", {}, words),
      h(
        "div",
        { class: "a408-row" },
        h(
          "button",
          { class: "a408-button primary", type: "button", on: { click: act } },
          t(running === null ? "retry" : "setup.continue"),
        ),
        canLeave &&
          h("button", { class: "a408-button", type: "button", on: { click: () => this.go(null) } }, t("run.leave")),
      ),
    );
    if (!(error instanceof Unreachable) && !error.status) console.error(error);
    const timer = error instanceof Unreachable ? setTimeout(() => this.follow(), 4000) : 0;
    return { name: "failure", node, stop: () => clearTimeout(timer) };
  }
}

/** Run the quiz inside `element`. Without `texts` they are fetched in the browser's language. */
export async function mount(element, { language, texts } = {}) {
  element.classList.add("a408");
  if (!texts) ({ language, texts } = await call("GET", "/api/quiz/texts"));
  const quiz = new Quiz(element, language, texts);
  watchScrolling(element, quiz.t("scrolls"));
  await quiz.follow();
  return quiz;
}

window.A408Quiz = { mount };
