/* The time that is left: shown every second, announced in its last minutes. */

import { clockFace, h, icon } from "./quiz_dom.js";

const ANNOUNCED_MINUTES = [10, 5, 1];

export class Countdown {
  #timer = 0;

  /** `deadline` in the server's seconds, null for no limit; `over()` is called until `stop()` once it has passed. */
  constructor(t, deadline, now, { announce, over }) {
    Object.assign(this, { t, deadline, now, announce, over });
    this.node = h("span", { class: "a408-clock", role: "timer", "aria-label": t("run.time_left") });
  }

  start() {
    if (this.deadline === null) return;
    this.#timer = setInterval(() => this.#tick(), 200);
    this.#tick();
  }

  stop() {
    clearInterval(this.#timer);
  }

  #tick() {
    const left = this.deadline - this.now();
    const face = clockFace(left);
    if (this.face !== face) {
      this.face = face;
      this.node.replaceChildren(icon("clock"), h("span", {}, face));
      this.node.dataset.near = left <= 60 ? "minute" : left <= 300 ? "minutes" : "";
    }
    const minute = ANNOUNCED_MINUTES.find((minutes) => left <= minutes * 60 && left > minutes * 60 - 5);
    if (minute && this.announced !== minute) {
      this.announced = minute;
      this.announce(minute === 1 ? this.t("run.minute_left") : this.t("run.minutes_left", { minutes: minute }));
    }
    if (left <= 0) this.over();
  }
}
