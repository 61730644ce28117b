import type { CodegenConfig } from "@graphql-codegen/cli";

const readModels = "../../../readmodels/read-models.ts";
const bulk = "../../../readmodels/bulk-queries.ts";
const spec = "../../../job/spec.ts";
const parents = "../parents.ts";

/**
 * Types of the resolvers, made from `schema/`: types only, nothing of the file is left when Node runs it. And the console's
 * documents with the types of their answers.
 */
const config: CodegenConfig = {
  schema: "schema/*.graphql",
  generates: {
    "src/api/graphql/generated/resolvers.ts": {
      plugins: ["typescript", "typescript-resolvers"],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        immutableTypes: true,
        strictScalars: true,
        avoidOptionals: { field: true, object: true, inputValue: false, defaultValue: true },
        contextType: "../context.ts#Context",
        scalars: {
          ID: "string",
          DateTime: "string",
          EventCursor: "string",
          URL: "string",
          Long: "number",
          BigInt: { input: "string", output: "number" },
          JSON: "unknown",
        },
        mappers: {
          Node: `${parents}#NodeParent`,
          Engine: `${parents}#EngineParent`,
          Job: `${readModels}#JobRow`,
          JobView: `${readModels}#JobRow`,
          JobSnapshot: `${parents}#JobSnapshotParent`,
          Manifest: `${parents}#ManifestParent`,
          CsvManifest: `${parents}#CsvManifestParent`,
          InventoryManifest: `${parents}#InventoryManifestParent`,
          GeneratedManifest: `${parents}#GeneratedManifestParent`,
          ManifestGeneratorFilter: `${spec}#ManifestFilter`,
          ManifestOutput: `${spec}#ManifestOutputSpec`,
          FailedTasksManifest: `${parents}#FailedTasksManifestParent`,
          ReportFile: `${parents}#ReportFileParent`,
          Operation: `${spec}#OperationSpec`,
          CopyObjectOperation: `${parents}#CopyObjectParent`,
          PutObjectTaggingOperation: `${parents}#PutObjectTaggingParent`,
          DeleteObjectTaggingOperation: `${parents}#DeleteObjectTaggingParent`,
          PutObjectAclOperation: `${parents}#PutObjectAclParent`,
          RestoreObjectOperation: `${parents}#RestoreObjectParent`,
          PutObjectLegalHoldOperation: `${parents}#PutObjectLegalHoldParent`,
          MergeObjectTagsOperation: `${parents}#MergeObjectTagsParent`,
          InvokeFunctionOperation: `${parents}#InvokeFunctionParent`,
          ComputeChecksumOperation: `${parents}#ComputeChecksumParent`,
          DeleteObjectOperation: `${parents}#DeleteObjectParent`,
          PutObjectRetentionOperation: `${parents}#PutObjectRetentionParent`,
          JobAudit: `${readModels}#JobRow`,
          CompletionReport: `${parents}#ReportParent`,
          Task: `${parents}#TaskParent`,
          TaskTimeline: `${parents}#TaskTimelineParent`,
          TaskMoment: "../../../readmodels/task-timeline.ts#TaskMomentRow",
          Store: `${parents}#StoreParent`,
          FailureGroup: `${parents}#FailureGroupParent`,
          BulkCommand: `${bulk}#BulkRow`,
          BulkCommandPayload: `${parents}#BulkParent`,
          JobEvent: `${parents}#JobEventParent`,
          CreateJobPayload: `${parents}#CommandParent`,
          JobCommandPayload: `${parents}#CommandParent`,
          DeleteJobPayload: `${parents}#CommandParent`,
        },
      },
    },
    "console/src/graphql/generated.ts": {
      documents: "console/src/graphql/*.graphql",
      plugins: ["typescript-operations", "typed-document-node"],
      config: {
        documentMode: "string",
        useTypeImports: true,
        enumsAsTypes: true,
        immutableTypes: true,
        strictScalars: true,
        skipTypename: true,
        nonOptionalTypename: false,
        avoidOptionals: { field: true, object: true, inputValue: false, defaultValue: false },
        scalars: {
          ID: "string",
          DateTime: "string",
          EventCursor: "string",
          URL: "string",
          Long: "number",
          BigInt: "string",
          JSON: "unknown",
        },
      },
    },
    "examples/typed-client/generated.ts": {
      documents: "examples/typed-client/operations.graphql",
      plugins: ["typescript-operations", "typed-document-node"],
      config: {
        documentMode: "string",
        useTypeImports: true,
        enumsAsTypes: true,
        immutableTypes: true,
        strictScalars: true,
        skipTypename: true,
        scalars: {
          ID: "string",
          DateTime: "string",
          EventCursor: "string",
          URL: "string",
          Long: "number",
          BigInt: "string",
          JSON: "unknown",
        },
      },
    },
  },
  importExtension: ".ts",
  emitLegacyCommonJSImports: false,
};

export default config;
