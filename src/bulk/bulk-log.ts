/** The streams of bulk commands: loaded, folded and appended to at the revision that was read, as those of jobs are. */
import { appendSettled } from "../eventstore/append-settled.ts";
import {
  StreamConflict,
  type EventStore,
  type NewEvent,
  type RecordedEvent,
} from "../eventstore/eventstore.ts";
import {
  decideBulk,
  evolveBulk,
  noBulk,
  type BulkRefusal,
  type BulkRequest,
  type BulkState,
} from "../job/bulk.ts";
import type { BulkCommandListed, BulkEvent, CommandToMany, RulesThen } from "../job/bulk-events.ts";
import { decode, encode, type Actor, type EventMetadata } from "../job/codec.ts";
import { bulkStream } from "../job/streams.ts";
import { assert } from "../lib/assert.ts";
import type { Clock } from "../lib/clock.ts";
import { err, ok, type Result } from "../lib/result.ts";

export interface BulkLogDependencies {
  readonly eventStore: EventStore;
  /** Id of the executor that this process is. */
  readonly executor: string;
  readonly nextIds: (count: number) => string[];
  readonly clock: Clock;
}

/** A bulk command as its own stream has it. */
export interface LoadedBulk {
  readonly id: string;
  readonly state: BulkState;
  readonly revision: number;
  readonly position: number;
}

/** A job of the list, with the revision that it must still be at; null where that is all the same. */
export interface ListedJob {
  readonly id: string;
  readonly revision: number | null;
}

export interface BulkOrder {
  readonly id: string;
  readonly command: CommandToMany;
  readonly rules: RulesThen;
  readonly actor: Actor;
}

/** A newer version wrote to it: this one leaves it alone. */
export class NewerBulk extends Error {
  override readonly name = "NewerBulk";
}

export interface BulkLog {
  /** @throws NewerBulk */
  load(id: string): Promise<LoadedBulk>;
  /** Writes a bulk command down; `listed` are the next of its jobs, and this process is the one to carry it out. */
  give(order: BulkOrder, jobs: number, listed: readonly ListedJob[]): Promise<LoadedBulk>;
  list(bulk: LoadedBulk, listed: readonly ListedJob[], actor: Actor): Promise<LoadedBulk>;
  /** Decides on what is loaded, and again when the stream has gone on meanwhile. `at`: gives up when it has. */
  request(
    bulk: LoadedBulk,
    request: BulkRequest,
    by: Actor,
    options?: { readonly once: true },
  ): Promise<Result<LoadedBulk, BulkRefusal | "CONFLICT">>;
  /** The jobs of one event of the list. */
  page(id: string, revision: number): Promise<readonly ListedJob[]>;
  /** Takes away everything before a revision. */
  truncate(id: string, before: number): Promise<void>;
}

export function createBulkLog(dependencies: BulkLogDependencies): BulkLog {
  const { eventStore } = dependencies;
  const log: BulkLog = {
    load: (id) => follow(eventStore, { id, state: noBulk, revision: -1, position: -1 }),

    async give({ id, command, rules, actor }, jobs, listed) {
      const { executor } = dependencies;
      const given = {
        type: "BulkCommandGiven",
        data: { bulkId: id, executor, command, jobs, rules },
      } as const;
      const nothing = { id, state: noBulk, revision: -1, position: -1 };
      return append(dependencies, nothing, { events: [given, listOf(listed)], actor });
    },

    list: (bulk, listed, actor) => append(dependencies, bulk, { events: [listOf(listed)], actor }),

    async request(bulk, request, by, options) {
      for (let loaded = bulk; ;) {
        const decision = decideBulk(request, loaded.state);
        if (!decision.ok) return decision;
        if (decision.value.length === 0) return ok(loaded);
        try {
          return ok(await append(dependencies, loaded, { events: decision.value, actor: by }));
        } catch (error) {
          if (!(error instanceof StreamConflict)) throw error;
          if (options?.once === true) return err("CONFLICT");
        }
        const { revision } = loaded;
        loaded = await follow(eventStore, loaded);
        // A stream that was deleted, as older versions did, has nothing more to tell.
        if (loaded.revision === revision) return err("OVER");
      }
    },

    async page(id, revision) {
      const [recorded] = await eventStore.readStream(bulkStream(id), {
        from: revision,
        maxCount: 1,
      });
      assert(recorded?.type === "BulkCommandListed", `${id} has its list at ${revision}`);
      const { jobs, revisions } = recorded.data as BulkCommandListed["data"];
      return jobs.map((job, place) => ({ id: job, revision: revisions?.[place] ?? null }));
    },

    truncate: (id, before) => eventStore.truncateStream(bulkStream(id), before),
  };
  return log;
}

function listOf(listed: readonly ListedJob[]): BulkCommandListed {
  const jobs = listed.map(({ id }) => id);
  const revisions = listed.map(({ revision }) => revision);
  const known = revisions.some((revision) => revision !== null) ? { revisions } : {};
  return { type: "BulkCommandListed", data: { jobs, ...known } };
}

/** What stands after the last event that is known, folded onto it. */
async function follow(eventStore: EventStore, known: LoadedBulk): Promise<LoadedBulk> {
  const from = known.revision + 1;
  const recorded = await eventStore.readStream(bulkStream(known.id), { from });
  return recorded.reduce(folded, known);
}

function folded(known: LoadedBulk, recorded: RecordedEvent): LoadedBulk {
  const decoded = decode(recorded);
  if (!decoded.ok) throw new NewerBulk(decoded.error.message);
  const { revision, position, recordedAt: at, metadata } = recorded;
  const { actor } = metadata as unknown as EventMetadata;
  const event = decoded.value as BulkEvent;
  return {
    ...known,
    state: evolveBulk(known.state, { event, revision, at, actor }),
    revision,
    position,
  };
}

/** @throws StreamConflict */
async function append(
  { eventStore, nextIds, clock }: BulkLogDependencies,
  known: LoadedBulk,
  { events, actor }: { readonly events: readonly BulkEvent[]; readonly actor: Actor },
): Promise<LoadedBulk> {
  const ids = nextIds(events.length);
  const written: NewEvent[] = events.map((event, place) => ({
    id: ids[place]!,
    ...encode(event, { actor, correlationId: known.id, causationId: null }),
  }));
  const expected = known.revision < 0 ? "no-stream" : known.revision;
  const stream = bulkStream(known.id);
  await appendSettled(eventStore, stream, written, { expected, clock });
  // The time of an event is the store's, so it is read back.
  return follow(eventStore, known);
}
