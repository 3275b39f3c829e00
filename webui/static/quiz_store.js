/* Talking to the server, its clock, and the answers on their way to it.
 *
 * The server's database is the authority. An answer is shown at once, kept in localStorage until the server has
 * acknowledged it, and called saved only then. Of two answers to a question the one with the higher `seq` wins,
 * whichever device it came from; `seq` is the server's time of the click in milliseconds, so newest means newest.
 */

const TIMEOUT_MS = 10000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;
const BOX = "a408.outbox.";

/** The server understood and said no: `status` and `error` tell why, `message` is for the person. */
export class Refused extends Error {
  constructor(status, body) {
    super(body.message || body.error || String(status));
    this.status = status;
    this.error = body.error || "";
    this.body = body;
  }
}

/** Nobody answered, or what answered was not able to. Worth another try. */
export class Unreachable extends Error {}

export async function call(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      keepalive: method !== "GET", // a click is delivered although the tab is closed right after it
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.ok) return await response.json();
  } catch (error) {
    throw new Unreachable(String(error));
  }
  if (response.status >= 500 || response.status === 429 || response.status === 408) {
    throw new Unreachable(String(response.status));
  }
  throw new Refused(response.status, await response.json().catch(() => ({})));
}

/** The server's time. Set from each response; what the device's own clock says does not matter. */
export class ServerClock {
  #offset = -Infinity;

  /** `now` was the server's time a moment ago: the response with the shortest way gives the largest difference. */
  sync(now) {
    this.#offset = Math.max(this.#offset, now - performance.now() / 1000);
  }

  now() {
    return this.#offset + performance.now() / 1000;
  }
}

// Each answer has a key of its own, so that two tabs never overwrite each other's list.
const keyOf = (attempt, n) => `${BOX}${attempt}.${n}`;

function storedAnswers(attempt) {
  const found = new Map();
  const prefix = `${BOX}${attempt}.`;
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(prefix)) found.set(Number(key.slice(prefix.length)), JSON.parse(localStorage.getItem(key)));
    }
  } catch (error) {
    console.warn("answers cannot be kept on this device", error);
  }
  return found;
}

/** Attempts that have answers waiting on this device. */
export function waitingAttempts() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(BOX));
    return [...new Set(keys.map((key) => Number(key.slice(BOX.length).split(".")[0])))];
  } catch {
    return []; // no storage, so nothing waits in it
  }
}

/** The answers of one attempt. `listener(event, detail)`: changed, state, replaced, closed. */
export class AnswerStore {
  #waiting = new Map(); // n -> answer that the server has not acknowledged
  #answers = new Map(); // n -> newest answer known here
  #sending = false;
  #timer = 0;
  #delay = FIRST_DELAY_MS;
  #highest = 0;
  #stopped = false;

  constructor(attempt, clock, listener = () => {}) {
    this.attempt = attempt;
    this.clock = clock;
    this.listener = listener;
    this.state = "idle"; // idle, saving, saved, offline, login
    this.#waiting = storedAnswers(attempt);
    for (const [n, answer] of this.#waiting) this.#keepNewest(n, answer);
    this.wake = () => document.visibilityState === "visible" && this.send();
    addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", this.wake);
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
  }

  get(n) {
    return this.#answers.get(n) || { choice: null, flagged: false, seq: 0 };
  }

  get unsaved() {
    return this.#waiting.size;
  }

  /** Take in what the server has; answers waiting here stay in front when they are newer. */
  merge(answers) {
    for (const [n, answer] of Object.entries(answers)) this.#keepNewest(Number(n), answer);
    for (const [n, answer] of this.#waiting) {
      if (this.get(n).seq > answer.seq) this.#forget(n);
    }
    this.listener("changed");
    this.send();
  }

  #keepNewest(n, answer) {
    this.#highest = Math.max(this.#highest, answer.seq);
    if (answer.seq > this.get(n).seq) this.#answers.set(n, answer);
  }

  #forget(n) {
    this.#waiting.delete(n);
    try {
      localStorage.removeItem(keyOf(this.attempt, n));
    } catch (error) {
      console.warn("this device's storage cannot be changed", error);
    }
  }

  set(n, choice, flagged) {
    const seq = Math.max(this.#highest + 1, Math.floor(this.clock.now() * 1000));
    const answer = { choice, flagged, seq };
    this.#keepNewest(n, answer);
    this.#waiting.set(n, answer);
    try {
      localStorage.setItem(keyOf(this.attempt, n), JSON.stringify(answer));
    } catch (error) {
      console.warn("this answer is kept in memory only", error);
    }
    this.listener("changed", n);
    this.send();
  }

  /** Deliver what waits, oldest first. True when all of it is on the server. */
  async send() {
    if (this.#sending || this.#stopped) return this.#waiting.size === 0;
    this.#sending = true;
    clearTimeout(this.#timer);
    try {
      while (this.#waiting.size && !this.#stopped) {
        if (this.state !== "offline" && this.state !== "login") this.#become("saving");
        const [n, answer] = [...this.#waiting].reduce((a, b) => (a[1].seq <= b[1].seq ? a : b));
        const reply = await call("PUT", `/api/attempts/${this.attempt}/answers/${n}`, answer);
        this.clock.sync(reply.now);
        this.#delay = FIRST_DELAY_MS;
        this.#acknowledged(n, answer, reply.saved);
      }
      if (["saving", "offline", "login"].includes(this.state)) this.#become("saved");
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#sending = false;
    }
    return this.#waiting.size === 0;
  }

  #acknowledged(n, sent, saved) {
    const waiting = this.#waiting.get(n);
    if (waiting && waiting.seq <= saved.seq) this.#forget(n);
    if (saved.choice === sent.choice && saved.flagged === sent.flagged) return this.#keepNewest(n, saved);
    if (saved.seq >= this.get(n).seq) {
      this.#highest = Math.max(this.#highest, saved.seq);
      this.#answers.set(n, saved);
      this.listener("replaced", n);
    }
  }

  #failed(error) {
    if (error instanceof Refused && error.error === "closed") {
      const lost = this.#waiting.size;
      this.drop();
      this.#stopped = true;
      this.listener("closed", lost);
      return;
    }
    if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
    this.#become(error instanceof Refused ? "login" : "offline");
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.send(), this.#delay);
    this.#delay = Math.min(LONGEST_DELAY_MS, this.#delay * 2);
  }

  /** How many waiting answers are not among `answers`, what the server has. */
  missing(answers) {
    return [...this.#waiting].filter(([n, answer]) => !(answers[n]?.seq >= answer.seq)).length;
  }

  /** Nothing of a closed attempt waits any more. */
  drop() {
    for (const n of [...this.#waiting.keys()]) this.#forget(n);
  }

  #become(state) {
    const before = this.state;
    this.state = state;
    this.listener("state", before);
  }
}

/** Answers that a closed tab left behind are delivered from whichever page of ours is opened next. */
export async function deliverLeftovers(clock, tooLate) {
  for (const attempt of waitingAttempts()) {
    const store = new AnswerStore(attempt, clock, (event, lost) => event === "closed" && tooLate(lost));
    await store.send();
    store.stop(); // what could not be delivered waits on for the attempt's own page
  }
}
