/** What the browser keeps for the console. A browser may forbid it; then nothing is kept and all else works. */

export function readKept(storage: "local" | "session", key: string): string | null {
  try {
    return storageOf(storage).getItem(`stevedore.${key}`);
  } catch {
    return null;
  }
}

/** Null forgets it. */
export function keep(storage: "local" | "session", key: string, value: string | null): void {
  try {
    if (value === null) storageOf(storage).removeItem(`stevedore.${key}`);
    else storageOf(storage).setItem(`stevedore.${key}`, value);
  } catch {
    // Nothing is kept then.
  }
}

function storageOf(storage: "local" | "session"): Storage {
  return storage === "local" ? localStorage : sessionStorage;
}
