/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** One grant. */
export type AclGrantInput = {
  /** Who. */
  readonly grantee: string;
  /** How the grantee is named. */
  readonly granteeType: GranteeType;
  /** What. */
  readonly permission: AclPermission;
};

/** Exactly one of a canned and an explicit access control list. */
export type AclInput =
  {   /** Canned list. */
  readonly canned: CannedAcl; readonly explicit?: never; }
  |  { readonly canned?: never;   /** Explicit list. */
  readonly explicit: ExplicitAclInput; };

/** Permissions of a grant. */
export type AclPermission =
  /** All. */
  | 'FULL_CONTROL'
  /** Read the object. */
  | 'READ'
  /** Read the list. */
  | 'READ_ACP'
  /** Write the object; not for copies. */
  | 'WRITE'
  /** Write the list. */
  | 'WRITE_ACP';

/** Kind of actor. */
export type ActorKind =
  /** The engine itself. */
  | 'ENGINE'
  /** A person or a program. */
  | 'USER';

/** What can be asked of many jobs. */
export type BulkAction =
  /** See `cancelJob`. */
  | 'CANCEL'
  /** See `confirmJob`. */
  | 'CONFIRM'
  /** See `deleteJob`. Needs the permission ADMIN. */
  | 'DELETE'
  /** See `pauseJob`. */
  | 'PAUSE'
  /** See `resumeJob`. */
  | 'RESUME'
  /** See `updateJobPriority`. */
  | 'UPDATE_PRIORITY';

/** Where a bulk command stands. */
export type BulkStatus =
  /** Ended: every job was told. */
  | 'COMPLETE'
  /** Ended before any job was told: the process went away while it wrote the list down. Ask again. */
  | 'LOST'
  /** Jobs are being told. */
  | 'RUNNING'
  /** Ended by request before every job was told. */
  | 'STOPPED'
  /** It was asked to stop; what is on its way is waited for. */
  | 'STOPPING';

/** Canned access control lists. */
export type CannedAcl =
  /** Signed-in users may read. */
  | 'AUTHENTICATED_READ'
  /** The EC2 service may read. */
  | 'AWS_EXEC_READ'
  /** The bucket owner has full control. */
  | 'BUCKET_OWNER_FULL_CONTROL'
  /** The bucket owner may read. */
  | 'BUCKET_OWNER_READ'
  /** Owner only. */
  | 'PRIVATE'
  /** Everyone may read. */
  | 'PUBLIC_READ'
  /** Everyone may read and write. */
  | 'PUBLIC_READ_WRITE';

/** Checksum algorithms. CRC64NVME knows only FULL_OBJECT. */
export type ChecksumAlgorithm =
  /** CRC-32. */
  | 'CRC32'
  /** CRC-32C. */
  | 'CRC32C'
  /** CRC-64/NVME. */
  | 'CRC64NVME'
  /** MD5. */
  | 'MD5'
  /** SHA-1. */
  | 'SHA1'
  /** SHA-256. */
  | 'SHA256'
  /** SHA-512. */
  | 'SHA512'
  /** XXH3 (64 bit). */
  | 'XXHASH3'
  /** XXH64. */
  | 'XXHASH64'
  /** XXH128. */
  | 'XXHASH128';

/** What a checksum is over. */
export type ChecksumType =
  /** Its parts, one by one, and then their checksums. */
  | 'COMPOSITE'
  /** The whole object. */
  | 'FULL_OBJECT';

/** Which job to clone. */
export type CloneJobInput = {
  /** Makes the command safe to repeat: the same token with the same input gives the same job. 1 to 64 characters. */
  readonly clientRequestToken: string;
  /** The job to clone. */
  readonly id: string;
  /** Settings to replace. */
  readonly overrides?: JobOverridesInput | null | undefined;
};

/** A command to many jobs. */
export type CommandJobsInput = {
  /** What each is told. */
  readonly action: BulkAction;
  /** Every job is meant: with a filter without any condition, which is refused without this, and with nothing else. */
  readonly all?: boolean;
  /** Only when these are so many jobs now; else it is refused with COUNT_CHANGED, and no job is told. */
  readonly expectedJobs?: number | null | undefined;
  /** Which jobs. */
  readonly jobs: JobSelectionInput;
  /** Priority, 0 to 2147483647; with UPDATE_PRIORITY alone. */
  readonly priority?: number | null | undefined;
  /** Why; kept in the history of each. 1 to 256 characters; not with UPDATE_PRIORITY. */
  readonly reason?: string | null | undefined;
};

/** Parameters of a checksum. */
export type ComputeChecksumInput = {
  /** Algorithm. The XXHASH ones are not computed by this engine. */
  readonly algorithm?: ChecksumAlgorithm;
  /** Over the whole object; over its parts is not possible here. */
  readonly type?: ChecksumType;
};

/** Parameters of a copy. */
export type CopyObjectInput = {
  /** Canned access control list; excludes grants. */
  readonly cannedAcl?: CannedAcl | null | undefined;
  /** Checksum algorithm of the copy. */
  readonly checksumAlgorithm?: ChecksumAlgorithm | null | undefined;
  /** Copy objects over 5 GB by parts; off: such tasks fail, as on Amazon S3. */
  readonly copyLargeObjects?: boolean;
  /** Encryption of the copy. */
  readonly encryption?: ObjectEncryptionInput | null | undefined;
  /** Grants, without WRITE; excludes a canned list. */
  readonly grants?: ReadonlyArray<AclGrantInput> | null | undefined;
  /** Legal hold of the copy. */
  readonly legalHold?: LegalHoldStatus | null | undefined;
  /** New metadata; not together with COPY. */
  readonly metadata?: ObjectMetadataInput | null | undefined;
  /** Whether metadata is copied or replaced. Left out: REPLACE when metadata is given, else COPY. */
  readonly metadataDirective?: MetadataDirective | null | undefined;
  /** Copy only objects changed since. */
  readonly modifiedSince?: string | null | undefined;
  /** New tags, up to 10; leave out to keep those of the source, an empty list for none. */
  readonly newTags?: ReadonlyArray<TagInput> | null | undefined;
  /** Website redirect of the copy, 1 to 2048 characters. */
  readonly redirectLocation?: string | null | undefined;
  /** The requester pays for reading the source. */
  readonly requesterPays?: boolean;
  /** Retention of the copy. */
  readonly retention?: ObjectRetentionInput | null | undefined;
  /** Storage class of the copy. */
  readonly storageClass?: StorageClass | null | undefined;
  /** Bucket to copy into, by name or ARN. */
  readonly targetBucket: string;
  /** Prefix put before each key and set off by one `/`, 1 to 1024 characters. */
  readonly targetKeyPrefix?: string | null | undefined;
  /**
   * Template of each new key, 1 to 1024 characters; excludes `targetKeyPrefix`. `{key}` stands for the whole key,
   * `{folder}` for what it has up to and with its last `/`, `{file}` for the rest, `{versionId}` for the version, or
   * nothing. Braces of the text itself are doubled. It holds `{key}` or `{file}`.
   */
  readonly targetKeyTemplate?: string | null | undefined;
  /** Name of a configured store to copy into; left out: the store of the source. Into another store objects are streamed. */
  readonly targetStore?: string | null | undefined;
  /** Copy only objects not changed since. */
  readonly unmodifiedSince?: string | null | undefined;
};

/** A new job. */
export type CreateJobInput = {
  /** Makes the command safe to repeat: the same token with the same spec gives the same job. 1 to 64 characters. */
  readonly clientRequestToken: string;
  /** What to run, over what, and how. */
  readonly spec: JobSpecInput;
};

/** A CSV file of objects, without a header row unless it is said. */
export type CsvManifestInput = {
  /** Meaning of its columns, in order: BUCKET and KEY once, VERSION_ID or OPTIONAL_VERSION_ID at most once. */
  readonly fields?: ReadonlyArray<ManifestField>;
  /**
   * The first line names the columns, Bucket and Key among them, and is no object. Said of a file without such a line, the
   * job fails before its first task. Rows are counted from the line after it.
   */
  readonly headerRow?: boolean;
  /** The file. */
  readonly object: ObjectRefInput;
  /** Name of the configured store of the listed objects; left out: the store of the file. */
  readonly sourceStore?: string | null | undefined;
};

/** Parameters of a deletion. */
export type DeleteObjectInput = {
  /** Delete also what governance retention protects. Needs the grant BYPASS_GOVERNANCE. */
  readonly bypassGovernance?: boolean;
};

/** Server-side encryption algorithms. */
export type EncryptionAlgorithm =
  /** Keys of the object store. */
  | 'AES256'
  /** Keys of a key-management service. */
  | 'KMS';

/** A kind of encryption a generator filters by. */
export type EncryptionFilterInput = {
  /** Only with or without a bucket key, for SSE_KMS. */
  readonly bucketKeyEnabled?: boolean | null | undefined;
  /** Kind. */
  readonly kind: EncryptionKind;
  /** Only with this key, for SSE_KMS and DSSE_KMS. */
  readonly kmsKeyArn?: string | null | undefined;
};

/** Kinds of encryption of an object. */
export type EncryptionKind =
  /** Two layers with keys of a key-management service. */
  | 'DSSE_KMS'
  /** Not encrypted. */
  | 'NONE'
  /** Keys of the customer. */
  | 'SSE_C'
  /** Keys of a key-management service. */
  | 'SSE_KMS'
  /** Keys of the object store. */
  | 'SSE_S3';

/** An explicit access control list. */
export type ExplicitAclInput = {
  /** Grants. */
  readonly grants: ReadonlyArray<AclGrantInput>;
  /** Canonical id of the owner. */
  readonly ownerId: string;
};

/** When too many failing tasks end the job. */
export type FailureThresholdInput = {
  /** Fail when the failure rate is above this, 0 to 1; 1 never fails. */
  readonly maximumFailureRate?: number;
  /** Not before this many tasks ended. */
  readonly minimumTasks?: number;
};

/** How a grantee is named. */
export type GranteeType =
  /** Email address. */
  | 'EMAIL_ADDRESS'
  /** Canonical id. */
  | 'ID'
  /** URI of a group. */
  | 'URI';

/** Whether something works. */
export type HealthState =
  /** Works, but not as it should: it is busy or behind, or something in between is. */
  | 'DEGRADED'
  /** Does not answer, or refuses the credentials. */
  | 'DOWN'
  /** Works. */
  | 'UP';

/** An S3 Inventory report in CSV. */
export type InventoryManifestInput = {
  /** Its `manifest.json`. */
  readonly object: ObjectRefInput;
  /** Name of the configured store of the listed objects; left out: the store of the report. */
  readonly sourceStore?: string | null | undefined;
};

/** Parameters of a function. */
export type InvokeFunctionInput = {
  /** Name or ARN of a configured function, with alias or version when wanted. Never a URL. */
  readonly function: string;
  /** Version of the request and response shape, `1.0` or `2.0`. */
  readonly invocationSchemaVersion?: string;
  /** Arguments given with every invocation, up to 10: keys of 1 to 64, values of up to 1024 characters. Needs schema 2.0. */
  readonly userArguments?: ReadonlyArray<KeyValueInput> | null | undefined;
};

/** What can be done to a job. */
export type JobAction =
  /** `cancelJob` */
  | 'CANCEL'
  /** `cloneJob` */
  | 'CLONE'
  /** `confirmJob` */
  | 'CONFIRM'
  /** `deleteJob` */
  | 'DELETE'
  /** `pauseJob` */
  | 'PAUSE'
  /** `resumeJob` */
  | 'RESUME'
  /** `retryFailedTasks` */
  | 'RETRY_FAILED_TASKS'
  /** `tagJob` */
  | 'TAG'
  /** `updateJobLimits` */
  | 'UPDATE_LIMITS'
  /** `updateJobPriority` */
  | 'UPDATE_PRIORITY';

/** A command to one job. */
export type JobCommandInput = {
  /** Only when the job is still at this revision; else ConflictError. */
  readonly expectedRevision?: number | null | undefined;
  /** The job. */
  readonly id: string;
  /** Why; kept in the history. 1 to 256 characters. */
  readonly reason?: string | null | undefined;
};

/** What part of a job's life an event belongs to. */
export type JobEventCategory =
  /** Someone asked for something: confirm, cancel, pause, resume, priority, limits, tags. */
  | 'CONTROL'
  /** Chunks were taken and tasks ran: batches of outcomes. */
  | 'EXECUTION'
  /** Created, status changed, ended, expired. */
  | 'LIFECYCLE'
  /** The manifest was read or generated. */
  | 'PREPARATION'
  /** The report was written. */
  | 'REPORT';

/** Conditions on jobs; all given ones must hold. */
export type JobFilter = {
  /** Created by the user with this id: `local`, `token:` and a name, or `jwt:` and a subject. */
  readonly createdBy?: string | null | undefined;
  /** Created at or after. */
  readonly createdFrom?: string | null | undefined;
  /** Created before. */
  readonly createdTo?: string | null | undefined;
  /** Has at least one failed task, or has none. */
  readonly hasFailedTasks?: boolean | null | undefined;
  /** Operation is one of these. */
  readonly operations?: ReadonlyArray<OperationName> | null | undefined;
  /** Came out in one of these ways. */
  readonly outcomes?: ReadonlyArray<JobOutcome> | null | undefined;
  /**
   * A condition of any shape: fields of `jobQueryFields` with `= != < <= > >=`, `in (…)`, `between … and …`, `contains` and
   * `is null`, joined by `and`, `or`, `not` and brackets, as in `status = FAILED and (tag.team = web or priority >= 5)`. At
   * most 2 000 characters and 30 conditions. One that cannot be read is refused with BAD_USER_INPUT, whose `extensions.query`
   * has the place: `from` and `to`, in characters of UTF-16 from 0. Times such as `now-7d` are those of the moment it is read.
   */
  readonly query?: string | null | undefined;
  /** Text contained in the description or the id; three characters or more. */
  readonly search?: string | null | undefined;
  /** Status is one of these. */
  readonly statuses?: ReadonlyArray<JobStatus> | null | undefined;
  /** Carries every one of these tags, at most 50. */
  readonly tags?: ReadonlyArray<TagInput> | null | undefined;
};

/** How fast a job may run, over all processes together. */
export type JobLimitsInput = {
  /** Most calls in flight, 1 or more; left out or null: no limit of its own. */
  readonly maxConcurrency?: number | null | undefined;
  /** Most calls in a second, 1 or more; left out or null: no limit of its own. */
  readonly maxRequestsPerSecond?: number | null | undefined;
};

/** What happened to a job in a list. */
export type JobListChange =
  /** It appeared. */
  | 'ADDED'
  /** It no longer matches, or was deleted. By a query about progress, also one that did not match before. */
  | 'REMOVED'
  /** It changed. */
  | 'UPDATED';

/** Order of jobs. */
export type JobOrder = {
  /** Which way. */
  readonly direction: SortDirection;
  /** By what. */
  readonly field: JobOrderField;
};

/** What jobs can be ordered by. */
export type JobOrderField =
  /** Time of creation. */
  | 'CREATED_AT'
  /** Priority; among equals, time of creation. */
  | 'PRIORITY'
  /** Time of the last change of the job itself (`updatedAt`); progress does not count. */
  | 'UPDATED_AT';

/** How an ended job came out. COMPLETE alone says only that every task was tried. */
export type JobOutcome =
  /** Every task failed. */
  | 'ALL_FAILED'
  /** Every task succeeded. */
  | 'ALL_SUCCEEDED'
  /** The job ended before every task had its outcome. */
  | 'INCOMPLETE'
  /** Some tasks succeeded and some failed. */
  | 'SOME_FAILED';

/**
 * Settings that replace those of another job, each as a whole. What is left out is kept as the other job has it now. Null
 * clears: the setting is as if it had never been given.
 */
export type JobOverridesInput = {
  /** Wait for confirmation; null for the default. */
  readonly confirmationRequired?: boolean | null | undefined;
  /** Description; null for none. */
  readonly description?: string | null | undefined;
  /** When to fail on its own; null for the default of the engine. */
  readonly failureThreshold?: FailureThresholdInput | null | undefined;
  /** How fast it may run; null for no limits of its own. */
  readonly limits?: JobLimitsInput | null | undefined;
  /** Manifest; cannot be cleared. */
  readonly manifest?: ManifestInput | null | undefined;
  /** Operation; cannot be cleared. */
  readonly operation?: OperationInput | null | undefined;
  /** Priority; null for the default. */
  readonly priority?: number | null | undefined;
  /** Report; null for none. */
  readonly report?: ReportInput | null | undefined;
  /** Role; null for the credentials of the stores. */
  readonly roleArn?: string | null | undefined;
  /** Tags, replacing all; null for none. */
  readonly tags?: ReadonlyArray<TagInput> | null | undefined;
};

/** How a field of a query is compared, and with what. */
export type JobQueryFieldKind =
  /** A number: = != < <= > >= in between. */
  | 'NUMBER'
  /** Several texts that are searched: contains. */
  | 'SEARCH'
  /** A number from 0 to 1, also in percent: = != < <= > >= in between. */
  | 'SHARE'
  /** A text: = != in contains. */
  | 'TEXT'
  /** A day (2026-11-01, all of it, in UTC), an instant (2026-11-01T08:30Z) or one before now (now-7d): = != < <= > >= in between. */
  | 'TIME'
  /** Is one of some words: = != in. */
  | 'WORD';

/** Exactly one way to say which jobs, 1 to 100 000 of them. The list is made when the command is given, and does not change. */
export type JobSelectionInput =
  {   /** All that a filter finds now, the oldest first. It has a condition, unless `all` is given. */
  readonly filter: JobFilter; readonly leftOf?: never; readonly list?: never; }
  |  { readonly filter?: never;   /** Those that a bulk command was stopped before, in its order. */
  readonly leftOf: string; readonly list?: never; }
  |  { readonly filter?: never; readonly leftOf?: never;   /** These, in this order; each once. An id has 1 to 64 characters of ASCII without spaces. */
  readonly list: ReadonlyArray<SelectedJobInput>; };

/** What a job is to run, over what, and how. */
export type JobSpecInput = {
  /** Wait for confirmation after the manifest is read. An operation that is always confirmed refuses false. */
  readonly confirmationRequired?: boolean;
  /** 1 to 256 characters. */
  readonly description?: string | null | undefined;
  /** When to fail on its own; leave out for the default of the engine. */
  readonly failureThreshold?: FailureThresholdInput | null | undefined;
  /** How fast it may run; leave out for no limits of its own. */
  readonly limits?: JobLimitsInput | null | undefined;
  /** Over which objects. */
  readonly manifest: ManifestInput;
  /** What runs on every object. */
  readonly operation: OperationInput;
  /** Priority, 0 to 2147483647; higher runs first. */
  readonly priority?: number;
  /** What report to write; leave out for none. */
  readonly report?: ReportInput | null | undefined;
  /** Role the tasks run with, as an ARN; leave out for the credentials of the stores. */
  readonly roleArn?: string | null | undefined;
  /** Up to 50 tags, each key once. */
  readonly tags?: ReadonlyArray<TagInput> | null | undefined;
};

/** Where a job stands in its life. */
export type JobStatus =
  /** Running tasks. */
  | 'ACTIVE'
  /** Ended by request. */
  | 'CANCELLED'
  /** Asked to cancel; tasks in flight are finishing and the report is being written. */
  | 'CANCELLING'
  /** Ended: every task was tried. Some may have failed. */
  | 'COMPLETE'
  /** Every task has its outcome; the report is being written. */
  | 'COMPLETING'
  /** Ended because it could not go on. */
  | 'FAILED'
  /** The job cannot go on; tasks in flight are finishing and the report is being written. */
  | 'FAILING'
  /** Accepted; nothing done yet. */
  | 'NEW'
  /** Paused, by a user or for a job of higher priority (see `pausedBy`). */
  | 'PAUSED'
  /** Asked to pause; tasks in flight are finishing. */
  | 'PAUSING'
  /** The manifest is being read or generated. */
  | 'PREPARING'
  /** Ready; waits for its turn. */
  | 'READY'
  /** Prepared; waits for confirmation. */
  | 'SUSPENDED';

/** A name and a value. */
export type KeyValueInput = {
  /** Name. */
  readonly key: string;
  /** Value. */
  readonly value: string;
};

/** Legal hold. */
export type LegalHoldStatus =
  /** Not held. */
  | 'OFF'
  /** Held. */
  | 'ON';

/** Meaning of a manifest column. */
export type ManifestField =
  /** Name of the bucket. */
  | 'BUCKET'
  /** Not used. */
  | 'IGNORE'
  /** Key, URL-encoded. */
  | 'KEY'
  /** Version; where a row leaves it empty, the current one. The column of a report is such a one. */
  | 'OPTIONAL_VERSION_ID'
  /** Version. */
  | 'VERSION_ID';

/** Which objects a generator lists; all given conditions hold. */
export type ManifestGeneratorFilterInput = {
  /** Created after. */
  readonly createdAfter?: string | null | undefined;
  /** Created before. */
  readonly createdBefore?: string | null | undefined;
  /** Whether the replication rules of the bucket cover the object. */
  readonly eligibleForReplication?: boolean | null | undefined;
  /** Encryption is one of these. */
  readonly encryptions?: ReadonlyArray<EncryptionFilterInput> | null | undefined;
  /** Key starts with one of these, 1 to 1024 characters each, taken literally. */
  readonly keyPrefixes?: ReadonlyArray<string> | null | undefined;
  /** Key contains one of these. */
  readonly keySubstrings?: ReadonlyArray<string> | null | undefined;
  /** Key ends with one of these. */
  readonly keySuffixes?: ReadonlyArray<string> | null | undefined;
  /** Replication status is one of these. */
  readonly replicationStatuses?: ReadonlyArray<ReplicationStatus> | null | undefined;
  /** Larger than this many bytes. */
  readonly sizeGreaterThan?: string | null | undefined;
  /** Smaller than this many bytes. */
  readonly sizeLessThan?: string | null | undefined;
  /** Storage class is one of these. */
  readonly storageClasses?: ReadonlyArray<StorageClass> | null | undefined;
};

/** Let the engine list a bucket. */
export type ManifestGeneratorInput = {
  /** Account the bucket must belong to. */
  readonly expectedBucketOwner?: string | null | undefined;
  /** Which of its objects; leave out for all. */
  readonly filter?: ManifestGeneratorFilterInput | null | undefined;
  /** Keep the generated list here; leave out not to keep it. */
  readonly output?: ManifestOutputInput | null | undefined;
  /** Bucket to list. */
  readonly sourceBucket: string;
  /** Name of the configured store of the bucket; left out: the default store. */
  readonly sourceStore?: string | null | undefined;
};

/** Exactly one kind of manifest. */
export type ManifestInput =
  {   /** A CSV file. */
  readonly csv: CsvManifestInput; readonly generator?: never; readonly inventory?: never; }
  |  { readonly csv?: never;   /** Let the engine list a bucket. */
  readonly generator: ManifestGeneratorInput; readonly inventory?: never; }
  |  { readonly csv?: never; readonly generator?: never;   /** An inventory report. */
  readonly inventory: InventoryManifestInput; };

/** Where a generated list is kept, in the format of an inventory report. */
export type ManifestOutputInput = {
  /** Bucket. */
  readonly bucket: string;
  /** Encryption of the list. */
  readonly encryption?: ObjectEncryptionInput | null | undefined;
  /** Account the bucket must belong to. */
  readonly expectedBucketOwner?: string | null | undefined;
  /** Prefix of the keys, 1 to 512 characters. */
  readonly prefix?: string | null | undefined;
  /** Name of a configured store; left out: the store of the listed bucket. */
  readonly store?: string | null | undefined;
};

/** Parameters of merging tags; at least one change. */
export type MergeObjectTagsInput = {
  /** Keys to remove; none of them in `set`. */
  readonly remove?: ReadonlyArray<string> | null | undefined;
  /** Tags to add or change, up to 10, each key once. A task fails when its object would have more than 10. */
  readonly set?: ReadonlyArray<TagInput> | null | undefined;
};

/** Whether metadata is copied or replaced. */
export type MetadataDirective =
  /** Copied from the source. */
  | 'COPY'
  /** Replaced. */
  | 'REPLACE';

/** An operation without parameters: give an empty object. */
export type NoParametersInput = {
  /** Reserved; leave it out. */
  readonly reserved?: boolean | null | undefined;
};

/** Server-side encryption of an object. */
export type ObjectEncryptionInput = {
  /** Algorithm. */
  readonly algorithm: EncryptionAlgorithm;
  /** Use a bucket key. */
  readonly bucketKeyEnabled?: boolean | null | undefined;
  /** Key, for key-management encryption. */
  readonly kmsKeyId?: string | null | undefined;
};

/** Metadata of an object. */
export type ObjectMetadataInput = {
  /** Cache-Control. */
  readonly cacheControl?: string | null | undefined;
  /** Content-Disposition. */
  readonly contentDisposition?: string | null | undefined;
  /** Content-Encoding. */
  readonly contentEncoding?: string | null | undefined;
  /** Content-Language. */
  readonly contentLanguage?: string | null | undefined;
  /** Content-Type. */
  readonly contentType?: string | null | undefined;
  /** Expires. */
  readonly expires?: string | null | undefined;
  /** User metadata. */
  readonly user?: ReadonlyArray<KeyValueInput> | null | undefined;
};

/** A stored object. */
export type ObjectRefInput = {
  /** Bucket. */
  readonly bucket: string;
  /** Expected ETag; leave out to take the present one. */
  readonly etag?: string | null | undefined;
  /** Key. */
  readonly key: string;
  /** Name of a configured store; left out: the default store. */
  readonly store?: string | null | undefined;
  /** Version. */
  readonly versionId?: string | null | undefined;
};

/** Retention of an object. */
export type ObjectRetentionInput = {
  /** Mode. */
  readonly mode: RetentionMode;
  /** Until when; in the future, at most 100 years. */
  readonly retainUntil: string;
};

/** Exactly one operation with its parameters. */
export type OperationInput =
  {   /** Compute a checksum of each object. */
  readonly computeChecksum: ComputeChecksumInput; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  { readonly computeChecksum?: never;   /** Copy objects. */
  readonly copyObject: CopyObjectInput; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  { readonly computeChecksum?: never; readonly copyObject?: never;   /** Delete objects. Needs the grant DELETE_OBJECTS; its jobs always wait for confirmation. */
  readonly deleteObject: DeleteObjectInput; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never;   /** Remove all tags of objects. */
  readonly deleteObjectTagging: NoParametersInput; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never;   /** Invoke a function for each object. Needs the grant FUNCTIONS. */
  readonly invokeFunction: InvokeFunctionInput; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never;   /** Add, change and remove single tags of objects. */
  readonly mergeObjectTags: MergeObjectTagsInput; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never;   /** Replace the access control list of objects. */
  readonly putObjectAcl: PutObjectAclInput; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never;   /** Set or lift a legal hold. */
  readonly putObjectLegalHold: PutObjectLegalHoldInput; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never;   /** Set or lift retention. */
  readonly putObjectRetention: PutObjectRetentionInput; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never;   /** Replace all tags of objects. */
  readonly putObjectTagging: PutObjectTaggingInput; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never;   /** Not served: exists on Amazon S3 alone. Always refused with an error that says so. */
  readonly replicateObject: unknown; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never;   /** Restore archived objects. */
  readonly restoreObject: RestoreObjectInput; readonly updateObjectEncryption?: never; }
  |  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never;   /** Not served: exists on Amazon S3 alone. Always refused with an error that says so. */
  readonly updateObjectEncryption: unknown; };

/** Names of the operations. */
export type OperationName =
  /** Compute a checksum of each object. */
  | 'COMPUTE_CHECKSUM'
  /** Copy objects. */
  | 'COPY_OBJECT'
  /** Delete objects. Not in Amazon S3 Batch Operations. */
  | 'DELETE_OBJECT'
  /** Remove all tags of objects. */
  | 'DELETE_OBJECT_TAGGING'
  /** Invoke a function for each object. */
  | 'INVOKE_FUNCTION'
  /** Add, change and remove single tags of objects. Not in Amazon S3 Batch Operations. */
  | 'MERGE_OBJECT_TAGS'
  /** Replace the access control list of objects. */
  | 'PUT_OBJECT_ACL'
  /** Set or lift a legal hold. */
  | 'PUT_OBJECT_LEGAL_HOLD'
  /** Set or lift retention. */
  | 'PUT_OBJECT_RETENTION'
  /** Replace all tags of objects. */
  | 'PUT_OBJECT_TAGGING'
  /** Restore archived objects. */
  | 'RESTORE_OBJECT';

/** Who paused a job. */
export type PausedBy =
  /** The scheduler, for a job of higher priority; it ends by itself. */
  | 'SCHEDULER'
  /** A user, with `pauseJob`; only `resumeJob` ends it. */
  | 'USER';

/** What a token allows. */
export type Permission =
  /** Delete jobs, and see where the stores and the event store are. */
  | 'ADMIN'
  /** See jobs, their tasks, history and reports. */
  | 'READ'
  /** Create jobs and control them. */
  | 'RUN';

/** Parameters of an access control list. */
export type PutObjectAclInput = {
  /** Canned list or explicit list. */
  readonly acl: AclInput;
};

/** Parameters of a legal hold. */
export type PutObjectLegalHoldInput = {
  /** On or off. */
  readonly status: LegalHoldStatus;
};

/** Parameters of retention. */
export type PutObjectRetentionInput = {
  /** Shorten or lift governance retention. Needs the grant BYPASS_GOVERNANCE. */
  readonly bypassGovernance?: boolean;
  /** Retention; leave out to lift it. */
  readonly retention?: ObjectRetentionInput | null | undefined;
};

/** Parameters of tagging. */
export type PutObjectTaggingInput = {
  /** New tags, up to 10, each key once; they replace what is there. An empty list removes all. */
  readonly tagSet: ReadonlyArray<TagInput>;
};

/** Replication status of an object. */
export type ReplicationStatus =
  /** Done. */
  | 'COMPLETED'
  /** Failed. */
  | 'FAILED'
  /** Never tried. */
  | 'NONE'
  /** The object is itself a replica. */
  | 'REPLICA';

/** What report to write. */
export type ReportInput = {
  /** Bucket to write to. */
  readonly bucket: string;
  /** Account the bucket must belong to. */
  readonly expectedBucketOwner?: string | null | undefined;
  /** Prefix of its keys, 1 to 512 characters and at most 930 bytes as UTF-8. */
  readonly prefix?: string | null | undefined;
  /** Which tasks it lists. */
  readonly scope?: ReportScope;
  /** Name of a configured store to write to; left out: the default store. */
  readonly store?: string | null | undefined;
};

/** Which tasks a report lists. Tasks that never started and UNKNOWN ones are not listed. */
export type ReportScope =
  /** Succeeded and failed tasks. */
  | 'ALL_TASKS'
  /** Failed tasks only. */
  | 'FAILED_TASKS_ONLY';

/** Where a report is in its making. */
export type ReportStatus =
  /** Could not be written. */
  | 'FAILED'
  /** Not made, because no task ran. */
  | 'NOT_GENERATED'
  /** The job has not ended. */
  | 'PENDING'
  /** Written. */
  | 'READY'
  /** Being written. */
  | 'WRITING';

/** Parameters of a restore. */
export type RestoreObjectInput = {
  /** Days the restored copy stays, 1 or more; leave out for storage classes that restore in place. */
  readonly expirationInDays?: number | null | undefined;
  /** How fast. */
  readonly tier?: RestoreTier;
};

/** How fast an archived object is restored. The expedited tier is not for batches. */
export type RestoreTier =
  /** More hours, and cheaper. */
  | 'BULK'
  /** Hours. */
  | 'STANDARD';

/** Retention modes. */
export type RetentionMode =
  /** Nobody can shorten it. */
  | 'COMPLIANCE'
  /** Only with a special permission can it be shortened. */
  | 'GOVERNANCE';

/** Which failed tasks to retry. */
export type RetryFailedTasksInput = {
  /** Makes the command safe to repeat: the same token with the same input gives the same job. 1 to 64 characters. */
  readonly clientRequestToken: string;
  /** Only tasks with these error codes, 1 to 50; leave out for all. */
  readonly errorCodes?: ReadonlyArray<string> | null | undefined;
  /** The ended job. */
  readonly id: string;
  /** Only tasks whose decoded key starts so, 1 to 1024 characters; leave out for all. */
  readonly keyPrefix?: string | null | undefined;
  /** Settings to replace; the manifest cannot be. */
  readonly overrides?: JobOverridesInput | null | undefined;
};

/** A job of a list. */
export type SelectedJobInput = {
  /** Only when the job is still at this revision; else it refuses with CONFLICT. */
  readonly expectedRevision?: number | null | undefined;
  /** The job. */
  readonly id: string;
};

/** Order of a list. */
export type SortDirection =
  /** Smallest or oldest first. */
  | 'ASC'
  /** Largest or newest first. */
  | 'DESC';

/** Storage classes. */
export type StorageClass =
  /** Deep archive. */
  | 'DEEP_ARCHIVE'
  /** Archive. */
  | 'GLACIER'
  /** Archive with instant access. */
  | 'GLACIER_IR'
  /** Moves by access pattern. */
  | 'INTELLIGENT_TIERING'
  /** Infrequent access, one zone. */
  | 'ONEZONE_IA'
  /** Frequent access. */
  | 'STANDARD'
  /** Infrequent access. */
  | 'STANDARD_IA';

/** A key and value that label a job or an object. */
export type TagInput = {
  /** 1 to 128 characters, case sensitive. */
  readonly key: string;
  /** Up to 256 characters, case sensitive. */
  readonly value: string;
};

/** Changes of tags. */
export type TagJobInput = {
  /** Only when the job is still at this revision; else ConflictError. */
  readonly expectedRevision?: number | null | undefined;
  /** The job. */
  readonly id: string;
  /** Keys to remove; one that is also in `set` stays, with its new value. */
  readonly remove?: ReadonlyArray<string> | null | undefined;
  /** Tags to add or change; a job has up to 50. */
  readonly set?: ReadonlyArray<TagInput> | null | undefined;
};

/** Conditions on tasks; all given ones must hold. */
export type TaskFilter = {
  /**
   * Error code of the last attempt is one of these, at most 50 of at most 128 characters; left out or empty: any. Needs the
   * outcome FAILED.
   */
  readonly errorCodes?: ReadonlyArray<string> | null | undefined;
  /** Decoded key starts so, 1 to 1024 characters; the list goes by key then. Needs the outcome FAILED. */
  readonly keyPrefix?: string | null | undefined;
  /** Outcome; left out: any. */
  readonly outcome?: TaskOutcome | null | undefined;
};

/** How a task came out. */
export type TaskOutcome =
  /** Failed for good. */
  | 'FAILED'
  /** Succeeded. */
  | 'SUCCEEDED'
  /** Whether its call was made is not known: its executor was lost before the job was stopped. */
  | 'UNKNOWN';

/** New limits. */
export type UpdateJobLimitsInput = {
  /** Only when the job is still at this revision; else ConflictError. */
  readonly expectedRevision?: number | null | undefined;
  /** The job. */
  readonly id: string;
  /** The limits, replacing both. */
  readonly limits: JobLimitsInput;
};

/** A new priority. */
export type UpdateJobPriorityInput = {
  /** Only when the job is still at this revision; else ConflictError. */
  readonly expectedRevision?: number | null | undefined;
  /** The job. */
  readonly id: string;
  /** Priority, 0 to 2147483647; higher runs first. */
  readonly priority: number;
};

export type JobNowFragment = { readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
    | { readonly name: OperationName }
    | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
    | { readonly name: OperationName }
    | { readonly name: OperationName }
    | { readonly name: OperationName }
    | { readonly name: OperationName }
    | { readonly name: OperationName }
    | { readonly name: OperationName }
    | { readonly name: OperationName }
    | { readonly name: OperationName }
    | { readonly name: OperationName }
  , readonly manifest:
    | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
    | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
    | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
    | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
  , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> };

export type JobListQueryVariables = Exact<{
  filter?: JobFilter | null | undefined;
  orderBy: JobOrder;
  first: number;
  after?: string | null | undefined;
}>;


export type JobListQuery = { readonly jobs: { readonly totalCount: number, readonly cursor: string, readonly nodes: ReadonlyArray<{ readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
        | { readonly name: OperationName }
        | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
      , readonly manifest:
        | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type EveryJobQueryVariables = Exact<{
  filter?: JobFilter | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type EveryJobQuery = { readonly jobs: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
        | { readonly name: OperationName }
        | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
      , readonly manifest:
        | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type BulkNowFragment = { readonly id: string, readonly action: BulkAction, readonly reason: string | null, readonly priority: number | null, readonly status: BulkStatus, readonly jobs: number, readonly done: number, readonly refused: number, readonly left: number, readonly endedAt: string | null, readonly refusals: ReadonlyArray<{ readonly code: string, readonly jobs: number, readonly examples: ReadonlyArray<{ readonly jobId: string, readonly message: string }> }> };

export type BulkCommandsQueryVariables = Exact<{ [key: string]: never; }>;


export type BulkCommandsQuery = { readonly bulkCommands: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly action: BulkAction, readonly reason: string | null, readonly priority: number | null, readonly status: BulkStatus, readonly jobs: number, readonly done: number, readonly refused: number, readonly left: number, readonly endedAt: string | null, readonly refusals: ReadonlyArray<{ readonly code: string, readonly jobs: number, readonly examples: ReadonlyArray<{ readonly jobId: string, readonly message: string }> }> }> } };

export type CommandJobsMutationVariables = Exact<{
  input: CommandJobsInput;
}>;


export type CommandJobsMutation = { readonly commandJobs: { readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string }
      | { readonly code: string, readonly message: string }
      | { readonly code: string, readonly message: string }
      | { readonly code: string, readonly message: string }
      | { readonly code: string, readonly message: string }
    > } };

export type StopBulkCommandMutationVariables = Exact<{
  id: string;
}>;


export type StopBulkCommandMutation = { readonly stopBulkCommand: { readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string }
      | { readonly code: string, readonly message: string }
      | { readonly code: string, readonly message: string }
      | { readonly code: string, readonly message: string }
      | { readonly code: string, readonly message: string }
    > } };

export type JobCountsQueryVariables = Exact<{
  filter?: JobFilter | null | undefined;
}>;


export type JobCountsQuery = { readonly jobCounts: ReadonlyArray<{ readonly status: JobStatus, readonly count: number }> };

export type CommandPreviewQueryVariables = Exact<{
  filter?: JobFilter | null | undefined;
  action: BulkAction;
}>;


export type CommandPreviewQuery = { readonly commandPreview: { readonly jobs: number, readonly allowed: number, readonly deleting: number, readonly forbidden: number, readonly notAllowed: ReadonlyArray<{ readonly status: JobStatus, readonly count: number }> } };

export type JobQueryFieldsQueryVariables = Exact<{ [key: string]: never; }>;


export type JobQueryFieldsQuery = { readonly jobQueryFields: ReadonlyArray<{ readonly name: string, readonly kind: JobQueryFieldKind, readonly words: ReadonlyArray<string>, readonly description: string }> };

export type JobListChangesSubscriptionVariables = Exact<{
  filter?: JobFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type JobListChangesSubscription = { readonly jobs: { readonly position: number, readonly cursor: string, readonly change: JobListChange, readonly jobId: string, readonly job: { readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
        | { readonly name: OperationName }
        | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
      , readonly manifest:
        | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> } | null } };

export type JobThroughputQueryVariables = Exact<{
  id: string;
  from?: string | null | undefined;
}>;


export type JobThroughputQuery = { readonly job: { readonly id: string, readonly throughput: { readonly resolutionSeconds: number, readonly points: ReadonlyArray<{ readonly at: string, readonly succeeded: number, readonly failed: number }> } } | null };

export type JobStepsQueryVariables = Exact<{
  id: string;
}>;


export type JobStepsQuery = { readonly job: { readonly id: string, readonly history: { readonly pageInfo: { readonly hasNextPage: boolean }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly type: string, readonly statusAfter: JobStatus | null, readonly recordedAt: string, readonly actor: { readonly kind: ActorKind, readonly name: string } }> } } | null };

export type JobAsOfQueryVariables = Exact<{
  id: string;
  position: number;
}>;


export type JobAsOfQuery = { readonly job: { readonly id: string, readonly asOf: { readonly position: number, readonly at: string, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly claimed: number, readonly notStarted: number | null }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> } | null } | null };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { readonly viewer: { readonly id: string, readonly name: string, readonly permissions: ReadonlyArray<Permission>, readonly expiresAt: string | null } };

export type JobPageQueryVariables = Exact<{
  id: string;
}>;


export type JobPageQuery = { readonly job: { readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly cursor: string, readonly expiresAt: string | null, readonly confirmationRequired: boolean, readonly roleArn: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
      | { readonly name: OperationName }
      | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
    , readonly manifest:
      | { readonly __typename: 'CsvManifest', readonly fields: ReadonlyArray<ManifestField>, readonly sourceStore: string, readonly location: { readonly bucket: string, readonly key: string, readonly store: string, readonly versionId: string | null, readonly etag: string | null } | null }
      | { readonly __typename: 'FailedTasksManifest', readonly errorCodes: ReadonlyArray<string>, readonly keyPrefix: string | null, readonly sourceStore: string, readonly location: { readonly bucket: string, readonly key: string, readonly store: string, readonly versionId: string | null, readonly etag: string | null } | null }
      | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly sourceStore: string, readonly location: { readonly bucket: string, readonly key: string, readonly store: string, readonly versionId: string | null, readonly etag: string | null } | null }
      | { readonly __typename: 'InventoryManifest', readonly sourceStore: string, readonly location: { readonly bucket: string, readonly key: string, readonly store: string, readonly versionId: string | null, readonly etag: string | null } | null }
    , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }>, readonly createdBy: { readonly name: string }, readonly failureThreshold: { readonly minimumTasks: number, readonly maximumFailureRate: number }, readonly suspension: { readonly since: string, readonly cause: string, readonly expiresAt: string } | null, readonly retryOf: { readonly id: string, readonly description: string | null } | null, readonly retries: ReadonlyArray<{ readonly id: string, readonly description: string | null, readonly status: JobStatus, readonly createdAt: string }>, readonly clonedFrom: { readonly id: string, readonly description: string | null } | null, readonly report: { readonly scope: ReportScope, readonly store: string, readonly bucket: string, readonly prefix: string | null, readonly status: ReportStatus, readonly failure: string | null, readonly manifest: { readonly bucket: string, readonly key: string } | null, readonly files: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: { readonly key: string, readonly outcome: TaskOutcome, readonly rows: number, readonly sizeBytes: string } }> } } | null, readonly failureGroups: ReadonlyArray<{ readonly errorCode: string, readonly httpStatus: number | null, readonly count: number, readonly share: number, readonly sampleMessage: string | null, readonly firstSeenAt: string, readonly lastSeenAt: string }> } | null };

export type JobDetailFragment = { readonly cursor: string, readonly expiresAt: string | null, readonly confirmationRequired: boolean, readonly roleArn: string | null, readonly createdBy: { readonly name: string }, readonly failureThreshold: { readonly minimumTasks: number, readonly maximumFailureRate: number }, readonly suspension: { readonly since: string, readonly cause: string, readonly expiresAt: string } | null, readonly manifest:
    | { readonly __typename: 'CsvManifest', readonly fields: ReadonlyArray<ManifestField>, readonly sourceStore: string, readonly location: { readonly store: string, readonly bucket: string, readonly key: string, readonly versionId: string | null, readonly etag: string | null } | null }
    | { readonly __typename: 'FailedTasksManifest', readonly errorCodes: ReadonlyArray<string>, readonly keyPrefix: string | null, readonly sourceStore: string, readonly location: { readonly store: string, readonly bucket: string, readonly key: string, readonly versionId: string | null, readonly etag: string | null } | null }
    | { readonly __typename: 'GeneratedManifest', readonly sourceStore: string, readonly location: { readonly store: string, readonly bucket: string, readonly key: string, readonly versionId: string | null, readonly etag: string | null } | null }
    | { readonly __typename: 'InventoryManifest', readonly sourceStore: string, readonly location: { readonly store: string, readonly bucket: string, readonly key: string, readonly versionId: string | null, readonly etag: string | null } | null }
  , readonly retryOf: { readonly id: string, readonly description: string | null } | null, readonly retries: ReadonlyArray<{ readonly id: string, readonly description: string | null, readonly status: JobStatus, readonly createdAt: string }>, readonly clonedFrom: { readonly id: string, readonly description: string | null } | null, readonly report: { readonly scope: ReportScope, readonly store: string, readonly bucket: string, readonly prefix: string | null, readonly status: ReportStatus, readonly failure: string | null, readonly manifest: { readonly bucket: string, readonly key: string } | null, readonly files: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: { readonly key: string, readonly outcome: TaskOutcome, readonly rows: number, readonly sizeBytes: string } }> } } | null, readonly failureGroups: ReadonlyArray<{ readonly errorCode: string, readonly httpStatus: number | null, readonly count: number, readonly share: number, readonly sampleMessage: string | null, readonly firstSeenAt: string, readonly lastSeenAt: string }> };

export type ReportLinkQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type ReportLinkQuery = { readonly job: { readonly id: string, readonly report: { readonly files: { readonly nodes: ReadonlyArray<{ readonly key: string, readonly downloadUrl: string }> } } | null } | null };

export type ReportFilesQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type ReportFilesQuery = { readonly job: { readonly id: string, readonly report: { readonly files: { readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: { readonly key: string, readonly outcome: TaskOutcome, readonly rows: number, readonly sizeBytes: string } }> } } | null } | null };

export type JobProgressSubscriptionVariables = Exact<{
  id: string;
}>;


export type JobProgressSubscription = { readonly jobProgress: { readonly position: number, readonly snapshot: boolean, readonly job: { readonly expiresAt: string | null, readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly suspension: { readonly since: string, readonly cause: string, readonly expiresAt: string } | null, readonly report: { readonly status: ReportStatus, readonly failure: string | null } | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
        | { readonly name: OperationName }
        | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
      , readonly manifest:
        | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> } } };

export type JobOperationQueryVariables = Exact<{
  id: string;
}>;


export type JobOperationQuery = { readonly job: { readonly id: string, readonly operation:
      | { readonly __typename: 'ComputeChecksumOperation', readonly algorithm: ChecksumAlgorithm, readonly type: ChecksumType, readonly name: OperationName }
      | { readonly __typename: 'CopyObjectOperation', readonly targetStore: string, readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly targetKeyTemplate: string | null, readonly storageClass: StorageClass | null, readonly cannedAcl: CannedAcl | null, readonly metadataDirective: MetadataDirective, readonly modifiedSince: string | null, readonly unmodifiedSince: string | null, readonly checksumAlgorithm: ChecksumAlgorithm | null, readonly legalHold: LegalHoldStatus | null, readonly redirectLocation: string | null, readonly requesterPays: boolean, readonly name: OperationName, readonly copyGrants: ReadonlyArray<{ readonly granteeType: GranteeType, readonly grantee: string, readonly permission: AclPermission }>, readonly metadata: { readonly cacheControl: string | null, readonly contentDisposition: string | null, readonly contentEncoding: string | null, readonly contentLanguage: string | null, readonly contentType: string | null, readonly user: ReadonlyArray<{ readonly key: string, readonly value: string }> } | null, readonly newTags: ReadonlyArray<{ readonly key: string, readonly value: string }> | null, readonly encryption: { readonly algorithm: EncryptionAlgorithm, readonly kmsKeyId: string | null } | null, readonly copyRetention: { readonly mode: RetentionMode, readonly retainUntil: string } | null }
      | { readonly __typename: 'DeleteObjectOperation', readonly name: OperationName, readonly deleteProtected: boolean }
      | { readonly __typename: 'DeleteObjectTaggingOperation', readonly name: OperationName }
      | { readonly __typename: 'InvokeFunctionOperation', readonly function: string, readonly invocationSchemaVersion: string, readonly name: OperationName, readonly userArguments: ReadonlyArray<{ readonly key: string, readonly value: string }> }
      | { readonly __typename: 'MergeObjectTagsOperation', readonly remove: ReadonlyArray<string>, readonly name: OperationName, readonly set: ReadonlyArray<{ readonly key: string, readonly value: string }> }
      | { readonly __typename: 'PutObjectAclOperation', readonly cannedAcl: CannedAcl | null, readonly ownerId: string | null, readonly name: OperationName, readonly grants: ReadonlyArray<{ readonly granteeType: GranteeType, readonly grantee: string, readonly permission: AclPermission }> }
      | { readonly __typename: 'PutObjectLegalHoldOperation', readonly name: OperationName, readonly legalHoldStatus: LegalHoldStatus }
      | { readonly __typename: 'PutObjectRetentionOperation', readonly bypassGovernance: boolean, readonly name: OperationName, readonly retention: { readonly mode: RetentionMode, readonly retainUntil: string } | null }
      | { readonly __typename: 'PutObjectTaggingOperation', readonly name: OperationName, readonly tagSet: ReadonlyArray<{ readonly key: string, readonly value: string }> }
      | { readonly __typename: 'RestoreObjectOperation', readonly expirationInDays: number | null, readonly tier: RestoreTier, readonly name: OperationName }
     } | null };

type OperationParameters_ComputeChecksumOperation_Fragment = { readonly __typename: 'ComputeChecksumOperation', readonly algorithm: ChecksumAlgorithm, readonly type: ChecksumType, readonly name: OperationName };

type OperationParameters_CopyObjectOperation_Fragment = { readonly __typename: 'CopyObjectOperation', readonly targetStore: string, readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly targetKeyTemplate: string | null, readonly storageClass: StorageClass | null, readonly cannedAcl: CannedAcl | null, readonly metadataDirective: MetadataDirective, readonly modifiedSince: string | null, readonly unmodifiedSince: string | null, readonly checksumAlgorithm: ChecksumAlgorithm | null, readonly legalHold: LegalHoldStatus | null, readonly redirectLocation: string | null, readonly requesterPays: boolean, readonly name: OperationName, readonly copyGrants: ReadonlyArray<{ readonly granteeType: GranteeType, readonly grantee: string, readonly permission: AclPermission }>, readonly metadata: { readonly cacheControl: string | null, readonly contentDisposition: string | null, readonly contentEncoding: string | null, readonly contentLanguage: string | null, readonly contentType: string | null, readonly user: ReadonlyArray<{ readonly key: string, readonly value: string }> } | null, readonly newTags: ReadonlyArray<{ readonly key: string, readonly value: string }> | null, readonly encryption: { readonly algorithm: EncryptionAlgorithm, readonly kmsKeyId: string | null } | null, readonly copyRetention: { readonly mode: RetentionMode, readonly retainUntil: string } | null };

type OperationParameters_DeleteObjectOperation_Fragment = { readonly __typename: 'DeleteObjectOperation', readonly name: OperationName, readonly deleteProtected: boolean };

type OperationParameters_DeleteObjectTaggingOperation_Fragment = { readonly __typename: 'DeleteObjectTaggingOperation', readonly name: OperationName };

type OperationParameters_InvokeFunctionOperation_Fragment = { readonly __typename: 'InvokeFunctionOperation', readonly function: string, readonly invocationSchemaVersion: string, readonly name: OperationName, readonly userArguments: ReadonlyArray<{ readonly key: string, readonly value: string }> };

type OperationParameters_MergeObjectTagsOperation_Fragment = { readonly __typename: 'MergeObjectTagsOperation', readonly remove: ReadonlyArray<string>, readonly name: OperationName, readonly set: ReadonlyArray<{ readonly key: string, readonly value: string }> };

type OperationParameters_PutObjectAclOperation_Fragment = { readonly __typename: 'PutObjectAclOperation', readonly cannedAcl: CannedAcl | null, readonly ownerId: string | null, readonly name: OperationName, readonly grants: ReadonlyArray<{ readonly granteeType: GranteeType, readonly grantee: string, readonly permission: AclPermission }> };

type OperationParameters_PutObjectLegalHoldOperation_Fragment = { readonly __typename: 'PutObjectLegalHoldOperation', readonly name: OperationName, readonly legalHoldStatus: LegalHoldStatus };

type OperationParameters_PutObjectRetentionOperation_Fragment = { readonly __typename: 'PutObjectRetentionOperation', readonly bypassGovernance: boolean, readonly name: OperationName, readonly retention: { readonly mode: RetentionMode, readonly retainUntil: string } | null };

type OperationParameters_PutObjectTaggingOperation_Fragment = { readonly __typename: 'PutObjectTaggingOperation', readonly name: OperationName, readonly tagSet: ReadonlyArray<{ readonly key: string, readonly value: string }> };

type OperationParameters_RestoreObjectOperation_Fragment = { readonly __typename: 'RestoreObjectOperation', readonly expirationInDays: number | null, readonly tier: RestoreTier, readonly name: OperationName };

export type OperationParametersFragment =
  | OperationParameters_ComputeChecksumOperation_Fragment
  | OperationParameters_CopyObjectOperation_Fragment
  | OperationParameters_DeleteObjectOperation_Fragment
  | OperationParameters_DeleteObjectTaggingOperation_Fragment
  | OperationParameters_InvokeFunctionOperation_Fragment
  | OperationParameters_MergeObjectTagsOperation_Fragment
  | OperationParameters_PutObjectAclOperation_Fragment
  | OperationParameters_PutObjectLegalHoldOperation_Fragment
  | OperationParameters_PutObjectRetentionOperation_Fragment
  | OperationParameters_PutObjectTaggingOperation_Fragment
  | OperationParameters_RestoreObjectOperation_Fragment
;

export type JobToCloneQueryVariables = Exact<{
  id: string;
}>;


export type JobToCloneQuery = { readonly job: { readonly id: string, readonly description: string | null, readonly priority: number, readonly roleArn: string | null, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly failureThreshold: { readonly minimumTasks: number, readonly maximumFailureRate: number }, readonly report: { readonly scope: ReportScope, readonly store: string, readonly bucket: string, readonly prefix: string | null } | null, readonly manifest:
      | { readonly __typename: 'CsvManifest', readonly fields: ReadonlyArray<ManifestField>, readonly sourceStore: string, readonly location: { readonly store: string, readonly bucket: string, readonly key: string, readonly versionId: string | null } | null }
      | { readonly __typename: 'FailedTasksManifest', readonly sourceStore: string, readonly location: { readonly store: string, readonly bucket: string, readonly key: string, readonly versionId: string | null } | null }
      | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly sourceStore: string, readonly filter: { readonly keyPrefixes: ReadonlyArray<string>, readonly keySuffixes: ReadonlyArray<string>, readonly keySubstrings: ReadonlyArray<string>, readonly createdAfter: string | null, readonly createdBefore: string | null, readonly sizeGreaterThan: string | null, readonly sizeLessThan: string | null, readonly storageClasses: ReadonlyArray<StorageClass> }, readonly output: { readonly bucket: string, readonly prefix: string | null } | null, readonly location: { readonly store: string, readonly bucket: string, readonly key: string, readonly versionId: string | null } | null }
      | { readonly __typename: 'InventoryManifest', readonly sourceStore: string, readonly location: { readonly store: string, readonly bucket: string, readonly key: string, readonly versionId: string | null } | null }
    , readonly operation:
      | { readonly __typename: 'ComputeChecksumOperation', readonly algorithm: ChecksumAlgorithm, readonly type: ChecksumType, readonly name: OperationName }
      | { readonly __typename: 'CopyObjectOperation', readonly targetStore: string, readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly targetKeyTemplate: string | null, readonly storageClass: StorageClass | null, readonly cannedAcl: CannedAcl | null, readonly metadataDirective: MetadataDirective, readonly modifiedSince: string | null, readonly unmodifiedSince: string | null, readonly checksumAlgorithm: ChecksumAlgorithm | null, readonly legalHold: LegalHoldStatus | null, readonly redirectLocation: string | null, readonly requesterPays: boolean, readonly name: OperationName, readonly copyGrants: ReadonlyArray<{ readonly granteeType: GranteeType, readonly grantee: string, readonly permission: AclPermission }>, readonly metadata: { readonly cacheControl: string | null, readonly contentDisposition: string | null, readonly contentEncoding: string | null, readonly contentLanguage: string | null, readonly contentType: string | null, readonly user: ReadonlyArray<{ readonly key: string, readonly value: string }> } | null, readonly newTags: ReadonlyArray<{ readonly key: string, readonly value: string }> | null, readonly encryption: { readonly algorithm: EncryptionAlgorithm, readonly kmsKeyId: string | null } | null, readonly copyRetention: { readonly mode: RetentionMode, readonly retainUntil: string } | null }
      | { readonly __typename: 'DeleteObjectOperation', readonly name: OperationName, readonly deleteProtected: boolean }
      | { readonly __typename: 'DeleteObjectTaggingOperation', readonly name: OperationName }
      | { readonly __typename: 'InvokeFunctionOperation', readonly function: string, readonly invocationSchemaVersion: string, readonly name: OperationName, readonly userArguments: ReadonlyArray<{ readonly key: string, readonly value: string }> }
      | { readonly __typename: 'MergeObjectTagsOperation', readonly remove: ReadonlyArray<string>, readonly name: OperationName, readonly set: ReadonlyArray<{ readonly key: string, readonly value: string }> }
      | { readonly __typename: 'PutObjectAclOperation', readonly cannedAcl: CannedAcl | null, readonly ownerId: string | null, readonly name: OperationName, readonly grants: ReadonlyArray<{ readonly granteeType: GranteeType, readonly grantee: string, readonly permission: AclPermission }> }
      | { readonly __typename: 'PutObjectLegalHoldOperation', readonly name: OperationName, readonly legalHoldStatus: LegalHoldStatus }
      | { readonly __typename: 'PutObjectRetentionOperation', readonly bypassGovernance: boolean, readonly name: OperationName, readonly retention: { readonly mode: RetentionMode, readonly retainUntil: string } | null }
      | { readonly __typename: 'PutObjectTaggingOperation', readonly name: OperationName, readonly tagSet: ReadonlyArray<{ readonly key: string, readonly value: string }> }
      | { readonly __typename: 'RestoreObjectOperation', readonly expirationInDays: number | null, readonly tier: RestoreTier, readonly name: OperationName }
     } | null };

export type TaskRowFragment = { readonly id: string, readonly manifestRow: number, readonly bucket: string, readonly key: string | null, readonly rawKey: string | null, readonly versionId: string | null, readonly outcome: TaskOutcome, readonly attempts: number, readonly firstErrorCode: string | null, readonly errorCode: string | null, readonly httpStatus: number | null, readonly message: string | null, readonly recordedAt: string };

export type TasksQueryVariables = Exact<{
  id: string;
  filter: TaskFilter;
  first: number;
  after?: string | null | undefined;
}>;


export type TasksQuery = { readonly job: { readonly id: string, readonly tasks: { readonly totalCount: number | null, readonly nodes: ReadonlyArray<{ readonly id: string, readonly manifestRow: number, readonly bucket: string, readonly key: string | null, readonly rawKey: string | null, readonly versionId: string | null, readonly outcome: TaskOutcome, readonly attempts: number, readonly firstErrorCode: string | null, readonly errorCode: string | null, readonly httpStatus: number | null, readonly message: string | null, readonly recordedAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type OneTaskQueryVariables = Exact<{
  id: string;
  row: number;
}>;


export type OneTaskQuery = { readonly job: { readonly id: string, readonly task: { readonly id: string, readonly manifestRow: number, readonly bucket: string, readonly key: string | null, readonly rawKey: string | null, readonly versionId: string | null, readonly outcome: TaskOutcome, readonly attempts: number, readonly firstErrorCode: string | null, readonly errorCode: string | null, readonly httpStatus: number | null, readonly message: string | null, readonly recordedAt: string } | null } | null };

export type TaskTimelineQueryVariables = Exact<{
  id: string;
  row: number;
}>;


export type TaskTimelineQuery = { readonly job: { readonly id: string, readonly taskTimeline: { readonly part: number, readonly chunk: number, readonly moments: ReadonlyArray<{ readonly at: string, readonly summary: string, readonly executor: string | null }>, readonly reportFile: { readonly key: string } | null } | null } | null };

export type HistoryLineFragment = { readonly id: string, readonly eventId: string, readonly stream: string, readonly revision: number, readonly position: number, readonly cursor: string, readonly type: string, readonly schemaVersion: number, readonly category: JobEventCategory, readonly summary: string, readonly recordedAt: string, readonly correlationId: string, readonly causationId: string | null, readonly statusAfter: JobStatus | null, readonly actor: { readonly kind: ActorKind, readonly name: string } };

export type JobHistoryQueryVariables = Exact<{
  id: string;
  first: number;
  after?: string | null | undefined;
}>;


export type JobHistoryQuery = { readonly job: { readonly id: string, readonly cursor: string, readonly history: { readonly nodes: ReadonlyArray<{ readonly data: unknown, readonly id: string, readonly eventId: string, readonly stream: string, readonly revision: number, readonly position: number, readonly cursor: string, readonly type: string, readonly schemaVersion: number, readonly category: JobEventCategory, readonly summary: string, readonly recordedAt: string, readonly correlationId: string, readonly causationId: string | null, readonly statusAfter: JobStatus | null, readonly actor: { readonly kind: ActorKind, readonly name: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type JobHistoryChangesSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type JobHistoryChangesSubscription = { readonly jobEvents: { readonly cursor: string, readonly event: { readonly data: unknown, readonly id: string, readonly eventId: string, readonly stream: string, readonly revision: number, readonly position: number, readonly cursor: string, readonly type: string, readonly schemaVersion: number, readonly category: JobEventCategory, readonly summary: string, readonly recordedAt: string, readonly correlationId: string, readonly causationId: string | null, readonly statusAfter: JobStatus | null, readonly actor: { readonly kind: ActorKind, readonly name: string } } } };

export type JobLogQueryVariables = Exact<{
  id: string;
  categories: ReadonlyArray<JobEventCategory> | JobEventCategory;
  first: number;
  after?: string | null | undefined;
}>;


export type JobLogQuery = { readonly job: { readonly id: string, readonly history: { readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: { readonly id: string, readonly eventId: string, readonly stream: string, readonly revision: number, readonly position: number, readonly cursor: string, readonly type: string, readonly schemaVersion: number, readonly category: JobEventCategory, readonly summary: string, readonly recordedAt: string, readonly correlationId: string, readonly causationId: string | null, readonly statusAfter: JobStatus | null, readonly actor: { readonly kind: ActorKind, readonly name: string } } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type EventBodyQueryVariables = Exact<{
  id: string;
  categories: ReadonlyArray<JobEventCategory> | JobEventCategory;
  after?: string | null | undefined;
}>;


export type EventBodyQuery = { readonly job: { readonly id: string, readonly history: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly data: unknown }> } } | null };

export type ManifestPreviewQueryVariables = Exact<{
  manifest: ManifestInput;
}>;


export type ManifestPreviewQuery = { readonly manifestPreview: { readonly etag: string | null, readonly sizeBytes: string | null, readonly estimatedRows: number | null, readonly exact: boolean, readonly rows: ReadonlyArray<{ readonly row: number, readonly bucket: string, readonly key: string, readonly versionId: string | null }>, readonly warnings: ReadonlyArray<{ readonly row: number | null, readonly rows: number, readonly code: string, readonly message: string, readonly cure: string, readonly fatal: boolean }>, readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } };

export type CheckJobQueryVariables = Exact<{
  spec: JobSpecInput;
}>;


export type CheckJobQuery = { readonly validateJob: { readonly valid: boolean, readonly estimatedTasks: number | null, readonly manifestBytes: string | null, readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    >, readonly warnings: ReadonlyArray<{ readonly row: number | null, readonly rows: number, readonly code: string, readonly message: string, readonly cure: string, readonly fatal: boolean }> } };

export type BucketNamesQueryVariables = Exact<{
  store?: string | null | undefined;
  namePrefix: string;
}>;


export type BucketNamesQuery = { readonly buckets: { readonly buckets: ReadonlyArray<{ readonly name: string }> } | null };

export type ObjectNamesQueryVariables = Exact<{
  store?: string | null | undefined;
  bucket: string;
  prefix: string;
}>;


export type ObjectNamesQuery = { readonly objects: { readonly prefixes: ReadonlyArray<string>, readonly objects: ReadonlyArray<{ readonly key: string }> } | null };

export type FormChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type FormChoicesQuery = { readonly operations: ReadonlyArray<{ readonly name: OperationName, readonly title: string, readonly summary: string, readonly s3Actions: ReadonlyArray<string> }>, readonly stores: ReadonlyArray<{ readonly name: string, readonly default: boolean, readonly development: boolean, readonly region: string | null }> };

export type JobQueueQueryVariables = Exact<{
  id: string;
}>;


export type JobQueueQuery = { readonly job: { readonly id: string, readonly queue: { readonly place: number, readonly running: number, readonly slots: number } | null } | null };

export type EngineHealthQueryVariables = Exact<{ [key: string]: never; }>;


export type EngineHealthQuery = { readonly engine: { readonly components: ReadonlyArray<{ readonly name: string, readonly state: HealthState, readonly message: string | null }> } };

export type EngineStateQueryVariables = Exact<{ [key: string]: never; }>;


export type EngineStateQuery = { readonly engine: { readonly version: string, readonly startedAt: string, readonly limits: { readonly maxPageSize: number, readonly maxNodes: number, readonly maxDepth: number, readonly maxAliases: number, readonly maxTokens: number, readonly maxSubscriptions: number, readonly maxActiveJobs: number, readonly maxRows: number } }, readonly stores: ReadonlyArray<{ readonly name: string, readonly default: boolean, readonly development: boolean, readonly region: string | null }>, readonly operations: ReadonlyArray<{ readonly name: OperationName, readonly title: string, readonly summary: string, readonly s3Actions: ReadonlyArray<string> }> };

export type CreateJobMutationVariables = Exact<{
  input: CreateJobInput;
}>;


export type CreateJobMutation = { readonly createJob: { readonly position: number | null, readonly job: { readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
        | { readonly name: OperationName }
        | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
      , readonly manifest:
        | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> } | null, readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } };

export type CommandedFragment = { readonly position: number | null, readonly job: { readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
      | { readonly name: OperationName }
      | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
    , readonly manifest:
      | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
      | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
    , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> } | null, readonly errors: ReadonlyArray<
    | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
  > };

export type ConfirmJobMutationVariables = Exact<{
  input: JobCommandInput;
}>;


export type ConfirmJobMutation = { readonly confirmJob: { readonly position: number | null, readonly job: { readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
        | { readonly name: OperationName }
        | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
      , readonly manifest:
        | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> } | null, readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } };

export type CancelJobMutationVariables = Exact<{
  input: JobCommandInput;
}>;


export type CancelJobMutation = { readonly cancelJob: { readonly position: number | null, readonly job: { readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
        | { readonly name: OperationName }
        | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
      , readonly manifest:
        | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> } | null, readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } };

export type PauseJobMutationVariables = Exact<{
  input: JobCommandInput;
}>;


export type PauseJobMutation = { readonly pauseJob: { readonly position: number | null, readonly job: { readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
        | { readonly name: OperationName }
        | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
      , readonly manifest:
        | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> } | null, readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } };

export type ResumeJobMutationVariables = Exact<{
  input: JobCommandInput;
}>;


export type ResumeJobMutation = { readonly resumeJob: { readonly position: number | null, readonly job: { readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
        | { readonly name: OperationName }
        | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
      , readonly manifest:
        | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> } | null, readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } };

export type RetryFailedTasksMutationVariables = Exact<{
  input: RetryFailedTasksInput;
}>;


export type RetryFailedTasksMutation = { readonly retryFailedTasks: { readonly position: number | null, readonly job: { readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
        | { readonly name: OperationName }
        | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
      , readonly manifest:
        | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> } | null, readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } };

export type CloneJobMutationVariables = Exact<{
  input: CloneJobInput;
}>;


export type CloneJobMutation = { readonly cloneJob: { readonly position: number | null, readonly job: { readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
        | { readonly name: OperationName }
        | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
      , readonly manifest:
        | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> } | null, readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } };

export type UpdateJobPriorityMutationVariables = Exact<{
  input: UpdateJobPriorityInput;
}>;


export type UpdateJobPriorityMutation = { readonly updateJobPriority: { readonly position: number | null, readonly job: { readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
        | { readonly name: OperationName }
        | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
      , readonly manifest:
        | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> } | null, readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } };

export type TagJobMutationVariables = Exact<{
  input: TagJobInput;
}>;


export type TagJobMutation = { readonly tagJob: { readonly position: number | null, readonly job: { readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
        | { readonly name: OperationName }
        | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
      , readonly manifest:
        | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> } | null, readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } };

export type UpdateJobLimitsMutationVariables = Exact<{
  input: UpdateJobLimitsInput;
}>;


export type UpdateJobLimitsMutation = { readonly updateJobLimits: { readonly position: number | null, readonly job: { readonly id: string, readonly revision: number, readonly position: number, readonly status: JobStatus, readonly statusReason: string | null, readonly pausedBy: PausedBy | null, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly createdAt: string, readonly updatedAt: string, readonly startedAt: string | null, readonly endedAt: string | null, readonly limits: { readonly maxConcurrency: number | null, readonly maxRequestsPerSecond: number | null }, readonly tags: ReadonlyArray<{ readonly key: string, readonly value: string }>, readonly operation:
        | { readonly name: OperationName }
        | { readonly targetBucket: string, readonly targetKeyPrefix: string | null, readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
        | { readonly name: OperationName }
      , readonly manifest:
        | { readonly __typename: 'CsvManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'FailedTasksManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'GeneratedManifest', readonly sourceBucket: string, readonly location: { readonly bucket: string, readonly key: string } | null }
        | { readonly __typename: 'InventoryManifest', readonly location: { readonly bucket: string, readonly key: string } | null }
      , readonly progress: { readonly total: number | null, readonly discovered: number, readonly succeeded: number, readonly failed: number, readonly unknown: number, readonly deferred: number, readonly claimed: number, readonly notStarted: number | null, readonly fraction: number | null, readonly failureRate: number | null, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly activeSeconds: number, readonly updatedAt: string }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }> } | null, readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } };

export type DeleteJobMutationVariables = Exact<{
  input: JobCommandInput;
}>;


export type DeleteJobMutation = { readonly deleteJob: { readonly deletedJobId: string | null, readonly position: number | null, readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const BulkNowFragmentDoc = new TypedDocumentString(`
    fragment BulkNow on BulkCommand {
  id
  action
  reason
  priority
  status
  jobs
  done
  refused
  left
  refusals {
    code
    jobs
    examples {
      jobId
      message
    }
  }
  endedAt
}
    `, {"fragmentName":"BulkNow"}) as unknown as TypedDocumentString<BulkNowFragment, unknown>;
export const JobDetailFragmentDoc = new TypedDocumentString(`
    fragment JobDetail on Job {
  cursor
  createdBy {
    name
  }
  expiresAt
  confirmationRequired
  roleArn
  failureThreshold {
    minimumTasks
    maximumFailureRate
  }
  suspension {
    since
    cause
    expiresAt
  }
  manifest {
    __typename
    location {
      store
      bucket
      key
      versionId
      etag
    }
    sourceStore
    ... on CsvManifest {
      fields
    }
    ... on FailedTasksManifest {
      errorCodes
      keyPrefix
    }
  }
  retryOf {
    id
    description
  }
  retries {
    id
    description
    status
    createdAt
  }
  clonedFrom {
    id
    description
  }
  report {
    scope
    store
    bucket
    prefix
    status
    failure
    manifest {
      bucket
      key
    }
    files(first: 100) {
      edges {
        cursor
        node {
          key
          outcome
          rows
          sizeBytes
        }
      }
      totalCount
    }
  }
  failureGroups(first: 50) {
    errorCode
    httpStatus
    count
    share
    sampleMessage
    firstSeenAt
    lastSeenAt
  }
}
    `, {"fragmentName":"JobDetail"}) as unknown as TypedDocumentString<JobDetailFragment, unknown>;
export const OperationParametersFragmentDoc = new TypedDocumentString(`
    fragment OperationParameters on Operation {
  __typename
  name
  ... on CopyObjectOperation {
    targetStore
    targetBucket
    targetKeyPrefix
    targetKeyTemplate
    storageClass
    cannedAcl
    copyGrants: grants {
      granteeType
      grantee
      permission
    }
    metadataDirective
    metadata {
      cacheControl
      contentDisposition
      contentEncoding
      contentLanguage
      contentType
      user {
        key
        value
      }
    }
    newTags {
      key
      value
    }
    modifiedSince
    unmodifiedSince
    encryption {
      algorithm
      kmsKeyId
    }
    checksumAlgorithm
    legalHold
    copyRetention: retention {
      mode
      retainUntil
    }
    redirectLocation
    requesterPays
  }
  ... on PutObjectTaggingOperation {
    tagSet {
      key
      value
    }
  }
  ... on MergeObjectTagsOperation {
    set {
      key
      value
    }
    remove
  }
  ... on ComputeChecksumOperation {
    algorithm
    type
  }
  ... on DeleteObjectOperation {
    deleteProtected: bypassGovernance
  }
  ... on PutObjectAclOperation {
    cannedAcl
    ownerId
    grants {
      granteeType
      grantee
      permission
    }
  }
  ... on RestoreObjectOperation {
    expirationInDays
    tier
  }
  ... on PutObjectLegalHoldOperation {
    legalHoldStatus: status
  }
  ... on PutObjectRetentionOperation {
    retention {
      mode
      retainUntil
    }
    bypassGovernance
  }
  ... on InvokeFunctionOperation {
    function
    invocationSchemaVersion
    userArguments {
      key
      value
    }
  }
}
    `, {"fragmentName":"OperationParameters"}) as unknown as TypedDocumentString<OperationParametersFragment, unknown>;
export const TaskRowFragmentDoc = new TypedDocumentString(`
    fragment TaskRow on Task {
  id
  manifestRow
  bucket
  key
  rawKey
  versionId
  outcome
  attempts
  firstErrorCode
  errorCode
  httpStatus
  message
  recordedAt
}
    `, {"fragmentName":"TaskRow"}) as unknown as TypedDocumentString<TaskRowFragment, unknown>;
export const HistoryLineFragmentDoc = new TypedDocumentString(`
    fragment HistoryLine on JobEvent {
  id
  eventId
  stream
  revision
  position
  cursor
  type
  schemaVersion
  category
  summary
  recordedAt
  actor {
    kind
    name
  }
  correlationId
  causationId
  statusAfter
}
    `, {"fragmentName":"HistoryLine"}) as unknown as TypedDocumentString<HistoryLineFragment, unknown>;
export const JobNowFragmentDoc = new TypedDocumentString(`
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}
    `, {"fragmentName":"JobNow"}) as unknown as TypedDocumentString<JobNowFragment, unknown>;
export const CommandedFragmentDoc = new TypedDocumentString(`
    fragment Commanded on JobCommandPayload {
  job {
    ...JobNow
  }
  position
  errors {
    code
    message
    path
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}`, {"fragmentName":"Commanded"}) as unknown as TypedDocumentString<CommandedFragment, unknown>;
export const JobListDocument = new TypedDocumentString(`
    query JobList($filter: JobFilter, $orderBy: JobOrder!, $first: Int!, $after: String) {
  jobs(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes {
      ...JobNow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
    cursor
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}`) as unknown as TypedDocumentString<JobListQuery, JobListQueryVariables>;
export const EveryJobDocument = new TypedDocumentString(`
    query EveryJob($filter: JobFilter, $first: Int!, $after: String) {
  jobs(
    filter: $filter
    orderBy: {field: CREATED_AT, direction: DESC}
    first: $first
    after: $after
  ) {
    nodes {
      ...JobNow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}`) as unknown as TypedDocumentString<EveryJobQuery, EveryJobQueryVariables>;
export const BulkCommandsDocument = new TypedDocumentString(`
    query BulkCommands {
  bulkCommands(onlyOwn: true, first: 20) {
    nodes {
      ...BulkNow
    }
  }
}
    fragment BulkNow on BulkCommand {
  id
  action
  reason
  priority
  status
  jobs
  done
  refused
  left
  refusals {
    code
    jobs
    examples {
      jobId
      message
    }
  }
  endedAt
}`) as unknown as TypedDocumentString<BulkCommandsQuery, BulkCommandsQueryVariables>;
export const CommandJobsDocument = new TypedDocumentString(`
    mutation CommandJobs($input: CommandJobsInput!) {
  commandJobs(input: $input) {
    errors {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<CommandJobsMutation, CommandJobsMutationVariables>;
export const StopBulkCommandDocument = new TypedDocumentString(`
    mutation StopBulkCommand($id: ID!) {
  stopBulkCommand(id: $id) {
    errors {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<StopBulkCommandMutation, StopBulkCommandMutationVariables>;
export const JobCountsDocument = new TypedDocumentString(`
    query JobCounts($filter: JobFilter) {
  jobCounts(filter: $filter) {
    status
    count
  }
}
    `) as unknown as TypedDocumentString<JobCountsQuery, JobCountsQueryVariables>;
export const CommandPreviewDocument = new TypedDocumentString(`
    query CommandPreview($filter: JobFilter, $action: BulkAction!) {
  commandPreview(filter: $filter, action: $action) {
    jobs
    allowed
    deleting
    notAllowed {
      status
      count
    }
    forbidden
  }
}
    `) as unknown as TypedDocumentString<CommandPreviewQuery, CommandPreviewQueryVariables>;
export const JobQueryFieldsDocument = new TypedDocumentString(`
    query JobQueryFields {
  jobQueryFields {
    name
    kind
    words
    description
  }
}
    `) as unknown as TypedDocumentString<JobQueryFieldsQuery, JobQueryFieldsQueryVariables>;
export const JobListChangesDocument = new TypedDocumentString(`
    subscription JobListChanges($filter: JobFilter, $after: EventCursor) {
  jobs(filter: $filter, after: $after, intervalMs: 1000) {
    position
    cursor
    change
    jobId
    job {
      ...JobNow
    }
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}`) as unknown as TypedDocumentString<JobListChangesSubscription, JobListChangesSubscriptionVariables>;
export const JobThroughputDocument = new TypedDocumentString(`
    query JobThroughput($id: ID!, $from: DateTime) {
  job(id: $id) {
    id
    throughput(from: $from, points: 240) {
      resolutionSeconds
      points {
        at
        succeeded
        failed
      }
    }
  }
}
    `) as unknown as TypedDocumentString<JobThroughputQuery, JobThroughputQueryVariables>;
export const JobStepsDocument = new TypedDocumentString(`
    query JobSteps($id: ID!) {
  job(id: $id) {
    id
    history(categories: [LIFECYCLE, CONTROL], first: 100) {
      pageInfo {
        hasNextPage
      }
      nodes {
        id
        type
        statusAfter
        recordedAt
        actor {
          kind
          name
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<JobStepsQuery, JobStepsQueryVariables>;
export const JobAsOfDocument = new TypedDocumentString(`
    query JobAsOf($id: ID!, $position: Long!) {
  job(id: $id) {
    id
    asOf(point: {position: $position}) {
      position
      at
      status
      statusReason
      pausedBy
      outcome
      priority
      limits {
        maxConcurrency
        maxRequestsPerSecond
      }
      description
      tags {
        key
        value
      }
      progress {
        total
        discovered
        succeeded
        failed
        unknown
        claimed
        notStarted
      }
      failureReasons {
        code
        reason
      }
    }
  }
}
    `) as unknown as TypedDocumentString<JobAsOfQuery, JobAsOfQueryVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    id
    name
    permissions
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const JobPageDocument = new TypedDocumentString(`
    query JobPage($id: ID!) {
  job(id: $id) {
    ...JobNow
    ...JobDetail
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}
fragment JobDetail on Job {
  cursor
  createdBy {
    name
  }
  expiresAt
  confirmationRequired
  roleArn
  failureThreshold {
    minimumTasks
    maximumFailureRate
  }
  suspension {
    since
    cause
    expiresAt
  }
  manifest {
    __typename
    location {
      store
      bucket
      key
      versionId
      etag
    }
    sourceStore
    ... on CsvManifest {
      fields
    }
    ... on FailedTasksManifest {
      errorCodes
      keyPrefix
    }
  }
  retryOf {
    id
    description
  }
  retries {
    id
    description
    status
    createdAt
  }
  clonedFrom {
    id
    description
  }
  report {
    scope
    store
    bucket
    prefix
    status
    failure
    manifest {
      bucket
      key
    }
    files(first: 100) {
      edges {
        cursor
        node {
          key
          outcome
          rows
          sizeBytes
        }
      }
      totalCount
    }
  }
  failureGroups(first: 50) {
    errorCode
    httpStatus
    count
    share
    sampleMessage
    firstSeenAt
    lastSeenAt
  }
}`) as unknown as TypedDocumentString<JobPageQuery, JobPageQueryVariables>;
export const ReportLinkDocument = new TypedDocumentString(`
    query ReportLink($id: ID!, $after: String) {
  job(id: $id) {
    id
    report {
      files(first: 1, after: $after) {
        nodes {
          key
          downloadUrl
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReportLinkQuery, ReportLinkQueryVariables>;
export const ReportFilesDocument = new TypedDocumentString(`
    query ReportFiles($id: ID!, $after: String) {
  job(id: $id) {
    id
    report {
      files(first: 100, after: $after) {
        edges {
          cursor
          node {
            key
            outcome
            rows
            sizeBytes
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReportFilesQuery, ReportFilesQueryVariables>;
export const JobProgressDocument = new TypedDocumentString(`
    subscription JobProgress($id: ID!) {
  jobProgress(jobId: $id, intervalMs: 500) {
    position
    snapshot
    job {
      ...JobNow
      suspension {
        since
        cause
        expiresAt
      }
      report {
        status
        failure
      }
      expiresAt
    }
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}`) as unknown as TypedDocumentString<JobProgressSubscription, JobProgressSubscriptionVariables>;
export const JobOperationDocument = new TypedDocumentString(`
    query JobOperation($id: ID!) {
  job(id: $id) {
    id
    operation {
      ...OperationParameters
    }
  }
}
    fragment OperationParameters on Operation {
  __typename
  name
  ... on CopyObjectOperation {
    targetStore
    targetBucket
    targetKeyPrefix
    targetKeyTemplate
    storageClass
    cannedAcl
    copyGrants: grants {
      granteeType
      grantee
      permission
    }
    metadataDirective
    metadata {
      cacheControl
      contentDisposition
      contentEncoding
      contentLanguage
      contentType
      user {
        key
        value
      }
    }
    newTags {
      key
      value
    }
    modifiedSince
    unmodifiedSince
    encryption {
      algorithm
      kmsKeyId
    }
    checksumAlgorithm
    legalHold
    copyRetention: retention {
      mode
      retainUntil
    }
    redirectLocation
    requesterPays
  }
  ... on PutObjectTaggingOperation {
    tagSet {
      key
      value
    }
  }
  ... on MergeObjectTagsOperation {
    set {
      key
      value
    }
    remove
  }
  ... on ComputeChecksumOperation {
    algorithm
    type
  }
  ... on DeleteObjectOperation {
    deleteProtected: bypassGovernance
  }
  ... on PutObjectAclOperation {
    cannedAcl
    ownerId
    grants {
      granteeType
      grantee
      permission
    }
  }
  ... on RestoreObjectOperation {
    expirationInDays
    tier
  }
  ... on PutObjectLegalHoldOperation {
    legalHoldStatus: status
  }
  ... on PutObjectRetentionOperation {
    retention {
      mode
      retainUntil
    }
    bypassGovernance
  }
  ... on InvokeFunctionOperation {
    function
    invocationSchemaVersion
    userArguments {
      key
      value
    }
  }
}`) as unknown as TypedDocumentString<JobOperationQuery, JobOperationQueryVariables>;
export const JobToCloneDocument = new TypedDocumentString(`
    query JobToClone($id: ID!) {
  job(id: $id) {
    id
    description
    priority
    tags {
      key
      value
    }
    limits {
      maxConcurrency
      maxRequestsPerSecond
    }
    roleArn
    failureThreshold {
      minimumTasks
      maximumFailureRate
    }
    report {
      scope
      store
      bucket
      prefix
    }
    manifest {
      __typename
      location {
        store
        bucket
        key
        versionId
      }
      sourceStore
      ... on CsvManifest {
        fields
      }
      ... on GeneratedManifest {
        sourceBucket
        filter {
          keyPrefixes
          keySuffixes
          keySubstrings
          createdAfter
          createdBefore
          sizeGreaterThan
          sizeLessThan
          storageClasses
        }
        output {
          bucket
          prefix
        }
      }
    }
    operation {
      ...OperationParameters
    }
  }
}
    fragment OperationParameters on Operation {
  __typename
  name
  ... on CopyObjectOperation {
    targetStore
    targetBucket
    targetKeyPrefix
    targetKeyTemplate
    storageClass
    cannedAcl
    copyGrants: grants {
      granteeType
      grantee
      permission
    }
    metadataDirective
    metadata {
      cacheControl
      contentDisposition
      contentEncoding
      contentLanguage
      contentType
      user {
        key
        value
      }
    }
    newTags {
      key
      value
    }
    modifiedSince
    unmodifiedSince
    encryption {
      algorithm
      kmsKeyId
    }
    checksumAlgorithm
    legalHold
    copyRetention: retention {
      mode
      retainUntil
    }
    redirectLocation
    requesterPays
  }
  ... on PutObjectTaggingOperation {
    tagSet {
      key
      value
    }
  }
  ... on MergeObjectTagsOperation {
    set {
      key
      value
    }
    remove
  }
  ... on ComputeChecksumOperation {
    algorithm
    type
  }
  ... on DeleteObjectOperation {
    deleteProtected: bypassGovernance
  }
  ... on PutObjectAclOperation {
    cannedAcl
    ownerId
    grants {
      granteeType
      grantee
      permission
    }
  }
  ... on RestoreObjectOperation {
    expirationInDays
    tier
  }
  ... on PutObjectLegalHoldOperation {
    legalHoldStatus: status
  }
  ... on PutObjectRetentionOperation {
    retention {
      mode
      retainUntil
    }
    bypassGovernance
  }
  ... on InvokeFunctionOperation {
    function
    invocationSchemaVersion
    userArguments {
      key
      value
    }
  }
}`) as unknown as TypedDocumentString<JobToCloneQuery, JobToCloneQueryVariables>;
export const TasksDocument = new TypedDocumentString(`
    query Tasks($id: ID!, $filter: TaskFilter!, $first: Int!, $after: String) {
  job(id: $id) {
    id
    tasks(filter: $filter, first: $first, after: $after) {
      nodes {
        ...TaskRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
}
    fragment TaskRow on Task {
  id
  manifestRow
  bucket
  key
  rawKey
  versionId
  outcome
  attempts
  firstErrorCode
  errorCode
  httpStatus
  message
  recordedAt
}`) as unknown as TypedDocumentString<TasksQuery, TasksQueryVariables>;
export const OneTaskDocument = new TypedDocumentString(`
    query OneTask($id: ID!, $row: Long!) {
  job(id: $id) {
    id
    task(manifestRow: $row) {
      ...TaskRow
    }
  }
}
    fragment TaskRow on Task {
  id
  manifestRow
  bucket
  key
  rawKey
  versionId
  outcome
  attempts
  firstErrorCode
  errorCode
  httpStatus
  message
  recordedAt
}`) as unknown as TypedDocumentString<OneTaskQuery, OneTaskQueryVariables>;
export const TaskTimelineDocument = new TypedDocumentString(`
    query TaskTimeline($id: ID!, $row: Long!) {
  job(id: $id) {
    id
    taskTimeline(manifestRow: $row) {
      part
      chunk
      moments {
        at
        summary
        executor
      }
      reportFile {
        key
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TaskTimelineQuery, TaskTimelineQueryVariables>;
export const JobHistoryDocument = new TypedDocumentString(`
    query JobHistory($id: ID!, $first: Int!, $after: String) {
  job(id: $id) {
    id
    cursor
    history(direction: ASC, first: $first, after: $after) {
      nodes {
        ...HistoryLine
        data
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment HistoryLine on JobEvent {
  id
  eventId
  stream
  revision
  position
  cursor
  type
  schemaVersion
  category
  summary
  recordedAt
  actor {
    kind
    name
  }
  correlationId
  causationId
  statusAfter
}`) as unknown as TypedDocumentString<JobHistoryQuery, JobHistoryQueryVariables>;
export const JobHistoryChangesDocument = new TypedDocumentString(`
    subscription JobHistoryChanges($id: ID!, $after: EventCursor) {
  jobEvents(
    jobId: $id
    after: $after
    categories: [LIFECYCLE, CONTROL, PREPARATION, REPORT]
  ) {
    cursor
    event {
      ...HistoryLine
      data
    }
  }
}
    fragment HistoryLine on JobEvent {
  id
  eventId
  stream
  revision
  position
  cursor
  type
  schemaVersion
  category
  summary
  recordedAt
  actor {
    kind
    name
  }
  correlationId
  causationId
  statusAfter
}`) as unknown as TypedDocumentString<JobHistoryChangesSubscription, JobHistoryChangesSubscriptionVariables>;
export const JobLogDocument = new TypedDocumentString(`
    query JobLog($id: ID!, $categories: [JobEventCategory!]!, $first: Int!, $after: String) {
  job(id: $id) {
    id
    history(categories: $categories, first: $first, after: $after) {
      edges {
        cursor
        node {
          ...HistoryLine
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment HistoryLine on JobEvent {
  id
  eventId
  stream
  revision
  position
  cursor
  type
  schemaVersion
  category
  summary
  recordedAt
  actor {
    kind
    name
  }
  correlationId
  causationId
  statusAfter
}`) as unknown as TypedDocumentString<JobLogQuery, JobLogQueryVariables>;
export const EventBodyDocument = new TypedDocumentString(`
    query EventBody($id: ID!, $categories: [JobEventCategory!]!, $after: String) {
  job(id: $id) {
    id
    history(categories: $categories, first: 1, after: $after) {
      nodes {
        id
        data
      }
    }
  }
}
    `) as unknown as TypedDocumentString<EventBodyQuery, EventBodyQueryVariables>;
export const ManifestPreviewDocument = new TypedDocumentString(`
    query ManifestPreview($manifest: ManifestInput!) {
  manifestPreview(manifest: $manifest, first: 20) {
    rows {
      row
      bucket
      key
      versionId
    }
    etag
    sizeBytes
    estimatedRows
    exact
    warnings {
      row
      rows
      code
      message
      cure
      fatal
    }
    errors {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<ManifestPreviewQuery, ManifestPreviewQueryVariables>;
export const CheckJobDocument = new TypedDocumentString(`
    query CheckJob($spec: JobSpecInput!) {
  validateJob(spec: $spec) {
    valid
    errors {
      code
      message
      path
    }
    warnings {
      row
      rows
      code
      message
      cure
      fatal
    }
    estimatedTasks
    manifestBytes
  }
}
    `) as unknown as TypedDocumentString<CheckJobQuery, CheckJobQueryVariables>;
export const BucketNamesDocument = new TypedDocumentString(`
    query BucketNames($store: String, $namePrefix: String!) {
  buckets(store: $store, namePrefix: $namePrefix, first: 20) {
    buckets {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<BucketNamesQuery, BucketNamesQueryVariables>;
export const ObjectNamesDocument = new TypedDocumentString(`
    query ObjectNames($store: String, $bucket: String!, $prefix: String!) {
  objects(store: $store, bucket: $bucket, prefix: $prefix, first: 20) {
    prefixes
    objects {
      key
    }
  }
}
    `) as unknown as TypedDocumentString<ObjectNamesQuery, ObjectNamesQueryVariables>;
export const FormChoicesDocument = new TypedDocumentString(`
    query FormChoices {
  operations {
    name
    title
    summary
    s3Actions
  }
  stores {
    name
    default
    development
    region
  }
}
    `) as unknown as TypedDocumentString<FormChoicesQuery, FormChoicesQueryVariables>;
export const JobQueueDocument = new TypedDocumentString(`
    query JobQueue($id: ID!) {
  job(id: $id) {
    id
    queue {
      place
      running
      slots
    }
  }
}
    `) as unknown as TypedDocumentString<JobQueueQuery, JobQueueQueryVariables>;
export const EngineHealthDocument = new TypedDocumentString(`
    query EngineHealth {
  engine {
    components {
      name
      state
      message
    }
  }
}
    `) as unknown as TypedDocumentString<EngineHealthQuery, EngineHealthQueryVariables>;
export const EngineStateDocument = new TypedDocumentString(`
    query EngineState {
  engine {
    version
    startedAt
    limits {
      maxPageSize
      maxNodes
      maxDepth
      maxAliases
      maxTokens
      maxSubscriptions
      maxActiveJobs
      maxRows
    }
  }
  stores {
    name
    default
    development
    region
  }
  operations {
    name
    title
    summary
    s3Actions
  }
}
    `) as unknown as TypedDocumentString<EngineStateQuery, EngineStateQueryVariables>;
export const CreateJobDocument = new TypedDocumentString(`
    mutation CreateJob($input: CreateJobInput!) {
  createJob(input: $input) {
    job {
      ...JobNow
    }
    position
    errors {
      code
      message
      path
    }
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}`) as unknown as TypedDocumentString<CreateJobMutation, CreateJobMutationVariables>;
export const ConfirmJobDocument = new TypedDocumentString(`
    mutation ConfirmJob($input: JobCommandInput!) {
  confirmJob(input: $input) {
    ...Commanded
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}
fragment Commanded on JobCommandPayload {
  job {
    ...JobNow
  }
  position
  errors {
    code
    message
    path
  }
}`) as unknown as TypedDocumentString<ConfirmJobMutation, ConfirmJobMutationVariables>;
export const CancelJobDocument = new TypedDocumentString(`
    mutation CancelJob($input: JobCommandInput!) {
  cancelJob(input: $input) {
    ...Commanded
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}
fragment Commanded on JobCommandPayload {
  job {
    ...JobNow
  }
  position
  errors {
    code
    message
    path
  }
}`) as unknown as TypedDocumentString<CancelJobMutation, CancelJobMutationVariables>;
export const PauseJobDocument = new TypedDocumentString(`
    mutation PauseJob($input: JobCommandInput!) {
  pauseJob(input: $input) {
    ...Commanded
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}
fragment Commanded on JobCommandPayload {
  job {
    ...JobNow
  }
  position
  errors {
    code
    message
    path
  }
}`) as unknown as TypedDocumentString<PauseJobMutation, PauseJobMutationVariables>;
export const ResumeJobDocument = new TypedDocumentString(`
    mutation ResumeJob($input: JobCommandInput!) {
  resumeJob(input: $input) {
    ...Commanded
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}
fragment Commanded on JobCommandPayload {
  job {
    ...JobNow
  }
  position
  errors {
    code
    message
    path
  }
}`) as unknown as TypedDocumentString<ResumeJobMutation, ResumeJobMutationVariables>;
export const RetryFailedTasksDocument = new TypedDocumentString(`
    mutation RetryFailedTasks($input: RetryFailedTasksInput!) {
  retryFailedTasks(input: $input) {
    job {
      ...JobNow
    }
    position
    errors {
      code
      message
      path
    }
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}`) as unknown as TypedDocumentString<RetryFailedTasksMutation, RetryFailedTasksMutationVariables>;
export const CloneJobDocument = new TypedDocumentString(`
    mutation CloneJob($input: CloneJobInput!) {
  cloneJob(input: $input) {
    job {
      ...JobNow
    }
    position
    errors {
      code
      message
      path
    }
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}`) as unknown as TypedDocumentString<CloneJobMutation, CloneJobMutationVariables>;
export const UpdateJobPriorityDocument = new TypedDocumentString(`
    mutation UpdateJobPriority($input: UpdateJobPriorityInput!) {
  updateJobPriority(input: $input) {
    ...Commanded
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}
fragment Commanded on JobCommandPayload {
  job {
    ...JobNow
  }
  position
  errors {
    code
    message
    path
  }
}`) as unknown as TypedDocumentString<UpdateJobPriorityMutation, UpdateJobPriorityMutationVariables>;
export const TagJobDocument = new TypedDocumentString(`
    mutation TagJob($input: TagJobInput!) {
  tagJob(input: $input) {
    ...Commanded
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}
fragment Commanded on JobCommandPayload {
  job {
    ...JobNow
  }
  position
  errors {
    code
    message
    path
  }
}`) as unknown as TypedDocumentString<TagJobMutation, TagJobMutationVariables>;
export const UpdateJobLimitsDocument = new TypedDocumentString(`
    mutation UpdateJobLimits($input: UpdateJobLimitsInput!) {
  updateJobLimits(input: $input) {
    ...Commanded
  }
}
    fragment JobNow on Job {
  id
  revision
  position
  status
  statusReason
  pausedBy
  outcome
  priority
  limits {
    maxConcurrency
    maxRequestsPerSecond
  }
  description
  tags {
    key
    value
  }
  operation {
    name
    ... on CopyObjectOperation {
      targetBucket
      targetKeyPrefix
    }
  }
  manifest {
    __typename
    location {
      bucket
      key
    }
    ... on GeneratedManifest {
      sourceBucket
    }
  }
  progress {
    total
    discovered
    succeeded
    failed
    unknown
    deferred
    claimed
    notStarted
    fraction
    failureRate
    tasksPerSecond
    estimatedSecondsRemaining
    activeSeconds
    updatedAt
  }
  failureReasons {
    code
    reason
  }
  allowedActions
  createdAt
  updatedAt
  startedAt
  endedAt
}
fragment Commanded on JobCommandPayload {
  job {
    ...JobNow
  }
  position
  errors {
    code
    message
    path
  }
}`) as unknown as TypedDocumentString<UpdateJobLimitsMutation, UpdateJobLimitsMutationVariables>;
export const DeleteJobDocument = new TypedDocumentString(`
    mutation DeleteJob($input: JobCommandInput!) {
  deleteJob(input: $input) {
    deletedJobId
    position
    errors {
      code
      message
      path
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteJobMutation, DeleteJobMutationVariables>;