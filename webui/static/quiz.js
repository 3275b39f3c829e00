/* The quiz: choosing, answering, result. `mount(element)` makes it run inside any element of any page of ours.
 *
 * Which attempt is shown stands in the address (#attempt-12), so that reload and a shared link between one's own
 * devices lead back to it. The page holds nothing else: the rest is on the server, or waits in the outbox.
 */

import { h, translator } from "./quiz_dom.js";
import { setupView } from "./quiz_setup.js";
import { runnerView } from "./quiz_runner.js";
import { resultView } from "./quiz_result.js";
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
    const found = /^#attempt-(\d+)$/.exec(location.hash);
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
    this.#show(view.attempt.state === "open" ? runnerView(this, view) : resultView(this, view));
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
      if (problem.error === "timed_attempt_open") {
        const open = () => this.go(problem.body.attempt, true);
        const words = this.t("setup.continue");
        error.append(" ", h("button", { class: "a408-link", type: "button", on: { click: open } }, words));
      }
      button.disabled = false;
    }
  }

  /** Keys are meant for the quiz only while it can be seen and nothing else is being typed into. */
  listensToKeys(event) {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return false;
    if (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)) return false;
    if (target.tagName === "INPUT" && target.type !== "radio") return false;
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
    const node = h(
      "div",
      { class: "a408-failure", role: "alert" },
      h("p", {}, words),
      h(
        "div",
        { class: "a408-row" },
        h("button", { class: "a408-button primary", type: "button", on: { click: () => this.follow() } }, t("retry")),
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
  await quiz.follow();
  return quiz;
}

window.A408Quiz = { mount };
