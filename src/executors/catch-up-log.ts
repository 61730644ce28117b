import type { LogPage } from "../eventstore/eventstore.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../log.ts";

const sayEveryMs = 5000;

/** Says how far a process has read the log while it catches up, and once that it has; silent when that takes no time. */
export function createCatchUpLog(
  log: Pick<Logger, "info">,
  clock: Pick<Clock, "now">,
): (page: LogPage) => void {
  const startedAt = clock.now();
  let saidAt = startedAt;
  let events = 0;
  let done = false;
  return (page) => {
    if (done) return;
    events += page.events.length;
    const now = clock.now();
    const seconds = Math.round((now - startedAt) / 1000);
    const { position, end } = page;
    const facts = { position, end, events, seconds };
    if (page.caughtUp) {
      done = true;
      if (saidAt !== startedAt) log.info("the log has been read", facts);
    } else if (now - saidAt >= sayEveryMs) {
      saidAt = now;
      log.info("reading the log", facts);
    }
  };
}
