/** What only history answers, read from the log itself: its events, and a job that the rows are behind on. */
import type { EventStore, LogPage, RecordedEvent } from "../eventstore/eventstore.ts";
import type { ManifestTotals } from "../job/events.ts";
import { isTerminal } from "../job/lifecycle.ts";
import { controlTypes, jobStream } from "../job/streams.ts";
import type { EventCategory } from "../../projections/history.ts";
import { jobAsOf, type JobThen, type PointInTime } from "./as-of.ts";
import type { Database } from "./database.ts";
import { historyOfLog, type LogHistoryPage, type LogHistoryQuery } from "./history-of-log.ts";
import { foldJob } from "./job-from-stream.ts";
import { createLogFeed, feedPageEvents, type FeedReader, type LogFeed } from "./log-feed.ts";
import { toLoggedEvent, type LoggedEvent } from "./logged-events.ts";
import { projectedTypes } from "./projector.ts";
import type { JobRow, Page, ReadModels, TaskRow } from "./read-models.ts";
import { taskAt, tasksOfChunks, type ChunkTasksQuery, type ReadRows } from "./tasks-of-chunks.ts";
import { timelineAt, type TaskTimeline } from "./task-timeline.ts";
import { unlessAborted } from "./unless-aborted.ts";

export interface FromStreams {
  /** Followers of events that have not left. */
  readonly readers: number;
  /** Those of them that wait for something new. */
  readonly waiting: number;
  /** Position of the last event of the log, as it is now. */
  end(): Promise<number>;
  /**
   * Position of the first event after a place that the rows are made of; null when there is none. How far the rows are
   * tells less: on EventStoreDB they stay where they are while only others are recorded.
   */
  nextOfRows(after: number): Promise<number | null>;
  /** A job from its own stream, whatever the rows know; null when there is none, or when it has expired. */
  job(id: string): Promise<JobRow | null>;
  /** A job as it was at a place of the log, and where the last event of its own stream stands; -1 when it has none. */
  jobAt(
    id: string,
    position: number,
  ): Promise<{ readonly job: JobRow | null; readonly last: number }>;
  /** A job as it was at a moment; null when it did not exist then, has expired, or has no such event. */
  jobAsOf(id: string, point: PointInTime): Promise<JobThen | null>;
  /** Tasks of a job by the chunks they ran in, in the order of the manifest. */
  tasks(job: JobRow, query: ChunkTasksQuery): Promise<Page<TaskRow>>;
  /** A task by its row in the manifest, from 0; null when there is none, or when it has no outcome. */
  task(job: JobRow, manifestRow: number): Promise<TaskRow | null>;
  /** All that is recorded of a row in the manifest, from 0; null when there is none. May call a store. */
  timeline(job: JobRow, manifestRow: number): Promise<TaskTimeline | null>;
  /** The history of a job, oldest first, with events of every category. */
  history(job: JobRow, query: LogHistoryQuery): Promise<LogHistoryPage>;
  /** What the manifest of a job came to, also when the job has expired; null before it was read. */
  totals(id: string): Promise<ManifestTotals | null>;
  /** Whether anything was ever recorded of a job. */
  exists(id: string): Promise<boolean>;
  /**
   * The ids of the jobs that expired after one place of the log and not after another, with where they did.
   */
  expiredJobs(range: {
    readonly after: number;
    readonly until: number;
  }): Promise<readonly { readonly id: string; readonly position: number }[]>;
  /**
   * The events of jobs after a place of the log, in its order, page by page, then live: none is left out or given twice.
   * Those that come live are given when the rows have them. Ends when the signal aborts, at once, and when the read
   * models stop.
   */
  events(options: EventsOptions): AsyncGenerator<readonly LoggedEvent[], void>;
}

export interface EventsOptions {
  /** -1 starts with the first event. */
  readonly after: number;
  /** Every job when left out. */
  readonly jobId?: string | undefined;
  /** Every category when left out. */
  readonly categories?: readonly EventCategory[] | undefined;
  readonly signal: AbortSignal;
}

export interface FromStreamsOptions {
  readonly eventStore: Pick<EventStore, "readStream" | "readAll">;
  readonly rows: Pick<ReadModels, "position" | "caughtUp" | "job">;
  /** Where counters of the past are kept. */
  readonly database: Pick<Database, "get" | "all">;
  readonly readRows: ReadRows;
  readonly log: (message: string) => void;
}

/** What the feed needs to be told of. */
export interface RunningFromStreams extends FromStreams {
  readonly feed: LogFeed;
}

/** The types of all events of jobs; those of the first list are few. */
const quietTypes = ["Job", "Manifest", "Part", "Report"];
const allTypes = [...controlTypes, "Task"];

export function createFromStreams(options: FromStreamsOptions): RunningFromStreams {
  const { eventStore, rows, log } = options;
  const history = (id: string, query: { readonly maxCount?: number } = {}) =>
    eventStore.readStream(jobStream(id), query);
  const readPage = (after: number, typePrefixes: readonly string[]): Promise<LogPage> =>
    eventStore
      .readAll({ after: after < 0 ? undefined : after, typePrefixes, maxCount: feedPageEvents })
      .then((page) => (rows.caughtUp() ? upTo(page, Math.max(after, rows.position())) : page));
  const end = async (): Promise<number> => {
    let after = Math.max(rows.position(), 0);
    for (;;) {
      // No event is of this type: the page only tells where the log ends.
      const page = await eventStore.readAll({ after, typePrefixes: ["None."], maxCount: 1 });
      if (page.caughtUp) return page.position;
      after = page.position;
    }
  };
  const nextOfRows = async (start: number): Promise<number | null> => {
    let after = start < 0 ? undefined : start;
    for (;;) {
      const page = await eventStore.readAll({ after, typePrefixes: projectedTypes, maxCount: 1 });
      const [next] = page.events;
      if (next !== undefined) return next.position;
      if (page.caughtUp) return null;
      after = page.position;
    }
  };
  const feed = createLogFeed({
    readPage: (after) => readPage(after, allTypes),
    readEnd: end,
    log,
  });
  return {
    feed,
    get readers() {
      return feed.readers;
    },
    get waiting() {
      return feed.waiting;
    },
    end,
    nextOfRows,
    job: async (id) => foldJob(await history(id)),
    async jobAt(id, position) {
      const events = await history(id);
      const job = foldJob(events.filter((event) => event.position <= position));
      return { job, last: events.at(-1)?.position ?? -1 };
    },
    jobAsOf: (id, point) => jobAsOf({ eventStore, database: options.database }, id, point),
    tasks: (job, query) => tasksOfChunks(options, job, query),
    task: (job, row) => taskAt(options, job, row),
    timeline: (job, row) => timelineAt(options, job, row),
    history: (job, query) =>
      historyOfLog(job, query, {
        created: async () => (await history(job.id, { maxCount: 1 }))[0]?.position ?? null,
        readPage: (after) => readPage(after, allTypes),
      }),
    async totals(id) {
      const read = (await history(id)).find(({ type }) => type === "ManifestRead");
      return (read?.data ?? null) as ManifestTotals | null;
    },
    exists: async (id) => (await history(id, { maxCount: 1 })).length > 0,
    async expiredJobs({ after, until }) {
      const expired: { id: string; position: number }[] = [];
      for (let at = after; at < until;) {
        const page = await readPage(at, ["JobExpired"]);
        for (const { stream, position } of page.events) {
          if (position <= until) expired.push({ id: stream.slice(jobStream("").length), position });
        }
        if (page.caughtUp || page.position <= at) break;
        at = page.position;
      }
      return expired;
    },
    events: (query) => follow(query, { history, readPage, feed, rows }),
  };
}

interface Sources {
  readonly history: (
    id: string,
    query?: { readonly maxCount?: number },
  ) => Promise<readonly RecordedEvent[]>;
  readonly readPage: (after: number, typePrefixes: readonly string[]) => Promise<LogPage>;
  readonly feed: LogFeed;
  readonly rows: FromStreamsOptions["rows"];
}

async function* follow(
  query: EventsOptions,
  sources: Sources,
): AsyncGenerator<readonly LoggedEvent[], void> {
  const { signal, jobId, categories } = query;
  const wanted = categories === undefined ? null : new Set(categories);
  const isWanted = (event: LoggedEvent | null): event is LoggedEvent =>
    event !== null &&
    (jobId === undefined || event.jobId === jobId) &&
    (wanted === null || wanted.has(event.category));
  const types = wanted !== null && !wanted.has("EXECUTION") ? quietTypes : allTypes;
  const reader = sources.feed.join();
  try {
    let at = await unlessAborted(signal, startOf(query, sources));
    while (at !== null && !signal.aborted) {
      const version = reader.version();
      const page: Pick<LogPage, "events" | "position"> | null =
        reader.after(at) ?? (await unlessAborted(signal, sources.readPage(at, types)));
      if (page === null) return;
      const events = page.events.map(toLoggedEvent).filter(isWanted);
      if (events.length > 0) yield events;
      if (page.position > at) at = skipped(page.position, { jobId, rows: sources.rows });
      else if (await isClosed(reader, { version, signal })) return;
    }
  } finally {
    reader.leave();
  }
}

async function isClosed(
  reader: FeedReader,
  { version, signal }: { readonly version: number; readonly signal: AbortSignal },
): Promise<boolean> {
  return (await reader.changed(version, signal)) === "closed";
}

/** What stands before a job was created is not about it. */
async function startOf({ after, jobId }: EventsOptions, sources: Sources): Promise<number> {
  if (jobId === undefined) return after;
  const [created] = await sources.history(jobId, { maxCount: 1 });
  const start = created === undefined ? after : Math.max(after, created.position - 1);
  return skipped(start, { jobId, rows: sources.rows });
}

/**
 * Where to read on from a place. A job that has ended leaves no work in any hand, so nothing of it stands between the
 * last event that the rows know of it and where the rows are.
 */
function skipped(
  position: number,
  { jobId, rows }: { readonly jobId: string | undefined; readonly rows: Sources["rows"] },
): number {
  if (jobId === undefined || !rows.caughtUp()) return position;
  const job = rows.job(jobId);
  if (job === null || !isTerminal(job.state.status) || position < job.position) return position;
  return Math.max(position, rows.position());
}

/** The part of a page that the rows have. */
function upTo(page: LogPage, position: number): LogPage {
  if (page.position <= position) return page;
  const events = page.events.filter((event) => event.position <= position);
  return { ...page, events, position, caughtUp: true };
}
