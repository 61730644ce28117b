/** Lists of tasks: failed ones from the rows, others from the streams of their chunks. */
import { assert } from "../../lib/assert.ts";
import type {
  FailedTaskRow,
  JobRow,
  Page,
  TaskOutcome,
  TaskRow,
} from "../../readmodels/read-models.ts";
import type { Context } from "./context.ts";
import { apiError } from "./errors.ts";
import type { JobTasksArgs, TaskFilter } from "./generated/resolvers.ts";
import { limits } from "./limits.ts";
import { connection, pageOf, type Connection } from "./pages.ts";
import type { TaskParent } from "./parents.ts";

export async function listTasks(
  job: JobRow,
  { filter, ...pages }: JobTasksArgs,
  { readModels, fromStreams }: Pick<Context, "readModels" | "fromStreams">,
): Promise<Connection<TaskParent> & { readonly totalCount: number | null }> {
  const page = pageOf(pages);
  const asked = filter ?? {};
  const errorCodes = errorCodesOf(asked);
  const keyPrefix = keyPrefixOf(asked);
  if (asked.outcome === "FAILED") {
    const found = readModels.failedTasks(job.id, {
      ...page,
      ...(errorCodes.length > 0 ? { errorCodes } : {}),
      ...(keyPrefix === null ? {} : { keyPrefix }),
    });
    const { totalCount } = found;
    return { ...connection(found, (task) => failedTask(job, task)), totalCount };
  }
  const wanted: readonly TaskOutcome[] = asked.outcome ? [asked.outcome] : outcomes;
  const counted = countOf(job, wanted);
  const found: Page<TaskRow> =
    counted === 0
      ? { rows: [], hasNextPage: false }
      : await fromStreams.tasks(job, { ...page, outcomes: new Set(wanted) });
  return { ...connection(found, (task) => taskOf(job, task)), totalCount: counted };
}

const outcomes = ["SUCCEEDED", "FAILED", "UNKNOWN"] as const;

function countOf({ progress }: JobRow, wanted: readonly TaskOutcome[]): number {
  const { succeeded: SUCCEEDED, failed: FAILED, unknown: UNKNOWN } = progress;
  const counts = { SUCCEEDED, FAILED, UNKNOWN };
  return wanted.reduce((sum, outcome) => sum + counts[outcome], 0);
}

function keyPrefixOf({ outcome, keyPrefix }: TaskFilter): string | null {
  if (typeof keyPrefix !== "string") return null;
  if (outcome !== "FAILED") throw onlyFailed("keyPrefix");
  const { keyPrefixCharactersMax: max } = limits;
  if (keyPrefix.length >= 1 && keyPrefix.length <= max) return keyPrefix;
  throw apiError("BAD_USER_INPUT", `keyPrefix has 1 to ${max} characters.`);
}

/** Each code once. */
function errorCodesOf({ outcome, errorCodes }: TaskFilter): readonly string[] {
  const given = errorCodes ?? [];
  if (given.length > 0 && outcome !== "FAILED") throw onlyFailed("errorCodes");
  const { errorCodesMax, errorCodeCharactersMax } = limits;
  if (given.length > errorCodesMax) {
    throw apiError(
      "BAD_USER_INPUT",
      `errorCodes has at most ${errorCodesMax} codes; ${given.length} were given.`,
    );
  }
  const long = given.find((code) => code.length > errorCodeCharactersMax);
  if (long !== undefined) {
    throw apiError(
      "BAD_USER_INPUT",
      `An error code has at most ${errorCodeCharactersMax} characters; one of ${long.length} was given.`,
    );
  }
  return [...new Set(given)];
}

function onlyFailed(name: string) {
  return apiError("BAD_USER_INPUT", `${name} narrows failed tasks only: give the outcome FAILED.`);
}

/** A failed task of the list, with what its job knows of the manifest. */
export function failedTask(job: JobRow, task: FailedTaskRow): TaskParent {
  return taskOf(job, { ...task, outcome: "FAILED" });
}

export function taskOf({ id, state }: JobRow, task: TaskRow): TaskParent {
  const totals = "totals" in state ? state.totals : null;
  assert(totals !== null, `job ${id} has tasks that ended and no totals`);
  return { jobId: id, totals, task };
}
