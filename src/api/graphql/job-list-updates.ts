/**
 * `jobs`: what becomes of a list. The changes since the last message are sent in batches, at most one an interval, each
 * job once and in the order of its last event, so that the cursor of every message leaves nothing behind it.
 */
import { sleep, type Clock } from "../../lib/clock.ts";
import { couldMatch, matchesFilter } from "../../readmodels/job-filter.ts";
import type { FromStreams } from "../../readmodels/from-streams.ts";
import type { JobRow, JobsFilter, ReadModels } from "../../readmodels/read-models.ts";
import { unlessAborted } from "../../readmodels/unless-aborted.ts";
import { changeFeed } from "./change-feed.ts";
import { apiError } from "./errors.ts";
import { cursorAt } from "./event-cursor.ts";

export interface JobListUpdate {
  readonly position: number;
  readonly cursor: string;
  readonly change: "ADDED" | "UPDATED" | "REMOVED";
  readonly jobId: string;
  /** As it is now, also when it was removed from the list; null when it is not there, or not to be seen. */
  readonly job: JobRow | null;
}

export interface JobListRequest {
  readonly readModels: Pick<ReadModels, "job" | "changes" | "changedJobs" | "position">;
  readonly fromStreams: Pick<FromStreams, "jobAt" | "expiredJobs">;
  readonly clock: Clock;
  readonly filter: JobsFilter;
  /** Place in the log of the list that the client has. */
  readonly after: number;
  readonly intervalMs: number;
  readonly signal: AbortSignal;
}

/** Jobs asked for at once. */
const pageJobs = 200;

export async function* jobListUpdates(request: JobListRequest): AsyncGenerator<JobListUpdate> {
  const ended = new AbortController();
  const signal = AbortSignal.any([request.signal, ended.signal]);
  try {
    yield* updatesUntil({ ...request, signal });
  } finally {
    ended.abort();
  }
}

async function* updatesUntil(request: JobListRequest): AsyncGenerator<JobListUpdate> {
  const { readModels, fromStreams, clock, intervalMs, signal } = request;
  const changes = changeFeed(readModels.changes({ signal }));
  const list = createKnownList(request);
  let at = request.after;
  while (!signal.aborted) {
    const until = readModels.position();
    if (until > at) {
      const expired = await unlessAborted(signal, fromStreams.expiredJobs({ after: at, until }));
      if (expired === null) return;
      for (const { id, position } of inOrder(request, { after: at, until, expired })) {
        const update = await unlessAborted(signal, list.look({ id, position }, { at, until }));
        if (signal.aborted) return;
        if (update !== null) yield update;
      }
      at = until;
      list.reached(until);
      // Also when nothing was told: to look at what changed costs the same.
      await sleep(clock, intervalMs, signal);
    }
    if (readModels.position() > at) continue;
    if ((await changes.next({ clock, waitMs: null })) === "ended") break;
  }
  if (!signal.aborted) throw apiError("SHUTTING_DOWN", "The engine is stopping; subscribe again.");
}

interface Change {
  readonly id: string;
  readonly position: number;
}

/** The jobs that changed within a range, and those that expired in it, by the place of the change. */
function* inOrder(
  { readModels }: JobListRequest,
  range: { readonly after: number; readonly until: number; readonly expired: readonly Change[] },
): Generator<Change> {
  const { until, expired } = range;
  const gone = [...expired];
  for (let after = range.after; ;) {
    const page = readModels.changedJobs({ after, until, first: pageJobs });
    for (const change of page) {
      while (gone.length > 0 && gone[0]!.position < change.position) yield gone.shift()!;
      yield change;
    }
    const last = page.at(-1);
    if (page.length < pageJobs || last === undefined) break;
    after = last.position;
  }
  yield* gone;
}

interface KnownList {
  /**
   * What a change of a job means to the list; null when nothing. The client has the list as it was at `at`; what comes
   * after `until` is looked at again.
   */
  look(
    change: Change,
    range: { readonly at: number; readonly until: number },
  ): Promise<JobListUpdate | null>;
  /** The client has the list as it was at this place. */
  reached(place: number): void;
}

/** Jobs of which it is kept whether they were in the list. */
const knownJobsMax = 1_000;

/** The list as the client has it: of the jobs that changed, which were in it. */
function createKnownList({ readModels, fromStreams, filter }: JobListRequest): KnownList {
  const known = new Map<string, { readonly listed: boolean; readonly position: number }>();
  const isListed = (job: JobRow | null): boolean => job !== null && matchesFilter(job, filter);
  return {
    async look({ id, position }, { at, until }) {
      const before = known.get(id);
      const then = before === undefined ? (await fromStreams.jobAt(id, at)).job : null;
      const wasListed = before?.listed ?? isListed(then);
      const job = readModels.job(id);
      const listed = isListed(job);
      const reached = job === null ? position : job.position;
      if (before !== undefined && before.position >= reached) return null;
      // What was told of a later place must be kept, or it would be told twice; of the others the log knows it too.
      if (reached > until || known.size < knownJobsMax)
        known.set(id, { listed, position: reached });
      else known.delete(id);
      const mayBeListed = wasListed || (then !== null && couldMatch(then, filter));
      if (!listed && !mayBeListed) return null;
      const change = listed ? (wasListed ? "UPDATED" : "ADDED") : "REMOVED";
      return { position: reached, cursor: cursorAt(position), change, jobId: id, job };
    },
    reached(place) {
      if (known.size < knownJobsMax) return;
      for (const [id, { position }] of known) if (position <= place) known.delete(id);
    },
  };
}
