/** What a job touches, by name: stores, buckets, a role. What callers who are bound to some of these are checked against. */
import { unreachable } from "../lib/assert.ts";
import type { JobSpec, ManifestSpec, OperationKind, OperationSpec } from "./spec.ts";
import type { Job } from "./state.ts";

export interface Place {
  readonly kind: "store" | "bucket" | "role";
  readonly name: string;
  /** Where it stands in the spec, as the API's input has it: `["report", "bucket"]`. */
  readonly path: readonly string[];
}

/** What somebody is bound to; null: not bound. */
export interface PlaceBounds {
  readonly stores: readonly string[] | null;
  readonly buckets: readonly string[] | null;
  readonly roles: readonly string[] | null;
  readonly operations: readonly OperationKind[] | null;
}

/** Whether a job touches nothing out of bounds, its listed objects included as soon as their bucket is known. */
export function isWithin(job: Job, bounds: PlaceBounds): boolean {
  const listed = listedBucketOf(job);
  return (
    allows(bounds.operations, job.spec.operation.kind) &&
    placesOf(job.spec).every((place) => isPlaceWithin(place, bounds)) &&
    (listed === null || allows(bounds.buckets, listed))
  );
}

export function isPlaceWithin(
  { kind, name }: Place,
  { stores, buckets, roles }: PlaceBounds,
): boolean {
  switch (kind) {
    case "store":
      return allows(stores, name);
    case "bucket":
      return allows(buckets, name);
    case "role":
      return allows(roles, name);
  }
}

export function allows<Name extends string>(bound: readonly Name[] | null, name: Name): boolean {
  return bound === null || bound.includes(name);
}

/** Buckets whose objects a manifest may list, as its creator was bound; null: to none. */
export interface ListedBucketBounds {
  readonly allowedBuckets: readonly string[] | null;
  readonly deniedBuckets: readonly string[] | null;
}

export function mayList(
  bucket: string,
  { allowedBuckets, deniedBuckets }: ListedBucketBounds,
): boolean {
  return allows(allowedBuckets, bucket) && deniedBuckets?.includes(bucket) !== true;
}

/** The bucket of the objects that a manifest lists; null until it was read. */
export function listedBucketOf(job: Job): string | null {
  return "totals" in job ? (job.totals?.bucket ?? null) : null;
}

/** Every place that a spec names, also more than once. The bucket of the listed objects stands in the manifest itself. */
export function placesOf(spec: JobSpec): readonly Place[] {
  const { manifest, operation, report, roleArn } = spec;
  return [
    ...placesOfManifest(manifest),
    ...placesOfOperation(operation),
    ...(report === null
      ? []
      : at(
          ["report"],
          [
            ["store", report.store, "store"],
            ["bucket", report.bucket, "bucket"],
          ],
        )),
    ...(roleArn === null ? [] : [{ kind: "role" as const, name: roleArn, path: ["roleArn"] }]),
  ];
}

export function placesOfManifest(manifest: ManifestSpec): readonly Place[] {
  const sources = at(sourcePaths[manifest.kind], [["store", manifest.sourceStore, "sourceStore"]]);
  switch (manifest.kind) {
    case "csv":
    case "inventory": {
      const { store, bucket } = manifest.object;
      const path = ["manifest", manifest.kind, "object"];
      return [
        ...at(path, [
          ["store", store, "store"],
          ["bucket", bucket, "bucket"],
        ]),
        ...sources,
      ];
    }
    case "generated": {
      const { output } = manifest;
      const path = ["manifest", "generator"];
      return [
        ...at(path, [["bucket", manifest.sourceBucket, "sourceBucket"]]),
        ...sources,
        ...(output === null
          ? []
          : at(
              [...path, "output"],
              [
                ["store", output.store, "store"],
                ["bucket", output.bucket, "bucket"],
              ],
            )),
      ];
    }
    // Read from the log, by whoever sees the other job.
    case "failed-tasks":
      return sources;
    default:
      return unreachable(manifest);
  }
}

/** Where the input names the store of the listed objects. */
const sourcePaths: Readonly<Record<ManifestSpec["kind"], readonly string[]>> = {
  csv: ["manifest", "csv"],
  inventory: ["manifest", "inventory"],
  generated: ["manifest", "generator"],
  "failed-tasks": [],
};

type Targets = {
  readonly [Kind in OperationKind]: (
    parameters: Extract<OperationSpec, { readonly kind: Kind }>["parameters"],
  ) => readonly Place[];
};

/** Operations on the listed objects alone have no place of their own. */
const nowhereElse = () => [];

/** A row for each operation, so that a new one cannot be forgotten: it does not compile. */
const targets: Targets = {
  COPY_OBJECT: ({ targetStore, targetBucket }) =>
    at(
      ["operation", "copyObject"],
      [
        ["store", targetStore, "targetStore"],
        ["bucket", targetBucket, "targetBucket"],
      ],
    ),
  PUT_OBJECT_TAGGING: nowhereElse,
  DELETE_OBJECT_TAGGING: nowhereElse,
  PUT_OBJECT_ACL: nowhereElse,
  RESTORE_OBJECT: nowhereElse,
  PUT_OBJECT_LEGAL_HOLD: nowhereElse,
  PUT_OBJECT_RETENTION: nowhereElse,
  DELETE_OBJECT: nowhereElse,
  MERGE_OBJECT_TAGS: nowhereElse,
  COMPUTE_CHECKSUM: nowhereElse,
  INVOKE_FUNCTION: nowhereElse,
};

function placesOfOperation(operation: OperationSpec): readonly Place[] {
  const targetsOf = targets[operation.kind] as (parameters: unknown) => readonly Place[];
  return targetsOf(operation.parameters);
}

function at(
  path: readonly string[],
  named: readonly (readonly [kind: Place["kind"], name: string, member: string])[],
): readonly Place[] {
  return named.map(([kind, name, member]) => ({ kind, name, path: [...path, member] }));
}
