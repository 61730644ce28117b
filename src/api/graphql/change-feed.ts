import { sleep, type Clock } from "../../lib/clock.ts";

/** Changes as somebody waits for them who also looks at the clock. */
export interface ChangeFeed {
  /** Resolves at the next change, or after `waitMs` when that is given. */
  next(wait: {
    readonly clock: Clock;
    readonly waitMs: number | null;
  }): Promise<"changed" | "waited" | "ended">;
}

/** The next change is always asked for before the last one is looked at, so that none falls in between. */
export function changeFeed(source: AsyncIterable<unknown>): ChangeFeed {
  const iterator = source[Symbol.asyncIterator]();
  const ask = () =>
    iterator.next().then(({ done }) => (done === true ? ("ended" as const) : ("changed" as const)));
  let pending = ask();
  pending.catch(() => {}); // told to whoever waits for it next
  return {
    async next({ clock, waitMs }) {
      const timer = new AbortController();
      const time = waitMs === null ? [] : [waited(clock, waitMs, timer.signal)];
      const woken = await Promise.race([pending, ...time]);
      timer.abort();
      if (woken === "changed") {
        pending = ask();
        pending.catch(() => {});
      }
      return woken;
    },
  };
}

async function waited(clock: Clock, ms: number, signal: AbortSignal): Promise<"waited"> {
  await sleep(clock, ms, signal);
  return "waited";
}
