/* Which question of an attempt is being read, kept on this device so that a reload comes back to it. */

const keyOf = (attempt) => `a408.place.${attempt}`;

/** The question's number, or null when none was kept. */
export function placeOf(attempt) {
  try {
    return Number(localStorage.getItem(keyOf(attempt))) || null;
  } catch {
    return null; // no storage, so nothing was kept
  }
}

export function keepPlace(attempt, n) {
  try {
    localStorage.setItem(keyOf(attempt), n);
  } catch (error) {
    console.warn("the place is not kept", error);
  }
}

export function forgetPlace(attempt) {
  try {
    localStorage.removeItem(keyOf(attempt));
  } catch (error) {
    console.warn("this device's storage cannot be changed", error);
  }
}
