/** The operation of a job as the command line asks for it, and in words. */
import { formatS3Url } from "./s3-url.ts";

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** The fields of every operation, as far as words are made of them. */
export interface Operation {
  readonly name: string;
  readonly targetStore?: string;
  readonly targetBucket?: string;
  readonly targetKeyPrefix?: string | null;
  readonly targetKeyTemplate?: string | null;
  readonly tagSet?: readonly Tag[];
  readonly cannedAcl?: string | null;
  readonly expirationInDays?: number | null;
  readonly tier?: string;
  readonly holdStatus?: string;
  readonly retention?: { readonly mode: string; readonly retainUntil: string } | null;
  readonly bypassGovernance?: boolean;
  readonly set?: readonly Tag[];
  readonly remove?: readonly string[];
  readonly algorithm?: string;
  readonly function?: string;
}

export const operationFields = `operation {
      name
      ... on CopyObjectOperation { targetStore targetBucket targetKeyPrefix targetKeyTemplate }
      ... on PutObjectTaggingOperation { tagSet { key value } }
      ... on PutObjectAclOperation { cannedAcl }
      ... on RestoreObjectOperation { expirationInDays tier }
      ... on PutObjectLegalHoldOperation { holdStatus: status }
      ... on PutObjectRetentionOperation { retention { mode retainUntil } bypassGovernance }
      ... on MergeObjectTagsOperation { set { key value } remove }
      ... on InvokeFunctionOperation { function }
      ... on ComputeChecksumOperation { algorithm }
      ... on DeleteObjectOperation { bypassGovernance }
    }`;

/** `copy into s3://archive/2024` and the like. */
export function describeOperation(operation: Operation): string {
  switch (operation.name) {
    case "COPY_OBJECT":
      return `copy into ${targetOf(operation)}`;
    case "PUT_OBJECT_TAGGING": {
      const tags = describeTags(operation.tagSet ?? []);
      return tags === null ? "replace all tags by none" : `replace all tags by ${tags}`;
    }
    case "DELETE_OBJECT_TAGGING":
      return "remove all tags";
    case "PUT_OBJECT_ACL":
      return `replace the access control list by ${listOf(operation)}`;
    case "RESTORE_OBJECT":
      return restoreOf(operation);
    case "PUT_OBJECT_LEGAL_HOLD":
      return operation.holdStatus === "ON" ? "set a legal hold" : "lift the legal hold";
    case "PUT_OBJECT_RETENTION":
      return retentionOf(operation);
    case "MERGE_OBJECT_TAGS":
      return mergeOf(operation);
    case "INVOKE_FUNCTION":
      return `invoke the function ${operation.function}`;
    case "COMPUTE_CHECKSUM":
      return `compute ${operation.algorithm} checksums`;
    case "DELETE_OBJECT":
      return `DELETE the objects${bypassOf(operation)}`;
    default:
      return operation.name;
  }
}

function targetOf(operation: Operation): string {
  const { targetBucket = "", targetKeyPrefix, targetKeyTemplate, targetStore = "" } = operation;
  const key = targetKeyTemplate ?? targetKeyPrefix ?? "";
  const url = formatS3Url({ bucket: targetBucket, key });
  return isUsual(targetStore) ? url : `${url} (store ${targetStore})`;
}

/** The store is named only where it is not the usual one. */
export function isUsual(store: string): boolean {
  return store === "default" || store === "";
}

function listOf({ cannedAcl }: Operation): string {
  return cannedAcl?.toLowerCase().replaceAll("_", "-") ?? "a list of grants";
}

function restoreOf({ expirationInDays, tier = "" }: Operation): string {
  const days = expirationInDays === null ? "" : ` for ${expirationInDays} days`;
  return `ask for a restore${days} (${tier.toLowerCase()})`;
}

function mergeOf({ set = [], remove = [] }: Operation): string {
  const changes = [
    ...(set.length === 0 ? [] : [`set the tags ${describeTags(set)}`]),
    ...(remove.length === 0 ? [] : [`remove the tags ${remove.join(", ")}`]),
  ];
  return changes.join(" and ");
}

function bypassOf({ bypassGovernance }: Operation): string {
  return bypassGovernance === true ? ", also where governance forbids it" : "";
}

function retentionOf({ retention, ...operation }: Operation): string {
  const bypass = bypassOf(operation);
  if (!retention) return `lift the retention${bypass}`;
  return `retain until ${retention.retainUntil} (${retention.mode.toLowerCase()})${bypass}`;
}

export function describeTags(tags: readonly Tag[]): string | null {
  return tags.length === 0 ? null : tags.map(({ key, value }) => `${key}=${value}`).join(", ");
}
