/**
 * Everything that can be said of an ended job, from outside: what the API counts and lists, what the report says, what
 * stands in the log. Each is read on its own, and all of them must say the same.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import type { S3Client } from "@aws-sdk/client-s3";
import { readReport, viewJob, type JobView, type ReportRow } from "./jobs-over-http.ts";
import type { LoggedJob, LoggedOutcome } from "./outcomes-in-log.ts";
import type { StevedoreProcess } from "./stevedore-process.ts";

/** A failed task, as the index of failures has it. */
interface FailedTask {
  readonly rawKey: string;
  readonly errorCode: string;
  readonly firstErrorCode: string;
  readonly attempts: number;
}

/** What is seen of an ended job while its process runs. */
export interface SeenJob {
  readonly view: JobView;
  readonly failedTasks: readonly FailedTask[];
  /** Stream, revision and type of each event of its timeline. */
  readonly history: readonly string[];
  /** Null when there is none. */
  readonly report: readonly ReportRow[] | null;
}

export async function lookAtJob(
  stevedore: StevedoreProcess,
  options: {
    readonly id: string;
    readonly client: S3Client;
    readonly reports: string;
    /** Prefix of its reports. */
    readonly prefix?: string;
  },
): Promise<SeenJob> {
  const { id, client, reports, prefix } = options;
  const view = await viewJob(stevedore, id);
  const failedTasks = await readFailedTasks(stevedore, id);
  const isThere = view.report?.status === "READY";
  return {
    view,
    failedTasks,
    history: await readHistory(stevedore, id),
    report: isThere ? await readReport(client, reports, id, prefix) : null,
  };
}

async function readFailedTasks(stevedore: StevedoreProcess, id: string): Promise<FailedTask[]> {
  const tasks: FailedTask[] = [];
  let after: string | null = null;
  for (;;) {
    const { job }: TaskPage = await stevedore.query<TaskPage>(
      `query ($id: ID!, $after: String) { job(id: $id) {
        tasks(filter: { outcome: FAILED }, first: 100, after: $after) {
          nodes { rawKey errorCode firstErrorCode attempts } totalCount pageInfo { hasNextPage endCursor }
        } } }`,
      { id, after },
    );
    tasks.push(...job.tasks.nodes);
    if (!job.tasks.pageInfo.hasNextPage) {
      equal(job.tasks.totalCount, tasks.length, "the index counts the failed tasks that it lists");
      return tasks;
    }
    after = job.tasks.pageInfo.endCursor;
  }
}

async function readHistory(stevedore: StevedoreProcess, id: string): Promise<string[]> {
  const history: string[] = [];
  let after: string | null = null;
  for (;;) {
    const page: HistoryPage = await stevedore.query<HistoryPage>(
      `query ($id: ID!, $after: String) { job(id: $id) {
        history(first: 100, after: $after) {
          nodes { stream revision type } pageInfo { hasNextPage endCursor }
        } } }`,
      { id, after },
    );
    const { nodes, pageInfo }: HistoryPage["job"]["history"] = page.job.history;
    history.push(...nodes.map(({ stream, revision, type }) => `${stream}@${revision} ${type}`));
    if (!pageInfo.hasNextPage) return history;
    after = pageInfo.endCursor;
  }
}

interface HistoryPage {
  readonly job: {
    readonly history: {
      readonly nodes: readonly {
        readonly stream: string;
        readonly revision: number;
        readonly type: string;
      }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    };
  };
}

interface TaskPage {
  readonly job: {
    readonly tasks: {
      readonly nodes: readonly FailedTask[];
      readonly totalCount: number;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    };
  };
}

/** @throws AssertionError where two of them differ. */
export function expectAgreement(seen: SeenJob, logged: LoggedJob): void {
  const { view, failedTasks, history, report } = seen;
  const { outcomes, ending } = logged;
  const succeeded = outcomes.filter(({ kind }) => kind === "succeeded");
  const failed = outcomes.filter(({ kind }) => kind === "failed");
  expectOneOutcomeEach(outcomes);
  const { progress } = view;
  equal(progress.succeeded, succeeded.length, "the API counts the successes of the log");
  equal(progress.failed, failed.length, "the API counts the failures of the log");
  const { succeeded: endedWell, failed: endedBadly, unknown } = ending;
  deepEqual(
    { succeeded: endedWell, failed: endedBadly, unknown },
    {
      succeeded: progress.succeeded,
      failed: progress.failed,
      unknown: progress.unknown,
    },
    "the ending event has the numbers of the API",
  );
  ok(
    succeeded.length + failed.length + unknown <= progress.total,
    "there are no more outcomes than rows",
  );
  deepEqual(
    new Map(view.failureGroups.map(({ errorCode, count }) => [errorCode, count])),
    countBy(failed.map(({ code }) => code)),
    "the groups of failures are those of the log",
  );
  deepEqual(
    failedTasks
      .map((task) => `${task.rawKey} ${task.errorCode} ${task.firstErrorCode} ${task.attempts}`)
      .toSorted(),
    failed
      .map((task) => `${task.rawKey} ${task.code} ${task.firstCode} ${task.attempts}`)
      .toSorted(),
    "the index of failures lists those of the log",
  );
  deepEqual(history, logged.timeline, "the history is that of the log");
  if (report === null) return;
  deepEqual(
    report.map(({ rawKey, status, code }) => `${rawKey} ${status} ${code}`).toSorted(),
    outcomes.map(({ rawKey, kind, code }) => `${rawKey} ${kind} ${code}`).toSorted(),
    "the report has a row for each outcome of the log",
  );
  const rowsOfFiles = view.report!.files.nodes.reduce((sum, { rows }) => sum + rows, 0);
  equal(rowsOfFiles, report.length, "the API counts the rows of the report");
}

function expectOneOutcomeEach(outcomes: readonly LoggedOutcome[]): void {
  const twice = [...countBy(outcomes.map(({ place }) => place))].filter(([, count]) => count > 1);
  deepEqual(twice, [], "no row has two outcomes");
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
