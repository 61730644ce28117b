import { connect, serverFlags } from "./api-client.ts";
import { describeOperation, operationFields, type Operation } from "./describe-operation.ts";
import { exitCodes } from "./exit-codes.ts";
import { oneOf, wholeNumber } from "./flags.ts";
import type { Progress } from "./job.ts";
import { allItems, pageInfoFields, pageSizeMax, type Page } from "./pages.ts";
import { queryFlag, withQuery } from "./query-flag.ts";
import { count, table } from "./text.ts";
import { defineVerb } from "./verb.ts";

const statuses = [
  "NEW",
  "PREPARING",
  "SUSPENDED",
  "READY",
  "ACTIVE",
  "PAUSING",
  "PAUSED",
  "COMPLETING",
  "COMPLETE",
  "CANCELLING",
  "CANCELLED",
  "FAILING",
  "FAILED",
] as const;

interface ListedJob {
  readonly id: string;
  readonly status: string;
  readonly priority: number;
  readonly description: string | null;
  readonly createdAt: string;
  readonly operation: Operation;
  readonly progress: Pick<Progress, "total" | "succeeded" | "failed">;
}

export const jobsDocument = `query Jobs($filter: JobFilter, $first: Int, $after: String) {
  jobs(filter: $filter, first: $first, after: $after) {
    nodes {
      id status priority description createdAt
      ${operationFields}
      progress { total succeeded failed }
    }
    ${pageInfoFields}
  }
}`;

/** Jobs, newest first. */
export const jobsList = defineVerb({
  name: "jobs list",
  summary: "List jobs, newest first",
  flags: {
    status: { kind: "value", value: "A,B", meaning: "only these statuses" },
    ...queryFlag,
    limit: { kind: "value", value: "N", meaning: "at most so many (default 20)" },
    json: { kind: "switch", meaning: "one JSON object a line" },
    ...serverFlags,
  },
  async run(context, { flags }) {
    const chosen = flags.status === undefined ? undefined : statusesOf(flags.status);
    const limit = wholeNumber(flags.limit, { flag: "limit", min: 1, max: 1_000_000 }) ?? limitUsual;
    const api = connect(context, flags);
    const { query } = flags;
    const filter = {
      ...(chosen === undefined ? {} : { statuses: chosen }),
      ...(query === undefined ? {} : { query }),
    };
    const first = Math.min(limit, pageSizeMax);
    const pages = allItems(async (after) => {
      const variables = { filter, first, after };
      const answer = await withQuery(query, () =>
        api.query<{ jobs: Page<ListedJob> }>(jobsDocument, variables),
      );
      return answer.jobs;
    });
    const jobs: ListedJob[] = [];
    for await (const job of pages) {
      jobs.push(job);
      if (jobs.length === limit) break;
    }
    if (flags.json) for (const job of jobs) context.stdout.write(`${JSON.stringify(job)}\n`);
    else context.stdout.write(jobs.length === 0 ? "No jobs.\n" : jobTable(jobs));
    return exitCodes.ok;
  },
});

const limitUsual = 20;

/** Statuses with commas between them. @throws UsageError */
export function statusesOf(text: string): readonly (typeof statuses)[number][] {
  return text.split(",").map((word) => oneOf(word.trim(), { flag: "status", words: statuses })!);
}

function jobTable(jobs: readonly ListedJob[]): string {
  return table(
    ["ID", "STATUS", "PRIORITY", "CREATED", "TOTAL", "OK", "FAILED", "OPERATION", "DESCRIPTION"],
    jobs.map(({ id, status, priority, createdAt, progress, operation, description }) => [
      id,
      status,
      String(priority),
      createdAt.slice(0, 19),
      progress.total === null ? "-" : count(progress.total),
      count(progress.succeeded),
      count(progress.failed),
      describeOperation(operation),
      description ?? "",
    ]),
  );
}
