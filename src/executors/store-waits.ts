/**
 * Stores that this process waits for outside of the calls of tasks: a manifest, a preflight or a report is tried again
 * until the store gives or takes it. Told with the beats like stores that are down, so that a job can say what it waits for.
 */
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../log.ts";
import type { StoreFailure } from "../s3/failures.ts";
import type { Hands, WorkItem } from "./hands.ts";
import type { StoreOutage } from "./shared-limits.ts";

export interface StoreWaits {
  /** A piece of work has to be tried again for this store. */
  failed(item: WorkItem, store: string, failure: StoreFailure): void;
  /** It was done, or is not wanted any more. */
  ended(item: WorkItem): void;
  /** Whether it has failed in the last minute, and was not done since. */
  waits(item: WorkItem): boolean;
  /** Stores that have failed the same work more than once. */
  outages(): readonly StoreOutage[];
}

interface Wait extends StoreOutage {
  readonly item: WorkItem;
  readonly failures: number;
  readonly failedAt: number;
}

/** Work that nobody has in hand for so long is not tried again: its job has ended or stopped. */
const forgottenMs = 60_000;

export function createStoreWaits(dependencies: {
  readonly clock: Clock;
  readonly log: Logger;
  readonly hands: Pick<Hands, "holds">;
}): StoreWaits {
  const { clock, log, hands } = dependencies;
  const waits = new Map<string, Wait>();
  return {
    failed(item, store, failure) {
      const key = keyOf(item);
      const { since, failures } = waits.get(key) ?? { since: clock.now(), failures: 0 };
      const { message } = failure;
      const failedAt = clock.now();
      waits.set(key, { item, store, since, message, failures: failures + 1, failedAt });
      log.warn("a store does not answer", { store, job: item.job, doing: item.kind, failure });
    },
    ended(item) {
      waits.delete(keyOf(item));
    },
    waits(item) {
      const wait = waits.get(keyOf(item));
      return wait !== undefined && clock.now() - wait.failedAt <= forgottenMs;
    },
    outages() {
      const stores = new Map<string, StoreOutage>();
      const now = clock.now();
      for (const [key, { item, failures, failedAt, store, since, message }] of waits) {
        if (now - failedAt > forgottenMs && !hands.holds(item)) waits.delete(key);
        else if (failures > 1 && since < (stores.get(store)?.since ?? Infinity))
          stores.set(store, { store, since, message });
      }
      return [...stores.values()];
    },
  };
}

function keyOf({ kind, job, number }: WorkItem): string {
  return `${kind}/${job}/${number}`;
}
