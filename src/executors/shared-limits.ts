/**
 * The limits of this process as the coordinator keeps them: caps for each job, a rate for each store and bucket, and
 * whether each store is down. Worker threads are given the same memory with their chunks, so that a change counts at the
 * next call of every thread.
 */
import type { JobLimits, JobSpec } from "../job/spec.ts";
import { assert } from "../lib/assert.ts";
import type { Clock } from "../lib/clock.ts";
import { callsOf } from "./calls-of.ts";
import type { ChunkLimits } from "./gates.ts";
import type { JobBoard } from "./job-board.ts";
import { openJobCaps, type JobCaps } from "./job-caps.ts";
import { openRateLimit, type RateLimit } from "./rate-limit.ts";
import { openStoreHealth, type Outage, type StoreHealth } from "./store-health.ts";

export interface StoreOutage extends Outage {
  readonly store: string;
}

export interface SharedLimits {
  /** What bounds the calls of a chunk of this job. */
  forChunk(job: JobBoard): ChunkLimits;
  /** What this process may use of the job's limits from now on, and of those of its store; null: the store has none. */
  apply(job: JobBoard, share: JobLimits, ofStore: JobLimits | null): void;
  /** Store that the calls of a job go to. */
  storeOf(job: JobBoard): string;
  /** Keeps what is known of these jobs alone. */
  keepOnly(jobs: ReadonlyMap<string, unknown>): void;
  /** Stores that are down for this process. */
  outages(): readonly StoreOutage[];
}

/** Buckets whose rate is kept, the one that was used last among them: each takes a few hundred bytes. */
const ratesMax = 1000;

export function createSharedLimits(options: {
  readonly clock: Clock;
  readonly storeDownMaxMs: number;
}): SharedLimits {
  const { clock, storeDownMaxMs } = options;
  const caps = new Map<string, JobCaps>();
  const storeCaps = new Map<string, JobCaps>();
  const rates = new Map<string, RateLimit>();
  const stores = new Map<string, StoreHealth>();

  function rateOf(key: string): RateLimit {
    const rate = rates.get(key) ?? openRateLimit();
    // Last in the order of the map is the one that was used last.
    rates.delete(key);
    rates.set(key, rate);
    const [oldest] = rates.keys();
    if (rates.size > ratesMax && oldest !== undefined) rates.delete(oldest);
    return rate;
  }

  return {
    forChunk(job) {
      assert(job.totals !== null, `${job.id} runs without a manifest`);
      const { store, bucket } = boundedBy(job.spec, job.totals.bucket);
      const health = getOrMake(stores, store, () => openStoreHealth({ downMaxMs: storeDownMaxMs }));
      return {
        store,
        bucket,
        caps: getOrMake(caps, job.id, openJobCaps).buffer,
        storeCaps: storeCaps.get(store)?.buffer,
        rate: rateOf(`${store} ${bucket}`).buffer,
        health: health.buffer,
      };
    },
    apply(job, share, ofStore) {
      getOrMake(caps, job.id, openJobCaps).set({ ...share, priority: job.priority });
      if (ofStore === null) return;
      getOrMake(storeCaps, storeOf(job), openJobCaps).set({ ...ofStore, priority: 0 });
    },
    storeOf,
    keepOnly(jobs) {
      for (const job of caps.keys()) if (!jobs.has(job)) caps.delete(job);
    },
    outages() {
      const now = clock.now();
      return [...stores].flatMap(([store, health]) => {
        const outage = health.outage(now);
        return outage === null ? [] : [{ store, ...outage }];
      });
    },
  };
}

function storeOf({ spec }: JobBoard): string {
  return boundedBy(spec, "").store;
}

/** Functions stand beside the stores: one that asks for patience, or is down, says nothing of the objects' store. */
function boundedBy(spec: JobSpec, listed: string): ReturnType<typeof callsOf> {
  const { kind, parameters } = spec.operation;
  if (kind !== "INVOKE_FUNCTION") return callsOf(spec, listed);
  return { store: `function ${parameters.function}`, bucket: listed };
}

function getOrMake<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
