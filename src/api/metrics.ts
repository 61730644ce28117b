/** Numbers for Prometheus, in its text format (version 0.0.4): what this process knows of jobs and of itself. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { FastifyInstance } from "fastify";
import { jobStatuses } from "../job/lifecycle.ts";
import type { JobRow } from "../readmodels/read-models.ts";
import type { Reading } from "../lib/meter.ts";
import { isBound, localCaller } from "./access/caller.ts";
import { narrow } from "./access/narrow.ts";
import type { ApiDependencies } from "./graphql/context.ts";
import { textOf, type Metric } from "./metric.ts";
import { metricsOfExecutors } from "./metrics-of-executors.ts";

/** Jobs that are told of one by one: more would make a page that no scraper takes. */
const jobsMax = 100;

/** A delay is found by a timer that should go off so often. */
const lookEveryMs = 20;

/** Behind the permission READ, unless the settings open it; then it tells of every job. */
export function addMetrics(
  app: FastifyInstance,
  dependencies: ApiDependencies & {
    readonly metricsOpen: boolean;
    readonly reading: () => Reading;
  },
): void {
  const delay = monitorEventLoopDelay({ resolution: lookEveryMs });
  delay.enable();
  app.addHook("onClose", (_, done) => {
    delay.disable();
    done();
  });
  const access = dependencies.metricsOpen ? {} : ({ access: "READ" } as const);
  app.get("/metrics", { config: access }, async ({ caller }, reply) => {
    const asking = caller ?? localCaller;
    const narrowed = narrow<ApiDependencies>(dependencies, asking);
    const metrics = [
      ...metricsOfJobs(narrowed),
      // Stores, buckets and codes of all jobs are in these: nothing for who sees some jobs alone.
      ...(isBound(asking.rules.bounds) ? [] : metricsOfExecutors(dependencies.reading())),
      ...(await metricsOfLog(narrowed)),
      ...metricsOfNotices(narrowed),
      ...metricsOfProcess(narrowed, lateSeconds(delay.percentile(99))),
    ];
    delay.reset();
    await reply.type("text/plain; version=0.0.4; charset=utf-8").send(metrics.map(textOf).join(""));
  });
}

/** By how much a timer was late, of the nanoseconds from one time that it went off to the next. */
export function lateSeconds(intervalNs: number): number {
  const seconds = intervalNs / 1e9 - lookEveryMs / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}

function metricsOfJobs({ readModels, now }: ApiDependencies): Metric[] {
  const counts = new Map(readModels.jobCounts({}).map(({ status, count }) => [status, count]));
  const { rows } = readModels.jobs({
    filter: { statuses: ["ACTIVE", "PAUSING", "COMPLETING", "CANCELLING", "FAILING"] },
    first: jobsMax,
  });
  const running = rows.map(({ row }) => row);
  const at = now().toISOString();
  const each = (value: (job: JobRow) => number) =>
    running.map((job) => ({ labels: labelsOf(job), value: value(job) }));
  const gauge = (name: string, help: string, value: (job: JobRow) => number): Metric => ({
    name,
    help,
    type: "gauge",
    samples: each(value),
  });
  return [
    {
      name: "stevedore_jobs",
      help: "Jobs in each status.",
      type: "gauge",
      samples: jobStatuses.map((status) => ({
        labels: { status },
        value: counts.get(status) ?? 0,
      })),
    },
    gauge(
      "stevedore_job_tasks_succeeded",
      "Tasks of a running job that succeeded.",
      ({ progress }) => progress.succeeded,
    ),
    gauge(
      "stevedore_job_tasks_failed",
      "Tasks of a running job that failed.",
      ({ progress }) => progress.failed,
    ),
    gauge(
      "stevedore_job_tasks_deferred",
      "Tasks of a running job that were set aside for another round.",
      ({ progress }) => progress.deferred,
    ),
    gauge(
      "stevedore_job_tasks_claimed",
      "Tasks of a running job in chunks that are held now.",
      ({ progress }) => progress.claimed,
    ),
    gauge("stevedore_job_tasks_total", "Rows of the manifest of a running job.", ({ state }) =>
      "totals" in state ? (state.totals?.rows ?? 0) : 0,
    ),
    gauge(
      "stevedore_job_tasks_per_second",
      "Tasks of a running job that end in a second, lately.",
      ({ id }) => readModels.tasksPerSecond(id, at) ?? 0,
    ),
    gauge(
      "stevedore_job_status_seconds",
      "How long a running job has been as it is.",
      ({ updatedAt }) => Math.max(0, (Date.parse(at) - Date.parse(updatedAt)) / 1000),
    ),
  ];
}

function labelsOf({ id, state }: JobRow): Readonly<Record<string, string>> {
  const { operation, manifest } = state.spec;
  return { job: id, operation: operation.kind, store: manifest.sourceStore, status: state.status };
}

function one(name: string, help: string, value: number): Metric {
  return { name, help, type: "gauge", samples: [{ value }] };
}

async function metricsOfLog({ readModels, fromStreams }: ApiDependencies): Promise<Metric[]> {
  const position = readModels.position();
  const end = await fromStreams.end();
  // The log goes on with events that no row is made of.
  const lacksNothing = (await fromStreams.nextOfRows(position)) === null;
  return [
    one("stevedore_log_end_position", "Position of the last event of the log.", end),
    one("stevedore_read_models_position", "Position that the read models have reached.", position),
    one(
      "stevedore_read_models_lag_positions",
      "How far the read models are behind the log; 0 when they lack nothing of it.",
      lacksNothing ? 0 : Math.max(0, end - position),
    ),
    one(
      "stevedore_read_models_caught_up",
      "Whether the end of the log was reached since the start.",
      Number(readModels.caughtUp()),
    ),
    one(
      "stevedore_unreadable_jobs",
      "Jobs with an event that this version cannot read.",
      readModels.unreadableJobs().length,
    ),
    one("stevedore_event_readers", "Open subscriptions to events.", fromStreams.readers),
  ];
}

function metricsOfNotices({ notices }: ApiDependencies): Metric[] {
  if (notices.length === 0) return [];
  const samples = notices.map(({ name, problem }) => ({
    labels: { channel: name },
    value: Number(problem() === null),
  }));
  const help = "Whether notices of jobs reach whom they are for, as far as is known.";
  return [{ name: "stevedore_notices_taken", help, type: "gauge", samples }];
}

function metricsOfProcess({ version, startedAt }: ApiDependencies, delaySeconds: number): Metric[] {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return [
    {
      name: "stevedore_info",
      help: "The version, as a label.",
      type: "gauge",
      samples: [{ labels: { version }, value: 1 }],
    },
    {
      name: "process_start_time_seconds",
      help: "When the process started.",
      type: "gauge",
      samples: [{ value: startedAt.getTime() / 1000 }],
    },
    {
      name: "process_cpu_seconds_total",
      help: "CPU that the process used.",
      type: "counter",
      samples: [{ value: (user + system) / 1e6 }],
    },
    {
      name: "process_resident_memory_bytes",
      help: "Memory of the process.",
      type: "gauge",
      samples: [{ value: rss }],
    },
    {
      name: "nodejs_heap_size_used_bytes",
      help: "Heap of the main thread.",
      type: "gauge",
      samples: [{ value: heapUsed }],
    },
    {
      name: "nodejs_eventloop_lag_p99_seconds",
      help: "Delay of the main thread since it was last asked, 99th percentile.",
      type: "gauge",
      samples: [{ value: delaySeconds }],
    },
  ];
}
