/** Read models and log as a caller with bounds sees them: jobs outside are not there. */
import { listedBucketOf } from "../../job/places.ts";
import { isSeen, type Sight } from "../../job/sight.ts";
import type { EventsOptions, FromStreams } from "../../readmodels/from-streams.ts";
import type { LoggedEvent } from "../../readmodels/logged-events.ts";
import type { JobRow, ReadModels } from "../../readmodels/read-models.ts";

/** Each member by name, so that a new one cannot slip through: it does not compile. */
export function visibleReadModels(all: ReadModels, sight: Sight): ReadModels {
  const job = (id: string) => onlyVisible(all.job(id), sight);
  const isThere = (id: string) => job(id) !== null;
  const within = { within: sight };
  const noPage = { rows: [], hasNextPage: false };
  return {
    position: () => all.position(),
    caughtUp: () => all.caughtUp(),
    share: () => all.share(),
    waitFor: (position, options) => all.waitFor(position, options),
    job,
    jobs: (query) => all.jobs({ ...query, filter: { ...query.filter, ...within } }),
    // How many wait and run is told, not which.
    queueOf: (id) => (isThere(id) ? all.queueOf(id) : null),
    jobIds: (filter, options) => all.jobIds({ ...filter, ...within }, options),
    jobCounts: (filter) => all.jobCounts({ ...filter, ...within }),
    retriesOf: (id, asked) => all.retriesOf(id, asked).filter((retry) => isSeen(retry, sight)),
    unreadableJobs: () => all.unreadableJobs().filter(({ jobId }) => isThere(jobId)),
    // Of a job that is visible its own stores are shown, and no others.
    outages: (seenSince) => all.outages(seenSince),
    // Ids and places alone; what they stand for is asked of `job`.
    changedJobs: (range) => all.changedJobs(range),
    changes: (options) => all.changes(options),
    failureGroups: (id, asked) => (isThere(id) ? all.failureGroups(id, asked) : []),
    failedTasks: (id, asked) =>
      isThere(id) ? all.failedTasks(id, asked) : { ...noPage, totalCount: 0 },
    history: (id, asked) => (isThere(id) ? all.history(id, asked) : noPage),
    reportFiles: (id, asked) =>
      isThere(id) ? all.reportFiles(id, asked) : { ...noPage, totalCount: 0 },
    reportFile: (id, place) => (isThere(id) ? all.reportFile(id, place) : null),
    throughput: (id, range) => (isThere(id) ? all.throughput(id, range) : null),
    tasksPerSecond: (id, now) => (isThere(id) ? all.tasksPerSecond(id, now) : null),
  };
}

export function visibleFromStreams(all: FromStreams, sight: Sight): FromStreams {
  const job = async (id: string) => onlyVisible(await all.job(id), sight);
  return {
    get readers() {
      return all.readers;
    },
    get waiting() {
      return all.waiting;
    },
    end: () => all.end(),
    nextOfRows: (after) => all.nextOfRows(after),
    job,
    async jobAt(id, position) {
      const { job: then, last } = await all.jobAt(id, position);
      return { job: onlyVisible(then, sight), last };
    },
    tasks: (row, query) => all.tasks(row, query),
    task: (row, manifestRow) => all.task(row, manifestRow),
    timeline: (row, manifestRow) => all.timeline(row, manifestRow),
    history: (row, query) => all.history(row, query),
    // What a job was is shown to who sees what it is.
    jobAsOf: async (id, point) => ((await job(id)) === null ? null : all.jobAsOf(id, point)),
    totals: async (id) => ((await job(id)) === null ? null : all.totals(id)),
    // An expired job says no more what it touched.
    exists: async (id) => (await job(id)) !== null,
    expiredJobs: (range) => all.expiredJobs(range),
    events: (options) => visibleEvents(all, options, sight),
  };
}

function onlyVisible(job: JobRow | null, sight: Sight): JobRow | null {
  return job !== null && isSeen(job, sight) ? job : null;
}

/** Jobs of which it is kept whether they are visible. */
const keptMax = 10_000;

async function* visibleEvents(
  all: FromStreams,
  options: EventsOptions,
  sight: Sight,
): AsyncGenerator<readonly LoggedEvent[], void> {
  const kept = new Map<string, boolean>();
  // Tags change, also by events that are not asked for here: then it is kept for one page.
  const changes = sight.tags.length > 0 || sight.denials.some(({ tags }) => tags !== null);
  const look = async (id: string): Promise<boolean> => {
    const known = kept.get(id);
    if (known !== undefined) return known;
    const job = await all.job(id);
    const visible = onlyVisible(job, sight) !== null;
    // Until the manifest is read, the bucket that it lists may still put the job out of bounds.
    const isFinal = job === null || !visible || listedBucketOf(job.state) !== null;
    if (kept.size >= keptMax) kept.clear();
    if (isFinal || changes) kept.set(id, visible);
    return visible;
  };
  for await (const page of all.events(options)) {
    if (changes) kept.clear();
    const shown: LoggedEvent[] = [];
    for (const event of page) if (await look(event.jobId)) shown.push(event);
    if (shown.length > 0) yield shown;
  }
}
