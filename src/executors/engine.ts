/** What every step of an executor works with, and what the steps share. */
import type { CommandHandler } from "../commands/handle-command.ts";
import type { EventStore } from "../eventstore/eventstore.ts";
import { backoffMs } from "../lib/backoff.ts";
import type { JobLimits } from "../job/spec.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../log.ts";
import type { OpenReader } from "./open-reader.ts";
import type { StoreFailure } from "../s3/failures.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import type { Transport } from "../s3/transport.ts";
import type { Board } from "./board.ts";
import type { Hands, WorkEnd, WorkItem } from "./hands.ts";
import type { JobBoard } from "./job-board.ts";
import type { Lease } from "./lease.ts";
import { threadsOfFleet, type ClaimRule } from "./liveness.ts";
import { neededStores } from "./needed-stores.ts";
import type { Picked, Picking } from "./pick-work.ts";
import type { StewardLimits } from "./proposals.ts";
import type { SharedLimits } from "./shared-limits.ts";
import type { StoreWaits } from "./store-waits.ts";
import type { StreamWriter } from "./stream-writer.ts";
import type { TryOperation } from "./try-operation.ts";
import type { Worker } from "./worker.ts";

export interface CoordinatorDependencies {
  readonly eventStore: EventStore;
  readonly commands: CommandHandler;
  readonly writer: StreamWriter;
  readonly workers: readonly Worker[];
  readonly openReader: OpenReader;
  readonly objectStore: (name: string, roleArn: string | null) => ObjectStore;
  /** For what is asked of a bucket before the first task. */
  readonly transportOf: (store: string, roleArn: string | null) => Transport;
  /** Tries the operation of a job on a scratch object before its first task; not done when left out. */
  readonly tryOperation?: TryOperation;
  /** Whether a store of this name is configured. */
  readonly hasStore: (name: string) => boolean;
  /** What the configuration allows to be asked of a store, by all jobs and processes together; null: it has no limits. */
  readonly limitsOfStore?: (name: string) => JobLimits | null;
  readonly clock: Clock;
  /** Shared with the workers. */
  readonly lease: Lease;
  readonly random: () => number;
  readonly log: Logger;
  readonly host: string;
  readonly limits: CoordinatorLimits;
}

export interface CoordinatorLimits extends StewardLimits {
  /** Chunks a worker holds at once: one that ends, one that runs, one that begins. */
  readonly chunksPerWorker: number;
  readonly partsAtOnce: number;
  readonly reportFilesAtOnce: number;
  /** The steward saves the board after so many events. */
  readonly saveBoardEvents: number;
  /** How long a store that is down is waited for. */
  readonly storeDownMaxMs: number;
}

/** What every step of the coordinator works with. */
export interface Engine extends CoordinatorDependencies {
  /** Events that were applied to the board since it was saved last. */
  eventsSinceSave: number;
  readonly board: Board;
  readonly rule: ClaimRule;
  readonly hands: Hands;
  readonly sharedLimits: SharedLimits;
  readonly storeWaits: StoreWaits;
  /** The process takes nothing more. */
  readonly stopping: AbortSignal;
  /** No call may start: beats of this process do not get through. */
  readonly isStalled: () => boolean;
  /** Whether all stores of a job are configured here; without them it waits. */
  readonly canServe: (job: JobBoard) => boolean;
  /** Jobs whose lists this process may have written to, until those are removed. */
  readonly listed: Map<string, JobBoard>;
  /** Chunks that were told to stop, so that another job may have their place. */
  readonly givingBack: Set<WorkItem>;
  /** A chunk that is to be run with nothing beside it. */
  isolated: Picked | null;
  /** It was taken: when nothing is in hand again, the others may go on. */
  isolationEnds: boolean;
}

export function picking(engine: Engine): Picking {
  const { board, rule, random, workers, limits, hands, canServe } = engine;
  const window = 4 * threadsOfFleet(board, rule, workers.length) * limits.chunksPerWorker;
  const inHand: Picking["inHand"] = (job, kind, number) => hands.holds({ kind, job, number });
  return { board, rule, random, window, inHand, canServe };
}

/** Tells which jobs can be served with the stores of this process, and says once of each that cannot. */
export function createCanServe({
  hasStore,
  log,
}: Pick<CoordinatorDependencies, "hasStore" | "log">): Engine["canServe"] {
  const known = new WeakMap<JobBoard, boolean>();
  return (job) => {
    const before = known.get(job);
    if (before !== undefined) return before;
    const missing = neededStores(job.spec).filter((name) => !hasStore(name));
    if (missing.length > 0)
      log.warn("a job waits for a store that is not configured", { job: job.id, missing });
    known.set(job, missing.length === 0);
    return missing.length === 0;
  };
}

/** What does not answer is tried again after a while. */
const laterBackoff = { baseMs: 1000, capMs: 30_000 };

/** Long enough for the board to show what was written, so that nothing is taken twice. */
export const settled: WorkEnd = { settleMs: 100 };

/** The end of work that a store did not let be done. */
export function tryAgain(
  { storeWaits, random }: Pick<Engine, "storeWaits" | "random">,
  item: WorkItem,
  why: { readonly store: string; readonly failure: StoreFailure; readonly tries: number },
): WorkEnd {
  storeWaits.failed(item, why.store, why.failure);
  return { settleMs: backoffMs(laterBackoff, why.tries, random), failed: true };
}
