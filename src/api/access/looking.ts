/** What is looked at before there is a job, as a caller may look at it: operations, lists, stores and what lies in them. */
import type { StoreBrowser } from "../../inspect/browse-stores.ts";
import type { JobInspector, OfferedOperation } from "../../inspect/validate-job.ts";
import { creationOf, type Attempt } from "../../job/denials.ts";
import { allows, isPlaceWithin, placesOfManifest } from "../../job/places.ts";
import type { FieldProblem, JobSpec } from "../../job/spec.ts";
import { err } from "../../lib/result.ts";
import type { ConfiguredStores } from "../graphql/context.ts";
import { apiError } from "../graphql/errors.ts";
import { denialFor, problemsOf, whyDenied } from "./bounds.ts";
import { hasPermission, type Caller } from "./caller.ts";
import { requirePermission } from "./require-permission.ts";

/** So that a check without creating a job tells the same, at the place in the input. */
export function allowedInspector(inspector: JobInspector, caller: Caller): JobInspector {
  const { bounds } = caller.rules;
  const denied = (spec: JobSpec): FieldProblem[] => [
    ...problemsOf(spec, caller, inspector.storesOfRole(spec)),
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
      const places = placesOfManifest(request.manifest);
      const foreign = places.find((place) => !isPlaceWithin(place, bounds));
      if (foreign !== undefined)
        throw apiError(
          "FORBIDDEN",
          `You may not use the ${foreign.kind} ${JSON.stringify(foreign.name)}.`,
        );
      const attempt: Attempt = { action: "CREATE", operation: null, places, tags: [] };
      const denial = denialFor(attempt, caller);
      if (denial !== null) throw apiError("FORBIDDEN", whyDenied(denial));
      return inspector.preview({ ...request, mayUseBucket: mayAlsoUse(attempt, caller) });
    },
    look: async (request) => {
      requirePermission(caller, "RUN");
      const [problem] = denied(request.spec);
      if (problem !== undefined) throw apiError("FORBIDDEN", problem.message);
      const mayUseBucket = mayAlsoUse(creationOf(request.spec), caller);
      return inspector.look({ ...request, mayUseBucket });
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
  const attempt: Attempt = { action: "CREATE", operation: kind, places: [], tags: [] };
  const denial = denialFor(attempt, caller);
  if (denial !== null) return whyDenied(denial);
  if (requiredGrant === null || grants.includes(requiredGrant)) return null;
  return `Your token does not have the grant ${requiredGrant}.`;
}

/** Whether an attempt may touch a bucket on top of what is known of it. */
function mayAlsoUse(attempt: Attempt, caller: Caller): (bucket: string) => boolean {
  return (bucket) =>
    allows(caller.rules.bounds.buckets, bucket) &&
    denialFor(
      { ...attempt, places: [...attempt.places, { kind: "bucket", name: bucket }] },
      caller,
    ) === null;
}

/** To look into a store, or at one of its buckets. */
function lookingInto(store: string): Attempt {
  return { action: "READ", operation: null, places: [{ kind: "store", name: store }], tags: [] };
}

/** What is out of bounds answers as the store would, had it other credentials. */
function outOfBounds(what: string) {
  const message = `You may not use the ${what}.`;
  return err({ code: "AccessDenied", status: 403, message, kind: "permanent" } as const);
}

export function allowedBrowser(browser: StoreBrowser, caller: Caller): StoreBrowser {
  const maySee = (store: string) =>
    allows(caller.rules.bounds.stores, store) && denialFor(lookingInto(store), caller) === null;
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
      if (!maySee(store)) return outOfBounds(`store ${JSON.stringify(store)}`);
      const mayUseBucket = mayAlsoUse(lookingInto(store), caller);
      return browser.buckets({ ...request, mayUseBucket });
    },
    objects: async (request) => {
      const { store, bucket } = request;
      return maySee(store) && mayAlsoUse(lookingInto(store), caller)(bucket)
        ? browser.objects(request)
        : outOfBounds(`bucket ${JSON.stringify(bucket)}`);
    },
  };
}

/** Where a store is, is told to administrators alone. */
export function allowedStores(stores: ConfiguredStores, caller: Caller): ConfiguredStores {
  const { stores: allowed } = caller.rules.bounds;
  return {
    defaultName: stores.defaultName,
    names: stores.names.filter(
      (name) => allows(allowed, name) && denialFor(lookingInto(name), caller) === null,
    ),
    describe: (name) => ({
      ...stores.describe(name),
      ...(hasPermission(caller, "ADMIN") ? {} : { endpoint: null }),
    }),
  };
}
