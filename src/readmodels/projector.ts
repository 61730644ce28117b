/** Follows the log and keeps the rows up to it, whatever the connection does. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { backoffMs } from "../lib/backoff.ts";
import { sleep, type Clock } from "../lib/clock.ts";
import type { EventStore, LogPage } from "../eventstore/eventstore.ts";
import { controlTypes, parseStream } from "../job/streams.ts";
import type { Projection } from "../../projections/projection.ts";
import { prepareTables, readWitness, type Checkpoints } from "./checkpoints.ts";
import { isDamage, type Database, type Log } from "./database.ts";
import { projectPage } from "./project.ts";

export interface Projector {
  /** Everything at or before this place is in the rows; -1 before the first event. */
  position(): number;
  /** Whether the end of the log was reached since the start, or since the rows were last thrown away. */
  caughtUp(): boolean;
  /** How much of the log is in the rows; see `ReadModels`. */
  share(): number | null;
  start(): void;
  /** Reads on at once: somebody waits. */
  hurry(): void;
  /** For good. Resolves when nothing is written any more. */
  stop(): Promise<void>;
  /** Throws all rows away and reads the log again. */
  startAgain(): Promise<void>;
}

export interface ProjectorOptions {
  readonly database: Database;
  readonly eventStore: EventStore;
  readonly projections: readonly Projection[];
  readonly clock: Clock;
  readonly log: Log;
  /** Whether somebody waits for a place of the log that is not in the rows. */
  readonly isAwaited: () => boolean;
  /** After each page, when it is committed. */
  readonly onPage: (changedJobs: ReadonlySet<string>) => void;
}

/** What the rows are made of: control events, and the outcomes that are failures. */
export const projectedTypes = [...controlTypes, "TaskFailed", "Executor", "BulkCommand"];
/** A page is one transaction, and nothing else runs meanwhile. */
const pageEventsMax = 500;
/** While chunks are run the log grows with each of their flushes, and a page for each wakes two threads for one number. */
const progressEveryMs = 50;
const reconnect = { baseMs: 200, capMs: 10_000 };

export function createProjector(options: ProjectorOptions): Projector {
  const { database, projections, log } = options;
  let checkpoints = prepareTables(database, projections, log);
  let position = lowest(checkpoints);
  let caughtUp = false;
  let end: number | null = null;
  let damaged = false;
  let stopped = false;
  let nap = new AbortController();
  let following: { readonly stop: AbortController; readonly done: Promise<void> } | null = null;

  const startOver = (): void => {
    database.discard();
    checkpoints = prepareTables(database, projections, log);
    position = -1;
    caughtUp = false;
    damaged = false;
  };
  const take = (page: LogPage): void => {
    const projected = projectPage(database, { projections, checkpoints, events: page.events });
    checkpoints = projected.checkpoints;
    position = Math.max(position, page.position);
    caughtUp ||= page.caughtUp;
    ({ end } = page);
    for (const note of projected.notes) log(note);
    options.onPage(projected.changedJobs);
  };
  const follow = async (signal: AbortSignal): Promise<void> => {
    if (damaged) startOver();
    if (!(await isOfThisLog(options))) {
      log("The read models were made from another log, or are ahead of it; they are made again.");
      startOver();
    }
    const after = position < 0 ? undefined : position;
    const pages = options.eventStore.subscribe({
      after,
      typePrefixes: projectedTypes,
      maxCount: pageEventsMax,
      signal,
    });
    for await (const page of pages) {
      if (signal.aborted) return;
      take(page);
      // A long way to catch up must not keep requests waiting.
      await nextTurn();
      if (!page.caughtUp || !isProgress(page) || options.isAwaited()) continue;
      nap = new AbortController();
      await sleep(options.clock, progressEveryMs, AbortSignal.any([signal, nap.signal]));
    }
  };
  const run = async (signal: AbortSignal): Promise<void> => {
    for (let failures = 0; !signal.aborted;) {
      const before = position;
      try {
        await follow(signal);
      } catch (error) {
        damaged = isDamage(error);
        log(`The read models could not follow the log: ${String(error)}`);
      }
      failures = position > before ? 1 : failures + 1;
      await sleep(options.clock, backoffMs(reconnect, failures, Math.random), signal);
    }
  };
  const start = (): void => {
    if (following !== null || stopped) return;
    const stop = new AbortController();
    following = { stop, done: run(stop.signal) };
  };
  const halt = async (): Promise<void> => {
    following?.stop.abort();
    await following?.done;
    following = null;
  };
  return {
    position: () => position,
    caughtUp: () => caughtUp,
    share: () => (caughtUp ? 1 : end === null ? null : shareOf(position, end)),
    start,
    hurry: () => nap.abort(),
    stop() {
      stopped = true;
      return halt();
    },
    async startAgain() {
      await halt();
      if (stopped) return;
      startOver();
      start();
    },
  };
}

function isProgress({ events }: LogPage): boolean {
  return events.length > 0 && events.every(({ stream }) => parseStream(stream)?.kind === "chunk");
}

/**
 * How much lies at or before a place, in thousandths rounded down, and never all of it: who has read all has caught up.
 * Places grow from 0 with the log, by one an event or by its bytes, so this holds for every event store.
 */
function shareOf(position: number, end: number): number {
  const thousandths = Math.floor((1000 * Math.max(position, 0)) / Math.max(end, 1));
  return Math.min(thousandths, 999) / 1000;
}

/** A projection that is made again holds the others up: they pass over what they know. */
function lowest(checkpoints: Checkpoints): number {
  return Math.min(...checkpoints.values());
}

/** Whether the log holds the last event that the rows stand for, under the same id. */
async function isOfThisLog({ database, eventStore }: ProjectorOptions): Promise<boolean> {
  const witness = readWitness(database);
  if (witness === null) return true;
  const { stream, revision, id, position } = witness;
  const [found] = await eventStore.readStream(stream, { from: revision, maxCount: 1 });
  return found?.id === id && found.position === position;
}
