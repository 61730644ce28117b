/**
 * What a screen reader is told of live changes: one polite region, at most one message in ten seconds; a newer message
 * replaces one that still waits, because only the latest state matters.
 */
import { createStore } from "./store.ts";

const pauseMs = 10_000;

export const announcement = createStore("");

let waiting: string | null = null;
let quietUntil = 0;

export function announce(message: string): void {
  const now = Date.now();
  if (now >= quietUntil) {
    announcement.set(message);
    quietUntil = now + pauseMs;
    return;
  }
  if (waiting === null) {
    setTimeout(() => {
      const latest = waiting;
      waiting = null;
      if (latest !== null) announce(latest);
    }, quietUntil - now);
  }
  waiting = message;
}
