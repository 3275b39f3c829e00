/* Talking to the server about the library. */

import { Refused, Unreachable } from "./quiz_store.js";

export { Refused, Unreachable };

const TIMEOUT_MS = 150000; // a change waits for another one to the same collection, up to two minutes

/** The answer's JSON. Throws Refused with the server's words, or Unreachable. */
export async function ask(method, path, body) {
  let response;
  try {
    response = await fetch(`/api/library${path}`, {
      method,
      credentials: "same-origin",
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new Unreachable(String(error));
  }
  const told = await response.json().catch(() => null);
  if (response.ok && told) return told;
  if (!told?.message) throw new Unreachable(String(response.status));
  throw new Refused(response.status, told);
}

/** Send a file's bytes. `progress(bytes)` is told how far it came; `signal` breaks off. Throws as `ask` does. */
export function send(path, file, progress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch cannot tell how far an upload has come
    const stop = () => request.abort();
    const lost = () => reject(new Unreachable("the upload broke off"));
    request.upload.addEventListener("progress", (event) => progress(event.loaded));
    request.addEventListener("load", () => {
      let told = null;
      try {
        told = JSON.parse(request.responseText);
      } catch {
        return lost();
      }
      if (request.status < 300) resolve(told);
      else reject(new Refused(request.status, told));
    });
    request.addEventListener("error", lost);
    request.addEventListener("abort", lost);
    request.addEventListener("loadend", () => signal.removeEventListener("abort", stop));
    signal.addEventListener("abort", stop);
    request.open("PUT", `/api/library${path}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.send(file);
  });
}
