/* Bringing files: the upload from this page, and what becomes of every import. */

import { ask, Refused, send, Unreachable } from "./library_api.js";
import { h, icon } from "./quiz_dom.js";

const TRIES = 5;
const LOOK_MS = 1000;
const LOOK_HIDDEN_MS = 5000;

export class Imports {
  #cards = new Map(); // import id -> its card
  #uploads = new Map(); // import id -> the upload from this page
  #queue = Promise.resolve(); // one file at a time
  #timer = 0;

  constructor(library) {
    this.library = library;
    this.jobs = [];
    addEventListener("beforeunload", (event) => this.#uploads.size && event.preventDefault());
  }

  /** Add files to a collection. `entries`: [{file, name, replace}]. What refuses them is said in the collection. */
  async bring(collection, entries) {
    if (!entries.length) return;
    this.library.tell("");
    try {
      const files = entries.map(({ file, name, replace = false }) => ({ name, size: file.size, replace }));
      const job = await ask("POST", `/collections/${encodeURIComponent(collection.name)}/imports`, { files });
      this.#begin(job, collection, entries);
    } catch (error) {
      if (error instanceof Refused && error.error === "exists") this.#whichTo(collection, entries, error.body.names);
      else this.library.fail(error);
    }
  }

  #begin(job, collection, entries) {
    const upload = { stop: new AbortController(), place: 0, sent: 0, before: 0 };
    this.#uploads.set(job.id, upload);
    this.see([...this.jobs, { ...job, title: collection.title }]);
    this.watch();
    this.#queue = this.#queue.then(() => this.#send(job, entries, upload)).finally(() => this.#uploads.delete(job.id));
  }

  async #send(job, entries, upload) {
    for (const [place, file] of job.files.entries()) {
      if (upload.stop.signal.aborted) return;
      if (file.state === "expected") {
        upload.place = place;
        await this.#sendFile(job.id, place, entries[place].file, upload);
        upload.before += file.size;
      }
      upload.sent = 0;
    }
    await this.look();
  }

  async #sendFile(id, place, file, upload) {
    const path = `/imports/${id}/files/${place}`;
    const progress = (bytes) => {
      upload.sent = bytes;
      this.#cards.get(id)?.update();
    };
    for (let tried = 1; tried <= TRIES && !upload.stop.signal.aborted; tried++) {
      try {
        return await send(path, file, progress, upload.stop.signal);
      } catch (error) {
        // Refused: the import's report says why; "not found" may be the last try's connection, not closed yet.
        if (error instanceof Refused && (error.status !== 404 || tried === 1)) return null;
        await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** (tried - 1)));
      }
    }
    if (!upload.stop.signal.aborted) await ask("DELETE", path).catch(() => null);
    return null;
  }

  /** Files of these names are there already: which of the two stays? */
  #whichTo(collection, entries, names) {
    const { t } = this.library;
    const taken = new Set(names);
    const close = () => this.library.tellIn(collection.name, null);
    const go = (chosen) => (close(), this.bring(collection, chosen));
    const button = (key, act, look = "") =>
      h("button", { type: "button", class: `a408-button ${look}`, on: { click: act } }, t(key));
    const replacing = entries.map((entry) => ({ ...entry, replace: entry.replace || taken.has(entry.name.normalize()) }));
    const others = entries.filter((entry) => entry.replace || !taken.has(entry.name.normalize()));
    this.library.tellIn(
      collection.name,
      h(
        "div",
        { class: "lib-asked", role: "alertdialog" },
        h("p", {}, t("exists", { title: collection.title, names: names.join("、") })),
        h(
          "div",
          { class: "a408-row" },
          button("exists.replace", () => go(replacing), "primary"),
          others.length > 0 && button("exists.skip", () => go(others)),
          button("exists.cancel", close),
        ),
      ),
    );
  }

  // --- looking how they stand ------------------------------------------------------------------------------------------

  /** Show these imports; when one has ended meanwhile, the collections are read anew. */
  see(jobs) {
    const active = (list) => new Set(list.filter((job) => job.state !== "finished").map((job) => job.id));
    const before = active(this.jobs);
    const now = active(jobs);
    this.jobs = jobs;
    this.draw();
    return [...before].some((id) => !now.has(id));
  }

  /** Put each import's card into its collection. */
  draw() {
    const gone = new Set(this.#cards.keys());
    for (const job of this.jobs) {
      gone.delete(job.id);
      let card = this.#cards.get(job.id);
      if (card?.state !== job.state) {
        const fresh = importCard(this.library, job, {
          upload: () => this.#uploads.get(job.id),
          act: (method, path) => this.#act(job, method, path),
        });
        card?.node.replaceWith(fresh.node);
        this.#cards.set(job.id, (card = fresh));
      }
      card.update(job);
      const place = this.library.placeOf(job.collection);
      if (place && card.node.parentElement !== place) place.append(card.node);
    }
    for (const id of gone) {
      this.#cards.get(id).node.remove();
      this.#cards.delete(id);
    }
  }

  async #act(job, method, path) {
    if (method === "DELETE") this.#uploads.get(job.id)?.stop.abort();
    try {
      await ask(method, path);
    } catch (error) {
      this.library.fail(error);
    }
    await this.look();
  }

  watch() {
    clearTimeout(this.#timer);
    if (!this.jobs.some((job) => job.state !== "finished")) return;
    this.#timer = setTimeout(() => this.look(), document.hidden ? LOOK_HIDDEN_MS : LOOK_MS);
  }

  async look() {
    clearTimeout(this.#timer);
    try {
      const { imports } = await ask("GET", "/imports");
      if (this.see(imports)) await this.library.load();
    } catch (error) {
      if (!(error instanceof Unreachable)) return this.library.load(); // shut, or no instructor any more
    }
    this.watch();
  }
}

// --- one import ----------------------------------------------------------------------------------------------------------

function importCard(library, job, { upload, act }) {
  if (job.state === "finished") return report(library, job, act);
  const { t } = library;
  const words = h("p", { class: "lib-import-what" });
  const left = h("span", { class: "a408-soft" });
  const fill = h("span", { class: "a408-bar-fill" });
  const bar = h("span", { class: "a408-bar", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100" }, fill);
  const hint = h("p", { class: "a408-soft" });
  const cancel = h("button", { type: "button", class: "a408-button lib-small" }, t("import.cancel"));
  cancel.addEventListener("click", () => {
    cancel.disabled = true;
    cancel.textContent = t("import.cancelling");
    act("DELETE", `/imports/${job.id}`);
  });
  const node = h(
    "div",
    { class: "lib-import", "data-state": job.state },
    h("div", { class: "lib-import-line" }, h("div", {}, words, left), cancel),
    bar,
    hint,
  );
  const update = (fresh) => {
    job = fresh ?? job;
    const shown = progressOf(t, job, upload());
    words.textContent = shown.words;
    left.textContent = shown.left;
    hint.textContent = shown.hint;
    const percent = Math.round(100 * shown.share);
    bar.setAttribute("aria-valuenow", String(percent));
    bar.setAttribute("aria-label", shown.words);
    fill.style.inlineSize = `${percent}%`;
  };
  return { node, state: job.state, update };
}

/** What to say of an import that is under way: {words, left, hint, share}. */
function progressOf(t, job, upload) {
  if (job.state === "arriving") {
    const total = job.files.reduce((sum, file) => sum + (file.state === "refused" ? 0 : file.size), 0);
    if (!upload) {
      const received = job.files.reduce((sum, file) => sum + file.received, 0);
      return { words: t("import.elsewhere"), left: "", hint: "", share: total ? received / total : 0 };
    }
    const name = job.files[upload.place].name;
    const words = t("import.arriving", { name, n: upload.place + 1, count: job.files.length });
    const share = total ? Math.min(1, (upload.before + upload.sent) / total) : 0;
    return { words, left: "", hint: t("import.stay"), share };
  }
  const hint = t("import.safe");
  if (job.state === "waiting") return { words: t("import.waiting"), left: "", hint, share: 0 };
  const step = job.step;
  if (!step) return { words: t("import.starting"), left: "", hint, share: 0 };
  const left = step.remaining_seconds === null ? "" : t("import.left", { time: duration(t, step.remaining_seconds) });
  return { words: t(`import.${step.what}`, step), left, hint, share: step.total ? step.done / step.total : 0 };
}

function duration(t, seconds) {
  if (seconds < 60) return t("time.seconds", { n: Math.max(5, Math.ceil(seconds / 5) * 5) });
  if (seconds < 3600) return t("time.minutes", { n: Math.ceil(seconds / 60) });
  return t("time.hours", { n: Math.floor(seconds / 3600), m: Math.ceil((seconds % 3600) / 60) });
}

function report(library, job, act) {
  const { t } = library;
  const failed = job.outcome === "failed";
  const dismiss = () => act("DELETE", `/imports/${job.id}`);
  const node = h(
    "div",
    { class: "lib-import", "data-state": "finished", "data-outcome": job.outcome },
    h(
      "div",
      { class: "lib-import-line" },
      h("p", { class: "lib-import-what", role: "status" }, headline(t, job)),
      h(
        "div",
        { class: "a408-row" },
        failed &&
          h(
            "button",
            { type: "button", class: "a408-button lib-small", on: { click: () => act("POST", `/imports/${job.id}/retry`) } },
            t("import.again"),
          ),
        h("button", { type: "button", class: "a408-button lib-small", on: { click: dismiss } }, t("import.seen")),
      ),
    ),
    job.outcome !== "cancelled" && reportList(library, job),
  );
  return { node, state: "finished", update: () => {} };
}

function headline(t, job) {
  if (job.outcome === "cancelled") return t("import.cancelled");
  if (job.outcome === "failed") {
    const why = worded(t, "failed", job.code);
    return `${t("import.failed")}：${why}`;
  }
  return t(job.added.length ? "import.done" : "import.nothing");
}

const worded = (t, group, code) => (t.has(`${group}.${code}`) ? t(`${group}.${code}`) : t(`${group}.other`));

function reportList(library, job) {
  const { t } = library;
  const line = (kind, look, name, facts) =>
    h(
      "li",
      { class: kind },
      icon(look),
      h("span", { class: "a408-hidden" }, t(`import.${kind}`)),
      h("span", {}, h("strong", {}, name), facts && h("span", { class: "a408-soft" }, facts)),
    );
  const added = job.added.map((one) =>
    line("added", "check", one.source, [
      one.pages > 0 && /\.pdf$/i.test(one.source) ? t("pages", { count: one.pages }) : "",
      t("passages", { count: one.passages }),
      one.recognised ? t("recognised", { count: one.recognised }) : "",
      one.lost ? t("import.lost", { pages: one.unreadable }) : "",
    ].filter(Boolean).join(library.language === "en" ? ", " : "，")), // prettier-ignore
  );
  const unchanged = job.unchanged.map((name) => line("unchanged", "dash", name, t("import.unchanged")));
  const refused = job.refused.map(({ name, code, reason }) =>
    line("refused", "cross", name, library.language === "en" && reason ? reason : worded(t, "refused", code)),
  );
  return h("ul", { class: "lib-report" }, added, unchanged, refused);
}
