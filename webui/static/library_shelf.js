/* One collection with its sources, and the place to drop files on. */

import { ask } from "./library_api.js";
import { collectionForm } from "./library_form.js";
import { h, icon } from "./quiz_dom.js";

const SURE_MS = 4000;

/** `{node, imports, told}`: `imports` takes the cards of imports, `tell` puts something above the sources. */
export function collectionCard(library, collection) {
  const { t, told } = library;
  const writes = told.teaches && !collection.handbook;
  const id = `lib-body-${collection.name}`;
  const body = h("div", { class: "lib-body", id, hidden: !library.isOpen(collection) });
  const said = h("div", { class: "lib-said" });
  const imports = h("div", { class: "lib-imports", "aria-live": "polite" });
  const toggle = h(
    "button",
    { type: "button", class: "lib-toggle", "aria-expanded": String(!body.hidden), "aria-controls": id },
    icon("down"),
    h("span", { class: "lib-name" }, collection.title),
  );
  toggle.addEventListener("click", () => {
    body.hidden = !body.hidden;
    toggle.setAttribute("aria-expanded", String(!body.hidden));
    library.keepOpen(collection, !body.hidden);
  });
  const node = h(
    "section",
    { class: "lib-collection a408-card", "data-collection": collection.name, "aria-label": collection.title },
    h(
      "header",
      { class: "lib-head" },
      h("h3", {}, toggle),
      h("div", { class: "lib-pills" }, pills(library, collection)),
      writes &&
        h(
          "button",
          { type: "button", class: "a408-button lib-small lib-edit", on: { click: () => edit() } },
          t("edit"),
          h("span", { class: "a408-hidden" }, ` ${collection.title}`),
        ),
    ),
    said,
    imports,
    body,
  );
  const edit = () => {
    const close = (name) => {
      said.replaceChildren();
      if (name) library.load();
      node.querySelector(".lib-edit")?.focus();
    };
    said.replaceChildren(collectionForm(library, collection, close));
  };
  body.append(...contents(library, collection, writes));
  if (writes) acceptDrops(library, collection, node);
  return { node, imports, said };
}

function pills(library, collection) {
  const { t, told } = library;
  const count = collection.sources.length;
  const found = [h("span", { class: "a408-pill" }, t(count === 1 ? "count.one" : "count", { count }))];
  if (collection.persona) found.push(h("span", { class: "a408-pill" }, t("persona")));
  if (told.teaches && !told.alone && !collection.handbook) {
    const { access, class_name: name } = collection;
    const key = access === "class" && !name ? "class_gone" : access;
    found.push(h("span", { class: "a408-pill", "data-access": key }, t(`access.${key}`, { name })));
  }
  return found;
}

function contents(library, collection, writes) {
  const { t } = library;
  const collator = new Intl.Collator("zh-CN", { numeric: true });
  const sources = collection.handbook
    ? collection.sources
    : [...collection.sources].sort((a, b) => collator.compare(a.title, b.title));
  return [
    collection.broken && h("p", { class: "a408-notice warn" }, icon("alert"), t("broken", { name: collection.name })),
    !sources.length && !collection.broken && !writes && h("p", { class: "a408-soft lib-none" }, t("no_sources")),
    sources.length > 0 &&
      h("ul", { class: "lib-sources" }, sources.map((source) => sourceLine(library, collection, source, writes))),
    writes && dropZone(library, collection),
    writes &&
      h(
        "div",
        { class: "lib-foot" },
        sureButton(library, "delete", collection.title, () =>
          ask("DELETE", `/collections/${encodeURIComponent(collection.name)}`),
        ),
      ),
  ].filter(Boolean);
}

function sourceLine(library, collection, source, writes) {
  const { t } = library;
  const open = async () => {
    try {
      (await import("./page_view.js")).openSource(collection.name, source.source, 1);
    } catch (error) {
      library.fail(error);
    }
  };
  const warn = (words) => h("p", { class: "lib-warning" }, words);
  return h(
    "li",
    { class: "lib-source", "data-source": source.source },
    h("span", { class: "lib-kind", "data-kind": source.kind }, t(`kind.${source.kind}`)),
    h(
      "div",
      { class: "lib-what" },
      h("p", { class: "lib-file" }, source.title),
      h("p", { class: "a408-soft" }, facts(library, collection, source)),
      source.unreadable.map(({ reason, pages, count }) =>
        warn(t("unreadable", { count, pages, reason: t(t.has(`reason.${reason}`) ? `reason.${reason}` : "reason.other") })),
      ),
      source.noisy > 0 && warn(t("noisy", { count: source.noisy })),
    ),
    h(
      "div",
      { class: "lib-acts" },
      h("button", { type: "button", class: "a408-button lib-small", on: { click: open } }, t("open"), named(source)),
      writes && replaceButton(library, collection, source),
      writes &&
        sureButton(library, "remove", source.title, () =>
          ask(
            "DELETE",
            `/collections/${encodeURIComponent(collection.name)}/sources?${new URLSearchParams({ source: source.source })}`,
          ),
        ),
    ),
  );
}

const named = (source) => h("span", { class: "a408-hidden" }, ` ${source.title}`);

function facts(library, collection, source) {
  const { t, language } = library;
  const date = new Intl.DateTimeFormat(language === "en" ? "en" : "zh-CN", { dateStyle: "medium" });
  return [
    source.kind === "pdf" && t("pages", { count: source.pages }),
    source.recognised > 0 && t("recognised", { count: source.recognised }),
    t("passages", { count: source.passages }),
    !collection.handbook && source.added_at > 0 && date.format(new Date(source.added_at * 1000)),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** A button that asks once more; then the collections are read anew. */
function sureButton(library, key, title, act) {
  const { t } = library;
  const words = h("span", {}, t(key));
  const button = h(
    "button",
    { type: "button", class: "a408-button lib-small lib-remove" },
    words,
    h("span", { class: "a408-hidden" }, ` ${title}`),
  );
  const calm = () => {
    button.classList.remove("sure");
    words.textContent = t(key);
  };
  button.addEventListener("click", async () => {
    if (!button.classList.contains("sure")) {
      button.classList.add("sure");
      words.textContent = t(`${key}.sure`);
      setTimeout(calm, SURE_MS);
      return;
    }
    button.disabled = true;
    try {
      await act();
      library.tell("");
    } catch (error) {
      library.fail(error);
    }
    await library.load();
  });
  return button;
}

function replaceButton(library, collection, source) {
  const suffix = /\.[^.]+$/.exec(source.source)?.[0] ?? "";
  const input = h("input", { type: "file", accept: suffix, hidden: true, "aria-label": library.t("replace") });
  input.addEventListener("change", () => {
    const entries = [...input.files].map((file) => ({ file, name: source.source, replace: true }));
    input.value = "";
    library.imports.bring(collection, entries);
  });
  const button = h(
    "button",
    { type: "button", class: "a408-button lib-small", on: { click: () => input.click() } },
    library.t("replace"),
    named(source),
  );
  return h("span", {}, button, input);
}

// --- choosing and dropping files -----------------------------------------------------------------------------------------

function dropZone(library, collection) {
  const { t, told } = library;
  const input = h("input", {
    type: "file", multiple: true, hidden: true, accept: told.limits.suffixes.join(","), "aria-label": t("add"),
  }); // prettier-ignore
  input.addEventListener("change", () => {
    const entries = [...input.files].map((file) => ({ file, name: file.name }));
    input.value = "";
    library.imports.bring(collection, entries);
  });
  const size = `${told.limits.file_bytes / 1024 ** 3} GB`;
  return h(
    "div",
    { class: "lib-drop" },
    h(
      "p",
      {},
      h("span", { class: "lib-drop-words" }, t("drop"), " "),
      h(
        "button",
        { type: "button", class: "a408-button", on: { click: () => input.click() } },
        icon("plus"),
        t("choose"),
        h("span", { class: "a408-hidden" }, ` ${collection.title}`),
      ),
      input,
    ),
    h("p", { class: "a408-soft" }, t("choose.hint", { size })),
  );
}

function acceptDrops(library, collection, node) {
  const { t } = library;
  let inside = 0;
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  const show = (on) => {
    node.classList.toggle("dropping", on);
    node.dataset.release = on ? t("release", { title: collection.title }) : "";
  };
  node.addEventListener("dragenter", (event) => hasFiles(event) && (event.preventDefault(), inside++, show(true)));
  node.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  node.addEventListener("dragleave", (event) => hasFiles(event) && --inside === 0 && show(false));
  node.addEventListener("drop", async (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    inside = 0;
    show(false);
    library.imports.bring(collection, await droppedFiles(event.dataTransfer, library.told.limits.suffixes));
  });
}

/** The files dropped, and of folders those of a kind that can be read. */
async function droppedFiles(transfer, suffixes) {
  const roots = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!roots.some((root) => root.isDirectory)) return [...transfer.files].map((file) => ({ file, name: file.name }));
  const found = [];
  const walk = async (entry, top) => {
    if (entry.isFile) {
      const readable = suffixes.some((suffix) => entry.name.toLowerCase().endsWith(suffix));
      if (!top && (!readable || entry.name.startsWith("."))) return;
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      found.push({ file, name: file.name });
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // at most 100 a call
      if (!some.length) return;
      for (const one of some) await walk(one, false);
    }
  };
  for (const root of roots) await walk(root, true);
  return found;
}
