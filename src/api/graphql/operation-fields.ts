/** The operation of a job, as it stands in its spec, with the names of the schema. */
import type { Resolvers } from "./generated/resolvers.ts";
import type {
  CannedAcl,
  ChecksumAlgorithm,
  ObjectEncryption,
  ObjectMetadata,
  StorageClass,
} from "./generated/resolvers.ts";
import type { CopyObjectParent } from "./parents.ts";

export const operationFields: Pick<
  Resolvers,
  | "Operation"
  | "CopyObjectOperation"
  | "PutObjectTaggingOperation"
  | "DeleteObjectTaggingOperation"
  | "PutObjectAclOperation"
  | "RestoreObjectOperation"
  | "PutObjectLegalHoldOperation"
  | "PutObjectRetentionOperation"
  | "MergeObjectTagsOperation"
  | "InvokeFunctionOperation"
  | "ComputeChecksumOperation"
  | "DeleteObjectOperation"
> = {
  Operation: {
    __resolveType: ({ kind }) => typeNames[kind],
  },
  CopyObjectOperation: {
    name: ({ kind }) => kind,
    targetStore: ({ parameters }) => parameters.targetStore,
    targetBucket: ({ parameters }) => parameters.targetBucket,
    targetKeyPrefix: ({ parameters }) => parameters.targetKeyPrefix ?? null,
    targetKeyTemplate: ({ parameters }) => parameters.targetKeyTemplate ?? null,
    copyLargeObjects: ({ parameters }) => parameters.copyLargeObjects ?? false,
    // What went in as a member of an enum comes out as one.
    storageClass: ({ parameters }) => (parameters.storageClass ?? null) as StorageClass | null,
    cannedAcl: ({ parameters }) => cannedAclOf(parameters.cannedAcl),
    grants: ({ parameters }) => parameters.grants ?? [],
    metadataDirective: ({ parameters }) => parameters.metadataDirective,
    metadata: ({ parameters }) => metadataOf(parameters),
    newTags: ({ parameters }) => parameters.newTags ?? null,
    modifiedSince: ({ parameters }) => parameters.modifiedSince ?? null,
    unmodifiedSince: ({ parameters }) => parameters.unmodifiedSince ?? null,
    encryption: ({ parameters }) => encryptionOf(parameters),
    checksumAlgorithm: ({ parameters }) =>
      (parameters.checksumAlgorithm ?? null) as ChecksumAlgorithm | null,
    legalHold: ({ parameters }) => parameters.legalHold ?? null,
    retention: ({ parameters }) => parameters.retention ?? null,
    redirectLocation: ({ parameters }) => parameters.redirectLocation ?? null,
    requesterPays: ({ parameters }) => parameters.requesterPays,
  },
  PutObjectTaggingOperation: {
    name: ({ kind }) => kind,
    tagSet: ({ parameters }) => parameters.tagSet,
  },
  DeleteObjectTaggingOperation: {
    name: ({ kind }) => kind,
  },
  PutObjectAclOperation: {
    name: ({ kind }) => kind,
    cannedAcl: ({ parameters }) => cannedAclOf(parameters.cannedAcl),
    ownerId: ({ parameters }) => parameters.ownerId ?? null,
    grants: ({ parameters }) => parameters.grants ?? [],
  },
  RestoreObjectOperation: {
    name: ({ kind }) => kind,
    expirationInDays: ({ parameters }) => parameters.expirationInDays ?? null,
    tier: ({ parameters }) => parameters.tier,
  },
  PutObjectLegalHoldOperation: {
    name: ({ kind }) => kind,
    status: ({ parameters }) => parameters.status,
  },
  PutObjectRetentionOperation: {
    name: ({ kind }) => kind,
    retention: ({ parameters }) => parameters.retention,
    bypassGovernance: ({ parameters }) => parameters.bypassGovernance,
  },
  MergeObjectTagsOperation: {
    name: ({ kind }) => kind,
    set: ({ parameters }) => parameters.set,
    remove: ({ parameters }) => parameters.remove,
  },
  InvokeFunctionOperation: {
    name: ({ kind }) => kind,
    function: ({ parameters }) => parameters.function,
    invocationSchemaVersion: ({ parameters }) => parameters.invocationSchemaVersion,
    userArguments: ({ parameters }) => parameters.userArguments,
  },
  ComputeChecksumOperation: {
    name: ({ kind }) => kind,
    algorithm: ({ parameters }) => parameters.algorithm,
    type: ({ parameters }) => parameters.type,
  },
  DeleteObjectOperation: {
    name: ({ kind }) => kind,
    bypassGovernance: ({ parameters }) => parameters.bypassGovernance,
  },
};

const typeNames = {
  COPY_OBJECT: "CopyObjectOperation",
  PUT_OBJECT_TAGGING: "PutObjectTaggingOperation",
  DELETE_OBJECT_TAGGING: "DeleteObjectTaggingOperation",
  PUT_OBJECT_ACL: "PutObjectAclOperation",
  RESTORE_OBJECT: "RestoreObjectOperation",
  PUT_OBJECT_LEGAL_HOLD: "PutObjectLegalHoldOperation",
  PUT_OBJECT_RETENTION: "PutObjectRetentionOperation",
  DELETE_OBJECT: "DeleteObjectOperation",
  MERGE_OBJECT_TAGS: "MergeObjectTagsOperation",
  COMPUTE_CHECKSUM: "ComputeChecksumOperation",
  INVOKE_FUNCTION: "InvokeFunctionOperation",
} as const;

function cannedAclOf(name: string | undefined): CannedAcl | null {
  return (name?.toUpperCase().replaceAll("-", "_") ?? null) as CannedAcl | null;
}

function metadataOf({ metadata }: CopyObjectParent["parameters"]): ObjectMetadata | null {
  if (metadata === undefined) return null;
  return {
    cacheControl: metadata.cacheControl ?? null,
    contentDisposition: metadata.contentDisposition ?? null,
    contentEncoding: metadata.contentEncoding ?? null,
    contentLanguage: metadata.contentLanguage ?? null,
    contentType: metadata.contentType ?? null,
    expires: metadata.expires ?? null,
    user: metadata.user,
  };
}

function encryptionOf({ encryption }: CopyObjectParent["parameters"]): ObjectEncryption | null {
  if (encryption === undefined) return null;
  const { algorithm, kmsKeyId, bucketKeyEnabled } = encryption;
  return { algorithm, kmsKeyId: kmsKeyId ?? null, bucketKeyEnabled: bucketKeyEnabled ?? null };
}
