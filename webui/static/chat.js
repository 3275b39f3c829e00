// The chat tab. Gradio runs this with `element` (the component) and `trigger` (sends an event to its Python listener).

// --- the list of threads -------------------------------------------------------------------------------------------
// One listener for all lines, since the list is drawn anew whenever it changes.
const SURE_MS = 4000;

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (!button) return;
  const line = button.closest("li");
  const thread = Number(line.dataset.thread);
  if (button.dataset.do === "choose") {
    closeOnPhone();
    trigger("choose", { thread });
  } else if (button.dataset.do === "remove") {
    removeWhenSure(button, thread);
  } else {
    editTitle(line, thread);
  }
});

// On a phone the list lies above the conversation and opens on demand.
const closeOnPhone = () => document.getElementById("chat-side")?.classList.remove("open");
document.getElementById("chat-new")?.addEventListener("click", closeOnPhone);

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
    const words = input.value.trim();
    const changed = keep && words && words !== title.textContent;
    if (changed) title.textContent = words;
    input.replaceWith(title);
    title.focus();
    if (changed) trigger("rename", { thread, title: words });
  };
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter chooses a word while Chinese is typed
    if (event.key === "Enter") finish(true);
    if (event.key === "Escape") finish(false);
    event.stopPropagation();
  });
  input.addEventListener("blur", () => finish(true));
  title.replaceWith(input);
  input.focus();
  input.select();
}

// --- the conversation ------------------------------------------------------------------------------------------------

// Gradio names each message by its source text, marks and all: without that name a screen reader reads the message itself.
const talk = document.getElementById("chat-talk");
const unname = () => talk.querySelectorAll("[data-testid][aria-label]").forEach((one) => one.removeAttribute("aria-label"));
if (talk) new MutationObserver(unname).observe(talk, { childList: true, subtree: true, attributeFilter: ["aria-label"] });

// Gradio copies that source text as well. What lands on the clipboard is Markdown, with the passages as plain lines.
function asMarkdown(source) {
  return source
    .replace(/<details class="citations">.*<\/details>$/s, (cards) => "\n" + lines(cards))
    .replace(/<p class="chat-note[^"]*">(.*?)<\/p>/gs, (_, words) => lines(words))
    .replace(/<sup>(\[\d+\])<\/sup>/g, "$1")
    .replaceAll("\u2060", "");
}

function lines(html) {
  const page = new DOMParser().parseFromString(html.replace(/<br>/g, "\n"), "text/html");
  return [...page.querySelectorAll("summary, .passage")].map((one) => one.textContent.trim()).join("\n") || page.body.textContent;
}

if (navigator.clipboard && !navigator.clipboard.a408) {
  const write = navigator.clipboard.writeText.bind(navigator.clipboard);
  navigator.clipboard.writeText = (source) => write(asMarkdown(source));
  navigator.clipboard.a408 = true;
}
