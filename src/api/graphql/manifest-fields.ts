/** The list of a job, as it stands in its spec, with the names of the schema. */
import type { Resolvers } from "./generated/resolvers.ts";

export const manifestFields: Pick<Resolvers, "Manifest" | "CsvManifest" | "FailedTasksManifest"> = {
  Manifest: { __resolveType: ({ spec }) => typeNames[spec.kind] },
  CsvManifest: {
    location: ({ spec: { object }, opened }) => ({
      ...object,
      etag: object.etag ?? opened?.etag ?? null,
    }),
    sourceStore: ({ spec }) => spec.sourceStore,
    fields: ({ spec }) => spec.fields,
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
  "failed-tasks": "FailedTasksManifest",
} as const;
