/* What the runner tells beside the question: whether everything is saved, and what has just happened. */

import { h, icon } from "./quiz_dom.js";

const SHOWN_MS = 4000;
const WORDS = {
  idle: "save.idle",
  saving: "save.saving",
  saved: "save.saved",
  offline: "save.offline",
  login: "save.offline",
};
const SIGNS = { saving: "clock", offline: "alert", login: "alert" };

export class Notices {
  #timer = 0;

  constructor(t) {
    this.t = t;
    this.saved = h("span", { class: "a408-saved", role: "status" });
    this.banner = h("div", { class: "a408-banner", role: "alert", hidden: true });
    this.announcer = h("p", { class: "a408-hidden", "aria-live": "assertive" });
  }

  stop() {
    clearTimeout(this.#timer);
  }

  /** Words for those who cannot see the page. */
  announce(words) {
    this.announcer.textContent = words;
  }

  /** What became of the answers in `store`; `before`: the state it was in until now. */
  showState(store, before = "") {
    const { t } = this;
    this.saved.dataset.state = store.state;
    const words = t(WORDS[store.state], { count: store.unsaved });
    this.saved.replaceChildren(icon(SIGNS[store.state] || "check"), h("span", {}, words));
    if (store.state === "offline") {
      this.tell(t("save.banner_offline", { count: store.unsaved }), "bad");
    } else if (store.state === "login") {
      const next = encodeURIComponent(location.pathname);
      this.tell(t("save.banner_login"), "bad", h("a", { href: `/login?next=${next}` }, t("save.log_in")));
    } else if ((before === "offline" || before === "login") && this.banner.dataset.kind === "bad") {
      this.tell(t("save.banner_back"), "good"); // unless something else has been told since
    }
  }

  /** A line under the head of the page. `kind`: bad (stays), warn or good (go by themselves). */
  tell(words, kind, ...more) {
    clearTimeout(this.#timer);
    this.banner.hidden = false;
    this.banner.dataset.kind = kind;
    if (this.banner.dataset.words !== words) {
      this.banner.dataset.words = words;
      this.banner.replaceChildren(icon(kind === "good" ? "check" : "alert"), h("span", {}, words), ...more);
    }
    if (kind !== "bad") this.#timer = setTimeout(() => (this.banner.hidden = true), SHOWN_MS);
  }
}
