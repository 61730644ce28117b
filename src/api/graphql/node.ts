/** Any object that has an id of its own. */
import { readJob } from "./waiting.ts";
import { taskOf } from "./task-list.ts";
import type { Context } from "./context.ts";
import type { JobRow } from "../../readmodels/read-models.ts";
import type { NodeParent, TaskParent } from "./parents.ts";

const now = { revision: null, position: null };

export async function findNode(id: string, context: Context): Promise<NodeParent | null> {
  const { jobId, part, row } = taskId.exec(id)?.groups ?? {};
  if (jobId === undefined) return readJob(context, id, now);
  const job = await readJob(context, jobId, now);
  return job === null ? null : taskIn(job, { part: Number(part), row: Number(row) }, context);
}

/** As the field `id` of a task gives it. */
const taskId = /^(?<jobId>[^/]+)\/(?<part>\d{1,15})\/(?<row>\d{1,15})$/;

async function taskIn(
  job: JobRow,
  { part, row }: { readonly part: number; readonly row: number },
  { fromStreams }: Context,
): Promise<TaskParent | null> {
  const parts = "totals" in job.state ? (job.state.totals?.parts ?? []) : [];
  if (row >= (parts[part]?.rows ?? 0)) return null;
  const before = parts.slice(0, part).reduce((sum, { rows }) => sum + rows, 0);
  const task = await fromStreams.task(job, before + row);
  return task === null ? null : taskOf(job, task);
}

export function isTask(node: NodeParent): node is TaskParent {
  return "task" in node;
}
