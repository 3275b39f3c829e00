/* The library: every collection the person may see, with its sources; for instructors also the way to bring files. */

import { ask, Unreachable } from "./library_api.js";
import { collectionForm } from "./library_form.js";
import { Imports } from "./library_imports.js";
import { collectionCard } from "./library_shelf.js";
import { h, icon, translator } from "./quiz_dom.js";

const RETRY_MS = 4000;
const STALE_MS = 3000;

class Library {
  #open = new Map(); // collection name -> whether it is unfolded, as the person left it
  #cards = new Map();
  #loadedAt = 0;
  #timer = 0;

  constructor(element, language, texts) {
    this.element = element;
    this.language = language;
    const t = translator(texts);
    this.t = Object.assign((key, values) => t(key, values), { has: (key) => key in texts });
    this.imports = new Imports(this);
    this.notice = h("div", { class: "a408-notices", role: "status" });
    this.form = h("div", { class: "lib-new-form" });
    this.list = h("div", { class: "lib-list" });
    this.head = h("header", { class: "lib-top" });
    element.replaceChildren(h("div", { class: "lib" }, this.head, this.notice, this.form, this.list));
    // Whoever comes back to the tab sees what there is now.
    new IntersectionObserver(([seen]) => {
      if (seen.isIntersecting && this.#loadedAt && performance.now() - this.#loadedAt > STALE_MS) this.load();
    }).observe(element);
  }

  async load() {
    clearTimeout(this.#timer);
    try {
      this.told = await ask("GET", "");
    } catch (error) {
      this.#cannot(error);
      return;
    }
    this.#loadedAt = performance.now();
    if (this.failed) this.tell("");
    this.failed = false;
    this.#draw();
    this.imports.see(this.told.imports ?? []);
    this.imports.watch();
  }

  #cannot(error) {
    const attempt = error.error === "timed_attempt_open" ? error.body.attempt : null;
    this.failed = true;
    this.told = null;
    this.#cards.clear();
    this.head.replaceChildren(h("h2", { class: "a408-title" }, this.t("title")));
    this.form.replaceChildren();
    const words = h("p", { class: "a408-notice warn" }, icon("alert"), this.wordsFor(error));
    this.notice.replaceChildren(words);
    const again = h("button", { class: "a408-button", type: "button", on: { click: () => this.load() } }, this.t("retry"));
    const back = h("a", { class: "a408-button primary", href: `/quiz#attempt-${attempt}` }, this.t("closed.back"));
    this.list.replaceChildren(h("div", { class: "a408-row" }, attempt === null ? again : back));
    this.#loadedAt = performance.now();
    if (error instanceof Unreachable) this.#timer = setTimeout(() => this.load(), RETRY_MS);
  }

  #draw() {
    const { t, told } = this;
    const focused = this.element.contains(document.activeElement) ? keyOf(document.activeElement) : null;
    const create = h(
      "button",
      { class: "a408-button primary", type: "button", on: { click: () => this.#create() } },
      icon("plus"),
      t("new"),
    );
    this.head.replaceChildren(
      h("div", {}, h("h2", { class: "a408-title" }, t("title")), h("p", { class: "a408-soft" }, t("about"))),
      ...(told.teaches ? [create] : []),
    );
    const said = new Map([...this.#cards].map(([name, card]) => [name, [...card.said.childNodes]]));
    this.#cards.clear();
    const others = told.collections.filter((one) => !one.handbook);
    // What somebody works with comes first, the handbook last.
    for (const collection of [...others, ...told.collections.filter((one) => one.handbook)]) {
      const card = collectionCard(this, collection);
      card.said.append(...(said.get(collection.name) ?? [])); // a form being filled in stays
      this.#cards.set(collection.name, card);
    }
    const empty = others.length ? null : this.#empty();
    this.list.replaceChildren(...(empty ? [empty] : []), ...[...this.#cards.values()].map((card) => card.node));
    this.imports.draw();
    if (focused) [...this.element.querySelectorAll("button, input, a")].find((one) => keyOf(one) === focused)?.focus();
  }

  #empty() {
    const { t, told } = this;
    if (!told.teaches) return h("p", { class: "a408-soft" }, t("empty.student"));
    return h(
      "section",
      { class: "lib-empty a408-card" },
      h("h3", {}, t("empty.title")),
      h("p", {}, t("empty.about")),
      h("ul", {}, [1, 2, 3].map((n) => h("li", {}, icon("check"), t(`empty.${n}`)))),
      h("p", { class: "a408-soft" }, t("empty.how")),
      h("button", { class: "a408-button primary", type: "button", on: { click: () => this.#create() } }, t("new")),
    );
  }

  #create() {
    const close = async (name) => {
      this.form.replaceChildren();
      if (!name) return;
      this.#open.set(name, true);
      await this.load();
      this.#cards.get(name)?.node.querySelector(".lib-drop button")?.focus();
    };
    const form = collectionForm(this, null, close);
    this.form.replaceChildren(h("section", { class: "a408-card lib-new" }, h("h3", {}, this.t("form.new")), form));
  }

  // --- what the parts ask ----------------------------------------------------------------------------------------------

  isOpen(collection) {
    return this.#open.get(collection.name) ?? !collection.handbook;
  }

  keepOpen(collection, open) {
    this.#open.set(collection.name, open);
  }

  placeOf(name) {
    return this.#cards.get(name)?.imports;
  }

  /** Put `node` above the sources of a collection, or take away what stands there. */
  tellIn(name, node) {
    const said = this.#cards.get(name)?.said;
    said?.replaceChildren(...(node ? [node] : []));
    node?.querySelector("button")?.focus();
  }

  tell(words) {
    this.notice.replaceChildren(...(words ? [h("p", { class: "a408-notice warn" }, icon("alert"), words)] : []));
  }

  fail(error) {
    this.tell(this.wordsFor(error));
    if (error.status === 404 || error.error === "timed_attempt_open") this.load();
  }

  wordsFor(error) {
    if (error instanceof Unreachable) return this.t("load_failed");
    if (!error.status) console.error(error);
    return error.status ? error.message : this.t("error.internal");
  }
}

/** What names a button again after everything was drawn anew. */
const keyOf = (one) => one.closest("[data-collection]") && `${one.closest("[data-collection]").dataset.collection} ${one.textContent}`;

/** Run the library inside `element`. */
export async function mount(element) {
  element.classList.add("a408");
  try {
    const { language, texts } = await ask("GET", "/texts");
    await new Library(element, language, texts).load();
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    setTimeout(() => mount(element), RETRY_MS); // the words did not come either
  }
}
