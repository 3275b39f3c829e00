/* A page of a source in a dialog: its picture with the cited sentences marked, or a section of a text. From any page of the
   program: import("/static/page_view.js"). */

import { h, icon, translator } from "./quiz_dom.js";

const WIDTHS = [640, 960, 1280, 1800, 2400]; // pixels that the server draws
const ZOOMS = [1, 1.25, 1.5, 2, 3, 4];
const STYLE = "/static/page_view.css";

/** The page behind a number of one's own answer; `number` is the one that is stored. */
export const openCitation = (messageId, number) => open(`/api/pages/citation/${messageId}/${number}`);

/** A page of a source, from 1; of a source without pages, one of its sections. */
export const openSource = (collection, source, page = 1) => open(sourceAddress(collection, source, page));

function sourceAddress(collection, source, page) {
  return `/api/pages/source?${new URLSearchParams({ collection, source, page: Math.max(1, page || 1) })}`;
}

let viewer; // made when it is first needed

async function open(address) {
  viewer ??= prepare().catch((error) => {
    viewer = undefined; // the next click tries again
    throw error;
  });
  (await viewer).open(address);
}

async function prepare() {
  const [answer] = await Promise.all([fetch("/api/pages/texts"), styled()]);
  if (!answer.ok) throw new Error(`the words of the page view: ${answer.status}`);
  return new PageView(translator((await answer.json()).texts));
}

function styled() {
  if (document.querySelector(`link[href="${STYLE}"]`)) return null;
  return new Promise((resolve, reject) => {
    document.head.append(h("link", { rel: "stylesheet", href: STYLE, on: { load: resolve, error: reject } }));
  });
}

class PageView {
  constructor(t) {
    this.t = t;
    const button = (key, look, press) =>
      h("button", { type: "button", class: "pv-button", "aria-label": t(key), title: t(key), on: { click: press } }, look);
    this.title = h("h2", { id: "pv-title" });
    this.where = h("p", { class: "pv-where", role: "status" });
    this.notice = h("p", { class: "pv-notice", role: "status", hidden: true });
    this.legend = h(
      "p",
      { class: "pv-legend", hidden: true },
      h("span", {}, h("i", { class: "cited" }), t("legend.sentence")),
      h("span", {}, h("i", { class: "around" }), t("legend.passage")),
    );
    this.stage = h("div", { class: "pv-stage", tabindex: "0", role: "region", "aria-label": t("view") });
    this.previous = button("previous", icon("left"), () => this.turn(-1));
    this.next = button("next", icon("right"), () => this.turn(1));
    this.count = h("span", { class: "pv-count" });
    this.back = h(
      "button",
      { type: "button", class: "pv-button pv-back", hidden: true, on: { click: () => this.show(this.home) } },
      t("back"),
    );
    this.smaller = button("zoom.out", "−", () => this.step(-1));
    this.fit = button("zoom.fit", "100%", () => this.zoomTo(1));
    this.larger = button("zoom.in", "+", () => this.step(1));
    this.zooms = h("div", { class: "pv-zooms" }, this.smaller, this.fit, this.larger);
    this.pager = h("div", { class: "pv-pager" }, this.previous, this.count, this.next, this.back);
    this.bar = h("div", { class: "pv-bar" }, this.pager, this.zooms);
    this.dialog = h(
      "dialog",
      { class: "page-view", "aria-labelledby": "pv-title" },
      h(
        "div",
        { class: "pv-head" },
        h("div", { class: "pv-titles" }, this.title, this.where),
        button("close", icon("cross"), () => this.dialog.close()),
      ),
      this.notice,
      this.legend,
      this.stage,
      this.bar,
    );
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close()); // beside it
    this.dialog.addEventListener("close", () => this.closed());
    new ResizeObserver(() => this.sharpen()).observe(this.stage);
    document.body.append(this.dialog);
  }

  open(address) {
    this.home = address;
    this.homeView = null;
    this.zoom = 1;
    this.title.textContent = this.where.textContent = "";
    if (!this.dialog.open) {
      this.opener = document.activeElement;
      this.dialog.showModal();
    }
    this.stage.focus({ preventScroll: true });
    this.show(address);
  }

  closed() {
    if (this.dialog.open) return; // the event comes late: it has been opened again meanwhile
    this.request?.abort();
    this.stage.replaceChildren();
    this.shown = this.sheet = null;
    if (this.opener?.isConnected) this.opener.focus({ preventScroll: true });
  }

  /** Fetch what stands at an address and show it; words instead when that fails. */
  async show(address) {
    this.request?.abort();
    const request = (this.request = new AbortController());
    this.address = address;
    this.stage.setAttribute("aria-busy", "true");
    // What stood here stays until the next page is there, unless that takes long.
    const slow = setTimeout(() => this.say(this.t("loading")), this.shown ? 400 : 0);
    let view = null;
    let failure = this.t("error.offline");
    try {
      const answer = await fetch(address, { signal: request.signal, headers: { accept: "application/json" } });
      const told = await answer.json();
      if (answer.ok) view = told;
      else failure = told.message ?? failure;
    } catch (error) {
      if (error.name !== "AbortError") console.error(error);
    } finally {
      clearTimeout(slow);
    }
    if (request.signal.aborted) return;
    this.stage.removeAttribute("aria-busy");
    if (view) this.draw(view);
    else this.say(failure, () => this.show(address));
  }

  /** A line in place of the page; `retry` adds a button. */
  say(words, retry) {
    this.sheet = null;
    const again = retry && h("button", { type: "button", class: "pv-again", on: { click: retry } }, this.t("retry"));
    this.stage.replaceChildren(h("div", { class: "pv-said", role: retry ? "alert" : "status" }, h("p", {}, words), again));
    this.keepFocus();
  }

  draw(view) {
    this.shown = view;
    this.dialog.dataset.kind = view.kind;
    this.title.textContent = view.title;
    this.where.textContent = view.where;
    this.notice.hidden = !view.notice;
    this.notice.textContent = view.notice && this.t(`notice.${view.notice}`);
    this.zooms.hidden = view.kind !== "page";
    this.sheet = null;
    this.stage.scrollTo(0, 0);
    if (view.kind === "page") this.drawPage(view);
    else this.stage.replaceChildren(h("article", { class: "pv-text", html: view.html }));
    this.legend.hidden = !this.stage.querySelector(".cited");
    if (this.address === this.home) this.homeView = view;
    const part = view.kind === "page" ? "" : ".section";
    this.label(this.previous, `previous${part}`, view.page > 1);
    this.label(this.next, `next${part}`, view.page > 0 && view.page < view.pages);
    this.count.textContent = view.pages ? this.t("of", { page: view.page, pages: view.pages }) : "";
    this.pager.hidden = view.pages < 2;
    this.bar.hidden = this.pager.hidden && this.zooms.hidden;
    this.back.hidden = this.address === this.home || !this.home.includes("/citation/");
    this.keepFocus();
    this.toMark();
  }

  /** What had the focus may be gone, hidden or at its end; outside the dialog no key would be heard. */
  keepFocus() {
    const active = document.activeElement;
    if (!this.dialog.contains(active) || active.disabled || active.closest("[hidden]")) {
      this.stage.focus({ preventScroll: true });
    }
  }

  label(button, key, enabled) {
    button.disabled = !enabled;
    button.title = this.t(key);
    button.setAttribute("aria-label", this.t(key));
  }

  drawPage(view) {
    const words = this.t("picture", { title: view.title, where: view.where });
    this.picture = h("img", { alt: words, draggable: "false", on: { error: () => this.undrawn(view) } });
    const status = h("p", { class: "pv-drawing", role: "status" }, this.t("drawing"));
    this.picture.addEventListener("load", () => status.remove());
    const marks = view.marks.map(({ box: [left, top, right, bottom], sentence }) => {
      const mark = h("div", { class: sentence ? "pv-mark cited" : "pv-mark around" });
      const place = { left, top, width: right - left, height: bottom - top };
      for (const [side, share] of Object.entries(place)) mark.style[side] = `${100 * share}%`;
      return mark;
    });
    const said = view.marks.length > 0 && h("p", { class: "pv-hidden" }, this.t("marked", { text: view.text }));
    this.sheet = h("div", { class: "pv-sheet" }, this.picture, ...marks, status);
    this.sheet.style.aspectRatio = `1 / ${view.height}`;
    this.sharp = 0;
    this.stage.replaceChildren(this.sheet, ...(said ? [said] : []));
    this.zoomTo(this.zoom);
  }

  /** The reason why a picture did not come, which an <img> is not told, and the passage to read instead. */
  async undrawn(view) {
    if (this.shown !== view) return;
    let words = this.t("error.offline");
    try {
      const answer = await fetch(this.picture.src);
      if (answer.ok) return this.show(this.address);
      words = (await answer.json()).message ?? words;
    } catch (error) {
      console.error(error);
    }
    if (this.shown !== view) return;
    this.say(words, () => this.show(this.address));
    this.legend.hidden = true;
    if (view.text) this.stage.append(h("article", { class: "pv-text", lang: "zh-CN" }, h("div", { class: "plain" }, view.text)));
  }

  /** Scroll so that the first cited sentence, or else the passage, stands in the upper part of the window. */
  toMark() {
    const mark = this.stage.querySelector(".cited") ?? this.stage.querySelector(".around");
    if (!mark) return;
    const [place, window] = [mark.getBoundingClientRect(), this.stage.getBoundingClientRect()];
    this.stage.scrollTop += place.top - window.top - window.height / 4;
    if (place.left < window.left || place.right > window.right) this.stage.scrollLeft += place.left - window.left - 24;
  }

  // --- zoom

  step(direction) {
    const at = ZOOMS.indexOf(this.zoom);
    this.zoomTo(ZOOMS[Math.min(Math.max(at + direction, 0), ZOOMS.length - 1)]);
  }

  /** What stood in the middle of the window stays there. */
  zoomTo(zoom) {
    const { stage } = this;
    const [x, y] = [
      (stage.scrollLeft + stage.clientWidth / 2) / stage.scrollWidth,
      (stage.scrollTop + stage.clientHeight / 2) / stage.scrollHeight,
    ];
    const changed = zoom !== this.zoom;
    this.zoom = zoom;
    this.fit.textContent = `${Math.round(100 * zoom)}%`;
    for (const [button, end] of [[this.smaller, 0], [this.larger, ZOOMS.length - 1]]) {
      button.disabled = zoom === ZOOMS[end];
    }
    this.keepFocus();
    if (!this.sheet) return;
    this.sheet.style.setProperty("--zoom", zoom);
    if (changed) {
      stage.scrollTo(x * stage.scrollWidth - stage.clientWidth / 2, y * stage.scrollHeight - stage.clientHeight / 2);
    }
    this.sharpen();
  }

  /** A picture with a pixel for each of the screen's. A sharper one takes the place of the old one when it is there. */
  sharpen() {
    if (!this.sheet) return;
    const wanted = this.sheet.clientWidth * Math.min(devicePixelRatio || 1, 3);
    const width = WIDTHS.find((step) => step >= wanted) ?? WIDTHS.at(-1);
    if (!wanted || width <= this.sharp) return;
    const [picture, address] = [this.picture, `${this.shown.picture}&width=${width}`];
    const first = !this.sharp;
    this.sharp = width;
    if (first) {
      picture.src = address;
      return;
    }
    const sharper = new Image();
    sharper.onload = () => (picture.src = address);
    sharper.src = address;
  }

  // --- turning pages

  turn(direction) {
    const { shown, homeView } = this;
    const page = shown ? shown.page + direction : 0;
    if (!shown?.page || page < 1 || page > shown.pages) return;
    // The page that was opened comes back with its marks.
    this.show(page === homeView?.page ? this.home : sourceAddress(shown.collection, shown.source, page));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const sideways = this.stage.scrollWidth > this.stage.clientWidth + 1; // then the arrows move the page about
    const act = {
      ArrowLeft: !sideways && (() => this.turn(-1)),
      ArrowRight: !sideways && (() => this.turn(1)),
      "+": () => this.step(1),
      "=": () => this.step(1),
      "-": () => this.step(-1),
      0: () => this.zoomTo(1),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}
