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

/** What needs a grant of its own, because it destroys objects, lifts a protection or runs code. */
export type ExtraGrant =
  /** Run jobs that bypass governance retention. */
  | 'BYPASS_GOVERNANCE'
  /** Run jobs that delete objects. */
  | 'DELETE_OBJECTS'
  /** Run jobs that invoke functions. */
  | 'FUNCTIONS';

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

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { readonly viewer: { readonly name: string, readonly permissions: ReadonlyArray<Permission>, readonly grants: ReadonlyArray<ExtraGrant>, readonly expiresAt: string | null }, readonly engine: { readonly version: string } };

export type JobCountsQueryVariables = Exact<{ [key: string]: never; }>;


export type JobCountsQuery = { readonly jobCounts: ReadonlyArray<{ readonly status: JobStatus, readonly count: number }> };

export type JobListQueryVariables = Exact<{
  filter?: JobFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type JobListQuery = { readonly jobs: { readonly cursor: string, readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly position: number, readonly status: JobStatus, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly createdAt: string, readonly progress: { readonly total: number | null, readonly succeeded: number, readonly failed: number, readonly fraction: number | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type JobRowFragment = { readonly id: string, readonly position: number, readonly status: JobStatus, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly createdAt: string, readonly progress: { readonly total: number | null, readonly succeeded: number, readonly failed: number, readonly fraction: number | null } };

export type JobDetailQueryVariables = Exact<{
  id: string;
  atLeastPosition?: number | null | undefined;
}>;


export type JobDetailQuery = { readonly job: { readonly revision: number, readonly statusReason: string | null, readonly allowedActions: ReadonlyArray<JobAction>, readonly id: string, readonly position: number, readonly status: JobStatus, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly createdAt: string, readonly operation:
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
      | { readonly name: OperationName }
    , readonly progress: { readonly unknown: number, readonly tasksPerSecond: number | null, readonly estimatedSecondsRemaining: number | null, readonly total: number | null, readonly succeeded: number, readonly failed: number, readonly fraction: number | null }, readonly failureReasons: ReadonlyArray<{ readonly code: string, readonly reason: string }>, readonly failureGroups: ReadonlyArray<{ readonly errorCode: string, readonly count: number, readonly sampleMessage: string | null }>, readonly report: { readonly status: ReportStatus, readonly manifest: { readonly bucket: string, readonly key: string } | null } | null } | null };

export type FailedTasksQueryVariables = Exact<{
  id: string;
  errorCodes?: ReadonlyArray<string> | string | null | undefined;
  after?: string | null | undefined;
}>;


export type FailedTasksQuery = { readonly job: { readonly tasks: { readonly totalCount: number | null, readonly nodes: ReadonlyArray<{ readonly key: string | null, readonly errorCode: string | null, readonly message: string | null, readonly attempts: number }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type JobHistoryQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type JobHistoryQuery = { readonly job: { readonly history: { readonly nodes: ReadonlyArray<{ readonly position: number, readonly recordedAt: string, readonly type: string, readonly summary: string, readonly actor: { readonly kind: ActorKind, readonly name: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type CreateJobMutationVariables = Exact<{
  input: CreateJobInput;
}>;


export type CreateJobMutation = { readonly createJob: { readonly position: number | null, readonly job: { readonly id: string, readonly status: JobStatus } | null, readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } };

type Problem_ConflictError_Fragment = { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> };

type Problem_IdempotencyError_Fragment = { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> };

type Problem_InvalidJobStatusError_Fragment = { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> };

type Problem_JobNotFoundError_Fragment = { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> };

type Problem_ValidationError_Fragment = { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> };

export type ProblemFragment =
  | Problem_ConflictError_Fragment
  | Problem_IdempotencyError_Fragment
  | Problem_InvalidJobStatusError_Fragment
  | Problem_JobNotFoundError_Fragment
  | Problem_ValidationError_Fragment
;

export type ConfirmJobMutationVariables = Exact<{
  id: string;
  revision?: number | null | undefined;
  reason?: string | null | undefined;
}>;


export type ConfirmJobMutation = { readonly confirmJob: { readonly position: number | null, readonly errors: ReadonlyArray<
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } };

export type JobChangesSubscriptionVariables = Exact<{
  filter?: JobFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type JobChangesSubscription = { readonly jobs: { readonly cursor: string, readonly change: JobListChange, readonly jobId: string, readonly job: { readonly id: string, readonly position: number, readonly status: JobStatus, readonly outcome: JobOutcome | null, readonly priority: number, readonly description: string | null, readonly createdAt: string, readonly progress: { readonly total: number | null, readonly succeeded: number, readonly failed: number, readonly fraction: number | null } } | null } };

export type JobEventsSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
  fromStart?: boolean;
}>;


export type JobEventsSubscription = { readonly jobEvents: { readonly cursor: string, readonly event: { readonly position: number, readonly type: string, readonly category: JobEventCategory, readonly summary: string, readonly recordedAt: string } } };

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
export const JobRowFragmentDoc = new TypedDocumentString(`
    fragment JobRow on Job {
  id
  position
  status
  outcome
  priority
  description
  createdAt
  progress {
    total
    succeeded
    failed
    fraction
  }
}
    `, {"fragmentName":"JobRow"}) as unknown as TypedDocumentString<JobRowFragment, unknown>;
export const ProblemFragmentDoc = new TypedDocumentString(`
    fragment Problem on UserError {
  code
  message
  path
}
    `, {"fragmentName":"Problem"}) as unknown as TypedDocumentString<ProblemFragment, unknown>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    name
    permissions
    grants
    expiresAt
  }
  engine {
    version
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const JobCountsDocument = new TypedDocumentString(`
    query JobCounts {
  jobCounts {
    status
    count
  }
}
    `) as unknown as TypedDocumentString<JobCountsQuery, JobCountsQueryVariables>;
export const JobListDocument = new TypedDocumentString(`
    query JobList($filter: JobFilter, $after: String) {
  jobs(filter: $filter, first: 50, after: $after) {
    cursor
    totalCount
    nodes {
      ...JobRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment JobRow on Job {
  id
  position
  status
  outcome
  priority
  description
  createdAt
  progress {
    total
    succeeded
    failed
    fraction
  }
}`) as unknown as TypedDocumentString<JobListQuery, JobListQueryVariables>;
export const JobDetailDocument = new TypedDocumentString(`
    query JobDetail($id: ID!, $atLeastPosition: Long) {
  job(id: $id, atLeastPosition: $atLeastPosition) {
    ...JobRow
    revision
    statusReason
    allowedActions
    operation {
      name
    }
    progress {
      unknown
      tasksPerSecond
      estimatedSecondsRemaining
    }
    failureReasons {
      code
      reason
    }
    failureGroups {
      errorCode
      count
      sampleMessage
    }
    report {
      status
      manifest {
        bucket
        key
      }
    }
  }
}
    fragment JobRow on Job {
  id
  position
  status
  outcome
  priority
  description
  createdAt
  progress {
    total
    succeeded
    failed
    fraction
  }
}`) as unknown as TypedDocumentString<JobDetailQuery, JobDetailQueryVariables>;
export const FailedTasksDocument = new TypedDocumentString(`
    query FailedTasks($id: ID!, $errorCodes: [String!], $after: String) {
  job(id: $id) {
    tasks(
      filter: {outcome: FAILED, errorCodes: $errorCodes}
      first: 100
      after: $after
    ) {
      totalCount
      nodes {
        key
        errorCode
        message
        attempts
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FailedTasksQuery, FailedTasksQueryVariables>;
export const JobHistoryDocument = new TypedDocumentString(`
    query JobHistory($id: ID!, $after: String) {
  job(id: $id) {
    history(first: 100, after: $after) {
      nodes {
        position
        recordedAt
        type
        summary
        actor {
          kind
          name
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<JobHistoryQuery, JobHistoryQueryVariables>;
export const CreateJobDocument = new TypedDocumentString(`
    mutation CreateJob($input: CreateJobInput!) {
  createJob(input: $input) {
    position
    job {
      id
      status
    }
    errors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<CreateJobMutation, CreateJobMutationVariables>;
export const ConfirmJobDocument = new TypedDocumentString(`
    mutation ConfirmJob($id: ID!, $revision: Long, $reason: String) {
  confirmJob(input: {id: $id, expectedRevision: $revision, reason: $reason}) {
    position
    errors {
      ...Problem
    }
  }
}
    fragment Problem on UserError {
  code
  message
  path
}`) as unknown as TypedDocumentString<ConfirmJobMutation, ConfirmJobMutationVariables>;
export const JobChangesDocument = new TypedDocumentString(`
    subscription JobChanges($filter: JobFilter, $after: EventCursor) {
  jobs(filter: $filter, after: $after) {
    cursor
    change
    jobId
    job {
      ...JobRow
    }
  }
}
    fragment JobRow on Job {
  id
  position
  status
  outcome
  priority
  description
  createdAt
  progress {
    total
    succeeded
    failed
    fraction
  }
}`) as unknown as TypedDocumentString<JobChangesSubscription, JobChangesSubscriptionVariables>;
export const JobEventsDocument = new TypedDocumentString(`
    subscription JobEvents($id: ID!, $after: EventCursor, $fromStart: Boolean! = false) {
  jobEvents(jobId: $id, after: $after, fromStart: $fromStart) {
    cursor
    event {
      position
      type
      category
      summary
      recordedAt
    }
  }
}
    `) as unknown as TypedDocumentString<JobEventsSubscription, JobEventsSubscriptionVariables>;