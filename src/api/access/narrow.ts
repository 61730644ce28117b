/**
 * What the API stands on, as one caller may use it: resolvers are given this and need not know of permissions. A job
 * outside the caller's bounds is not there: not in lists, counts or messages, and every command to it is answered as if
 * there were none.
 */
import type { BulkCommands } from "../../bulk/bulk-commands.ts";
import type { CommandHandler, CommandResult } from "../../commands/handle-command.ts";
import type { JobCommand, UserCommand } from "../../job/commands.ts";
import { attemptOf, creationOf, deniedBuckets, type DeniedAction } from "../../job/denials.ts";
import { isSeen } from "../../job/sight.ts";
import type { FieldProblem } from "../../job/spec.ts";
import { assert } from "../../lib/assert.ts";
import { err } from "../../lib/result.ts";
import type { Permission } from "../../config/access.ts";
import type { JobRow } from "../../readmodels/read-models.ts";
import type { ApiDependencies, NoticeHealth } from "../graphql/context.ts";
import { apiError } from "../graphql/errors.ts";
import {
  denialFor,
  missingGrants,
  priorityProblems,
  problemsOf,
  tagProblems,
  whyDenied,
  whyNotCommanded,
} from "./bounds.ts";
import { hasPermission, isBound, mayEverything, sightOf, type Caller } from "./caller.ts";
import { allowedBrowser, allowedInspector, allowedStores } from "./looking.ts";
import { requirePermission } from "./require-permission.ts";
import { visibleFromStreams, visibleReadModels } from "./visible.ts";

type Narrowing = {
  readonly [Name in keyof ApiDependencies]-?: (
    all: ApiDependencies,
    caller: Caller,
  ) => ApiDependencies[Name];
};

/** A row for each thing the API stands on, so that a new one cannot be forgotten: it does not compile. */
const narrowing: Narrowing = {
  readModels: ({ readModels }, caller) =>
    isBound(caller.rules.bounds) ? visibleReadModels(readModels, sightOf(caller)) : readModels,
  fromStreams: ({ fromStreams }, caller) =>
    isBound(caller.rules.bounds) ? visibleFromStreams(fromStreams, sightOf(caller)) : fromStreams,
  commands: allowedCommands,
  bulkCommands: ({ bulkCommands }, caller) => allowedBulkCommands(bulkCommands, caller),
  exportAudit:
    ({ exportAudit, fromStreams }, caller) =>
    async (jobId) => {
      const job = await fromStreams.job(jobId);
      // A job that has expired says no more what it touched.
      const isThere = job === null ? !isBound(caller.rules.bounds) : isSeen(job, sightOf(caller));
      return isThere ? exportAudit(jobId) : null;
    },
  inspector: ({ inspector }, caller) => allowedInspector(inspector, caller),
  browser: ({ browser }, caller) => allowedBrowser(browser, caller),
  // A link is made for who sees the file, and from where it is seen.
  links: ({ links }, { address }) =>
    address === null ? links : { ...links, link: (file) => links.link({ ...file, address }) },
  stores: ({ stores }, caller) => allowedStores(stores, caller),
  // The rest tells nothing of jobs, and changes nothing.
  version: ({ version }) => version,
  startedAt: ({ startedAt }) => startedAt,
  eventStoreStatus: ({ eventStoreStatus }, caller) =>
    hasPermission(caller, "ADMIN") || eventStoreStatus.address === "embedded"
      ? eventStoreStatus
      : { ...eventStoreStatus, address: "eventstoredb" },
  notices: ({ notices }, caller) =>
    hasPermission(caller, "ADMIN") ? notices : notices.map(withoutDetails),
  jobLimits: ({ jobLimits }) => jobLimits,
  account: ({ account }) => account,
  now: ({ now }) => now,
  log: ({ log }) => log,
  periods: ({ periods }) => periods,
  clock: ({ clock }) => clock,
};

export function narrow<All extends ApiDependencies>(all: All, caller: Caller): All {
  if (mayEverything(caller)) return all;
  const narrowed = Object.entries(narrowing).map(([name, narrowOne]) => [
    name,
    (narrowOne as (all: ApiDependencies, caller: Caller) => unknown)(all, caller),
  ]);
  return { ...all, ...(Object.fromEntries(narrowed) as ApiDependencies) };
}

/** What each command needs beside the job being visible. */
export const permissionFor: Readonly<Record<UserCommand["type"], Permission>> = {
  CreateJob: "RUN",
  ConfirmJob: "RUN",
  CancelJob: "RUN",
  PauseJob: "RUN",
  ResumeJob: "RUN",
  ChangePriority: "RUN",
  ChangeLimits: "RUN",
  TagJob: "RUN",
  DeleteJob: "ADMIN",
};

/** Commands that let a job run: who sends one must be allowed to run such a job. */
export const letsRun: ReadonlySet<string> = new Set<UserCommand["type"]>([
  "ConfirmJob",
  "ResumeJob",
]);

/** Commands as a caller may give them. */
export function allowedCommands(
  { commands, fromStreams }: Pick<ApiDependencies, "commands" | "fromStreams">,
  caller: Caller,
): CommandHandler {
  const { bounds } = caller.rules;
  const sight = sightOf(caller);
  const isThere = (job: JobRow | null): job is JobRow => job !== null && isSeen(job, sight);
  return {
    async createJob(request, context) {
      requirePermission(caller, permissionFor.CreateJob);
      const problems = problemsOf(request.spec, caller);
      if (problems.length > 0) return err({ code: "INVALID_INPUT", problems });
      const { buckets, deny } = bounds;
      const denied = deniedBuckets(creationOf(request.spec), deny ?? []);
      const result = await commands.createJob(
        {
          ...request,
          ...(buckets && { allowedBuckets: buckets }),
          ...(denied.length > 0 && { deniedBuckets: denied }),
        },
        context,
      );
      const found = createdBefore(result);
      if (found === null || !isBound(bounds) || isThere(await fromStreams.job(found)))
        return result;
      return err({ code: "INVALID_INPUT", problems: [tokenOfAnother] });
    },
    async handle(jobId, command, context) {
      requirePermission(caller, permissionOf(command));
      for (let tries = 0; ; tries += 1) {
        const job = await fromStreams.job(jobId);
        if (!isThere(job)) return err({ code: "JOB_NOT_FOUND", jobId });
        const problems = refusedFields(command, job, caller);
        if (problems.length > 0) return err({ code: "INVALID_INPUT", problems });
        if (!isBound(bounds)) return commands.handle(jobId, command, context);
        // What was looked at is what is commanded: its tags and its priority may change at any moment.
        const { expectedRevision = job.revision } = context;
        if (expectedRevision !== job.revision)
          return err({ code: "CONFLICT", expectedRevision, actualRevision: job.revision });
        const result = await commands.handle(jobId, command, { ...context, expectedRevision });
        const isStale = !result.ok && result.error.code === "CONFLICT";
        if (!isStale || context.expectedRevision !== undefined || tries >= changesMax)
          return result;
      }
    },
  };
}

/** How often a job may change between the look at it and the command to it. */
const changesMax = 50;

/** The job that a request has found or met, by its token. */
function createdBefore(result: CommandResult): string | null {
  if (result.ok) return result.value.jobId;
  return result.error.code === "IDEMPOTENCY_MISMATCH" ? result.error.jobId : null;
}

const tokenOfAnother: FieldProblem = {
  path: ["clientRequestToken"],
  code: "NOT_ALLOWED",
  message: "A job that you may not see was created with this client request token. Use another.",
};

/** @throws FORBIDDEN when the caller may not give this command to this job, whatever is in it */
function refusedFields(command: JobCommand, job: JobRow, caller: Caller): FieldProblem[] {
  const attempt = attemptOf(job.state, deniedActionOf[command.type as UserCommand["type"]]);
  const denial = denialFor(attempt, caller);
  const reason = denial === null ? whyNotCommanded(job, caller) : whyDenied(denial);
  if (reason !== null) throw apiError("FORBIDDEN", reason);
  const missing = letsRun.has(command.type) ? missingGrants(job.state.spec, caller) : [];
  if (missing.length > 0)
    throw apiError("FORBIDDEN", `To let this job run needs the grant ${missing.join(" and ")}.`);
  if (command.type === "ChangePriority")
    return priorityProblems(command.priority, { caller, path: ["priority"] });
  if (command.type !== "TagJob") return [];
  const kept = job.state.tags.filter(({ key }) => !isReplaced(key, command));
  const tags = [...kept, ...command.set];
  const path = [command.remove.length > 0 ? "remove" : "set"];
  // Neither what it is nor what it becomes may be forbidden.
  const later = denialFor({ ...attempt, tags }, caller);
  return [
    ...(later === null ? [] : [{ path, code: "NOT_ALLOWED" as const, message: whyDenied(later) }]),
    ...tagProblems(tags, { caller, path }),
  ];
}

/** As rules that forbid name what a command does. */
const deniedActionOf: Readonly<Record<UserCommand["type"], DeniedAction>> = {
  CreateJob: "CREATE",
  ConfirmJob: "CONFIRM",
  CancelJob: "CANCEL",
  PauseJob: "PAUSE",
  ResumeJob: "RESUME",
  ChangePriority: "UPDATE_PRIORITY",
  ChangeLimits: "UPDATE_LIMITS",
  TagJob: "TAG",
  DeleteJob: "DELETE",
};

function isReplaced(key: string, { set, remove }: Extract<JobCommand, { type: "TagJob" }>) {
  return remove.includes(key) || set.some((tag) => tag.key === key);
}

/** Who gave one sees and stops it, and an administrator without bounds: it names jobs. */
function allowedBulkCommands(all: BulkCommands, caller: Caller): BulkCommands {
  const { id } = caller.actor;
  const seesAll = hasPermission(caller, "ADMIN") && !isBound(caller.rules.bounds);
  const find = (bulkId: string) => {
    const row = all.find(bulkId);
    return row !== null && (seesAll || row.bulk.givenBy.id === id) ? row : null;
  };
  return {
    find,
    list: (query) => all.list(seesAll ? query : { ...query, givenBy: id }),
    give: (order, jobs) => {
      requirePermission(caller, permissionOf(order.command));
      return all.give(order, jobs);
    },
    stop: async (bulkId, by) => (find(bulkId) === null ? err("OVER") : all.stop(bulkId, by)),
    leftOf: async (bulkId) => (find(bulkId) === null ? null : all.leftOf(bulkId)),
    underWay: (givenBy) => all.underWay(givenBy),
  };
}

function permissionOf(command: JobCommand): Permission {
  const { type } = command;
  assert(Object.hasOwn(permissionFor, type), `${type} is the engine's own command`);
  return permissionFor[type as UserCommand["type"]];
}

/** What a receiver of notices said can name people and machines. */
function withoutDetails({ name, problem }: NoticeHealth): NoticeHealth {
  return {
    name,
    problem: () => problem()?.replace(/: .*/s, ".") ?? null,
  };
}
