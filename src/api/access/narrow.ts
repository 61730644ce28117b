/**
 * What the API stands on, as one caller may use it: resolvers are given this and need not know of permissions. A job
 * outside the caller's bounds is not there: not in lists, counts or messages, and every command to it is answered as if
 * there were none.
 */
import type { CommandHandler } from "../../commands/handle-command.ts";
import type { StoreBrowser } from "../../inspect/browse-stores.ts";
import type { JobInspector, OfferedOperation } from "../../inspect/validate-job.ts";
import type { JobCommand, UserCommand } from "../../job/commands.ts";
import { allows, isPlaceWithin, isWithin, placesOfManifest } from "../../job/places.ts";
import type { FieldProblem, JobSpec } from "../../job/spec.ts";
import { assert } from "../../lib/assert.ts";
import { err } from "../../lib/result.ts";
import type { Permission } from "../../config/access.ts";
import type { ApiDependencies, ConfiguredStores, NoticeHealth } from "../graphql/context.ts";
import { apiError } from "../graphql/errors.ts";
import { missingGrants, priorityProblems, problemsOf } from "./bounds.ts";
import { hasPermission, isBound, mayEverything, type Caller } from "./caller.ts";
import { visibleFromStreams, visibleReadModels } from "./visible.ts";

type Narrowing = {
  readonly [Name in keyof ApiDependencies]-?: (
    all: ApiDependencies,
    caller: Caller,
  ) => ApiDependencies[Name];
};

/** A row for each thing the API stands on, so that a new one cannot be forgotten: it does not compile. */
const narrowing: Narrowing = {
  readModels: ({ readModels }, { rules: { bounds } }) =>
    isBound(bounds) ? visibleReadModels(readModels, bounds) : readModels,
  fromStreams: ({ fromStreams }, { rules: { bounds } }) =>
    isBound(bounds) ? visibleFromStreams(fromStreams, bounds) : fromStreams,
  commands: allowedCommands,
  exportAudit:
    ({ exportAudit, fromStreams }, { rules: { bounds } }) =>
    async (jobId) => {
      const job = await fromStreams.job(jobId);
      // A job that has expired says no more what it touched.
      const isThere = job === null ? !isBound(bounds) : isWithin(job.state, bounds);
      return isThere ? exportAudit(jobId) : null;
    },
  inspector: ({ inspector }, caller) => allowedInspector(inspector, caller),
  browser: ({ browser }, caller) => allowedBrowser(browser, caller),
  // A link is made for who sees the file.
  links: ({ links }) => links,
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

function allowedCommands(
  { commands, fromStreams }: ApiDependencies,
  caller: Caller,
): CommandHandler {
  const { bounds } = caller.rules;
  return {
    async createJob(request, context) {
      requirePermission(caller, permissionFor.CreateJob);
      const problems = problemsOf(request.spec, caller);
      if (problems.length > 0) return err({ code: "INVALID_INPUT", problems });
      const { buckets } = bounds;
      return commands.createJob(
        buckets === null ? request : { ...request, allowedBuckets: buckets },
        context,
      );
    },
    async handle(jobId, command, context) {
      requirePermission(caller, permissionOf(command));
      const job = await fromStreams.job(jobId);
      if (job === null || !isWithin(job.state, bounds))
        return err({ code: "JOB_NOT_FOUND", jobId });
      const missing = letsRun.has(command.type) ? missingGrants(job.state.spec, caller) : [];
      if (missing.length > 0)
        throw apiError(
          "FORBIDDEN",
          `To let this job run needs the grant ${missing.join(" and ")}.`,
        );
      const problems =
        command.type === "ChangePriority"
          ? priorityProblems(command.priority, { caller, path: ["priority"] })
          : [];
      if (problems.length > 0) return err({ code: "INVALID_INPUT", problems });
      return commands.handle(jobId, command, context);
    },
  };
}

function permissionOf(command: JobCommand): Permission {
  const { type } = command;
  assert(Object.hasOwn(permissionFor, type), `${type} is the engine's own command`);
  return permissionFor[type as UserCommand["type"]];
}

/** @throws FORBIDDEN */
export function requirePermission(caller: Caller, permission: Permission): void {
  if (hasPermission(caller, permission)) return;
  throw apiError(
    "FORBIDDEN",
    `This needs the permission ${permission}; you have ${caller.rules.permission}.`,
  );
}

/** So that a check without creating a job tells the same, at the place in the input. */
function allowedInspector(inspector: JobInspector, caller: Caller): JobInspector {
  const { bounds } = caller.rules;
  const denied = (spec: JobSpec): FieldProblem[] => [
    ...problemsOf(spec, caller),
    ...inspector
      .storesOfRole(spec)
      .filter((store) => !allows(bounds.stores, store))
      .slice(0, 1)
      .map((store) => ({
        path: ["roleArn"],
        code: "NOT_ALLOWED" as const,
        message: `The role leads to the store ${JSON.stringify(store)}, which you may not use.`,
      })),
  ];
  return {
    storesOfRole: (spec) => inspector.storesOfRole(spec),
    // A preview reads what a job would read, so it asks for the same.
    preview: (request) => {
      requirePermission(caller, "RUN");
      const foreign = placesOfManifest(request.manifest).find(
        (place) => !isPlaceWithin(place, bounds),
      );
      if (foreign !== undefined)
        throw apiError(
          "FORBIDDEN",
          `You may not use the ${foreign.kind} ${JSON.stringify(foreign.name)}.`,
        );
      return inspector.preview({
        ...request,
        mayUseBucket: (bucket) => allows(bounds.buckets, bucket),
      });
    },
    look: async (request) => {
      requirePermission(caller, "RUN");
      const [problem] = denied(request.spec);
      if (problem !== undefined) throw apiError("FORBIDDEN", problem.message);
      return inspector.look({ ...request, buckets: bounds.buckets });
    },
    operations: () =>
      inspector.operations().map((operation) => ({
        ...operation,
        unavailable: operation.unavailable ?? whyNot(operation, caller),
      })),
    check: (spec) => [
      ...inspector.check(spec),
      ...denied(spec).map((problem) => ({
        ...problem,
        path: ["spec", ...problem.path],
      })),
    ],
  };
}

/** Why a caller can run no job of an operation; null when some can be run. */
function whyNot({ kind, requiredGrant }: OfferedOperation, caller: Caller): string | null {
  const { grants, bounds } = caller.rules;
  if (!hasPermission(caller, "RUN")) return "Your token may not run jobs.";
  if (!allows(bounds.operations, kind)) return "Your token may not run this operation.";
  if (requiredGrant === null || grants.includes(requiredGrant)) return null;
  return `Your token does not have the grant ${requiredGrant}.`;
}

/** What is out of bounds answers as the store would, had it other credentials. */
function outOfBounds(what: string) {
  const message = `You may not use the ${what}.`;
  return err({ code: "AccessDenied", status: 403, message, kind: "permanent" } as const);
}

function allowedBrowser(browser: StoreBrowser, caller: Caller): StoreBrowser {
  const { stores, buckets } = caller.rules.bounds;
  return {
    read: (store, object) => browser.read(store, object),
    // What a store said can hold its address.
    health: async (store) => {
      const { state, message } = await browser.health(store);
      if (message === null || hasPermission(caller, "ADMIN")) return { state, message };
      return { state, message: message.slice(0, message.indexOf(":")) };
    },
    buckets: async (request) => {
      const { store } = request;
      if (!allows(stores, store)) return outOfBounds(`store ${JSON.stringify(store)}`);
      return browser.buckets({ ...request, mayUseBucket: (bucket) => allows(buckets, bucket) });
    },
    objects: async (request) => {
      if (allows(stores, request.store) && allows(buckets, request.bucket))
        return browser.objects(request);
      return outOfBounds(`bucket ${JSON.stringify(request.bucket)}`);
    },
  };
}

/** What a receiver of notices said can name people and machines. */
function withoutDetails({ name, problem }: NoticeHealth): NoticeHealth {
  return {
    name,
    problem: () => problem()?.replace(/: .*/s, ".") ?? null,
  };
}

/** Where a store is, is told to administrators alone. */
function allowedStores(stores: ConfiguredStores, caller: Caller): ConfiguredStores {
  const { stores: allowed } = caller.rules.bounds;
  return {
    defaultName: stores.defaultName,
    names: stores.names.filter((name) => allows(allowed, name)),
    describe: (name) => ({
      ...stores.describe(name),
      ...(hasPermission(caller, "ADMIN") ? {} : { endpoint: null }),
    }),
  };
}
