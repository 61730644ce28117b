/** The failed tasks of a job, one row each. */
import type { ApiClient } from "./api-client.ts";
import type { CliContext } from "./context.ts";
import { noSuchJob } from "./job.ts";
import { allItems, pageInfoFields, pageSizeMax, type Page } from "./pages.ts";
import { printable } from "./text.ts";

interface FailedTask {
  readonly manifestRow: number;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | null;
  readonly errorCode: string | null;
  readonly httpStatus: number | null;
  readonly message: string | null;
}

export const failedTasksDocument = `query FailedTasks($id: ID!, $first: Int!, $after: String) {
  job(id: $id) {
    progress { failed }
    tasks(filter: { outcome: FAILED }, first: $first, after: $after) {
      nodes { manifestRow bucket key versionId errorCode httpStatus message }
      ${pageInfoFields}
    }
  }
}`;

interface Answer {
  readonly job: {
    readonly progress: { readonly failed: number };
    readonly tasks: Page<FailedTask>;
  } | null;
}

/** Writes them as CSV with a header, or as JSON lines, page after page. */
export async function writeFailedTasks(
  { stdout, stderr }: CliContext,
  api: ApiClient,
  { id, json }: { readonly id: string; readonly json: boolean },
): Promise<void> {
  let failed = 0;
  const tasks = allItems(async (after) => {
    const variables = { id, first: pageSizeMax, after };
    const { job } = await api.query<Answer>(failedTasksDocument, variables);
    if (job === null) throw noSuchJob(id);
    failed = job.progress.failed;
    return job.tasks;
  });
  // What a terminal would obey is taken out there, and only there.
  const write = (line: string) =>
    stdout.write(`${stdout.isTTY === true ? printable(line) : line}\n`);
  if (!json) write("row,bucket,key,versionId,errorCode,httpStatus,message");
  let listed = 0;
  for await (const task of tasks) {
    write(json ? jsonOf(task) : csvOf(task));
    listed++;
  }
  if (listed < failed)
    stderr.write(`${failed - listed} more are counted but not listed; the report has them.\n`);
}

function jsonOf({ manifestRow, errorCode, ...task }: FailedTask): string {
  return JSON.stringify({ row: manifestRow, ...task, code: errorCode });
}

function csvOf(task: FailedTask): string {
  const { manifestRow, bucket, key, versionId, errorCode, httpStatus, message } = task;
  return [manifestRow, bucket, key, versionId, errorCode, httpStatus, message].map(cell).join(",");
}

function cell(value: string | number | null): string {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
