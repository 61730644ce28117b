/**
 * What a job is made of: one operation, one list of objects, a report, and how it is to run. Plain JSON, as it stands
 * in `JobCreated` for ever. Every default is resolved before a spec is made, so that two requests can be compared.
 */
export interface JobSpec {
  readonly operation: OperationSpec;
  readonly manifest: ManifestSpec;
  /** Null: no report is written. */
  readonly report: ReportSpec | null;
  /** 0 to 2 147 483 647; higher runs first. */
  readonly priority: number;
  readonly description: string | null;
  readonly tags: readonly Tag[];
  /** Wait for confirmation after the manifest is read. */
  readonly confirmationRequired: boolean;
  readonly roleArn: string | null;
  readonly failureThreshold: FailureThreshold;
  readonly limits: JobLimits;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** The job fails when, of at least `minimumTasks` ended tasks, more than this share failed. */
export interface FailureThreshold {
  readonly minimumTasks: number;
  /** 0 to 1; 1 never fails. */
  readonly maximumFailureRate: number;
}

/** How fast a job may run, over all processes together; null for no limit of its own. */
export interface JobLimits {
  readonly maxConcurrency: number | null;
  readonly maxRequestsPerSecond: number | null;
}

/** An object in a configured store. `etag` without quotes; null takes the one that is there while preparing. */
export interface ObjectLocation {
  readonly store: string;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | null;
  readonly etag: string | null;
}

export type ManifestSpec =
  | CsvManifestSpec
  | InventoryManifestSpec
  | GeneratedManifestSpec
  | FailedTasksManifestSpec;

/** The failed tasks of another job, read from the log and not from its manifest. */
export interface FailedTasksManifestSpec {
  readonly kind: "failed-tasks";
  /** The ended job whose tasks failed. */
  readonly job: string;
  /** Only tasks whose last attempt has one of these codes; null for all. */
  readonly errorCodes: readonly string[] | null;
  /** Only tasks whose decoded key starts so; null for all. */
  readonly keyPrefix: string | null;
  /** Store of the listed objects: that of the other job. */
  readonly sourceStore: string;
}

/** A CSV file, on Amazon S3 always without header: S3 Batch Operations guide, "Specifying a manifest". */
export interface CsvManifestSpec {
  readonly kind: "csv";
  readonly object: ObjectLocation;
  readonly fields: readonly ManifestField[];
  /** The first line names the columns, and is no object. False when left out. */
  readonly headerRow?: boolean;
  /** Store of the listed objects. */
  readonly sourceStore: string;
}

/** An S3 Inventory report in CSV; `object` is its `manifest.json`. */
export interface InventoryManifestSpec {
  readonly kind: "inventory";
  readonly object: ObjectLocation;
  /** Store of the listed objects. */
  readonly sourceStore: string;
}

/** A list that the engine makes of what a bucket holds (S3 Control API, S3JobManifestGenerator). */
export interface GeneratedManifestSpec {
  readonly kind: "generated";
  /** Store of the listed objects. */
  readonly sourceStore: string;
  readonly sourceBucket: string;
  readonly expectedBucketOwner: string | null;
  readonly filter: ManifestFilter;
  /** Where the list is kept; null: only for the time of the job. */
  readonly output: ManifestOutputSpec | null;
}

/** All conditions hold; an empty list or null is no condition. */
export interface ManifestFilter {
  readonly keyPrefixes: readonly string[];
  readonly keySuffixes: readonly string[];
  readonly keySubstrings: readonly string[];
  /** RFC 3339. */
  readonly createdAfter: string | null;
  readonly createdBefore: string | null;
  readonly sizeGreaterThan: number | null;
  readonly sizeLessThan: number | null;
  readonly storageClasses: readonly string[];
  readonly encryptions: readonly EncryptionFilter[];
  readonly replicationStatuses: readonly ("NONE" | "FAILED" | "COMPLETED" | "REPLICA")[];
  readonly eligibleForReplication: boolean | null;
}

export interface EncryptionFilter {
  readonly kind: "SSE_S3" | "SSE_KMS" | "DSSE_KMS" | "SSE_C" | "NONE";
  readonly kmsKeyArn: string | null;
  readonly bucketKeyEnabled: boolean | null;
}

export interface ManifestOutputSpec {
  readonly store: string;
  readonly bucket: string;
  readonly prefix: string | null;
  readonly expectedBucketOwner: string | null;
  readonly encryption: ObjectEncryption | null;
}

/** `OPTIONAL_VERSION_ID`: where a row leaves it empty, the current version is meant, as in the files of a report. */
export type ManifestField = "BUCKET" | "KEY" | "VERSION_ID" | "OPTIONAL_VERSION_ID" | "IGNORE";

export interface ReportSpec {
  readonly store: string;
  readonly bucket: string;
  readonly prefix: string | null;
  readonly scope: ReportScope;
  readonly expectedBucketOwner: string | null;
}

export type ReportScope = "ALL_TASKS" | "FAILED_TASKS_ONLY";

/** One operation with its parameters. A new operation adds a line here and a file in `operations/`. */
export type OperationSpec =
  | { readonly kind: "COPY_OBJECT"; readonly parameters: CopyObjectParameters }
  | { readonly kind: "PUT_OBJECT_TAGGING"; readonly parameters: PutObjectTaggingParameters }
  | {
      readonly kind: "DELETE_OBJECT_TAGGING";
      readonly parameters: Readonly<Record<string, never>>;
    }
  | { readonly kind: "PUT_OBJECT_ACL"; readonly parameters: PutObjectAclParameters }
  | { readonly kind: "RESTORE_OBJECT"; readonly parameters: RestoreObjectParameters }
  | { readonly kind: "PUT_OBJECT_LEGAL_HOLD"; readonly parameters: PutObjectLegalHoldParameters }
  | { readonly kind: "PUT_OBJECT_RETENTION"; readonly parameters: PutObjectRetentionParameters }
  | { readonly kind: "DELETE_OBJECT"; readonly parameters: DeleteObjectParameters }
  | { readonly kind: "MERGE_OBJECT_TAGS"; readonly parameters: MergeObjectTagsParameters }
  | { readonly kind: "COMPUTE_CHECKSUM"; readonly parameters: ComputeChecksumParameters }
  | { readonly kind: "INVOKE_FUNCTION"; readonly parameters: InvokeFunctionParameters };

export type OperationKind = OperationSpec["kind"];

/** S3 Batch Operations guide, "Copy objects". What is left out is not sent. */
export interface CopyObjectParameters {
  readonly targetStore: string;
  readonly targetBucket: string;
  readonly targetKeyPrefix?: string;
  /** In the place of a prefix: `{key}`, `{folder}`, `{file}` and `{versionId}` are filled in. */
  readonly targetKeyTemplate?: string;
  /** Copy what is too large for one call by parts; such tasks fail otherwise, and where this is absent. */
  readonly copyLargeObjects?: boolean;
  readonly storageClass?: string;
  /** As S3 writes it, for example `bucket-owner-full-control`. */
  readonly cannedAcl?: string;
  readonly grants?: readonly AclGrant[];
  readonly metadataDirective: "COPY" | "REPLACE";
  readonly metadata?: ObjectMetadata;
  /** Absent keeps the tags of the source; empty gives none. */
  readonly newTags?: readonly Tag[];
  /** RFC 3339. */
  readonly modifiedSince?: string;
  readonly unmodifiedSince?: string;
  readonly encryption?: ObjectEncryption;
  readonly checksumAlgorithm?: string;
  readonly legalHold?: "ON" | "OFF";
  readonly retention?: ObjectRetention;
  readonly redirectLocation?: string;
  readonly requesterPays: boolean;
}

export interface AclGrant {
  readonly granteeType: "ID" | "EMAIL_ADDRESS" | "URI";
  readonly grantee: string;
  readonly permission: "FULL_CONTROL" | "READ" | "WRITE" | "READ_ACP" | "WRITE_ACP";
}

export interface ObjectMetadata {
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly contentType?: string;
  readonly expires?: string;
  readonly user: readonly Tag[];
}

export interface ObjectEncryption {
  readonly algorithm: "AES256" | "KMS";
  readonly kmsKeyId?: string;
  readonly bucketKeyEnabled?: boolean;
}

/** Replaces the whole set; empty clears it. */
export interface PutObjectTaggingParameters {
  readonly tagSet: readonly Tag[];
}

/** Until when an object cannot be deleted or overwritten. `retainUntil`: RFC 3339. */
export interface ObjectRetention {
  readonly mode: "COMPLIANCE" | "GOVERNANCE";
  readonly retainUntil: string;
}

/** Replaces the whole list: by a canned one, or by that of an owner with grants. */
export interface PutObjectAclParameters {
  /** As S3 writes it, for example `public-read`. */
  readonly cannedAcl?: string;
  /** Canonical id. */
  readonly ownerId?: string;
  readonly grants?: readonly AclGrant[];
}

export interface RestoreObjectParameters {
  /** How long the restored copy stays; absent for classes that restore in place. */
  readonly expirationInDays?: number;
  readonly tier: "STANDARD" | "BULK";
}

export interface PutObjectLegalHoldParameters {
  readonly status: "ON" | "OFF";
}

export interface PutObjectRetentionParameters {
  /** Null lifts it. */
  readonly retention: ObjectRetention | null;
  /** Shorten or lift governance retention. */
  readonly bypassGovernance: boolean;
}

export interface DeleteObjectParameters {
  /** Delete also what governance retention protects. */
  readonly bypassGovernance: boolean;
}

/** Adds, changes and removes single tags, and keeps the others. */
export interface MergeObjectTagsParameters {
  readonly set: readonly Tag[];
  /** Keys. */
  readonly remove: readonly string[];
}

export interface InvokeFunctionParameters {
  /** Name or ARN of a configured function, with an alias or version when wanted. */
  readonly function: string;
  readonly invocationSchemaVersion: string;
  /** Given with every invocation, of schema 2.0 only. */
  readonly userArguments: readonly Tag[];
}

export interface ComputeChecksumParameters {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: "FULL_OBJECT" | "COMPOSITE";
}

export type ChecksumAlgorithm =
  | "CRC32"
  | "CRC32C"
  | "CRC64NVME"
  | "MD5"
  | "SHA1"
  | "SHA256"
  | "SHA512"
  | "XXHASH3"
  | "XXHASH64"
  | "XXHASH128";

/** One field of a request that cannot stand. `path` leads to it from the spec: `["tags", "0", "key"]`. */
export interface FieldProblem {
  readonly path: readonly string[];
  readonly code: FieldProblemCode;
  readonly message: string;
}

export type FieldProblemCode =
  | "REQUIRED"
  | "MALFORMED"
  | "TOO_LONG"
  | "TOO_SHORT"
  | "TOO_MANY"
  | "OUT_OF_RANGE"
  | "DUPLICATE"
  | "MUTUALLY_EXCLUSIVE"
  | "NO_SUCH_STORE"
  | "NO_SUCH_FUNCTION"
  | "NO_SUCH_BULK_COMMAND"
  | "NOTHING_MATCHES"
  | "COUNT_CHANGED"
  | "NO_SUCH_BUCKET"
  | "WRONG_BUCKET_OWNER"
  | "NOT_ALLOWED"
  | "NOT_SUPPORTED";

/** The same value as text whatever the order of its members: how two requests are compared. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}
