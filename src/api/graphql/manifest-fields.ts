/** The list of a job, as it stands in its spec, with the names of the schema. */
import type { Resolvers, StorageClass } from "./generated/resolvers.ts";

type ManifestTypes =
  | "Manifest"
  | "CsvManifest"
  | "InventoryManifest"
  | "GeneratedManifest"
  | "ManifestGeneratorFilter"
  | "ManifestOutput"
  | "FailedTasksManifest";

export const manifestFields: Pick<Resolvers, ManifestTypes> = {
  Manifest: { __resolveType: ({ spec }) => typeNames[spec.kind] },
  CsvManifest: {
    location: ({ spec: { object }, opened }) => ({
      ...object,
      etag: object.etag ?? opened?.etag ?? null,
    }),
    sourceStore: ({ spec }) => spec.sourceStore,
    fields: ({ spec }) => spec.fields,
    headerRow: ({ spec }) => spec.headerRow ?? false,
  },
  InventoryManifest: {
    location: ({ spec: { object }, opened }) => ({
      ...object,
      etag: object.etag ?? opened?.etag ?? null,
    }),
    sourceStore: ({ spec }) => spec.sourceStore,
  },
  GeneratedManifest: {
    location: ({ spec: { output }, generated }) => {
      if (output === null || generated === null) return null;
      return { store: output.store, bucket: output.bucket, versionId: null, ...generated };
    },
    sourceStore: ({ spec }) => spec.sourceStore,
    sourceBucket: ({ spec }) => spec.sourceBucket,
    expectedBucketOwner: ({ spec }) => spec.expectedBucketOwner,
    filter: ({ spec }) => spec.filter,
    output: ({ spec }) => spec.output,
  },
  ManifestGeneratorFilter: {
    storageClasses: ({ storageClasses }) => storageClasses as StorageClass[],
  },
  ManifestOutput: {
    encryption: ({ encryption }) => {
      if (encryption === null) return null;
      const { algorithm, kmsKeyId, bucketKeyEnabled } = encryption;
      return { algorithm, kmsKeyId: kmsKeyId ?? null, bucketKeyEnabled: bucketKeyEnabled ?? null };
    },
  },
  FailedTasksManifest: {
    location: () => null,
    sourceStore: ({ spec }) => spec.sourceStore,
    errorCodes: ({ spec }) => spec.errorCodes ?? [],
    keyPrefix: ({ spec }) => spec.keyPrefix,
  },
};

const typeNames = {
  csv: "CsvManifest",
  inventory: "InventoryManifest",
  generated: "GeneratedManifest",
  "failed-tasks": "FailedTasksManifest",
} as const;
