// The chat tab. Gradio runs this with `element` (the list of threads) and `trigger` (sends an event to its Python listener),
// anew whenever it draws the tab anew, and before the rest of the tab is there.
const part = (id) => document.getElementById(id);

// --- the list of threads -------------------------------------------------------------------------------------------
// One listener for all lines, since the list is drawn anew whenever it changes.
const SURE_MS = 4000;

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (!button) return;
  if (button.dataset.do === "close") return closeSide();
  const line = button.closest("li");
  const thread = Number(line.dataset.thread);
  finishEdit();
  if (button.dataset.do === "choose") {
    closeSide();
    trigger("choose", { thread });
  } else if (button.dataset.do === "remove") {
    removeWhenSure(button, thread);
  } else {
    editTitle(line, thread);
  }
});

// On a phone the list is a drawer over the conversation, which opens on demand.
function openSide() {
  part("chat-side").classList.add("open");
  part("chat-side-button").setAttribute("aria-expanded", "true");
  element.querySelector('[data-do="close"]')?.focus();
}

function closeSide() {
  const side = part("chat-side");
  if (!side?.classList.contains("open")) return;
  side.classList.remove("open");
  part("chat-side-button").setAttribute("aria-expanded", "false");
  part("chat-side-button").focus();
}

function watchSide() {
  const [side, opener] = [part("chat-side"), part("chat-side-button")];
  opener.setAttribute("aria-expanded", "false");
  opener.addEventListener("click", openSide);
  side.addEventListener("keydown", (event) => event.key === "Escape" && closeSide());
  part("chat").addEventListener("click", (event) => {
    // What was pressed may be gone by now: a press inside the drawer is one whose way leads through it.
    const path = event.composedPath();
    if (!path.includes(side) && !path.includes(opener)) closeSide();
  });
  part("chat-new").addEventListener("click", () => {
    finishEdit();
    closeSide();
  });
}

function removeWhenSure(button, thread) {
  if (button.classList.contains("sure")) {
    trigger("remove", { thread });
    return;
  }
  const icon = button.innerHTML;
  button.classList.add("sure");
  button.textContent = button.dataset.sure;
  setTimeout(() => {
    button.classList.remove("sure");
    button.innerHTML = icon;
  }, SURE_MS);
}

let finishEdit = () => {};

function editTitle(line, thread) {
  const list = line.closest("ul");
  const title = line.querySelector('[data-do="choose"]');
  const input = document.createElement("input");
  input.value = title.textContent;
  input.maxLength = Number(list.dataset.length);
  input.setAttribute("aria-label", list.dataset.title);
  let done = false;
  const finish = (keep) => {
    if (done) return;
    done = true;
    const words = input.value.trim().replace(/\s+/g, " ");
    const changed = keep && words && words !== title.textContent;
    if (changed) {
      line.querySelectorAll("[aria-label]").forEach((one) => {
        one.setAttribute("aria-label", one.getAttribute("aria-label").replace(title.textContent, () => words));
      });
      title.textContent = title.title = words;
    }
    const focused = document.activeElement === input;
    input.replaceWith(title);
    if (focused) title.focus();
    if (changed) trigger("rename", { thread, title: words });
  };
  finishEdit = () => finish(true);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter chooses a word while Chinese is typed
    event.stopPropagation(); // Escape ends the edit, not the drawer
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault(); // else Enter presses the title, which has the focus next, and opens the thread
    finish(event.key === "Enter");
  });
  input.addEventListener("blur", () => finish(true));
  title.replaceWith(input);
  input.focus();
  input.select();
}

// A reload shows the thread that was shown: "0" stands for the empty page, nothing for "has not come yet".
const shownThread = () => {
  if (!element.querySelector(".threads-head")) return null;
  return element.querySelector("li[aria-current]")?.dataset.thread ?? "0";
};

function keepThread() {
  const thread = shownThread();
  if (thread !== null) sessionStorage.setItem("a408.thread", thread);
}

// --- the conversation ------------------------------------------------------------------------------------------------

let talk;
const view = () => talk.querySelector('[role="log"]');

// Gradio names each message by its source text, marks and all: without that name a screen reader reads the message itself.
// Its own words come in English only.
function rename() {
  talk.querySelectorAll("[data-testid][aria-label]").forEach((one) => one.removeAttribute("aria-label"));
  const words = JSON.parse(element.querySelector("[data-gradio]")?.dataset.gradio ?? "{}");
  talk.querySelectorAll("[aria-label], [title]").forEach((one) => {
    for (const name of ["aria-label", "title"]) {
      const word = words[one.getAttribute(name)];
      if (word && word !== one.getAttribute(name)) one.setAttribute(name, word);
    }
  });
}

// Where the view is held: at the "end" while an answer grows, at the "question" after it and in a thread just opened, and
// nowhere (null) once the reader has moved. A reader who goes back to the end of a growing answer follows it again.
let held = null;
let answering = false;
let heldThread = null;
const atEnd = () => view().scrollHeight - view().clientHeight - view().scrollTop < 24;

function holdView() {
  const thread = shownThread();
  if (!view()?.offsetParent) {
    heldThread = null; // a hidden tab forgets how far it was scrolled
    return;
  }
  const was = answering;
  answering = Boolean(document.querySelector("#chat-box .stop-button"));
  if (answering && !was) held = "end";
  else if (!answering && (was ? held === "end" : thread !== heldThread)) held = "question";
  heldThread = thread;
  const question = [...talk.querySelectorAll(".user-row")].at(-1);
  if (held === "end") view().scrollTop = view().scrollHeight;
  else if (held === "question" && question) {
    view().scrollTop += question.getBoundingClientRect().top - view().getBoundingClientRect().top - 8;
  }
}

// A number or a card opens the page in its source. The answer just being stored has no address yet, and without a
// connection nothing opens: then the passage unfolds, which the message itself holds.
async function openCited(event) {
  const button = event.target.closest("button.cite, button.open-page");
  if (!button) return;
  const [, message, number] = button.className.match(/(?:^|\s)at-(\d+)-(\d+)/) ?? [];
  if (!message) return unfold(button);
  try {
    const { openCitation } = await import("/static/page_view.js");
    await openCitation(Number(message), Number(number));
  } catch (error) {
    console.error(error);
    unfold(button);
  }
}

function unfold(button) {
  const cards = button.closest(".message-content").querySelectorAll(".citation");
  const card = button.closest(".citation") ?? cards[Number(button.textContent.replace(/\D/g, "")) - 1];
  if (!card) return;
  card.closest(".citations").open = true;
  card.querySelector("details").open = true;
  card.scrollIntoView({ block: "nearest" });
  card.querySelector("summary").focus({ preventScroll: true });
}

function watchTalk() {
  talk = part("chat-talk");
  talk.addEventListener("click", openCited);
  for (const move of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    talk.addEventListener(
      move,
      () => {
        held = null;
        setTimeout(() => answering && atEnd() && (held = "end"), 250);
      },
      { passive: true },
    );
  }
  part("chat-main").addEventListener("click", (event) => {
    if (event.target.closest("#chat-older")) held = null;
  });
  const drawn = () => requestAnimationFrame(() => (rename(), holdView()));
  const changes = { childList: true, subtree: true };
  new MutationObserver(() => (keepThread(), drawn())).observe(element, {
    ...changes, attributeFilter: ["aria-current", "data-thread"], // Gradio keeps the lines and changes what differs
  });
  new MutationObserver(drawn).observe(part("chat-main"), {
    ...changes, characterData: true, attributeFilter: ["aria-label"],
  });
  new ResizeObserver(drawn).observe(talk);
}

(function begin() {
  const parts = ["chat-new", "chat-side-button", "chat-talk", "chat-box"];
  if (!parts.every(part) || !part("chat-talk").querySelector('[role="log"]')) return requestAnimationFrame(begin);
  watchSide();
  watchTalk();
  keepThread();
})();

// Gradio copies that source text as well. What lands on the clipboard is Markdown, with the passages as plain lines.
function asMarkdown(source) {
  return source
    .replace(/<details class="citations">.*<\/details>$/s, (cards) => "\n" + lines(cards))
    .replace(/<p class="chat-note[^"]*">(.*?)<\/p>/gs, (_, words) => lines(words))
    .replace(/<sup><button[^>]*>(\[\d+\])<\/button><\/sup>/g, "$1")
    .replaceAll("\u2060", "");
}

function lines(html) {
  const page = new DOMParser().parseFromString(html.replace(/<br>/g, "\n"), "text/html");
  return [...page.querySelectorAll(".citations > summary, .open-page, .passage")].map((one) => one.textContent.trim()).join("\n") || page.body.textContent;
}

if (navigator.clipboard && !navigator.clipboard.a408) {
  const write = navigator.clipboard.writeText.bind(navigator.clipboard);
  navigator.clipboard.writeText = (source) => write(asMarkdown(source));
  navigator.clipboard.a408 = true;
}
