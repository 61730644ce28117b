/** The operation of `createJob` as the core writes it: defaults resolved, enums and bucket names in the core's form. */
import { assert } from "../../lib/assert.ts";
import type {
  AclGrant,
  CopyObjectParameters,
  FieldProblem,
  ObjectMetadata,
  OperationSpec,
  PutObjectAclParameters,
  Tag,
} from "../../job/spec.ts";
import type {
  AclGrantInput,
  AclInput,
  CannedAcl,
  CopyObjectInput,
  ObjectMetadataInput,
  ObjectRetentionInput,
  OperationInput,
  TagInput,
} from "./generated/resolvers.ts";

const amazonOnly = ["replicateObject", "updateObjectEncryption"] as const;

type AmazonOnly = (typeof amazonOnly)[number];

/** Refuses what no other store has a call for, before a spec is made of it. `path` leads to the operation. */
export function amazonOnlyProblems(
  input: OperationInput | null | undefined,
  path: readonly string[],
): FieldProblem[] {
  return amazonOnly
    .filter((name) => input?.[name] !== undefined)
    .map((name) => ({
      path: [...path, name],
      code: "NOT_SUPPORTED",
      message: `${name} exists on Amazon S3 alone: no other store has a call for it, so it is not supported.`,
    }));
}

type Served = Exclude<
  OperationInput,
  { [Name in AmazonOnly]: { readonly [Member in Name]: unknown } }[AmazonOnly]
>;

function isServed(input: OperationInput): input is Served {
  return amazonOnlyProblems(input, []).length === 0;
}

/** `sourceStore`: where the objects lie. */
export function operationOf(input: OperationInput, sourceStore: string): OperationSpec {
  assert(isServed(input), "what exists on Amazon alone was refused before");
  if (input.copyObject !== undefined)
    return { kind: "COPY_OBJECT", parameters: copyOf(input.copyObject, sourceStore) };
  if (input.putObjectTagging !== undefined) {
    const tagSet = tagsOf(input.putObjectTagging.tagSet);
    return { kind: "PUT_OBJECT_TAGGING", parameters: { tagSet } };
  }
  if (input.deleteObjectTagging !== undefined)
    return { kind: "DELETE_OBJECT_TAGGING", parameters: {} };
  if (input.putObjectAcl !== undefined)
    return { kind: "PUT_OBJECT_ACL", parameters: aclOf(input.putObjectAcl.acl) };
  if (input.restoreObject !== undefined) {
    const { expirationInDays, tier } = input.restoreObject;
    return { kind: "RESTORE_OBJECT", parameters: { ...given({ expirationInDays }), tier } };
  }
  if (input.putObjectLegalHold !== undefined) {
    const { status } = input.putObjectLegalHold;
    return { kind: "PUT_OBJECT_LEGAL_HOLD", parameters: { status } };
  }
  if (input.putObjectRetention !== undefined) {
    const { retention, bypassGovernance } = input.putObjectRetention;
    const kept = retention ? retentionOf(retention) : null;
    return { kind: "PUT_OBJECT_RETENTION", parameters: { retention: kept, bypassGovernance } };
  }
  return extensionOf(input);
}

/** The operations that are not about what an object is, or that Amazon has not. */
function extensionOf(
  input: Extract<
    OperationInput,
    | { mergeObjectTags: unknown }
    | { invokeFunction: unknown }
    | { computeChecksum: unknown }
    | { deleteObject: unknown }
  >,
): OperationSpec {
  if (input.mergeObjectTags !== undefined) {
    const { set, remove } = input.mergeObjectTags;
    return {
      kind: "MERGE_OBJECT_TAGS",
      parameters: { set: tagsOf(set ?? []), remove: remove ?? [] },
    };
  }
  if (input.invokeFunction !== undefined) {
    const { invocationSchemaVersion, userArguments } = input.invokeFunction;
    return {
      kind: "INVOKE_FUNCTION",
      parameters: {
        function: input.invokeFunction.function,
        invocationSchemaVersion,
        userArguments: tagsOf(userArguments ?? []),
      },
    };
  }
  if (input.computeChecksum !== undefined) {
    const { algorithm, type } = input.computeChecksum;
    return { kind: "COMPUTE_CHECKSUM", parameters: { algorithm, type } };
  }
  const { bypassGovernance } = input.deleteObject;
  return { kind: "DELETE_OBJECT", parameters: { bypassGovernance } };
}

function copyOf(input: CopyObjectInput, sourceStore: string): CopyObjectParameters {
  const { targetStore, targetBucket, metadataDirective, requesterPays } = input;
  const { cannedAcl, grants, metadata, newTags, encryption, retention, ...others } = input;
  return {
    ...given(others),
    targetStore: targetStore ?? sourceStore,
    targetBucket: bucketName(targetBucket),
    metadataDirective: metadataDirective ?? (metadata ? "REPLACE" : "COPY"),
    requesterPays,
    ...given({
      cannedAcl: cannedAcl ? cannedAclOf(cannedAcl) : undefined,
      grants: grants?.map(grantOf),
      metadata: metadata ? metadataOf(metadata) : undefined,
      newTags: newTags ? tagsOf(newTags) : undefined,
      encryption: encryption
        ? { algorithm: encryption.algorithm, ...given(encryption) }
        : undefined,
      retention: retention ? retentionOf(retention) : undefined,
    }),
  };
}

function aclOf({ canned, explicit }: AclInput): PutObjectAclParameters {
  if (canned !== undefined) return { cannedAcl: cannedAclOf(canned) };
  return { ownerId: explicit.ownerId, grants: explicit.grants.map(grantOf) };
}

/** S3 writes `bucket-owner-read`. */
function cannedAclOf(name: CannedAcl): string {
  return name.toLowerCase().replaceAll("_", "-");
}

function grantOf({ granteeType, grantee, permission }: AclGrantInput): AclGrant {
  return { granteeType, grantee, permission };
}

function retentionOf({ mode, retainUntil }: ObjectRetentionInput) {
  return { mode, retainUntil };
}

function metadataOf(input: ObjectMetadataInput): ObjectMetadata {
  const { user, ...headers } = input;
  return { ...given(headers), user: tagsOf(user ?? []) };
}

/** `arn:aws:s3:::photos` is `photos`; other text is left for the checks. */
function bucketName(nameOrArn: string): string {
  return /^arn:[^:]*:s3:::(?<name>[^/:]+)$/.exec(nameOrArn)?.groups?.["name"] ?? nameOrArn;
}

export function tagsOf(tags: readonly TagInput[]): Tag[] {
  return tags.map(({ key, value }) => ({ key, value }));
}

type Given<Fields> = { readonly [Name in keyof Fields]?: NonNullable<Fields[Name]> };

/** Only the fields that were given: null counts as left out, so that both make the same job. */
function given<Fields extends object>(fields: Fields): Given<Fields> {
  const entries = Object.entries(fields).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return Object.fromEntries(entries) as Given<Fields>;
}
