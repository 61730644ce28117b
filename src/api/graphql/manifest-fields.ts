/** The list of a job, as it stands in its spec, with the names of the schema. */
import type { Resolvers } from "./generated/resolvers.ts";

export const manifestFields: Pick<
  Resolvers,
  "Manifest" | "CsvManifest" | "InventoryManifest" | "FailedTasksManifest"
> = {
  Manifest: { __resolveType: ({ spec }) => typeNames[spec.kind] },
  CsvManifest: {
    location: ({ spec: { object }, opened }) => ({
      ...object,
      etag: object.etag ?? opened?.etag ?? null,
    }),
    sourceStore: ({ spec }) => spec.sourceStore,
    fields: ({ spec }) => spec.fields,
  },
  InventoryManifest: {
    location: ({ spec: { object }, opened }) => ({
      ...object,
      etag: object.etag ?? opened?.etag ?? null,
    }),
    sourceStore: ({ spec }) => spec.sourceStore,
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
  "failed-tasks": "FailedTasksManifest",
} as const;
