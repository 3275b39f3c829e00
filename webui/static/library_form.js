/* Describing a collection: its name, who may see it, and whom the model speaks as over it. */

import { ask } from "./library_api.js";
import { h } from "./quiz_dom.js";

/** A form for `collection`, or for a new one when it is null. `done(name)` after saving, with null when given up. */
export function collectionForm(library, collection, done) {
  const { t, told } = library;
  const id = collection ? `lib-form-${collection.name}` : "lib-form-new";
  const error = h("p", { class: "a408-error", role: "alert" });
  const title = h("input", {
    id: `${id}-title`, class: "lib-input", type: "text", required: true, maxlength: told.limits.title, autocomplete: "off",
    placeholder: t("form.title.hint"), value: collection?.title ?? "",
  }); // prettier-ignore
  const persona = h("textarea", {
    id: `${id}-persona`, class: "lib-input", rows: 3, maxlength: told.limits.persona, "aria-describedby": `${id}-hint`,
  }); // prettier-ignore
  persona.value = collection?.persona ?? "";
  const access = accessField(library, collection, id);
  const save = h(
    "button",
    { class: "a408-button primary", type: "submit" },
    t(collection ? "form.save" : "form.create"),
  );
  const form = h(
    "form",
    { class: "lib-form", "aria-label": t(collection ? "form.edit" : "form.new") },
    h("div", { class: "lib-field" }, h("label", { for: title.id }, t("form.title")), title),
    access.node,
    h(
      "div",
      { class: "lib-field" },
      h("label", { for: persona.id }, t("form.persona")),
      persona,
      h("p", { id: `${id}-hint`, class: "a408-soft" }, t("form.persona.hint")),
    ),
    error,
    h(
      "div",
      { class: "a408-row" },
      save,
      h("button", { class: "a408-button", type: "button", on: { click: () => done(null) } }, t("form.cancel")),
    ),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.textContent = "";
    save.disabled = true;
    const body = { title: title.value, persona: persona.value, ...access.value() };
    try {
      const path = collection ? `/collections/${encodeURIComponent(collection.name)}` : "/collections";
      done((await ask(collection ? "PUT" : "POST", path, body)).name);
    } catch (problem) {
      error.textContent = library.wordsFor(problem);
      save.disabled = false;
      if (problem.error?.startsWith("title")) title.focus();
    }
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) done(null);
  });
  queueMicrotask(() => title.focus());
  return form;
}

function accessField(library, collection, id) {
  const { t, told } = library;
  const now = collection?.access ?? "everyone";
  if (told.alone) return { node: null, value: () => ({ access: now, class_id: collection?.class_id ?? null }) };
  const of = h(
    "select",
    { class: "lib-input", "aria-label": t("form.class.choose") },
    told.classes.map((one) => h("option", { value: one.id, selected: one.id === collection?.class_id }, one.name)),
  );
  const choices = ["everyone", ...(told.classes.length ? ["class"] : []), ...(collection?.mine === false ? [] : ["owner"])];
  const radios = choices.map((choice) =>
    h("input", { type: "radio", name: id, value: choice, checked: choice === now, on: { change: () => update() } }),
  );
  const chosen = () => radios.find((radio) => radio.checked)?.value ?? "everyone";
  const update = () => (of.hidden = chosen() !== "class");
  update();
  const node = h(
    "fieldset",
    { class: "lib-field" },
    h("legend", {}, t("form.access")),
    h(
      "div",
      { class: "lib-radios" },
      radios.map((radio) => h("label", {}, radio, t(`form.${radio.value}`))),
      of,
    ),
  );
  return { node, value: () => ({ access: chosen(), class_id: chosen() === "class" ? Number(of.value) : null }) };
}
