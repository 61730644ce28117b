import type { OperationKind } from "../job/spec.ts";

/** The name that each operation has in `OperationInput` of the GraphQL schema. */
export const inputNames: Readonly<Record<OperationKind, string>> = {
  COPY_OBJECT: "copyObject",
  PUT_OBJECT_TAGGING: "putObjectTagging",
  DELETE_OBJECT_TAGGING: "deleteObjectTagging",
  PUT_OBJECT_ACL: "putObjectAcl",
  RESTORE_OBJECT: "restoreObject",
  PUT_OBJECT_LEGAL_HOLD: "putObjectLegalHold",
  PUT_OBJECT_RETENTION: "putObjectRetention",
  DELETE_OBJECT: "deleteObject",
  MERGE_OBJECT_TAGS: "mergeObjectTags",
  COMPUTE_CHECKSUM: "computeChecksum",
  INVOKE_FUNCTION: "invokeFunction",
};
