/** Says once when a store goes down for this process, and once when it is back. */
import type { Logger } from "../log.ts";
import type { StoreOutage } from "./shared-limits.ts";

/** Gives the outages on, for whoever else wants them. */
export type OutageLog = (down: readonly StoreOutage[]) => readonly StoreOutage[];

export function createOutageLog(log: Pick<Logger, "info" | "warn">, now: () => number): OutageLog {
  const told = new Map<string, number>();
  return (down) => {
    for (const { store, since, message } of down) {
      if (told.has(store)) continue;
      told.set(store, since);
      log.warn("a store does not answer", { store, since: timeOf(since), problem: message });
    }
    for (const [store, since] of told) {
      if (down.some((outage) => outage.store === store)) continue;
      told.delete(store);
      const seconds = Math.round((now() - since) / 1000);
      log.info("a store answers again", { store, since: timeOf(since), seconds });
    }
    return down;
  };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
