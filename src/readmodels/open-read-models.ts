import { systemClock, type Clock } from "../lib/clock.ts";
import type { EventStore } from "../eventstore/eventstore.ts";
import { bulkCommandsProjection } from "../../projections/bulk-commands.ts";
import { failuresProjection } from "../../projections/failures.ts";
import { historyProjection } from "../../projections/history.ts";
import { jobListProjection } from "../../projections/job-list.ts";
import { jobsProjection } from "../../projections/jobs.ts";
import { progressProjection } from "../../projections/progress.ts";
import { outagesProjection } from "../../projections/outages.ts";
import type { Projection } from "../../projections/projection.ts";
import { reportsProjection } from "../../projections/reports.ts";
import { throughputProjection } from "../../projections/throughput.ts";
import { createBulkQueries, type BulkQueries } from "./bulk-queries.ts";
import { openDatabase, type Log } from "./database.ts";
import { createDetailQueries } from "./detail-queries.ts";
import { createFromStreams, type FromStreams } from "./from-streams.ts";
import { createJobQueries } from "./job-queries.ts";
import { createLiveChanges } from "./live.ts";
import { createPositionWaits } from "./position-waits.ts";
import { createProjector } from "./projector.ts";
import type { ReadRows } from "./tasks-of-chunks.ts";
import type { ReadModels } from "./read-models.ts";

/** Every read model of this version. */
export const allProjections: readonly Projection[] = [
  jobsProjection,
  jobListProjection,
  progressProjection,
  failuresProjection,
  historyProjection,
  reportsProjection,
  throughputProjection,
  outagesProjection,
  bulkCommandsProjection,
];

export interface ReadModelsOptions {
  /** A file of this process alone, or `:memory:`. */
  readonly file: string;
  readonly eventStore: EventStore;
  readonly clock?: Clock;
  /** Told what a person should know: a file thrown away, a connection lost, a job that cannot be read. */
  readonly log?: Log;
  readonly projections?: readonly Projection[];
  /** The rows of a chunk as the manifest has them; left out: it cannot be read. */
  readonly readRows?: ReadRows;
}

/** Read models that follow a log. */
export interface RunningReadModels extends ReadModels {
  /** Readers of `changes` that have not left. */
  readonly readers: number;
  /** What only the log itself answers. */
  readonly fromStreams: FromStreams;
  readonly bulkCommands: BulkQueries;
  /** Follows the log from where the rows are. */
  start(): void;
  /** Ends every reader and wait, and closes the file. */
  stop(): Promise<void>;
  /** Throws all rows away and reads the log again; resolves when its end is reached or the read models stop. */
  rebuild(): Promise<void>;
}

/** Opens the rows as they are; `start` brings them up to date. */
export function openReadModels(options: ReadModelsOptions): RunningReadModels {
  const { file, eventStore, clock = systemClock, projections = allProjections } = options;
  const log: Log = options.log ?? (() => {});
  const database = openDatabase(file, log);
  const live = createLiveChanges();
  const waits = createPositionWaits(clock);
  let stopped = false;
  let rebuilding: Promise<void> | null = null;
  const whenCaughtUp = new Set<() => void>();
  const wakeCaughtUp = (): void => {
    for (const wake of whenCaughtUp) wake();
    whenCaughtUp.clear();
  };
  const projector = createProjector({
    database,
    eventStore,
    projections,
    clock,
    log,
    isAwaited: waits.isAwaited,
    onPage(changedJobs) {
      if (changedJobs.size > 0) live.publish(changedJobs);
      waits.reached(projector.position());
      if (projector.caughtUp()) wakeCaughtUp();
      fromStreams.feed.ring();
    },
  });
  const jobQueries = createJobQueries(database);
  const fromStreams = createFromStreams({
    eventStore,
    database,
    rows: {
      position: () => projector.position(),
      caughtUp: () => projector.caughtUp(),
      job: (id) => jobQueries.job(id),
    },
    readRows: options.readRows ?? (async () => null),
    log,
  });
  const rebuild = async (): Promise<void> => {
    await projector.startAgain();
    if (stopped || projector.caughtUp()) return;
    await new Promise<void>((resolve) => whenCaughtUp.add(resolve));
  };
  return {
    ...jobQueries,
    fromStreams,
    bulkCommands: createBulkQueries(database),
    ...createDetailQueries(database),
    get readers() {
      return live.readers;
    },
    position: () => projector.position(),
    caughtUp: () => projector.caughtUp(),
    share: () => projector.share(),
    waitFor(position, { timeoutMs }) {
      if (position <= projector.position()) return Promise.resolve(true);
      projector.hurry();
      return waits.waitFor(position, timeoutMs);
    },
    changes: (reader) => live.read(reader),
    start: () => projector.start(),
    async stop() {
      stopped = true;
      await projector.stop();
      wakeCaughtUp();
      live.close();
      fromStreams.feed.close();
      waits.close();
      database.close();
    },
    rebuild() {
      rebuilding ??= rebuild().finally(() => {
        rebuilding = null;
      });
      return rebuilding;
    },
  };
}
