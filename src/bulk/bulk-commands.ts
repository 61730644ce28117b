/**
 * One command to many jobs: written down with its list when it is asked for, and carried out behind the answer. Whoever
 * gave the answer carries it out; when that process is gone, another that serves goes on where it had come to. They need no
 * leader: who takes one over says so in its stream, at the revision that it saw, and the other finds that it has it no more.
 */
import { bulkLimits, toldOf, type BulkRefusal } from "../job/bulk.ts";
import type { Actor } from "../job/codec.ts";
import { backoffMs } from "../lib/backoff.ts";
import { sleep } from "../lib/clock.ts";
import { assert } from "../lib/assert.ts";
import { err, ok, type Result } from "../lib/result.ts";
import type { Logger } from "../log.ts";
import type { BulkQueries, BulkRow } from "../readmodels/bulk-queries.ts";
import {
  createBulkLog,
  NewerBulk,
  type BulkLogDependencies,
  type BulkOrder,
  type ListedJob,
  type LoadedBulk,
} from "./bulk-log.ts";
import { carryOut, type CarryOutDependencies } from "./carry-out.ts";
import { letGo } from "./let-go.ts";

/** A bulk command after something was written to it. */
export interface WrittenBulk {
  readonly row: BulkRow;
  /** Place in the log of its last event. */
  readonly position: number;
}

/** What the API needs of bulk commands. */
export interface BulkCommands extends Pick<BulkQueries, "find" | "list"> {
  /** Writes it down and answers; it is carried out then. */
  give(order: Omit<BulkOrder, "id">, jobs: readonly ListedJob[]): Promise<WrittenBulk>;
  /** No more jobs are told. */
  stop(id: string, by: Actor): Promise<Result<WrittenBulk, BulkRefusal>>;
  /** Jobs of its list that were not told; null when it has not ended, has no whole list, or is not there. */
  leftOf(id: string): Promise<readonly ListedJob[] | null>;
  /** How many are under way, in all processes; of one user alone when `givenBy` is there. */
  underWay(givenBy?: string): number;
}

export interface RunningBulkCommands extends BulkCommands {
  /** Looks for those that are left lying, and for those that are kept no longer. */
  start(): void;
  /** What is on its way is waited for; nothing else begins. */
  close(): Promise<void>;
}

export interface BulkCommandsDependencies
  extends BulkLogDependencies, Omit<CarryOutDependencies, "log" | "executor" | "onTrouble"> {
  readonly eventStore: BulkLogDependencies["eventStore"];
  readonly queries: BulkQueries;
  /** Whether the rows are those of the whole log. */
  readonly caughtUp: () => boolean;
  readonly randomId: () => string;
  /** How long those that have ended are kept. */
  readonly retentionDays: number;
  readonly log: Pick<Logger, "info" | "warn">;
}

const lookMs = 1_000;
/** While the log is read: what is left lying waits for nothing else. */
const readingMs = 100;
/** After so many looks in a row at which one has not moved, its process is taken for lost. */
const standingLooks = 20;
const dueEveryMs = 600_000;
const reconnect = { baseMs: 200, capMs: 10_000 };

export function createBulkCommands(dependencies: BulkCommandsDependencies): RunningBulkCommands {
  const { eventStore, clock, queries, executor } = dependencies;
  const log = createBulkLog(dependencies);
  const stopping = new AbortController();
  const { signal } = stopping;
  /** Those that this process carries out, or writes down. */
  const own = new Map<string, Own>();
  const looks = createLooks();
  /** Those that a newer version wrote to. */
  const leftAlone = new Set<string>();
  let looking: Promise<void> = Promise.resolve();

  const run = (given: LoadedBulk, resumed: boolean): void => {
    assert(given.state.phase === "given", "it was given");
    const givenBy = given.state.givenBy.id;
    const running = carryOutPatiently(dependencies, { log, given, resumed, signal }).finally(() =>
      own.delete(given.id),
    );
    own.set(given.id, { givenBy, running });
  };

  async function look(): Promise<void> {
    for (const row of queries.underWay()) {
      const { id } = row.bulk;
      if (own.has(id) || leftAlone.has(id) || signal.aborted) continue;
      if (!eventStore.exclusive && !looks.isStanding(row)) continue;
      try {
        await take(id, row.revision);
      } catch (error) {
        if (!(error instanceof NewerBulk)) throw error;
        leftAlone.add(id);
        dependencies.log.warn("a bulk command is left alone", { bulk: id, problem: error.message });
      }
    }
  }

  async function take(id: string, revision: number): Promise<void> {
    const seen = await log.load(id);
    // The rows may be behind: it has moved.
    if (seen.revision !== revision) return;
    const by: Actor = { kind: "ENGINE", id: executor, name: "bulk commands" };
    const taken = await log.request(seen, { type: "Take", executor }, by, { once: true });
    if (!taken.ok) return;
    dependencies.log.info("a bulk command is taken over", { bulk: id });
    run(taken.value, true);
  }

  async function follow(): Promise<void> {
    let [failures, dueAt] = [0, clock.now()];
    while (!signal.aborted) {
      try {
        if (dependencies.caughtUp()) {
          await look();
          if (clock.now() >= dueAt) {
            dueAt = clock.now() + dueEveryMs;
            await letGo({ ...dependencies, bulkLog: log, leftAlone, signal });
          }
        }
        failures = 0;
      } catch (error) {
        failures += 1;
        dependencies.log.warn("bulk commands could not be looked at", { problem: String(error) });
      }
      const usual = dependencies.caughtUp() ? lookMs : readingMs;
      const { random } = dependencies;
      await sleep(clock, failures === 0 ? usual : backoffMs(reconnect, failures, random), signal);
    }
  }

  return {
    find: (id) => queries.find(id),
    list: (query) => queries.list(query),
    underWay: (givenBy) => countUnderWay(own, queries.underWay(), givenBy),

    async give(order, jobs) {
      const id = dependencies.randomId();
      const { promise, resolve } = Promise.withResolvers<void>();
      // It is not to be taken for one that is left lying while its list is written down.
      own.set(id, { givenBy: order.actor.id, running: promise });
      try {
        const size = bulkLimits.pageJobs;
        let bulk = await log.give({ ...order, id }, jobs.length, jobs.slice(0, size));
        for (let from = size; from < jobs.length; from += size)
          bulk = await log.list(bulk, jobs.slice(from, from + size), order.actor);
        run(bulk, false);
        return written(bulk);
      } catch (error) {
        own.delete(id);
        throw error;
      } finally {
        resolve();
      }
    },

    async stop(id, by) {
      const bulk = await log.load(id);
      const stopped = await log.request(bulk, { type: "RequestStop" }, by);
      return stopped.ok ? ok(written(stopped.value)) : err("OVER");
    },

    async leftOf(id) {
      const { state } = await log.load(id);
      const isKnown = state.phase === "given" && state.ended !== null && state.ended.end !== "LOST";
      if (!isKnown) return null;
      const pages = await Promise.all(state.pages.map(({ revision }) => log.page(id, revision)));
      return pages.flat().slice(toldOf(state));
    },

    start() {
      looking = follow();
    },

    async close() {
      stopping.abort();
      await looking;
      await Promise.all([...own.values()].map(({ running }) => running));
    },
  };
}

/** One that this process carries out, or writes down. */
interface Own {
  readonly givenBy: string;
  readonly running: Promise<void>;
}

/** Those of this process count before they have a row. */
function countUnderWay(
  own: ReadonlyMap<string, Own>,
  rows: readonly BulkRow[],
  givenBy: string | undefined,
): number {
  const givers = new Map(rows.map(({ bulk }) => [bulk.id, bulk.givenBy.id]));
  for (const [id, each] of own) givers.set(id, each.givenBy);
  const all = [...givers.values()];
  return givenBy === undefined ? all.length : all.filter((giver) => giver === givenBy).length;
}

function written({ state, revision, position }: LoadedBulk): WrittenBulk {
  assert(state.phase === "given", "it was given");
  return { row: { revision, bulk: state }, position };
}

/** Goes on after whatever the connection does, for as long as it is this process that has it. */
async function carryOutPatiently(
  dependencies: BulkCommandsDependencies,
  of: {
    readonly log: ReturnType<typeof createBulkLog>;
    readonly given: LoadedBulk;
    readonly resumed: boolean;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { clock, random } = dependencies;
  const { log, signal } = of;
  const onTrouble = (error: unknown): void =>
    dependencies.log.warn("a bulk command is held up", {
      bulk: of.given.id,
      problem: String(error),
    });
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      // What was on its way may have been recorded: nothing goes on from what was known before.
      const given = failures === 0 ? of.given : await log.load(of.given.id);
      const resumed = of.resumed || failures > 0;
      return await carryOut({ ...dependencies, log, onTrouble }, given, { resumed, signal });
    } catch (error) {
      onTrouble(error);
      if (error instanceof NewerBulk) return;
    }
    await sleep(clock, backoffMs(reconnect, failures + 1, random), signal);
  }
}

/** How often in a row each was seen at the same place. */
function createLooks() {
  const seen = new Map<string, { readonly revision: number; readonly looks: number }>();
  return {
    isStanding({ bulk: { id }, revision }: BulkRow): boolean {
      const before = seen.get(id);
      const looks = before?.revision === revision ? before.looks + 1 : 0;
      seen.set(id, { revision, looks });
      if (looks < standingLooks) return false;
      seen.delete(id);
      return true;
    },
  };
}
