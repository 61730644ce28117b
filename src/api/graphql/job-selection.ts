/** Which jobs a command to many of them is for. */
import type { ListedJob } from "../../bulk/bulk-log.ts";
import { bulkLimits } from "../../job/bulk.ts";
import type { FieldProblem } from "../../job/spec.ts";
import { err, ok, type Result } from "../../lib/result.ts";
import type { Context } from "./context.ts";
import { filterOf, hasCondition } from "./filter.ts";
import type { CommandJobsInput, SelectedJobInput } from "./generated/resolvers.ts";
import { assertCaughtUp } from "./waiting.ts";

type Selected = Result<readonly ListedJob[], FieldProblem>;

/** At least one, and not more than one command reaches. */
export async function selectedJobs(
  input: Pick<CommandJobsInput, "jobs" | "all" | "expectedJobs">,
  context: Context,
): Promise<Selected> {
  const { filter, list } = input.jobs;
  if (input.all && (!filter || hasCondition(filterOf(filter, context)))) {
    const message = "It stands with a filter without any condition, and nothing else.";
    return err({ code: "MUTUALLY_EXCLUSIVE", path: ["all"], message });
  }
  const path = ["jobs", filter ? "filter" : list ? "list" : "leftOf"];
  const selected = filter
    ? found(input, context)
    : list
      ? listed(list)
      : await left(input, context);
  return selected.ok ? counted(selected.value, { path, expected: input.expectedJobs }) : selected;
}

/** A condition that was left out by mistake, or came as null, does not reach every job. */
function found(
  { jobs: { filter }, all }: Pick<CommandJobsInput, "jobs" | "all">,
  context: Context,
): Selected {
  const conditions = filterOf(filter, context);
  if (!all && !hasCondition(conditions)) {
    const message =
      "A filter without any condition finds every job: give one, or all: true where every job is meant.";
    return err({ code: "REQUIRED", path: ["jobs", "filter"], message });
  }
  assertCaughtUp(context);
  const ids = context.readModels.jobIds(conditions, { max: bulkLimits.jobsMax + 1 });
  return ok(ids.map((id) => ({ id, revision: null })));
}

/** A UUID has 36 of these. What is no id of a job is refused by name, so it must fit where it is kept. */
const idForm = /^[\x21-\x7e]{1,64}$/;

function listed(list: readonly SelectedJobInput[]): Selected {
  const each = list.map(({ id, expectedRevision }) => [id, expectedRevision ?? null] as const);
  const jobs = [...new Map(each)].map(([id, revision]) => ({ id, revision }));
  if (jobs.every(({ id }) => idForm.test(id))) return ok(jobs);
  const message = "A job id has 1 to 64 characters of ASCII, and no space among them.";
  return err({ code: "MALFORMED", path: ["jobs", "list"], message });
}

async function left(
  { jobs: { leftOf } }: Pick<CommandJobsInput, "jobs">,
  { bulkCommands }: Context,
): Promise<Selected> {
  const jobs = typeof leftOf === "string" ? await bulkCommands.leftOf(leftOf) : null;
  if (jobs !== null) return ok(jobs);
  const message = `There is no bulk command ${leftOf} that has ended.`;
  return err({ code: "NO_SUCH_BULK_COMMAND", path: ["jobs", "leftOf"], message });
}

function counted(
  jobs: readonly ListedJob[],
  {
    path,
    expected,
  }: { readonly path: readonly string[]; readonly expected: number | null | undefined },
): Selected {
  const { jobsMax } = bulkLimits;
  const { length: count } = jobs;
  if (count === 0) return err({ code: "NOTHING_MATCHES", path, message: "These are no jobs." });
  if (count > jobsMax) {
    const message = `One command reaches ${jobsMax} jobs at most; these are more.`;
    return err({ code: "TOO_MANY", path, message });
  }
  if (typeof expected === "number" && expected !== count) {
    const message = `These are ${count} jobs now, not ${expected}: nothing was done. Look again, and ask again.`;
    return err({ code: "COUNT_CHANGED", path: ["expectedJobs"], message });
  }
  return ok(jobs);
}
