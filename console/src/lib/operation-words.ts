import type { OperationName } from "../graphql/generated.ts";

/** `PUT_OBJECT_TAGGING` in two words; one that is new in the engine keeps its own name. */
const operationWords: Readonly<Record<string, string>> = {
  COPY_OBJECT: "Copy",
  PUT_OBJECT_TAGGING: "Replace tags",
  DELETE_OBJECT_TAGGING: "Delete tags",
  MERGE_OBJECT_TAGS: "Merge tags",
  PUT_OBJECT_ACL: "Access list",
  RESTORE_OBJECT: "Restore",
  PUT_OBJECT_LEGAL_HOLD: "Legal hold",
  PUT_OBJECT_RETENTION: "Retention",
  INVOKE_FUNCTION: "Invoke function",
  LAMBDA_INVOKE: "Invoke function",
  COMPUTE_CHECKSUM: "Checksum",
  COMPUTE_OBJECT_CHECKSUM: "Checksum",
  DELETE_OBJECT: "Delete",
};

export function operationWord(name: OperationName): string {
  const words = name.toLowerCase().replaceAll("_", " ");
  return operationWords[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}
