/* Small helpers for the quiz's views: elements, icons, and numbers as words. */

/** The tabs of the first page. */
export const QUIZ_TAB = "/app/?tab=quiz";
export const SCOREBOARD_TAB = "/app/?tab=scoreboard";

/** An element. `props`: attributes; `on`: listeners; `html`: HTML that the server rendered. Strings become text. */
export function h(tag, { on = {}, html, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  if (html !== undefined) {
    element.innerHTML = html;
    element.lang = "zh-CN"; // questions and notes are Chinese, whatever the page's language
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const PATHS = {
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  down: "M5 9l7 7 7-7",
  flag: "M6 21V4h11l-2 4 2 4H6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  cross: "M6 6l12 12M18 6L6 18",
  grid: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z",
  clock: "M12 7v5l3 2M12 3a9 9 0 100 18 9 9 0 000-18z",
  alert: "M12 8v5M12 16.5v.5M12 3a9 9 0 100 18 9 9 0 000-18z",
  book: "M12 6C9 4 6 4 3 5v13c3-1 6-1 9 1 3-2 6-2 9-1V5c-3-1-6-1-9 1zM12 6v13",
  sliders: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
  paper: "M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7",
  dash: "M6 12h12",
  again: "M19 8A8 8 0 105 16.5M19 3v5h-5",
  copy: "M9 9h11v11H9zM5 15V4h11",
  plus: "M12 5v14M5 12h14",
};

/** A line icon that only decorates. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "a408-icon", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A ring filled to `share` of 0..1. */
export function ring(share) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 120 120");
  svg.setAttribute("aria-hidden", "true");
  const length = 2 * Math.PI * 52;
  for (const [kind, filled] of [
    ["track", 1],
    ["fill", share],
  ]) {
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    const values = { cx: 60, cy: 60, r: 52, class: `a408-ring-${kind}`, transform: "rotate(-90 60 60)" };
    for (const [key, value] of Object.entries(values)) circle.setAttribute(key, value);
    circle.setAttribute("stroke-dasharray", `${(filled * length).toFixed(1)} ${length.toFixed(1)}`);
    if (filled > 0) svg.append(circle);
  }
  return svg;
}

/** The words of a key with `{name}` filled in. An unknown key is an error: a page never shows a bare key. */
export function translator(texts) {
  return (key, values = {}) => {
    if (!(key in texts)) throw new Error(`no text for ${key}`);
    return texts[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  };
}

/** Seconds as "1:05:09" or "5:09". Rounded up, so that 0:00 shows only when the time is over. */
export function clockFace(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
}

export function duration(t, seconds) {
  const whole = Math.round(seconds);
  return whole < 3600
    ? t("time.minutes", { minutes: Math.floor(whole / 60), seconds: whole % 60 })
    : t("time.hours", { hours: Math.floor(whole / 3600), minutes: Math.floor(whole / 60) % 60 });
}

export function day(seconds, language) {
  const format = { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat(language === "en" ? "en" : "zh-CN", format).format(new Date(seconds * 1000));
}

/** The letter an option is shown under: its place, not the letter the bank stores it under. */
export const shownLetter = (question, value) => "ABCD"[question.options.findIndex((option) => option.value === value)];
