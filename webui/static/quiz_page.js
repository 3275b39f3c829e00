/* The plain page: its words stand in the page itself. */

import { mount } from "./quiz.js";

mount(document.getElementById("quiz"), {
  language: document.documentElement.lang.startsWith("en") ? "en" : "zh",
  texts: JSON.parse(document.getElementById("quiz-texts").textContent),
});
