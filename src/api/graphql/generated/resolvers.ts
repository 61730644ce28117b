import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { NodeParent, EngineParent, JobSnapshotParent, ManifestParent, CsvManifestParent, InventoryManifestParent, GeneratedManifestParent, FailedTasksManifestParent, ReportFileParent, CopyObjectParent, PutObjectTaggingParent, DeleteObjectTaggingParent, PutObjectAclParent, RestoreObjectParent, PutObjectLegalHoldParent, MergeObjectTagsParent, InvokeFunctionParent, ComputeChecksumParent, DeleteObjectParent, PutObjectRetentionParent, ReportParent, TaskParent, TaskTimelineParent, StoreParent, FailureGroupParent, BulkParent, JobEventParent, CommandParent } from '../parents.ts';
import type { JobRow } from '../../../readmodels/read-models.ts';
import type { ManifestFilter, ManifestOutputSpec, OperationSpec } from '../../../job/spec.ts';
import type { TaskMomentRow } from '../../../readmodels/task-timeline.ts';
import type { BulkRow } from '../../../readmodels/bulk-queries.ts';
import type { Context } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An unsigned integer of any size, carried as a decimal string. Sizes in bytes. */
  BigInt: { input: string; output: number; }
  /** An instant, RFC 3339, UTC, millisecond precision: `2026-01-31T09:30:00.000Z`. */
  DateTime: { input: string; output: string; }
  /**
   * A place in the ordered log of events, opaque to clients; unlike a position it may lie between the tasks of one event. A
   * cursor from any query or subscription message may be given to `after` of a subscription. Cursors stay valid across
   * restarts of the engine.
   */
  EventCursor: { input: string; output: string; }
  /** Any JSON value. Used for event bodies, whose shape belongs to the event type and not to this schema. */
  JSON: { input: unknown; output: unknown; }
  /** An integer between -(2^53-1) and 2^53-1, carried as a JSON number. Counts, manifest rows, revisions and positions. */
  Long: { input: number; output: number; }
  /** An absolute URL, or a path on this server starting with `/`. */
  URL: { input: string; output: string; }
};

/** One grant. */
export type AclGrant = {
  readonly __typename?: 'AclGrant';
  /** Who. */
  readonly grantee: Scalars['String']['output'];
  /** How the grantee is named. */
  readonly granteeType: GranteeType;
  /** What. */
  readonly permission: AclPermission;
};

/** One grant. */
export type AclGrantInput = {
  /** Who. */
  readonly grantee: Scalars['String']['input'];
  /** How the grantee is named. */
  readonly granteeType: GranteeType;
  /** What. */
  readonly permission: AclPermission;
};

/** Exactly one of a canned and an explicit access control list. */
export type AclInput =
  /** Canned list. */
  { readonly canned: CannedAcl; readonly explicit?: never; }
  |  /** Explicit list. */
  { readonly canned?: never; readonly explicit: ExplicitAclInput; };

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

/** Who did something. */
export type Actor = {
  readonly __typename?: 'Actor';
  /** Id of the user (`local`, `token:` and the name of a token, `jwt:` and the subject of one), or of the process. */
  readonly id: Scalars['String']['output'];
  /** Kind of actor. */
  readonly kind: ActorKind;
  /** Name for display. */
  readonly name: Scalars['String']['output'];
};

/** Kind of actor. */
export type ActorKind =
  /** The engine itself. */
  | 'ENGINE'
  /** A person or a program. */
  | 'USER';

/** What the comparison of a hash found. */
export type AuditVerdict =
  /** They differ: outcomes were changed, dropped or moved. */
  | 'DIFFERENT'
  /** They are the same. */
  | 'INTACT'
  /** The engine has none: the job has not ended, or an older version ended it without a report. */
  | 'NOT_RECORDED';

/** A bucket. */
export type Bucket = {
  readonly __typename?: 'Bucket';
  /** When it was created; null where the store does not tell. */
  readonly createdAt: Maybe<Scalars['DateTime']['output']>;
  /** Name. */
  readonly name: Scalars['String']['output'];
};

/** Buckets of a store. */
export type BucketListing = {
  readonly __typename?: 'BucketListing';
  /** Buckets. */
  readonly buckets: ReadonlyArray<Bucket>;
  /** Place of this page in the list. */
  readonly pageInfo: PageInfo;
};

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

/**
 * One command to many jobs. It is written down with the list of them, and then carried out by the engine, whoever is
 * connected: also after a restart, and by another process when the first is gone. Each job takes or refuses it by itself, as
 * if it were asked alone by whoever gave it, with the rights of that moment; its history has the id of this as
 * `correlationId`. Kept as long as a job that has ended.
 */
export type BulkCommand = {
  readonly __typename?: 'BulkCommand';
  /** What each job is told. */
  readonly action: BulkAction;
  /** When it was given. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Who gave it. */
  readonly createdBy: Actor;
  /** Jobs that took the command, those included that were as asked already. */
  readonly done: Scalars['Long']['output'];
  /** When it ended. */
  readonly endedAt: Maybe<Scalars['DateTime']['output']>;
  /** The id. */
  readonly id: Scalars['ID']['output'];
  /** How many jobs it is about. */
  readonly jobs: Scalars['Long']['output'];
  /** Jobs that were not told: yet, or ever when it has ended. */
  readonly left: Scalars['Long']['output'];
  /** The priority that each job was given; null for other actions. */
  readonly priority: Maybe<Scalars['Int']['output']>;
  /** Why, as each job was told. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** Why jobs refused it. */
  readonly refusals: ReadonlyArray<BulkRefusal>;
  /** Jobs that refused it. */
  readonly refused: Scalars['Long']['output'];
  /** Where it stands. */
  readonly status: BulkStatus;
};

/** Page of bulk commands. */
export type BulkCommandConnection = {
  readonly __typename?: 'BulkCommandConnection';
  /** Items with their cursors. */
  readonly edges: ReadonlyArray<BulkCommandEdge>;
  /** Items. */
  readonly nodes: ReadonlyArray<BulkCommand>;
  /** Place of this page in the list. */
  readonly pageInfo: PageInfo;
};

/** A bulk command in a page. */
export type BulkCommandEdge = {
  readonly __typename?: 'BulkCommandEdge';
  /** Cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The bulk command. */
  readonly node: BulkCommand;
};

/** Outcome of a command to many jobs: what stands in its own way. What each job says is told by the bulk command. */
export type BulkCommandPayload = {
  readonly __typename?: 'BulkCommandPayload';
  /** The bulk command; null when there are errors. */
  readonly bulkCommand: Maybe<BulkCommand>;
  /** What stands in the way; empty on success. */
  readonly errors: ReadonlyArray<UserError>;
  /** Place in the log that holds what was written; null when there are errors. */
  readonly position: Maybe<Scalars['Long']['output']>;
};

/** Jobs that refused a bulk command for one reason. */
export type BulkRefusal = {
  readonly __typename?: 'BulkRefusal';
  /** Short code, as in `errors` of a single command, or `FORBIDDEN` where the rights of whoever gave it do not reach. */
  readonly code: Scalars['String']['output'];
  /** The first of them, at most 5. */
  readonly examples: ReadonlyArray<BulkRefusedJob>;
  /** How many jobs. */
  readonly jobs: Scalars['Long']['output'];
};

/** A job that refused a bulk command. */
export type BulkRefusedJob = {
  readonly __typename?: 'BulkRefusedJob';
  /** The job. */
  readonly jobId: Scalars['ID']['output'];
  /** Explanation in English. */
  readonly message: Scalars['String']['output'];
};

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
  readonly clientRequestToken: Scalars['String']['input'];
  /** The job to clone. */
  readonly id: Scalars['ID']['input'];
  /** Settings to replace. */
  readonly overrides?: InputMaybe<JobOverridesInput>;
};

/** A command to many jobs. */
export type CommandJobsInput = {
  /** What each is told. */
  readonly action: BulkAction;
  /** Every job is meant: with a filter without any condition, which is refused without this, and with nothing else. */
  readonly all: Scalars['Boolean']['input'];
  /** Only when these are so many jobs now; else it is refused with COUNT_CHANGED, and no job is told. */
  readonly expectedJobs?: InputMaybe<Scalars['Int']['input']>;
  /** Which jobs. */
  readonly jobs: JobSelectionInput;
  /** Priority, 0 to 2147483647; with UPDATE_PRIORITY alone. */
  readonly priority?: InputMaybe<Scalars['Int']['input']>;
  /** Why; kept in the history of each. 1 to 256 characters; not with UPDATE_PRIORITY. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
};

/** What a command to many jobs would meet. */
export type CommandPreview = {
  readonly __typename?: 'CommandPreview';
  /** Those of them that would take it, now and from this caller. */
  readonly allowed: Scalars['Long']['output'];
  /** Those of the allowed ones that delete objects. */
  readonly deleting: Scalars['Long']['output'];
  /** Those that allow it, but not to this caller. */
  readonly forbidden: Scalars['Long']['output'];
  /** Jobs that the filter finds; `expectedJobs` of the command. */
  readonly jobs: Scalars['Long']['output'];
  /** Those that do not allow it as they stand, by status. A job that the scheduler has paused cannot be resumed. */
  readonly notAllowed: ReadonlyArray<JobStatusCount>;
};

/** The completion report of a job. */
export type CompletionReport = {
  readonly __typename?: 'CompletionReport';
  /** Bucket it is written to. */
  readonly bucket: Scalars['String']['output'];
  /** Account the bucket must belong to. */
  readonly expectedBucketOwner: Maybe<Scalars['String']['output']>;
  /** Why it could not be written. */
  readonly failure: Maybe<Scalars['String']['output']>;
  /** Its result files; empty until READY. */
  readonly files: ReportFileConnection;
  /** Its `manifest.json`, when READY. */
  readonly manifest: Maybe<ObjectLocation>;
  /** Prefix of its keys. */
  readonly prefix: Maybe<Scalars['String']['output']>;
  /** Which tasks it lists. */
  readonly scope: ReportScope;
  /** Where it is in its making. */
  readonly status: ReportStatus;
  /** Store it is written to. */
  readonly store: Scalars['String']['output'];
};


/** The completion report of a job. */
export type CompletionReportFilesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** Parameters of a checksum. */
export type ComputeChecksumInput = {
  /** Algorithm. The XXHASH ones are not computed by this engine. */
  readonly algorithm: ChecksumAlgorithm;
  /** Over the whole object; over its parts is not possible here. */
  readonly type: ChecksumType;
};

/** Computes a checksum of each object; the value is the message of the task. The object does not change. */
export type ComputeChecksumOperation = Operation & {
  readonly __typename?: 'ComputeChecksumOperation';
  /** Algorithm. */
  readonly algorithm: ChecksumAlgorithm;
  /** Which operation. */
  readonly name: OperationName;
  /** Over the whole object or over its parts. */
  readonly type: ChecksumType;
};

/** The job changed since the caller read it. */
export type ConflictError = UserError & {
  readonly __typename?: 'ConflictError';
  /** Revision the job has. */
  readonly actualRevision: Scalars['Long']['output'];
  /** `CONFLICT`. */
  readonly code: Scalars['String']['output'];
  /** Revision the caller expected. */
  readonly expectedRevision: Scalars['Long']['output'];
  /** Explanation in English. */
  readonly message: Scalars['String']['output'];
  /** Where in the input. */
  readonly path: ReadonlyArray<Scalars['String']['output']>;
};

/** Parameters of a copy. */
export type CopyObjectInput = {
  /** Canned access control list; excludes grants. */
  readonly cannedAcl?: InputMaybe<CannedAcl>;
  /** Checksum algorithm of the copy. */
  readonly checksumAlgorithm?: InputMaybe<ChecksumAlgorithm>;
  /** Copy objects over 5 GB by parts; off: such tasks fail, as on Amazon S3. */
  readonly copyLargeObjects: Scalars['Boolean']['input'];
  /** Encryption of the copy. */
  readonly encryption?: InputMaybe<ObjectEncryptionInput>;
  /** Grants, without WRITE; excludes a canned list. */
  readonly grants?: InputMaybe<ReadonlyArray<AclGrantInput>>;
  /** Legal hold of the copy. */
  readonly legalHold?: InputMaybe<LegalHoldStatus>;
  /** New metadata; not together with COPY. */
  readonly metadata?: InputMaybe<ObjectMetadataInput>;
  /** Whether metadata is copied or replaced. Left out: REPLACE when metadata is given, else COPY. */
  readonly metadataDirective?: InputMaybe<MetadataDirective>;
  /** Copy only objects changed since. */
  readonly modifiedSince?: InputMaybe<Scalars['DateTime']['input']>;
  /** New tags, up to 10; leave out to keep those of the source, an empty list for none. */
  readonly newTags?: InputMaybe<ReadonlyArray<TagInput>>;
  /** Website redirect of the copy, 1 to 2048 characters. */
  readonly redirectLocation?: InputMaybe<Scalars['String']['input']>;
  /** The requester pays for reading the source. */
  readonly requesterPays: Scalars['Boolean']['input'];
  /** Retention of the copy. */
  readonly retention?: InputMaybe<ObjectRetentionInput>;
  /** Storage class of the copy. */
  readonly storageClass?: InputMaybe<StorageClass>;
  /** Bucket to copy into, by name or ARN. */
  readonly targetBucket: Scalars['String']['input'];
  /** Prefix put before each key and set off by one `/`, 1 to 1024 characters. */
  readonly targetKeyPrefix?: InputMaybe<Scalars['String']['input']>;
  /**
   * Template of each new key, 1 to 1024 characters; excludes `targetKeyPrefix`. `{key}` stands for the whole key,
   * `{folder}` for what it has up to and with its last `/`, `{file}` for the rest, `{versionId}` for the version, or
   * nothing. Braces of the text itself are doubled. It holds `{key}` or `{file}`.
   */
  readonly targetKeyTemplate?: InputMaybe<Scalars['String']['input']>;
  /** Name of a configured store to copy into; left out: the store of the source. Into another store objects are streamed. */
  readonly targetStore?: InputMaybe<Scalars['String']['input']>;
  /** Copy only objects not changed since. */
  readonly unmodifiedSince?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Copies each object. Into a versioned bucket, a repeated call makes one more version. */
export type CopyObjectOperation = Operation & {
  readonly __typename?: 'CopyObjectOperation';
  /** Canned access control list of the copy. */
  readonly cannedAcl: Maybe<CannedAcl>;
  /** Checksum algorithm of the copy. */
  readonly checksumAlgorithm: Maybe<ChecksumAlgorithm>;
  /** Whether objects over 5 GB are copied by parts. */
  readonly copyLargeObjects: Scalars['Boolean']['output'];
  /** Encryption of the copy. */
  readonly encryption: Maybe<ObjectEncryption>;
  /** Grants of the copy. */
  readonly grants: ReadonlyArray<AclGrant>;
  /** Legal hold of the copy. */
  readonly legalHold: Maybe<LegalHoldStatus>;
  /** Metadata of the copy when replaced. */
  readonly metadata: Maybe<ObjectMetadata>;
  /** Whether metadata is copied or replaced. */
  readonly metadataDirective: MetadataDirective;
  /** Copy only objects changed since. */
  readonly modifiedSince: Maybe<Scalars['DateTime']['output']>;
  /** Which operation. */
  readonly name: OperationName;
  /** Tags of the copy; null keeps those of the source. */
  readonly newTags: Maybe<ReadonlyArray<Tag>>;
  /** Website redirect of the copy. */
  readonly redirectLocation: Maybe<Scalars['String']['output']>;
  /** The requester pays for reading the source. */
  readonly requesterPays: Scalars['Boolean']['output'];
  /** Retention of the copy. */
  readonly retention: Maybe<ObjectRetention>;
  /** Storage class of the copy. */
  readonly storageClass: Maybe<StorageClass>;
  /** Bucket to copy into. */
  readonly targetBucket: Scalars['String']['output'];
  /** Prefix put before each key. */
  readonly targetKeyPrefix: Maybe<Scalars['String']['output']>;
  /** Template of each new key. */
  readonly targetKeyTemplate: Maybe<Scalars['String']['output']>;
  /** Store to copy into. */
  readonly targetStore: Scalars['String']['output'];
  /** Copy only objects not changed since. */
  readonly unmodifiedSince: Maybe<Scalars['DateTime']['output']>;
};

/** A new job. */
export type CreateJobInput = {
  /** Makes the command safe to repeat: the same token with the same spec gives the same job. 1 to 64 characters. */
  readonly clientRequestToken: Scalars['String']['input'];
  /** What to run, over what, and how. */
  readonly spec: JobSpecInput;
};

/** Outcome of a command that creates a job. */
export type CreateJobPayload = {
  readonly __typename?: 'CreateJobPayload';
  /** What stands in the way; empty on success. */
  readonly errors: ReadonlyArray<UserError>;
  /** The new job; null when there are errors. */
  readonly job: Maybe<Job>;
  /** Place in the log that holds what the command wrote; null when there are errors. */
  readonly position: Maybe<Scalars['Long']['output']>;
};

/** A CSV file of objects. */
export type CsvManifest = Manifest & {
  readonly __typename?: 'CsvManifest';
  /** Meaning of its columns, in order. */
  readonly fields: ReadonlyArray<ManifestField>;
  /** Whether its first line names the columns and is no object. */
  readonly headerRow: Scalars['Boolean']['output'];
  /** Where the list is stored. */
  readonly location: Maybe<ObjectLocation>;
  /** Store of the listed objects. */
  readonly sourceStore: Scalars['String']['output'];
};

/** A CSV file of objects, without a header row unless it is said. */
export type CsvManifestInput = {
  /** Meaning of its columns, in order: BUCKET and KEY once, VERSION_ID or OPTIONAL_VERSION_ID at most once. */
  readonly fields: ReadonlyArray<ManifestField>;
  /**
   * The first line names the columns, Bucket and Key among them, and is no object. Said of a file without such a line, the
   * job fails before its first task. Rows are counted from the line after it.
   */
  readonly headerRow: Scalars['Boolean']['input'];
  /** The file. */
  readonly object: ObjectRefInput;
  /** Name of the configured store of the listed objects; left out: the store of the file. */
  readonly sourceStore?: InputMaybe<Scalars['String']['input']>;
};

/** Outcome of deleting a job. */
export type DeleteJobPayload = {
  readonly __typename?: 'DeleteJobPayload';
  /** Id of the deleted job; null when there are errors. */
  readonly deletedJobId: Maybe<Scalars['ID']['output']>;
  /** What stands in the way; empty on success. */
  readonly errors: ReadonlyArray<UserError>;
  /** Place in the log that holds what the command wrote; null when there are errors. */
  readonly position: Maybe<Scalars['Long']['output']>;
};

/** Parameters of a deletion. */
export type DeleteObjectInput = {
  /** Delete also what governance retention protects. Needs the grant BYPASS_GOVERNANCE. */
  readonly bypassGovernance: Scalars['Boolean']['input'];
};

/** Deletes each object or, where the manifest gives one, its version. */
export type DeleteObjectOperation = Operation & {
  readonly __typename?: 'DeleteObjectOperation';
  /** Delete also what governance retention protects. */
  readonly bypassGovernance: Scalars['Boolean']['output'];
  /** Which operation. */
  readonly name: OperationName;
};

/** Removes all tags of each object. */
export type DeleteObjectTaggingOperation = Operation & {
  readonly __typename?: 'DeleteObjectTaggingOperation';
  /** Which operation. */
  readonly name: OperationName;
};

/** Server-side encryption algorithms. */
export type EncryptionAlgorithm =
  /** Keys of the object store. */
  | 'AES256'
  /** Keys of a key-management service. */
  | 'KMS';

/** A kind of encryption a generator filters by. */
export type EncryptionFilter = {
  readonly __typename?: 'EncryptionFilter';
  /** Only with or without a bucket key, for SSE_KMS. */
  readonly bucketKeyEnabled: Maybe<Scalars['Boolean']['output']>;
  /** Kind. */
  readonly kind: EncryptionKind;
  /** Only with this key, for SSE_KMS and DSSE_KMS. */
  readonly kmsKeyArn: Maybe<Scalars['String']['output']>;
};

/** A kind of encryption a generator filters by. */
export type EncryptionFilterInput = {
  /** Only with or without a bucket key, for SSE_KMS. */
  readonly bucketKeyEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** Kind. */
  readonly kind: EncryptionKind;
  /** Only with this key, for SSE_KMS and DSSE_KMS. */
  readonly kmsKeyArn?: InputMaybe<Scalars['String']['input']>;
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

/** The running engine. */
export type Engine = {
  readonly __typename?: 'Engine';
  /** Whether it has read all that was there; lists fail with READ_MODEL_BEHIND until then. */
  readonly caughtUp: Scalars['Boolean']['output'];
  /** The parts that this process depends on, each with its health: what is wrong when jobs stand still. */
  readonly components: ReadonlyArray<EngineComponent>;
  /** Where the events are kept. */
  readonly eventStore: EventStore;
  /** Limits a client should respect. */
  readonly limits: EngineLimits;
  /** How far this process has read the log. */
  readonly readModelPosition: Scalars['Long']['output'];
  /** When this process started. */
  readonly startedAt: Scalars['DateTime']['output'];
  /** Version of the engine. */
  readonly version: Scalars['String']['output'];
};

/** A part that the engine depends on. */
export type EngineComponent = {
  readonly __typename?: 'EngineComponent';
  /** What is wrong; null when nothing is. */
  readonly message: Maybe<Scalars['String']['output']>;
  /** `event-store`, `read-models`, `store:NAME` for each configured store that the caller may use, and, where such are sent, `notices` (to `NOTIFY_URL`), `notices:mail` (to `NOTIFY_MAIL_TO`) and `notices:NAME` for each destination of the config file. */
  readonly name: Scalars['String']['output'];
  /** Whether it works. */
  readonly state: HealthState;
};

/** Limits of this engine. */
export type EngineLimits = {
  readonly __typename?: 'EngineLimits';
  /** Most jobs that are ACTIVE at once; the others are READY and wait for their turn. */
  readonly maxActiveJobs: Scalars['Int']['output'];
  /** Most aliases in one operation. */
  readonly maxAliases: Scalars['Int']['output'];
  /** Deepest nesting of one operation. */
  readonly maxDepth: Scalars['Int']['output'];
  /** Most objects one operation may ask for. */
  readonly maxNodes: Scalars['Int']['output'];
  /** Largest page of any list. */
  readonly maxPageSize: Scalars['Int']['output'];
  /** Most rows that a manifest may have, whatever the operation. */
  readonly maxRows: Scalars['Long']['output'];
  /** Largest number of live subscriptions on one connection. */
  readonly maxSubscriptions: Scalars['Int']['output'];
  /** Most tokens in one document. */
  readonly maxTokens: Scalars['Int']['output'];
};

/** The event store of an engine. */
export type EventStore = {
  readonly __typename?: 'EventStore';
  /** Its address, without the password, for callers with ADMIN; for others `eventstoredb`. `embedded` for the one in a file. */
  readonly address: Scalars['String']['output'];
  /** Whether one process owns it or many share it. */
  readonly kind: EventStoreKind;
  /** Whether it answered the last call of this process. Work waits while it does not. */
  readonly reachable: Scalars['Boolean']['output'];
};

/** Kinds of event store. */
export type EventStoreKind =
  /** One SQLite file, for one process. */
  | 'EMBEDDED'
  /** EventStoreDB, for any number of processes. */
  | 'EVENTSTOREDB';

/** An explicit access control list. */
export type ExplicitAclInput = {
  /** Grants. */
  readonly grants: ReadonlyArray<AclGrantInput>;
  /** Canonical id of the owner. */
  readonly ownerId: Scalars['String']['input'];
};

/** What needs a grant of its own, because it destroys objects, lifts a protection or runs code. */
export type ExtraGrant =
  /** Run jobs that bypass governance retention. */
  | 'BYPASS_GOVERNANCE'
  /** Run jobs that delete objects. */
  | 'DELETE_OBJECTS'
  /** Run jobs that invoke functions. */
  | 'FUNCTIONS';

/** The failed tasks of another job, taken from the log; see `Job.retryOf`. */
export type FailedTasksManifest = Manifest & {
  readonly __typename?: 'FailedTasksManifest';
  /** Only tasks with these error codes; empty for all. */
  readonly errorCodes: ReadonlyArray<Scalars['String']['output']>;
  /** Only keys starting so; null for all. */
  readonly keyPrefix: Maybe<Scalars['String']['output']>;
  /** Always null: the list is in the log. */
  readonly location: Maybe<ObjectLocation>;
  /** Store of the listed objects. */
  readonly sourceStore: Scalars['String']['output'];
};

/** Failed tasks with the same error code. */
export type FailureGroup = {
  readonly __typename?: 'FailureGroup';
  /** Number of tasks. */
  readonly count: Scalars['Long']['output'];
  /** Error code. */
  readonly errorCode: Scalars['String']['output'];
  /** When the first of them was recorded. */
  readonly firstSeenAt: Scalars['DateTime']['output'];
  /** HTTP status that came with it, when always the same. */
  readonly httpStatus: Maybe<Scalars['Int']['output']>;
  /** When the last of them was recorded. */
  readonly lastSeenAt: Scalars['DateTime']['output'];
  /** One of the messages. */
  readonly sampleMessage: Maybe<Scalars['String']['output']>;
  /** Some of the tasks. */
  readonly sampleTasks: ReadonlyArray<Task>;
  /** Share of all failed tasks, 0 to 1. */
  readonly share: Scalars['Float']['output'];
};


/** Failed tasks with the same error code. */
export type FailureGroupSampleTasksArgs = {
  first?: Scalars['Int']['input'];
};

/** When too many failing tasks end the job. */
export type FailureThreshold = {
  readonly __typename?: 'FailureThreshold';
  /** Fail when the failure rate is above this, 0 to 1. */
  readonly maximumFailureRate: Scalars['Float']['output'];
  /** Not before this many tasks ended. */
  readonly minimumTasks: Scalars['Long']['output'];
};

/** When too many failing tasks end the job. */
export type FailureThresholdInput = {
  /** Fail when the failure rate is above this, 0 to 1; 1 never fails. */
  readonly maximumFailureRate: Scalars['Float']['input'];
  /** Not before this many tasks ended. */
  readonly minimumTasks: Scalars['Long']['input'];
};

/** A list made by the engine from the contents of a bucket. */
export type GeneratedManifest = Manifest & {
  readonly __typename?: 'GeneratedManifest';
  /** Account the bucket must belong to. */
  readonly expectedBucketOwner: Maybe<Scalars['String']['output']>;
  /** Which of its objects. */
  readonly filter: ManifestGeneratorFilter;
  /** Where the list is kept; null until it is made, and when it is not kept. */
  readonly location: Maybe<ObjectLocation>;
  /** Where the list is to be kept; null when it is not. */
  readonly output: Maybe<ManifestOutput>;
  /** Bucket that is listed. */
  readonly sourceBucket: Scalars['String']['output'];
  /** Store of the listed objects. */
  readonly sourceStore: Scalars['String']['output'];
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

/** The same clientRequestToken was used with another input. */
export type IdempotencyError = UserError & {
  readonly __typename?: 'IdempotencyError';
  /** `IDEMPOTENCY_MISMATCH`. */
  readonly code: Scalars['String']['output'];
  /** The job that was created with the token. */
  readonly jobId: Scalars['ID']['output'];
  /** Explanation in English. */
  readonly message: Scalars['String']['output'];
  /** Where in the input. */
  readonly path: ReadonlyArray<Scalars['String']['output']>;
};

/** The job is in a status that does not allow the command. */
export type InvalidJobStatusError = UserError & {
  readonly __typename?: 'InvalidJobStatusError';
  /** What is allowed instead. */
  readonly allowedActions: ReadonlyArray<JobAction>;
  /** `INVALID_JOB_STATUS`. */
  readonly code: Scalars['String']['output'];
  /** Explanation in English. */
  readonly message: Scalars['String']['output'];
  /** Where in the input. */
  readonly path: ReadonlyArray<Scalars['String']['output']>;
  /** Status it is in. */
  readonly status: JobStatus;
};

/** An S3 Inventory report in CSV: a `manifest.json` that lists gzip files of rows. */
export type InventoryManifest = Manifest & {
  readonly __typename?: 'InventoryManifest';
  /** Where its `manifest.json` is stored. */
  readonly location: Maybe<ObjectLocation>;
  /** Store of the listed objects. */
  readonly sourceStore: Scalars['String']['output'];
};

/** An S3 Inventory report in CSV. */
export type InventoryManifestInput = {
  /** Its `manifest.json`. */
  readonly object: ObjectRefInput;
  /** Name of the configured store of the listed objects; left out: the store of the report. */
  readonly sourceStore?: InputMaybe<Scalars['String']['input']>;
};

/** Parameters of a function. */
export type InvokeFunctionInput = {
  /** Name or ARN of a configured function, with alias or version when wanted. Never a URL. */
  readonly function: Scalars['String']['input'];
  /** Version of the request and response shape, `1.0` or `2.0`. */
  readonly invocationSchemaVersion: Scalars['String']['input'];
  /** Arguments given with every invocation, up to 10: keys of 1 to 64, values of up to 1024 characters. Needs schema 2.0. */
  readonly userArguments?: InputMaybe<ReadonlyArray<KeyValueInput>>;
};

/** Invokes a function for each object. After a crash it may be invoked again for the same object. */
export type InvokeFunctionOperation = Operation & {
  readonly __typename?: 'InvokeFunctionOperation';
  /** Name or ARN of a configured function. */
  readonly function: Scalars['String']['output'];
  /** Version of the request and response shape, `1.0` or `2.0`. */
  readonly invocationSchemaVersion: Scalars['String']['output'];
  /** Which operation. */
  readonly name: OperationName;
  /** Arguments given with every invocation (schema 2.0). */
  readonly userArguments: ReadonlyArray<KeyValue>;
};

/** A job: one operation over every object of a manifest. */
export type Job = JobView & Node & {
  readonly __typename?: 'Job';
  /** What the caller can do to this job now. */
  readonly allowedActions: ReadonlyArray<JobAction>;
  /** ARN of the job, as the S3 Control interface gives it. */
  readonly arn: Scalars['String']['output'];
  /**
   * The job as it was, rebuilt from its events up to a moment. Null when the job did not exist then, or has no such
   * revision. Fails with READ_MODEL_BEHIND while the engine is still reading the log.
   */
  readonly asOf: Maybe<JobSnapshot>;
  /** The whole history as a file, and the hash that it can be checked by. */
  readonly audit: JobAudit;
  /** The job this one was cloned from. Null when there is none or it has expired. */
  readonly clonedFrom: Maybe<Job>;
  /** Whether the job waits for confirmation before it runs. */
  readonly confirmationRequired: Scalars['Boolean']['output'];
  /** When it was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Who created it. */
  readonly createdBy: Actor;
  /** The same place, for `after` of a subscription. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** Description given by its creator. */
  readonly description: Maybe<Scalars['String']['output']>;
  /** When it ended. */
  readonly endedAt: Maybe<Scalars['DateTime']['output']>;
  /** When the engine will remove it; null until it has ended. */
  readonly expiresAt: Maybe<Scalars['DateTime']['output']>;
  /** Failed tasks grouped by error code, most frequent first. The counts are exact. */
  readonly failureGroups: ReadonlyArray<FailureGroup>;
  /** Why the job failed; empty unless it did. Failed tasks alone do not make a job fail. */
  readonly failureReasons: ReadonlyArray<JobFailureReason>;
  /** When the job fails on its own because too many tasks fail. */
  readonly failureThreshold: FailureThreshold;
  /**
   * The events of the life of this job: the audit trail. With the category EXECUTION it is read from the log itself, in the
   * direction ASC and forwards; a page of that may be shorter than asked for, or empty: go on while `hasNextPage`.
   */
  readonly history: JobEventConnection;
  /** The job id. */
  readonly id: Scalars['ID']['output'];
  /** How fast it may run. */
  readonly limits: JobLimits;
  /** The list of objects. */
  readonly manifest: Manifest;
  /** What runs on every object. */
  readonly operation: Operation;
  /** Stores that do not answer now, so that tasks of this job wait; empty when all do. */
  readonly outages: ReadonlyArray<StoreOutage>;
  /** How it came out; null until it has ended. */
  readonly outcome: Maybe<JobOutcome>;
  /** Who paused it; null unless PAUSING or PAUSED. */
  readonly pausedBy: Maybe<PausedBy>;
  /** Place in the log of the last event that is included, from any stream of the job. Grows with progress too. */
  readonly position: Scalars['Long']['output'];
  /** Whether the operation was tried on a scratch object before the first task. */
  readonly preflight: PreflightState;
  /** Priority; higher runs first. */
  readonly priority: Scalars['Int']['output'];
  /** Counts, rate and estimate. */
  readonly progress: JobProgress;
  /**
   * Where it stands among the jobs that wait for a slot: READY, or PAUSED by the engine to make room for another. Null for
   * every other.
   */
  readonly queue: Maybe<JobQueue>;
  /** What report was asked for and where it is. Null when none was asked for. */
  readonly report: Maybe<CompletionReport>;
  /** Jobs that retry failed tasks of this one, oldest first; the first 100. */
  readonly retries: ReadonlyArray<Job>;
  /** The job whose failed tasks this one retries. Null when there is none or it has expired. */
  readonly retryOf: Maybe<Job>;
  /**
   * Number of the last event of the job's own stream that is included; the first is 0. Grows with every command and every
   * change of status, not with progress. Give it to `expectedRevision`.
   */
  readonly revision: Scalars['Long']['output'];
  /** Role the tasks run with, as an ARN; null for the credentials of the stores. */
  readonly roleArn: Maybe<Scalars['String']['output']>;
  /** When its first task ran. */
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
  /** Status. */
  readonly status: JobStatus;
  /** Why the status is what it is, when someone or something said so. */
  readonly statusReason: Maybe<Scalars['String']['output']>;
  /** Since when it is suspended and why; null unless SUSPENDED. */
  readonly suspension: Maybe<JobSuspension>;
  /** Tags, in the order they were given. */
  readonly tags: ReadonlyArray<Tag>;
  /** One task by its row in the manifest, first row is 1. Null when there is no such row or it has no outcome yet. */
  readonly task: Maybe<Task>;
  /**
   * All that is recorded about one row of the manifest, first row is 1, in its order. Null when there is no such row, or
   * while the manifest is not read. Of a row without an outcome the key is read in the manifest.
   */
  readonly taskTimeline: Maybe<TaskTimeline>;
  /**
   * Tasks that have an outcome: failed ones, when they are asked for alone, in the order of the log, of which the first
   * 1 000 000 are kept as a list; others chunk by chunk in the order of the manifest. A page of these may be shorter than
   * asked for: go on while `hasNextPage`. Tasks without an outcome are counts only (see `progress`).
   */
  readonly tasks: TaskConnection;
  /** Tasks ended over time, for charts. At most 1 024 intervals are kept of a job, so those of a long job are wider. */
  readonly throughput: Throughput;
  /** When the event of `revision` was recorded. */
  readonly updatedAt: Scalars['DateTime']['output'];
};


/** A job: one operation over every object of a manifest. */
export type JobAsOfArgs = {
  point: PointInTimeInput;
};


/** A job: one operation over every object of a manifest. */
export type JobFailureGroupsArgs = {
  first?: Scalars['Int']['input'];
};


/** A job: one operation over every object of a manifest. */
export type JobHistoryArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  categories?: ReadonlyArray<JobEventCategory>;
  direction?: SortDirection;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


/** A job: one operation over every object of a manifest. */
export type JobTaskArgs = {
  manifestRow: Scalars['Long']['input'];
};


/** A job: one operation over every object of a manifest. */
export type JobTaskTimelineArgs = {
  manifestRow: Scalars['Long']['input'];
};


/** A job: one operation over every object of a manifest. */
export type JobTasksArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<TaskFilter>;
  first?: Scalars['Int']['input'];
};


/** A job: one operation over every object of a manifest. */
export type JobThroughputArgs = {
  from: InputMaybe<Scalars['DateTime']['input']>;
  points?: Scalars['Int']['input'];
  to: InputMaybe<Scalars['DateTime']['input']>;
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

/** The history of a job as a file that shows what was changed in it, and the hash over what became of its tasks. */
export type JobAudit = {
  readonly __typename?: 'JobAudit';
  /**
   * Where the audit is on this server: JSON lines, each with its place in the log, the hash of the line before and its own.
   * Asked for by GET, with the same token as the API.
   */
  readonly exportPath: Scalars['String']['output'];
  /**
   * Hash over all outcomes, SHA-256 in hex, as the event that ended the job has it, and as it lies beside the report. Null
   * until the job has ended, and when an older version ended it without a report.
   */
  readonly outcomesHash: Maybe<Scalars['String']['output']>;
  /** Compares the hash over all outcomes of an audit, whose lines were checked one by one, with the one that the engine has. */
  readonly verify: AuditVerdict;
};


/** The history of a job as a file that shows what was changed in it, and the hash over what became of its tasks. */
export type JobAuditVerifyArgs = {
  outcomesHash: Scalars['String']['input'];
};

/** Jobs by what is true of them; all of it has to hold. */
export type JobBound = {
  readonly __typename?: 'JobBound';
  /** Up to which priority, as the job has it now; null: any. */
  readonly maxPriority: Maybe<Scalars['Int']['output']>;
  /** Whether only those it has created. */
  readonly own: Scalars['Boolean']['output'];
  /** Tags that they carry. */
  readonly tags: ReadonlyArray<TagBound>;
};

/** A command to one job. */
export type JobCommandInput = {
  /** Only when the job is still at this revision; else ConflictError. */
  readonly expectedRevision?: InputMaybe<Scalars['Long']['input']>;
  /** The job. */
  readonly id: Scalars['ID']['input'];
  /** Why; kept in the history. 1 to 256 characters. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
};

/** Outcome of a command to a job. */
export type JobCommandPayload = {
  readonly __typename?: 'JobCommandPayload';
  /** What stands in the way; empty on success. */
  readonly errors: ReadonlyArray<UserError>;
  /** The job after the command; null when there are errors. */
  readonly job: Maybe<Job>;
  /** Place in the log that holds what the command wrote; null when there are errors. */
  readonly position: Maybe<Scalars['Long']['output']>;
};

/** Page of jobs. */
export type JobConnection = {
  readonly __typename?: 'JobConnection';
  /** Place in the log this page was read at; subscribe to `jobs` after it to miss nothing. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** Items with their cursors. */
  readonly edges: ReadonlyArray<JobEdge>;
  /** Items. */
  readonly nodes: ReadonlyArray<Job>;
  /** Place of this page in the list. */
  readonly pageInfo: PageInfo;
  /** Number of jobs that match. */
  readonly totalCount: Scalars['Long']['output'];
};

/** A job in a page. */
export type JobEdge = {
  readonly __typename?: 'JobEdge';
  /** Cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The job. */
  readonly node: Job;
};

/** A fact about a job, as recorded. */
export type JobEvent = {
  readonly __typename?: 'JobEvent';
  /** Who caused it. */
  readonly actor: Actor;
  /** Category. */
  readonly category: JobEventCategory;
  /** The event or command that caused this one. */
  readonly causationId: Maybe<Scalars['String']['output']>;
  /** Joins everything that one request caused. */
  readonly correlationId: Scalars['String']['output'];
  /** The same place, for `after` of a subscription. */
  readonly cursor: Scalars['EventCursor']['output'];
  /**
   * The body of the event. In a subscription it is as recorded; an event about many tasks holds them as columns, unless
   * they are unfolded. In `Job.history` a list that grows with the manifest is left out, and how long it is stands in its
   * place. It never holds secrets.
   */
  readonly data: Scalars['JSON']['output'];
  /** UUID of the event in the log; what `causationId` names. */
  readonly eventId: Scalars['String']['output'];
  /** Opaque id of this object. */
  readonly id: Scalars['ID']['output'];
  /** The job it is about. */
  readonly jobId: Scalars['ID']['output'];
  /** Place in the log. */
  readonly position: Scalars['Long']['output'];
  /** When it was recorded, by the clock of the event store. */
  readonly recordedAt: Scalars['DateTime']['output'];
  /** Number within that stream; the first event is 0, without gaps. */
  readonly revision: Scalars['Long']['output'];
  /** Version of the shape of `data`. */
  readonly schemaVersion: Scalars['Int']['output'];
  /** Status after this event, when the event changed it. */
  readonly statusAfter: Maybe<JobStatus>;
  /** Stream it stands in, for example `job-<id>` or `chunk-<id>-<part>-<n>`. */
  readonly stream: Scalars['String']['output'];
  /** One sentence for people, in English. */
  readonly summary: Scalars['String']['output'];
  /** Name of the event type, for example `JobCreated`. New types may appear in any release. */
  readonly type: Scalars['String']['output'];
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

/** Page of events. */
export type JobEventConnection = {
  readonly __typename?: 'JobEventConnection';
  /** Items with their cursors. */
  readonly edges: ReadonlyArray<JobEventEdge>;
  /** Items. */
  readonly nodes: ReadonlyArray<JobEvent>;
  /** Place of this page in the list. */
  readonly pageInfo: PageInfo;
};

/** An event in a page. */
export type JobEventEdge = {
  readonly __typename?: 'JobEventEdge';
  /** Cursor of this item for paging; to subscribe use `node.cursor`. */
  readonly cursor: Scalars['String']['output'];
  /** The event. */
  readonly node: JobEvent;
};

/** An event of the log, or one task of it. */
export type JobEventMessage = {
  readonly __typename?: 'JobEventMessage';
  /** Place of this message in the log; resume after it. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** The event. In an unfolded message its `data` holds the one task alone. */
  readonly event: JobEvent;
  /** True while the subscription is still replaying what was there before it started. */
  readonly replayed: Scalars['Boolean']['output'];
  /** With `unfoldTasks`, the one task this message is about; null for events that end no task. */
  readonly task: Maybe<Task>;
};

/** Why a job failed. */
export type JobFailureReason = {
  readonly __typename?: 'JobFailureReason';
  /** Short code, for example `InvalidManifestContent`, `TaskFailureThresholdExceeded`, `ReportWriteFailed`. */
  readonly code: Scalars['String']['output'];
  /** Explanation: names the row or key and the store's own error code. */
  readonly reason: Scalars['String']['output'];
};

/** Conditions on jobs; all given ones must hold. */
export type JobFilter = {
  /** Created by the user with this id: `local`, `token:` and a name, or `jwt:` and a subject. */
  readonly createdBy?: InputMaybe<Scalars['String']['input']>;
  /** Created at or after. */
  readonly createdFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Created before. */
  readonly createdTo?: InputMaybe<Scalars['DateTime']['input']>;
  /** Has at least one failed task, or has none. */
  readonly hasFailedTasks?: InputMaybe<Scalars['Boolean']['input']>;
  /** Operation is one of these. */
  readonly operations?: InputMaybe<ReadonlyArray<OperationName>>;
  /** Came out in one of these ways. */
  readonly outcomes?: InputMaybe<ReadonlyArray<JobOutcome>>;
  /**
   * A condition of any shape: fields of `jobQueryFields` with `= != < <= > >=`, `in (…)`, `between … and …`, `contains` and
   * `is null`, joined by `and`, `or`, `not` and brackets, as in `status = FAILED and (tag.team = web or priority >= 5)`. At
   * most 2 000 characters and 30 conditions. One that cannot be read is refused with BAD_USER_INPUT, whose `extensions.query`
   * has the place: `from` and `to`, in characters of UTF-16 from 0. Times such as `now-7d` are those of the moment it is read.
   */
  readonly query?: InputMaybe<Scalars['String']['input']>;
  /** Text contained in the description or the id; three characters or more. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  /** Status is one of these. */
  readonly statuses?: InputMaybe<ReadonlyArray<JobStatus>>;
  /** Carries every one of these tags, at most 50. */
  readonly tags?: InputMaybe<ReadonlyArray<TagInput>>;
};

/** How fast a job may run, over all processes together. */
export type JobLimits = {
  readonly __typename?: 'JobLimits';
  /** Most calls in flight; null for no limit of its own. */
  readonly maxConcurrency: Maybe<Scalars['Int']['output']>;
  /** Most calls in a second; null for no limit of its own. */
  readonly maxRequestsPerSecond: Maybe<Scalars['Int']['output']>;
};

/** How fast a job may run, over all processes together. */
export type JobLimitsInput = {
  /** Most calls in flight, 1 or more; left out or null: no limit of its own. */
  readonly maxConcurrency?: InputMaybe<Scalars['Int']['input']>;
  /** Most calls in a second, 1 or more; left out or null: no limit of its own. */
  readonly maxRequestsPerSecond?: InputMaybe<Scalars['Int']['input']>;
};

/** What happened to a job in a list. */
export type JobListChange =
  /** It appeared. */
  | 'ADDED'
  /** It no longer matches, or was deleted. By a query about progress, also one that did not match before. */
  | 'REMOVED'
  /** It changed. */
  | 'UPDATED';

/** A change in a list of jobs. */
export type JobListUpdate = {
  readonly __typename?: 'JobListUpdate';
  /** What happened. */
  readonly change: JobListChange;
  /** Every change of the list up to this place was sent; resume after it. It can lie before `position`. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** The job as it is now, also when it left the list; null when it was deleted, or the caller may not see it any more. */
  readonly job: Maybe<Job>;
  /** Id of the job. */
  readonly jobId: Scalars['ID']['output'];
  /** Place in the log this change includes; drop the message when a newer state of the job is known. */
  readonly position: Scalars['Long']['output'];
};

/** There is no such job, the caller may not see it, or it has expired. */
export type JobNotFoundError = UserError & {
  readonly __typename?: 'JobNotFoundError';
  /** `JOB_NOT_FOUND`. */
  readonly code: Scalars['String']['output'];
  /** The id that was asked for. */
  readonly jobId: Scalars['ID']['output'];
  /** Explanation in English. */
  readonly message: Scalars['String']['output'];
  /** Where in the input. */
  readonly path: ReadonlyArray<Scalars['String']['output']>;
};

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
  readonly confirmationRequired?: InputMaybe<Scalars['Boolean']['input']>;
  /** Description; null for none. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** When to fail on its own; null for the default of the engine. */
  readonly failureThreshold?: InputMaybe<FailureThresholdInput>;
  /** How fast it may run; null for no limits of its own. */
  readonly limits?: InputMaybe<JobLimitsInput>;
  /** Manifest; cannot be cleared. */
  readonly manifest?: InputMaybe<ManifestInput>;
  /** Operation; cannot be cleared. */
  readonly operation?: InputMaybe<OperationInput>;
  /** Priority; null for the default. */
  readonly priority?: InputMaybe<Scalars['Int']['input']>;
  /** Report; null for none. */
  readonly report?: InputMaybe<ReportInput>;
  /** Role; null for the credentials of the stores. */
  readonly roleArn?: InputMaybe<Scalars['String']['input']>;
  /** Tags, replacing all; null for none. */
  readonly tags?: InputMaybe<ReadonlyArray<TagInput>>;
};

/** How far a job is. */
export type JobProgress = {
  readonly __typename?: 'JobProgress';
  /** Time spent ACTIVE so far; pauses do not count. */
  readonly activeSeconds: Scalars['Float']['output'];
  /** Tasks in the hands of an executor, without an outcome on record yet. */
  readonly claimed: Scalars['Long']['output'];
  /** Tasks whose attempts are used up for now and that are tried again in a later round. */
  readonly deferred: Scalars['Long']['output'];
  /** Manifest rows read so far; grows while PREPARING. */
  readonly discovered: Scalars['Long']['output'];
  /** Expected time to the end at the present rate. Null unless ACTIVE with enough data. */
  readonly estimatedSecondsRemaining: Maybe<Scalars['Float']['output']>;
  /** Tasks that failed for good, after their last attempt. */
  readonly failed: Scalars['Long']['output'];
  /** failed / (succeeded + failed). Null before the first task ended. */
  readonly failureRate: Maybe<Scalars['Float']['output']>;
  /** (succeeded + failed) / total, 0 to 1. Null until total is known. */
  readonly fraction: Maybe<Scalars['Float']['output']>;
  /** Tasks that nobody has taken yet, or ever will when the job has ended. Null until total is known. */
  readonly notStarted: Maybe<Scalars['Long']['output']>;
  /** Tasks that succeeded. */
  readonly succeeded: Scalars['Long']['output'];
  /** Tasks ended per second, smoothed over about 30 seconds. Null unless ACTIVE. */
  readonly tasksPerSecond: Maybe<Scalars['Float']['output']>;
  /** Manifest rows found. Null until the manifest is read to its end. */
  readonly total: Maybe<Scalars['Long']['output']>;
  /**
   * Tasks without an outcome of chunks that an executor was lost with, at any time before the job stopped: whether their
   * call was made is not known. 0 until the job is being stopped, for till then they run again; final when its last chunk
   * is given back.
   */
  readonly unknown: Scalars['Long']['output'];
  /** When these numbers were true. */
  readonly updatedAt: Scalars['DateTime']['output'];
};

/** What a query can name of a job. */
export type JobQueryField = {
  readonly __typename?: 'JobQueryField';
  /** What it is. */
  readonly description: Scalars['String']['output'];
  /** How it is compared. */
  readonly kind: JobQueryFieldKind;
  /** As it is written. */
  readonly name: Scalars['String']['output'];
  /** The words that it can be; none for other kinds. */
  readonly words: ReadonlyArray<Scalars['String']['output']>;
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

/** What a job waits for that could run. Jobs that the caller does not see count too. */
export type JobQueue = {
  readonly __typename?: 'JobQueue';
  /** Its place among the jobs that wait, from 1: of the highest priority the oldest is first. */
  readonly place: Scalars['Int']['output'];
  /** Jobs that have a slot now: ACTIVE and PAUSING. */
  readonly running: Scalars['Int']['output'];
  /** Slots there are. */
  readonly slots: Scalars['Int']['output'];
};

/** Exactly one way to say which jobs, 1 to 100 000 of them. The list is made when the command is given, and does not change. */
export type JobSelectionInput =
  /** All that a filter finds now, the oldest first. It has a condition, unless `all` is given. */
  { readonly filter: JobFilter; readonly leftOf?: never; readonly list?: never; }
  |  /** Those that a bulk command was stopped before, in its order. */
  { readonly filter?: never; readonly leftOf: Scalars['ID']['input']; readonly list?: never; }
  |  /** These, in this order; each once. An id has 1 to 64 characters of ASCII without spaces. */
  { readonly filter?: never; readonly leftOf?: never; readonly list: ReadonlyArray<SelectedJobInput>; };

/**
 * A job as it was at a moment, rebuilt from its events. It has no id, so that the past never overwrites the present in a
 * cache.
 */
export type JobSnapshot = JobView & {
  readonly __typename?: 'JobSnapshot';
  /** When that event was recorded. */
  readonly at: Scalars['DateTime']['output'];
  /** Description. */
  readonly description: Maybe<Scalars['String']['output']>;
  /** The event itself. */
  readonly event: JobEvent;
  /** Why the job failed. */
  readonly failureReasons: ReadonlyArray<JobFailureReason>;
  /** How fast it might run. */
  readonly limits: JobLimits;
  /** How it came out; null until it has ended. */
  readonly outcome: Maybe<JobOutcome>;
  /** Who had paused it; null unless PAUSING or PAUSED. */
  readonly pausedBy: Maybe<PausedBy>;
  /** Place in the log of the last event that is included, from any stream of the job. */
  readonly position: Scalars['Long']['output'];
  /** Priority. */
  readonly priority: Scalars['Int']['output'];
  /** Counts; rate and estimate are null in the past. */
  readonly progress: JobProgress;
  /** Number of the last event of the job's own stream that is included. */
  readonly revision: Scalars['Long']['output'];
  /** Status. */
  readonly status: JobStatus;
  /** Why the status was what it was. */
  readonly statusReason: Maybe<Scalars['String']['output']>;
  /** Tags, in the order they were given. */
  readonly tags: ReadonlyArray<Tag>;
};

/** What a job is to run, over what, and how. */
export type JobSpecInput = {
  /** Wait for confirmation after the manifest is read. An operation that is always confirmed refuses false. */
  readonly confirmationRequired: Scalars['Boolean']['input'];
  /** 1 to 256 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** When to fail on its own; leave out for the default of the engine. */
  readonly failureThreshold?: InputMaybe<FailureThresholdInput>;
  /** How fast it may run; leave out for no limits of its own. */
  readonly limits?: InputMaybe<JobLimitsInput>;
  /** Over which objects. */
  readonly manifest: ManifestInput;
  /** What runs on every object. */
  readonly operation: OperationInput;
  /** Priority, 0 to 2147483647; higher runs first. */
  readonly priority: Scalars['Int']['input'];
  /** What report to write; leave out for none. */
  readonly report?: InputMaybe<ReportInput>;
  /** Role the tasks run with, as an ARN; leave out for the credentials of the stores. */
  readonly roleArn?: InputMaybe<Scalars['String']['input']>;
  /** Up to 50 tags, each key once. */
  readonly tags?: InputMaybe<ReadonlyArray<TagInput>>;
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

/** Number of jobs in one status. */
export type JobStatusCount = {
  readonly __typename?: 'JobStatusCount';
  /** Number of jobs. */
  readonly count: Scalars['Long']['output'];
  /** The status. */
  readonly status: JobStatus;
};

/** Since when and why a job is suspended. */
export type JobSuspension = {
  readonly __typename?: 'JobSuspension';
  /** Why; `AWAITING_CONFIRMATION`. */
  readonly cause: Scalars['String']['output'];
  /** When it fails unless it is confirmed before. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Since when. */
  readonly since: Scalars['DateTime']['output'];
};

/** The present state of a job. */
export type JobUpdate = {
  readonly __typename?: 'JobUpdate';
  /** The same place, for `after` of a subscription. */
  readonly cursor: Scalars['EventCursor']['output'];
  /** The job. */
  readonly job: Job;
  /** Place in the log this state includes; drop the message when a newer state is known. */
  readonly position: Scalars['Long']['output'];
  /** Whether this is the first message of the subscription. */
  readonly snapshot: Scalars['Boolean']['output'];
};

/** Outcome of checking a job. */
export type JobValidation = {
  readonly __typename?: 'JobValidation';
  /** What would be refused, would fail the job before its first task, or cannot be looked at now. */
  readonly errors: ReadonlyArray<UserError>;
  /** Number of objects, counted or estimated: so many tasks, each at least one call. Null when it cannot be told. */
  readonly estimatedTasks: Maybe<Scalars['Long']['output']>;
  /** Size of the manifest. Null when it cannot be told. */
  readonly manifestBytes: Maybe<Scalars['BigInt']['output']>;
  /** Whether createJob would accept it, and nothing that was looked at stands in its way. */
  readonly valid: Scalars['Boolean']['output'];
  /** What would be accepted but deserves a look. */
  readonly warnings: ReadonlyArray<ManifestWarning>;
};

/**
 * What is true of a job at one moment. `Job` is the present moment, `JobSnapshot` a past one, so that one fragment renders
 * both.
 */
export type JobView = {
  /** Description given by its creator. */
  readonly description: Maybe<Scalars['String']['output']>;
  /** Why the job failed; empty unless it did. Failed tasks alone do not make a job fail. */
  readonly failureReasons: ReadonlyArray<JobFailureReason>;
  /** How fast it may run. */
  readonly limits: JobLimits;
  /** How it came out; null until it has ended. */
  readonly outcome: Maybe<JobOutcome>;
  /** Who paused it; null unless PAUSING or PAUSED. */
  readonly pausedBy: Maybe<PausedBy>;
  /** Place in the log of the last event that is included, from any stream of the job. */
  readonly position: Scalars['Long']['output'];
  /** Priority; higher runs first. */
  readonly priority: Scalars['Int']['output'];
  /** Counts, rate and estimate. */
  readonly progress: JobProgress;
  /** Number of the last event of the job's own stream that is included; the first is 0. */
  readonly revision: Scalars['Long']['output'];
  /** Status. */
  readonly status: JobStatus;
  /** Why the status is what it is, when someone or something said so. */
  readonly statusReason: Maybe<Scalars['String']['output']>;
  /** Tags, in the order they were given. */
  readonly tags: ReadonlyArray<Tag>;
};

/** A name and a value. */
export type KeyValue = {
  readonly __typename?: 'KeyValue';
  /** Name. */
  readonly key: Scalars['String']['output'];
  /** Value. */
  readonly value: Scalars['String']['output'];
};

/** A name and a value. */
export type KeyValueInput = {
  /** Name. */
  readonly key: Scalars['String']['input'];
  /** Value. */
  readonly value: Scalars['String']['input'];
};

/** Legal hold. */
export type LegalHoldStatus =
  /** Not held. */
  | 'OFF'
  /** Held. */
  | 'ON';

/** The list of objects of a job. All its objects lie in one bucket. */
export type Manifest = {
  /** Where the list is stored. Null for a list that is not kept outside the engine, or is not generated yet. */
  readonly location: Maybe<ObjectLocation>;
  /** Store of the listed objects. */
  readonly sourceStore: Scalars['String']['output'];
};

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
export type ManifestGeneratorFilter = {
  readonly __typename?: 'ManifestGeneratorFilter';
  /** Created after. */
  readonly createdAfter: Maybe<Scalars['DateTime']['output']>;
  /** Created before. */
  readonly createdBefore: Maybe<Scalars['DateTime']['output']>;
  /** Whether the replication rules of the bucket cover the object. */
  readonly eligibleForReplication: Maybe<Scalars['Boolean']['output']>;
  /** Encryption is one of these. */
  readonly encryptions: ReadonlyArray<EncryptionFilter>;
  /** Key starts with one of these. */
  readonly keyPrefixes: ReadonlyArray<Scalars['String']['output']>;
  /** Key contains one of these. */
  readonly keySubstrings: ReadonlyArray<Scalars['String']['output']>;
  /** Key ends with one of these. */
  readonly keySuffixes: ReadonlyArray<Scalars['String']['output']>;
  /** Replication status is one of these. */
  readonly replicationStatuses: ReadonlyArray<ReplicationStatus>;
  /** Larger than this many bytes. */
  readonly sizeGreaterThan: Maybe<Scalars['BigInt']['output']>;
  /** Smaller than this many bytes. */
  readonly sizeLessThan: Maybe<Scalars['BigInt']['output']>;
  /** Storage class is one of these. */
  readonly storageClasses: ReadonlyArray<StorageClass>;
};

/** Which objects a generator lists; all given conditions hold. */
export type ManifestGeneratorFilterInput = {
  /** Created after. */
  readonly createdAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Created before. */
  readonly createdBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Whether the replication rules of the bucket cover the object. */
  readonly eligibleForReplication?: InputMaybe<Scalars['Boolean']['input']>;
  /** Encryption is one of these. */
  readonly encryptions?: InputMaybe<ReadonlyArray<EncryptionFilterInput>>;
  /** Key starts with one of these, 1 to 1024 characters each, taken literally. */
  readonly keyPrefixes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Key contains one of these. */
  readonly keySubstrings?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Key ends with one of these. */
  readonly keySuffixes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Replication status is one of these. */
  readonly replicationStatuses?: InputMaybe<ReadonlyArray<ReplicationStatus>>;
  /** Larger than this many bytes. */
  readonly sizeGreaterThan?: InputMaybe<Scalars['BigInt']['input']>;
  /** Smaller than this many bytes. */
  readonly sizeLessThan?: InputMaybe<Scalars['BigInt']['input']>;
  /** Storage class is one of these. */
  readonly storageClasses?: InputMaybe<ReadonlyArray<StorageClass>>;
};

/** Let the engine list a bucket. */
export type ManifestGeneratorInput = {
  /** Account the bucket must belong to. */
  readonly expectedBucketOwner?: InputMaybe<Scalars['String']['input']>;
  /** Which of its objects; leave out for all. */
  readonly filter?: InputMaybe<ManifestGeneratorFilterInput>;
  /** Keep the generated list here; leave out not to keep it. */
  readonly output?: InputMaybe<ManifestOutputInput>;
  /** Bucket to list. */
  readonly sourceBucket: Scalars['String']['input'];
  /** Name of the configured store of the bucket; left out: the default store. */
  readonly sourceStore?: InputMaybe<Scalars['String']['input']>;
};

/** Exactly one kind of manifest. */
export type ManifestInput =
  /** A CSV file. */
  { readonly csv: CsvManifestInput; readonly generator?: never; readonly inventory?: never; }
  |  /** Let the engine list a bucket. */
  { readonly csv?: never; readonly generator: ManifestGeneratorInput; readonly inventory?: never; }
  |  /** An inventory report. */
  { readonly csv?: never; readonly generator?: never; readonly inventory: InventoryManifestInput; };

/** Where a generated list is kept, in the format of an inventory report. */
export type ManifestOutput = {
  readonly __typename?: 'ManifestOutput';
  /** Bucket. */
  readonly bucket: Scalars['String']['output'];
  /** Encryption of the list. */
  readonly encryption: Maybe<ObjectEncryption>;
  /** Account the bucket must belong to. */
  readonly expectedBucketOwner: Maybe<Scalars['String']['output']>;
  /** Prefix of the keys. */
  readonly prefix: Maybe<Scalars['String']['output']>;
  /** Store. */
  readonly store: Scalars['String']['output'];
};

/** Where a generated list is kept, in the format of an inventory report. */
export type ManifestOutputInput = {
  /** Bucket. */
  readonly bucket: Scalars['String']['input'];
  /** Encryption of the list. */
  readonly encryption?: InputMaybe<ObjectEncryptionInput>;
  /** Account the bucket must belong to. */
  readonly expectedBucketOwner?: InputMaybe<Scalars['String']['input']>;
  /** Prefix of the keys, 1 to 512 characters. */
  readonly prefix?: InputMaybe<Scalars['String']['input']>;
  /** Name of a configured store; left out: the store of the listed bucket. */
  readonly store?: InputMaybe<Scalars['String']['input']>;
};

/** The first rows of a manifest, and what looks wrong in it. */
export type ManifestPreview = {
  readonly __typename?: 'ManifestPreview';
  /** Why the manifest cannot be read. */
  readonly errors: ReadonlyArray<UserError>;
  /** Rows in the whole list: counted when all of it was looked at, else estimated from the size. Null when it cannot be told. */
  readonly estimatedRows: Maybe<Scalars['Long']['output']>;
  /** ETag of the file now; give it to createJob so that the job runs on what was seen. Null for a list that is generated. */
  readonly etag: Maybe<Scalars['String']['output']>;
  /** Whether estimatedRows was counted. */
  readonly exact: Scalars['Boolean']['output'];
  /** Rows that can be read, in order; empty when there are errors. */
  readonly rows: ReadonlyArray<ManifestRow>;
  /** Size of the file, or of all files of an inventory, in bytes. */
  readonly sizeBytes: Maybe<Scalars['BigInt']['output']>;
  /** What looks wrong: a header row, unencoded or doubly encoded keys, repeats, other buckets, missing versions. */
  readonly warnings: ReadonlyArray<ManifestWarning>;
};

/** A row of a manifest. */
export type ManifestRow = {
  readonly __typename?: 'ManifestRow';
  /** Bucket. */
  readonly bucket: Scalars['String']['output'];
  /** Key, decoded. */
  readonly key: Scalars['String']['output'];
  /** Row number; first row is 1. */
  readonly row: Scalars['Long']['output'];
  /** Version; empty where the row must have one and leaves it empty. Null: the current one. */
  readonly versionId: Maybe<Scalars['String']['output']>;
};

/** Something that looks wrong in a manifest, one for each kind; in a validation also in what else a job is made of. */
export type ManifestWarning = {
  readonly __typename?: 'ManifestWarning';
  /** Short code. */
  readonly code: Scalars['String']['output'];
  /** What to do about it. */
  readonly cure: Scalars['String']['output'];
  /** Whether a job would fail for it before its first task. */
  readonly fatal: Scalars['Boolean']['output'];
  /** Explanation, of the first that has it. */
  readonly message: Scalars['String']['output'];
  /** Where in the input; empty in a preview. */
  readonly path: ReadonlyArray<Scalars['String']['output']>;
  /** Number of the first row that has it, when it is about rows. */
  readonly row: Maybe<Scalars['Long']['output']>;
  /** How many of the rows that were looked at have it. */
  readonly rows: Scalars['Long']['output'];
};

/** Parameters of merging tags; at least one change. */
export type MergeObjectTagsInput = {
  /** Keys to remove; none of them in `set`. */
  readonly remove?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Tags to add or change, up to 10, each key once. A task fails when its object would have more than 10. */
  readonly set?: InputMaybe<ReadonlyArray<TagInput>>;
};

/** Adds, changes and removes single tags of each object and keeps the others. */
export type MergeObjectTagsOperation = Operation & {
  readonly __typename?: 'MergeObjectTagsOperation';
  /** Which operation. */
  readonly name: OperationName;
  /** Keys to remove. */
  readonly remove: ReadonlyArray<Scalars['String']['output']>;
  /** Tags to add or change. */
  readonly set: ReadonlyArray<Tag>;
};

/** Whether metadata is copied or replaced. */
export type MetadataDirective =
  /** Copied from the source. */
  | 'COPY'
  /** Replaced. */
  | 'REPLACE';

/**
 * Commands; they need the permission RUN unless they say otherwise. Each payload carries `errors`; on success it is empty and the affected job is present: an answer comes when
 * this process has read what it wrote, or after two seconds with the job as the log has it. A command that is already
 * fulfilled succeeds and writes nothing.
 */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Cancels a job. Tasks already in flight finish; the rest never start. */
  readonly cancelJob: JobCommandPayload;
  /** Creates a new job with the settings of another, some of them replaced. */
  readonly cloneJob: CreateJobPayload;
  /**
   * Gives one command to many jobs. Answers as soon as it is written down; the engine carries it out then. `bulkCommand` tells
   * how far it is. Fails with RATE_LIMITED while 5 of the caller, or 20 of everybody, are under way.
   */
  readonly commandJobs: BulkCommandPayload;
  /** Confirms a job that waits for confirmation (SUSPENDED) and makes it ready to run. */
  readonly confirmJob: JobCommandPayload;
  /** Creates a job. Idempotent by `clientRequestToken`: the same token with the same spec returns the first job. */
  readonly createJob: CreateJobPayload;
  /** Lets an ended job expire now: it leaves every list, and its tasks are deleted from the log after a while. Needs the permission ADMIN. */
  readonly deleteJob: DeleteJobPayload;
  /** Stops starting tasks of a READY or ACTIVE job until it is resumed. Tasks in flight finish. */
  readonly pauseJob: JobCommandPayload;
  /** Makes a job ready again that a user has paused. */
  readonly resumeJob: JobCommandPayload;
  /**
   * Creates a new job over the failed tasks of an ended one, without reading its manifest again. The ended job does not
   * change; the two are linked by `retryOf` and `retries`.
   */
  readonly retryFailedTasks: CreateJobPayload;
  /** Lets a command to many jobs reach no more of them. By whoever gave it, or an administrator. */
  readonly stopBulkCommand: BulkCommandPayload;
  /** Adds, changes and removes tags of a job in one step, in any status. */
  readonly tagJob: JobCommandPayload;
  /** Changes how fast a job that has not ended may run, also while it runs. */
  readonly updateJobLimits: JobCommandPayload;
  /** Changes the priority of a job that has not ended. Higher runs first. */
  readonly updateJobPriority: JobCommandPayload;
};


/**
 * Commands; they need the permission RUN unless they say otherwise. Each payload carries `errors`; on success it is empty and the affected job is present: an answer comes when
 * this process has read what it wrote, or after two seconds with the job as the log has it. A command that is already
 * fulfilled succeeds and writes nothing.
 */
export type MutationCancelJobArgs = {
  input: JobCommandInput;
};


/**
 * Commands; they need the permission RUN unless they say otherwise. Each payload carries `errors`; on success it is empty and the affected job is present: an answer comes when
 * this process has read what it wrote, or after two seconds with the job as the log has it. A command that is already
 * fulfilled succeeds and writes nothing.
 */
export type MutationCloneJobArgs = {
  input: CloneJobInput;
};


/**
 * Commands; they need the permission RUN unless they say otherwise. Each payload carries `errors`; on success it is empty and the affected job is present: an answer comes when
 * this process has read what it wrote, or after two seconds with the job as the log has it. A command that is already
 * fulfilled succeeds and writes nothing.
 */
export type MutationCommandJobsArgs = {
  input: CommandJobsInput;
};


/**
 * Commands; they need the permission RUN unless they say otherwise. Each payload carries `errors`; on success it is empty and the affected job is present: an answer comes when
 * this process has read what it wrote, or after two seconds with the job as the log has it. A command that is already
 * fulfilled succeeds and writes nothing.
 */
export type MutationConfirmJobArgs = {
  input: JobCommandInput;
};


/**
 * Commands; they need the permission RUN unless they say otherwise. Each payload carries `errors`; on success it is empty and the affected job is present: an answer comes when
 * this process has read what it wrote, or after two seconds with the job as the log has it. A command that is already
 * fulfilled succeeds and writes nothing.
 */
export type MutationCreateJobArgs = {
  input: CreateJobInput;
};


/**
 * Commands; they need the permission RUN unless they say otherwise. Each payload carries `errors`; on success it is empty and the affected job is present: an answer comes when
 * this process has read what it wrote, or after two seconds with the job as the log has it. A command that is already
 * fulfilled succeeds and writes nothing.
 */
export type MutationDeleteJobArgs = {
  input: JobCommandInput;
};


/**
 * Commands; they need the permission RUN unless they say otherwise. Each payload carries `errors`; on success it is empty and the affected job is present: an answer comes when
 * this process has read what it wrote, or after two seconds with the job as the log has it. A command that is already
 * fulfilled succeeds and writes nothing.
 */
export type MutationPauseJobArgs = {
  input: JobCommandInput;
};


/**
 * Commands; they need the permission RUN unless they say otherwise. Each payload carries `errors`; on success it is empty and the affected job is present: an answer comes when
 * this process has read what it wrote, or after two seconds with the job as the log has it. A command that is already
 * fulfilled succeeds and writes nothing.
 */
export type MutationResumeJobArgs = {
  input: JobCommandInput;
};


/**
 * Commands; they need the permission RUN unless they say otherwise. Each payload carries `errors`; on success it is empty and the affected job is present: an answer comes when
 * this process has read what it wrote, or after two seconds with the job as the log has it. A command that is already
 * fulfilled succeeds and writes nothing.
 */
export type MutationRetryFailedTasksArgs = {
  input: RetryFailedTasksInput;
};


/**
 * Commands; they need the permission RUN unless they say otherwise. Each payload carries `errors`; on success it is empty and the affected job is present: an answer comes when
 * this process has read what it wrote, or after two seconds with the job as the log has it. A command that is already
 * fulfilled succeeds and writes nothing.
 */
export type MutationStopBulkCommandArgs = {
  id: Scalars['ID']['input'];
};


/**
 * Commands; they need the permission RUN unless they say otherwise. Each payload carries `errors`; on success it is empty and the affected job is present: an answer comes when
 * this process has read what it wrote, or after two seconds with the job as the log has it. A command that is already
 * fulfilled succeeds and writes nothing.
 */
export type MutationTagJobArgs = {
  input: TagJobInput;
};


/**
 * Commands; they need the permission RUN unless they say otherwise. Each payload carries `errors`; on success it is empty and the affected job is present: an answer comes when
 * this process has read what it wrote, or after two seconds with the job as the log has it. A command that is already
 * fulfilled succeeds and writes nothing.
 */
export type MutationUpdateJobLimitsArgs = {
  input: UpdateJobLimitsInput;
};


/**
 * Commands; they need the permission RUN unless they say otherwise. Each payload carries `errors`; on success it is empty and the affected job is present: an answer comes when
 * this process has read what it wrote, or after two seconds with the job as the log has it. A command that is already
 * fulfilled succeeds and writes nothing.
 */
export type MutationUpdateJobPriorityArgs = {
  input: UpdateJobPriorityInput;
};

/** An operation without parameters: give an empty object. */
export type NoParametersInput = {
  /** Reserved; leave it out. */
  readonly reserved?: InputMaybe<Scalars['Boolean']['input']>;
};

/** An object with an id that no other has, and by which it is found again. */
export type Node = {
  /** The id. */
  readonly id: Scalars['ID']['output'];
};

/** Server-side encryption of an object. */
export type ObjectEncryption = {
  readonly __typename?: 'ObjectEncryption';
  /** Algorithm. */
  readonly algorithm: EncryptionAlgorithm;
  /** Use a bucket key. */
  readonly bucketKeyEnabled: Maybe<Scalars['Boolean']['output']>;
  /** Key, for key-management encryption. */
  readonly kmsKeyId: Maybe<Scalars['String']['output']>;
};

/** Server-side encryption of an object. */
export type ObjectEncryptionInput = {
  /** Algorithm. */
  readonly algorithm: EncryptionAlgorithm;
  /** Use a bucket key. */
  readonly bucketKeyEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** Key, for key-management encryption. */
  readonly kmsKeyId?: InputMaybe<Scalars['String']['input']>;
};

/** Part of the contents of a bucket. */
export type ObjectListing = {
  readonly __typename?: 'ObjectListing';
  /** There are more than were asked for; the same as `pageInfo.hasNextPage`. */
  readonly hasMore: Scalars['Boolean']['output'];
  /** Objects. */
  readonly objects: ReadonlyArray<StoredObject>;
  /** Place of this page in the list. */
  readonly pageInfo: PageInfo;
  /** Folders: beginnings of keys, each up to its next `/`. */
  readonly prefixes: ReadonlyArray<Scalars['String']['output']>;
};

/** A stored object. */
export type ObjectLocation = {
  readonly __typename?: 'ObjectLocation';
  /** Bucket. */
  readonly bucket: Scalars['String']['output'];
  /**
   * Of a manifest: the content the job runs on. Null until the manifest was found, unless one was given; the job fails
   * when the object has another.
   */
  readonly etag: Maybe<Scalars['String']['output']>;
  /** Key. */
  readonly key: Scalars['String']['output'];
  /** Store. */
  readonly store: Scalars['String']['output'];
  /** Version. */
  readonly versionId: Maybe<Scalars['String']['output']>;
};

/** Metadata of an object. */
export type ObjectMetadata = {
  readonly __typename?: 'ObjectMetadata';
  /** Cache-Control. */
  readonly cacheControl: Maybe<Scalars['String']['output']>;
  /** Content-Disposition. */
  readonly contentDisposition: Maybe<Scalars['String']['output']>;
  /** Content-Encoding. */
  readonly contentEncoding: Maybe<Scalars['String']['output']>;
  /** Content-Language. */
  readonly contentLanguage: Maybe<Scalars['String']['output']>;
  /** Content-Type. */
  readonly contentType: Maybe<Scalars['String']['output']>;
  /** Expires. */
  readonly expires: Maybe<Scalars['DateTime']['output']>;
  /** User metadata. */
  readonly user: ReadonlyArray<KeyValue>;
};

/** Metadata of an object. */
export type ObjectMetadataInput = {
  /** Cache-Control. */
  readonly cacheControl?: InputMaybe<Scalars['String']['input']>;
  /** Content-Disposition. */
  readonly contentDisposition?: InputMaybe<Scalars['String']['input']>;
  /** Content-Encoding. */
  readonly contentEncoding?: InputMaybe<Scalars['String']['input']>;
  /** Content-Language. */
  readonly contentLanguage?: InputMaybe<Scalars['String']['input']>;
  /** Content-Type. */
  readonly contentType?: InputMaybe<Scalars['String']['input']>;
  /** Expires. */
  readonly expires?: InputMaybe<Scalars['DateTime']['input']>;
  /** User metadata. */
  readonly user?: InputMaybe<ReadonlyArray<KeyValueInput>>;
};

/** A stored object. */
export type ObjectRefInput = {
  /** Bucket. */
  readonly bucket: Scalars['String']['input'];
  /** Expected ETag; leave out to take the present one. */
  readonly etag?: InputMaybe<Scalars['String']['input']>;
  /** Key. */
  readonly key: Scalars['String']['input'];
  /** Name of a configured store; left out: the default store. */
  readonly store?: InputMaybe<Scalars['String']['input']>;
  /** Version. */
  readonly versionId?: InputMaybe<Scalars['String']['input']>;
};

/** Retention of an object. */
export type ObjectRetention = {
  readonly __typename?: 'ObjectRetention';
  /** Mode. */
  readonly mode: RetentionMode;
  /** Until when. */
  readonly retainUntil: Scalars['DateTime']['output'];
};

/** Retention of an object. */
export type ObjectRetentionInput = {
  /** Mode. */
  readonly mode: RetentionMode;
  /** Until when; in the future, at most 100 years. */
  readonly retainUntil: Scalars['DateTime']['input'];
};

/** What runs on every object of a job. */
export type Operation = {
  /** Which operation. */
  readonly name: OperationName;
};

/** An operation this engine offers. */
export type OperationDescriptor = {
  readonly __typename?: 'OperationDescriptor';
  /** Whether its jobs always wait for confirmation. */
  readonly alwaysConfirmed: Scalars['Boolean']['output'];
  /** Whether the caller can run it on this engine; a store may still be refused by the preflight. */
  readonly available: Scalars['Boolean']['output'];
  /** Which operation. */
  readonly name: OperationName;
  /** Grant that each of its jobs needs beside the permission RUN; null when none. */
  readonly requiredGrant: Maybe<ExtraGrant>;
  /** S3 actions that the credentials need on the objects, for example `s3:GetObject`. */
  readonly s3Actions: ReadonlyArray<Scalars['String']['output']>;
  /** What it does, in one sentence. */
  readonly summary: Scalars['String']['output'];
  /** Title for people. */
  readonly title: Scalars['String']['output'];
  /** Why not; null when it is available. */
  readonly unavailableReason: Maybe<Scalars['String']['output']>;
};

/** Exactly one operation with its parameters. */
export type OperationInput =
  /** Compute a checksum of each object. */
  { readonly computeChecksum: ComputeChecksumInput; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  /** Copy objects. */
  { readonly computeChecksum?: never; readonly copyObject: CopyObjectInput; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  /** Delete objects. Needs the grant DELETE_OBJECTS; its jobs always wait for confirmation. */
  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject: DeleteObjectInput; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  /** Remove all tags of objects. */
  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging: NoParametersInput; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  /** Invoke a function for each object. Needs the grant FUNCTIONS. */
  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction: InvokeFunctionInput; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  /** Add, change and remove single tags of objects. */
  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags: MergeObjectTagsInput; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  /** Replace the access control list of objects. */
  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl: PutObjectAclInput; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  /** Set or lift a legal hold. */
  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold: PutObjectLegalHoldInput; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  /** Set or lift retention. */
  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention: PutObjectRetentionInput; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  /** Replace all tags of objects. */
  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging: PutObjectTaggingInput; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  /** Not served: exists on Amazon S3 alone. Always refused with an error that says so. */
  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject: Scalars['JSON']['input']; readonly restoreObject?: never; readonly updateObjectEncryption?: never; }
  |  /** Restore archived objects. */
  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject: RestoreObjectInput; readonly updateObjectEncryption?: never; }
  |  /** Not served: exists on Amazon S3 alone. Always refused with an error that says so. */
  { readonly computeChecksum?: never; readonly copyObject?: never; readonly deleteObject?: never; readonly deleteObjectTagging?: never; readonly invokeFunction?: never; readonly mergeObjectTags?: never; readonly putObjectAcl?: never; readonly putObjectLegalHold?: never; readonly putObjectRetention?: never; readonly putObjectTagging?: never; readonly replicateObject?: never; readonly restoreObject?: never; readonly updateObjectEncryption: Scalars['JSON']['input']; };

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

/** Which part of a connection this page is. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Cursor of the last item of this page. */
  readonly endCursor: Maybe<Scalars['String']['output']>;
  /** There are more items after `endCursor`. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** There are more items before `startCursor`. Always false in lists that only page forwards. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first item of this page. */
  readonly startCursor: Maybe<Scalars['String']['output']>;
};

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

/** Exactly one way to choose a moment in the life of a job. */
export type PointInTimeInput =
  /** After everything at or before this place in the log. */
  { readonly position: Scalars['Long']['input']; readonly revision?: never; readonly timestamp?: never; }
  |  /** When this event of the job's own stream was recorded; the first is 0. */
  { readonly position?: never; readonly revision: Scalars['Long']['input']; readonly timestamp?: never; }
  |  /** At this instant: after everything recorded at or before it. */
  { readonly position?: never; readonly revision?: never; readonly timestamp: Scalars['DateTime']['input']; };

/** How the operation of a job was tried on a scratch object before its first task. More stands in its history. */
export type PreflightState =
  /** Turned off by the configuration. */
  | 'OFF'
  /** The store does what the operation says. */
  | 'PASSED'
  /** Not tried yet, or the job ended before it was. */
  | 'PENDING'
  /** The store damages objects, ignores the operation or does not know it; the job was refused. */
  | 'REFUSED';

/** Parameters of an access control list. */
export type PutObjectAclInput = {
  /** Canned list or explicit list. */
  readonly acl: AclInput;
};

/** Replaces the access control list of each object. */
export type PutObjectAclOperation = Operation & {
  readonly __typename?: 'PutObjectAclOperation';
  /** Canned list; null when there is an explicit one. */
  readonly cannedAcl: Maybe<CannedAcl>;
  /** Grants of the explicit list. */
  readonly grants: ReadonlyArray<AclGrant>;
  /** Which operation. */
  readonly name: OperationName;
  /** Owner of the explicit list. */
  readonly ownerId: Maybe<Scalars['String']['output']>;
};

/** Parameters of a legal hold. */
export type PutObjectLegalHoldInput = {
  /** On or off. */
  readonly status: LegalHoldStatus;
};

/** Sets or lifts a legal hold on each object. */
export type PutObjectLegalHoldOperation = Operation & {
  readonly __typename?: 'PutObjectLegalHoldOperation';
  /** Which operation. */
  readonly name: OperationName;
  /** On or off. */
  readonly status: LegalHoldStatus;
};

/** Parameters of retention. */
export type PutObjectRetentionInput = {
  /** Shorten or lift governance retention. Needs the grant BYPASS_GOVERNANCE. */
  readonly bypassGovernance: Scalars['Boolean']['input'];
  /** Retention; leave out to lift it. */
  readonly retention?: InputMaybe<ObjectRetentionInput>;
};

/** Sets or lifts retention of each object. */
export type PutObjectRetentionOperation = Operation & {
  readonly __typename?: 'PutObjectRetentionOperation';
  /** Shorten or lift governance retention. */
  readonly bypassGovernance: Scalars['Boolean']['output'];
  /** Which operation. */
  readonly name: OperationName;
  /** Retention; null lifts it. */
  readonly retention: Maybe<ObjectRetention>;
};

/** Parameters of tagging. */
export type PutObjectTaggingInput = {
  /** New tags, up to 10, each key once; they replace what is there. An empty list removes all. */
  readonly tagSet: ReadonlyArray<TagInput>;
};

/** Replaces all tags of each object. */
export type PutObjectTaggingOperation = Operation & {
  readonly __typename?: 'PutObjectTaggingOperation';
  /** Which operation. */
  readonly name: OperationName;
  /** New tags. */
  readonly tagSet: ReadonlyArray<Tag>;
};

/** Reads; they need the permission READ. Served from read models, which follow the log with a small delay (see `Job.position`). */
export type Query = {
  readonly __typename?: 'Query';
  /**
   * Buckets of a store, for pickers, in the order of their names. Needs the permission RUN; a caller who is bound to buckets
   * sees only those. Null with an error UPSTREAM_UNAVAILABLE when the store does not list its buckets.
   */
  readonly buckets: Maybe<BucketListing>;
  /** A command to many jobs, by its id. Null when there is none, when it is kept no longer, or for anybody but whoever gave it and administrators. */
  readonly bulkCommand: Maybe<BulkCommand>;
  /** Commands to many jobs, the newest first: those that the caller gave; administrators see those of everybody. */
  readonly bulkCommands: BulkCommandConnection;
  /**
   * What a command to all jobs that a filter finds would meet now: how many allow it, and why the others do not. Counted and
   * not read, however many they are. Fails with READ_MODEL_BEHIND while the engine is still reading the log.
   */
  readonly commandPreview: CommandPreview;
  /** The engine: version, limits, health of its parts. */
  readonly engine: Engine;
  /** One job. Null when there is none, when the caller may not see it, or when it has expired. */
  readonly job: Maybe<Job>;
  /**
   * How many jobs stand in each status, for the filter bar and health checks. Fails with READ_MODEL_BEHIND while the engine
   * is still reading the log.
   */
  readonly jobCounts: ReadonlyArray<JobStatusCount>;
  /** What `query` of a JobFilter can name, for completions and help. */
  readonly jobQueryFields: ReadonlyArray<JobQueryField>;
  /** Jobs, newest first unless ordered otherwise. Fails with READ_MODEL_BEHIND while the engine is still reading the log. */
  readonly jobs: JobConnection;
  /** Reads the first rows of a manifest, or of what a generator would list, so that a person can look before starting. */
  readonly manifestPreview: ManifestPreview;
  /** A job or a task by its id. Null when there is none, when the caller may not see it, or when it has expired. */
  readonly node: Maybe<Node>;
  /**
   * Objects and folders of a bucket below a prefix, for pickers, together in the order of keys. Needs the permission RUN.
   * Null with an error UPSTREAM_UNAVAILABLE when the bucket cannot be listed.
   */
  readonly objects: Maybe<ObjectListing>;
  /** The operations this engine can run, and what each needs. */
  readonly operations: ReadonlyArray<OperationDescriptor>;
  /** The configured stores that the caller may use. */
  readonly stores: ReadonlyArray<Store>;
  /**
   * Checks everything that `createJob` would check, and looks at what the job would be made of, without creating it: the
   * manifest and its first rows, its ETag, the buckets it names, Object Lock where the operation needs it. Whether a bucket
   * can be written to is found out when the job is prepared. Needs the permission RUN.
   */
  readonly validateJob: JobValidation;
  /** Who is asking and what they may do. */
  readonly viewer: Viewer;
};


/** Reads; they need the permission READ. Served from read models, which follow the log with a small delay (see `Job.position`). */
export type QueryBucketsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  namePrefix?: Scalars['String']['input'];
  store: InputMaybe<Scalars['String']['input']>;
};


/** Reads; they need the permission READ. Served from read models, which follow the log with a small delay (see `Job.position`). */
export type QueryBulkCommandArgs = {
  id: Scalars['ID']['input'];
};


/** Reads; they need the permission READ. Served from read models, which follow the log with a small delay (see `Job.position`). */
export type QueryBulkCommandsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  onlyOwn?: Scalars['Boolean']['input'];
};


/** Reads; they need the permission READ. Served from read models, which follow the log with a small delay (see `Job.position`). */
export type QueryCommandPreviewArgs = {
  action: BulkAction;
  atLeastPosition: InputMaybe<Scalars['Long']['input']>;
  filter: InputMaybe<JobFilter>;
};


/** Reads; they need the permission READ. Served from read models, which follow the log with a small delay (see `Job.position`). */
export type QueryJobArgs = {
  atLeastPosition: InputMaybe<Scalars['Long']['input']>;
  atLeastRevision: InputMaybe<Scalars['Long']['input']>;
  id: Scalars['ID']['input'];
};


/** Reads; they need the permission READ. Served from read models, which follow the log with a small delay (see `Job.position`). */
export type QueryJobCountsArgs = {
  atLeastPosition: InputMaybe<Scalars['Long']['input']>;
  filter: InputMaybe<JobFilter>;
};


/** Reads; they need the permission READ. Served from read models, which follow the log with a small delay (see `Job.position`). */
export type QueryJobsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  atLeastPosition: InputMaybe<Scalars['Long']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<JobFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
  orderBy?: JobOrder;
};


/** Reads; they need the permission READ. Served from read models, which follow the log with a small delay (see `Job.position`). */
export type QueryManifestPreviewArgs = {
  first?: Scalars['Int']['input'];
  manifest: ManifestInput;
  rowsMax?: Scalars['Int']['input'];
};


/** Reads; they need the permission READ. Served from read models, which follow the log with a small delay (see `Job.position`). */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** Reads; they need the permission READ. Served from read models, which follow the log with a small delay (see `Job.position`). */
export type QueryObjectsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  bucket: Scalars['String']['input'];
  first?: Scalars['Int']['input'];
  prefix?: Scalars['String']['input'];
  store: InputMaybe<Scalars['String']['input']>;
};


/** Reads; they need the permission READ. Served from read models, which follow the log with a small delay (see `Job.position`). */
export type QueryValidateJobArgs = {
  spec: JobSpecInput;
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

/** A file of a report. */
export type ReportFile = {
  readonly __typename?: 'ReportFile';
  /** Download of this one file as an attachment, authenticated by this link alone for five minutes. */
  readonly downloadUrl: Scalars['URL']['output'];
  /** Key. */
  readonly key: Scalars['String']['output'];
  /** MD5 of the contents, in hex. */
  readonly md5: Scalars['String']['output'];
  /** Which tasks it lists. */
  readonly outcome: TaskOutcome;
  /** Number of tasks. */
  readonly rows: Scalars['Long']['output'];
  /** Size in bytes. */
  readonly sizeBytes: Scalars['BigInt']['output'];
};

/** Page of report files. */
export type ReportFileConnection = {
  readonly __typename?: 'ReportFileConnection';
  /** Items with their cursors. */
  readonly edges: ReadonlyArray<ReportFileEdge>;
  /** Items. */
  readonly nodes: ReadonlyArray<ReportFile>;
  /** Place of this page in the list. */
  readonly pageInfo: PageInfo;
  /** Number of files. */
  readonly totalCount: Scalars['Long']['output'];
};

/** A report file in a page. */
export type ReportFileEdge = {
  readonly __typename?: 'ReportFileEdge';
  /** Cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The file. */
  readonly node: ReportFile;
};

/** What report to write. */
export type ReportInput = {
  /** Bucket to write to. */
  readonly bucket: Scalars['String']['input'];
  /** Account the bucket must belong to. */
  readonly expectedBucketOwner?: InputMaybe<Scalars['String']['input']>;
  /** Prefix of its keys, 1 to 512 characters and at most 930 bytes as UTF-8. */
  readonly prefix?: InputMaybe<Scalars['String']['input']>;
  /** Which tasks it lists. */
  readonly scope: ReportScope;
  /** Name of a configured store to write to; left out: the default store. */
  readonly store?: InputMaybe<Scalars['String']['input']>;
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
  readonly expirationInDays?: InputMaybe<Scalars['Int']['input']>;
  /** How fast. */
  readonly tier: RestoreTier;
};

/** Restores each archived object. A task succeeds when the restore is requested, before the object can be read. */
export type RestoreObjectOperation = Operation & {
  readonly __typename?: 'RestoreObjectOperation';
  /** Days the restored copy stays. */
  readonly expirationInDays: Maybe<Scalars['Int']['output']>;
  /** Which operation. */
  readonly name: OperationName;
  /** How fast. */
  readonly tier: RestoreTier;
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
  readonly clientRequestToken: Scalars['String']['input'];
  /** Only tasks with these error codes, 1 to 50; leave out for all. */
  readonly errorCodes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** The ended job. */
  readonly id: Scalars['ID']['input'];
  /** Only tasks whose decoded key starts so, 1 to 1024 characters; leave out for all. */
  readonly keyPrefix?: InputMaybe<Scalars['String']['input']>;
  /** Settings to replace; the manifest cannot be. */
  readonly overrides?: InputMaybe<JobOverridesInput>;
};

/** A job of a list. */
export type SelectedJobInput = {
  /** Only when the job is still at this revision; else it refuses with CONFLICT. */
  readonly expectedRevision?: InputMaybe<Scalars['Long']['input']>;
  /** The job. */
  readonly id: Scalars['ID']['input'];
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

/** A configured store: an S3 endpoint with its credentials and manners. */
export type Store = {
  readonly __typename?: 'Store';
  /** Whether it is used where no store is named. */
  readonly default: Scalars['Boolean']['output'];
  /** Whether it is the development store that comes with the engine. */
  readonly development: Scalars['Boolean']['output'];
  /** Endpoint; null for Amazon S3, and for callers without ADMIN. */
  readonly endpoint: Maybe<Scalars['URL']['output']>;
  /** Whether it works: as the executors found it, or else asked for its buckets. The answer is kept for ten seconds. */
  readonly health: StoreHealth;
  /** Name it is chosen by. */
  readonly name: Scalars['String']['output'];
  /** Region. */
  readonly region: Maybe<Scalars['String']['output']>;
};

/** How a store is. */
export type StoreHealth = {
  readonly __typename?: 'StoreHealth';
  /** What is wrong; null when nothing is. */
  readonly message: Maybe<Scalars['String']['output']>;
  /** Whether it works. */
  readonly state: HealthState;
};

/** A store that gives nothing but errors. It is probed with single calls; no task uses up attempts meanwhile. */
export type StoreOutage = {
  readonly __typename?: 'StoreOutage';
  /** What it said last. */
  readonly message: Scalars['String']['output'];
  /** Since when. */
  readonly since: Scalars['DateTime']['output'];
  /** Name of the store. */
  readonly store: Scalars['String']['output'];
};

/** An object of a bucket. */
export type StoredObject = {
  readonly __typename?: 'StoredObject';
  /** ETag, without quotes; as a manifest, give it to `createJob` so that the job runs on what was seen. */
  readonly etag: Scalars['String']['output'];
  /** Key. */
  readonly key: Scalars['String']['output'];
  /** Last change. */
  readonly modifiedAt: Scalars['DateTime']['output'];
  /** Size in bytes. */
  readonly sizeBytes: Scalars['BigInt']['output'];
};

/**
 * Live updates over WebSocket (`graphql-transport-ws`); they need the permission READ. Delivery is at least once, each message with its place in the log:
 * after a reconnection a client repeats the subscription, after the last `cursor` it handled where there is one, may see
 * that message again, and drops what is not newer. A slow reader slows only itself. Inside a subscription the fields
 * `tasks`, `task`, `history`, `failureGroups`, `throughput` and `asOf` of a job, and `files` of its report, cannot be selected.
 */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * The events of one job, or of all jobs, in the order of the log, without conflation or loss: everything after the
   * cursor is replayed first, then the subscription goes on live. It does not complete by itself. Fails with
   * JOB_NOT_FOUND when there was never such a job.
   */
  readonly jobEvents: JobEventMessage;
  /**
   * One job, kept current. The first message is always a snapshot of the present state; then a message follows each
   * change, conflated so that no more than one is sent per interval. The last message (the job has ended and its report
   * is settled) is always sent and completes the subscription. A job that is deleted completes it too. Fails with
   * JOB_NOT_FOUND when there is no such job.
   */
  readonly jobProgress: JobUpdate;
  /**
   * Jobs that appear, change or leave the given filter. Conflated for each job. No snapshot: read `jobs` first and
   * subscribe after its `cursor`.
   */
  readonly jobs: JobListUpdate;
};


/**
 * Live updates over WebSocket (`graphql-transport-ws`); they need the permission READ. Delivery is at least once, each message with its place in the log:
 * after a reconnection a client repeats the subscription, after the last `cursor` it handled where there is one, may see
 * that message again, and drops what is not newer. A slow reader slows only itself. Inside a subscription the fields
 * `tasks`, `task`, `history`, `failureGroups`, `throughput` and `asOf` of a job, and `files` of its report, cannot be selected.
 */
export type SubscriptionJobEventsArgs = {
  after: InputMaybe<Scalars['EventCursor']['input']>;
  categories: InputMaybe<ReadonlyArray<JobEventCategory>>;
  fromStart?: Scalars['Boolean']['input'];
  jobId: InputMaybe<Scalars['ID']['input']>;
  unfoldTasks?: Scalars['Boolean']['input'];
};


/**
 * Live updates over WebSocket (`graphql-transport-ws`); they need the permission READ. Delivery is at least once, each message with its place in the log:
 * after a reconnection a client repeats the subscription, after the last `cursor` it handled where there is one, may see
 * that message again, and drops what is not newer. A slow reader slows only itself. Inside a subscription the fields
 * `tasks`, `task`, `history`, `failureGroups`, `throughput` and `asOf` of a job, and `files` of its report, cannot be selected.
 */
export type SubscriptionJobProgressArgs = {
  intervalMs?: Scalars['Int']['input'];
  jobId: Scalars['ID']['input'];
};


/**
 * Live updates over WebSocket (`graphql-transport-ws`); they need the permission READ. Delivery is at least once, each message with its place in the log:
 * after a reconnection a client repeats the subscription, after the last `cursor` it handled where there is one, may see
 * that message again, and drops what is not newer. A slow reader slows only itself. Inside a subscription the fields
 * `tasks`, `task`, `history`, `failureGroups`, `throughput` and `asOf` of a job, and `files` of its report, cannot be selected.
 */
export type SubscriptionJobsArgs = {
  after: InputMaybe<Scalars['EventCursor']['input']>;
  filter: InputMaybe<JobFilter>;
  intervalMs?: Scalars['Int']['input'];
};

/** A key and value that label a job or an object. */
export type Tag = {
  readonly __typename?: 'Tag';
  /** 1 to 128 characters, case sensitive. */
  readonly key: Scalars['String']['output'];
  /** Up to 256 characters, case sensitive. */
  readonly value: Scalars['String']['output'];
};

/** A tag that a job must carry. */
export type TagBound = {
  readonly __typename?: 'TagBound';
  /** Key of the tag. */
  readonly key: Scalars['String']['output'];
  /** One of these; null: any. */
  readonly values: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** A key and value that label a job or an object. */
export type TagInput = {
  /** 1 to 128 characters, case sensitive. */
  readonly key: Scalars['String']['input'];
  /** Up to 256 characters, case sensitive. */
  readonly value: Scalars['String']['input'];
};

/** Changes of tags. */
export type TagJobInput = {
  /** Only when the job is still at this revision; else ConflictError. */
  readonly expectedRevision?: InputMaybe<Scalars['Long']['input']>;
  /** The job. */
  readonly id: Scalars['ID']['input'];
  /** Keys to remove; one that is also in `set` stays, with its new value. */
  readonly remove?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Tags to add or change; a job has up to 50. */
  readonly set?: InputMaybe<ReadonlyArray<TagInput>>;
};

/** A task that has an outcome: the operation on one object. */
export type Task = Node & {
  readonly __typename?: 'Task';
  /** Attempts on record. */
  readonly attempts: Scalars['Int']['output'];
  /** Bucket of the object. */
  readonly bucket: Scalars['String']['output'];
  /** Error code of the last attempt, for example `AccessDenied`; null when it did not fail. */
  readonly errorCode: Maybe<Scalars['String']['output']>;
  /** Error code of the first attempt; null when it did not fail. */
  readonly firstErrorCode: Maybe<Scalars['String']['output']>;
  /** HTTP status of the last attempt; null when no answer came. */
  readonly httpStatus: Maybe<Scalars['Int']['output']>;
  /** Task id. */
  readonly id: Scalars['ID']['output'];
  /**
   * Key of the object, decoded. Of an UNKNOWN task it is read in the manifest again; null when that is gone or is another
   * now, and then its row tells which object it is.
   */
  readonly key: Maybe<Scalars['String']['output']>;
  /** Row in the manifest; first row is 1. */
  readonly manifestRow: Scalars['Long']['output'];
  /** What the last attempt said. Cut at 4 KiB, with a mark. */
  readonly message: Maybe<Scalars['String']['output']>;
  /** How it came out. */
  readonly outcome: TaskOutcome;
  /** Key as the manifest and the report write it. Null where `key` is. */
  readonly rawKey: Maybe<Scalars['String']['output']>;
  /** When the outcome was recorded. */
  readonly recordedAt: Scalars['DateTime']['output'];
  /** Version of the object, when the manifest gives one. */
  readonly versionId: Maybe<Scalars['String']['output']>;
};

/** Page of tasks. */
export type TaskConnection = {
  readonly __typename?: 'TaskConnection';
  /** Items with their cursors. */
  readonly edges: ReadonlyArray<TaskEdge>;
  /** Items. */
  readonly nodes: ReadonlyArray<Task>;
  /** Place of this page in the list. */
  readonly pageInfo: PageInfo;
  /** Number of tasks that match. Null when it is not known without counting: a search by key. */
  readonly totalCount: Maybe<Scalars['Long']['output']>;
};

/** A task in a page. */
export type TaskEdge = {
  readonly __typename?: 'TaskEdge';
  /** Cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The task. */
  readonly node: Task;
};

/** Conditions on tasks; all given ones must hold. */
export type TaskFilter = {
  /**
   * Error code of the last attempt is one of these, at most 50 of at most 128 characters; left out or empty: any. Needs the
   * outcome FAILED.
   */
  readonly errorCodes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Decoded key starts so, 1 to 1024 characters; the list goes by key then. Needs the outcome FAILED. */
  readonly keyPrefix?: InputMaybe<Scalars['String']['input']>;
  /** Outcome; left out: any. */
  readonly outcome?: InputMaybe<TaskOutcome>;
};

/** Something that happened to a task. */
export type TaskMoment = {
  readonly __typename?: 'TaskMoment';
  /** When it was recorded. Of an attempt: when it failed, by the clock of the process that made it. */
  readonly at: Scalars['DateTime']['output'];
  /** Attempts so far, all rounds together; of an attempt its own number. */
  readonly attempts: Maybe<Scalars['Int']['output']>;
  /** Error code of the last attempt. */
  readonly errorCode: Maybe<Scalars['String']['output']>;
  /** Id of the event that tells it; null of UNKNOWN, which none says. */
  readonly eventId: Maybe<Scalars['ID']['output']>;
  /** Id of the process that had the row in its hand; null when none had. */
  readonly executor: Maybe<Scalars['String']['output']>;
  /** Error code of the first attempt. */
  readonly firstErrorCode: Maybe<Scalars['String']['output']>;
  /** HTTP status of the last attempt; null when no answer came. */
  readonly httpStatus: Maybe<Scalars['Int']['output']>;
  /** What happened. */
  readonly kind: TaskMomentKind;
  /** What the last attempt said. */
  readonly message: Maybe<Scalars['String']['output']>;
  /** Of an attempt the round that it was made in, and of SET_ASIDE the round that this ends; the first is 1. */
  readonly round: Maybe<Scalars['Int']['output']>;
  /** One sentence for people. */
  readonly summary: Scalars['String']['output'];
};

/** What can happen to a task. */
export type TaskMomentKind =
  /** It was announced before its call, because processes were lost with its chunk. */
  | 'ANNOUNCED'
  /** An attempt failed; the task took more than this one. */
  | 'ATTEMPT_FAILED'
  /** A process took its chunk. */
  | 'CLAIMED'
  /** It failed for good. */
  | 'FAILED'
  /** Its chunk was given back, and is free. */
  | 'GIVEN_BACK'
  /** The process that had its chunk was lost, and nobody has it. */
  | 'LOST'
  /** Its attempts were used up for now: it is tried again in a later round. */
  | 'SET_ASIDE'
  /** It succeeded. */
  | 'SUCCEEDED'
  /** Another process took its chunk, because the one that had it was lost. */
  | 'TAKEN_OVER'
  /** The job ended, and whether its call was made is not known. */
  | 'UNKNOWN';

/** How a task came out. */
export type TaskOutcome =
  /** Failed for good. */
  | 'FAILED'
  /** Succeeded. */
  | 'SUCCEEDED'
  /** Whether its call was made is not known: its executor was lost before the job was stopped. */
  | 'UNKNOWN';

/** What is recorded about one row of a manifest. */
export type TaskTimeline = {
  readonly __typename?: 'TaskTimeline';
  /** Bucket of the object. */
  readonly bucket: Scalars['String']['output'];
  /** Chunk of the part, as which it was taken with other rows; the first is 1. */
  readonly chunk: Scalars['Long']['output'];
  /** Key of the object, decoded. Null where it has no outcome on record and the manifest cannot be read any more. */
  readonly key: Maybe<Scalars['String']['output']>;
  /** Row in the manifest; first row is 1. */
  readonly manifestRow: Scalars['Long']['output'];
  /**
   * What happened, in the order in which it was recorded. The failed attempts of a task that took more than one are told with
   * what they led to, its outcome or its being set aside: of each round the first 3 and the last 17. They are not recorded of a
   * round whose process was lost, nor by versions before this field told them.
   */
  readonly moments: ReadonlyArray<TaskMoment>;
  /** Part of the manifest; the first is 1. */
  readonly part: Scalars['Long']['output'];
  /** The file of the report that lists it; null until that is READY, and where none lists it. */
  readonly reportFile: Maybe<ReportFile>;
  /** The task; null while it has no outcome. */
  readonly task: Maybe<Task>;
  /** Version of the object, when the manifest gives one. */
  readonly versionId: Maybe<Scalars['String']['output']>;
};

/** Tasks ended over time. */
export type Throughput = {
  readonly __typename?: 'Throughput';
  /** Points, oldest first, without gaps; at most 500. */
  readonly points: ReadonlyArray<ThroughputPoint>;
  /** Width of a point in seconds. */
  readonly resolutionSeconds: Scalars['Float']['output'];
};

/** Tasks ended in one interval. */
export type ThroughputPoint = {
  readonly __typename?: 'ThroughputPoint';
  /** Start of the interval. */
  readonly at: Scalars['DateTime']['output'];
  /** Tasks that failed. */
  readonly failed: Scalars['Long']['output'];
  /** Tasks that succeeded. */
  readonly succeeded: Scalars['Long']['output'];
};

/** New limits. */
export type UpdateJobLimitsInput = {
  /** Only when the job is still at this revision; else ConflictError. */
  readonly expectedRevision?: InputMaybe<Scalars['Long']['input']>;
  /** The job. */
  readonly id: Scalars['ID']['input'];
  /** The limits, replacing both. */
  readonly limits: JobLimitsInput;
};

/** A new priority. */
export type UpdateJobPriorityInput = {
  /** Only when the job is still at this revision; else ConflictError. */
  readonly expectedRevision?: InputMaybe<Scalars['Long']['input']>;
  /** The job. */
  readonly id: Scalars['ID']['input'];
  /** Priority, 0 to 2147483647; higher runs first. */
  readonly priority: Scalars['Int']['input'];
};

/** Something the caller can repair. */
export type UserError = {
  /** Short code for programs, for example `OUT_OF_RANGE`. New codes may appear in any release. */
  readonly code: Scalars['String']['output'];
  /** Explanation in English. */
  readonly message: Scalars['String']['output'];
  /**
   * Where in the input, without the argument `input` itself: `["spec", "tags", "0", "key"]`, places in a list as text.
   * Empty when it is about the whole.
   */
  readonly path: ReadonlyArray<Scalars['String']['output']>;
};

/** A value is missing, malformed, out of range, not served by this engine, or outside the bounds of the caller. */
export type ValidationError = UserError & {
  readonly __typename?: 'ValidationError';
  /** For example `TOO_LONG`, `OUT_OF_RANGE`, `MUTUALLY_EXCLUSIVE`, `NO_SUCH_STORE`, `NOT_SUPPORTED`, `NOT_ALLOWED`. */
  readonly code: Scalars['String']['output'];
  /** Explanation in English. */
  readonly message: Scalars['String']['output'];
  /** Where in the input. */
  readonly path: ReadonlyArray<Scalars['String']['output']>;
};

/** Who is asking; on loopback without tokens, the local user. */
export type Viewer = {
  readonly __typename?: 'Viewer';
  /** What it is bound to. */
  readonly bounds: ViewerBounds;
  /** When its token ends; null when it does not. */
  readonly expiresAt: Maybe<Scalars['DateTime']['output']>;
  /** What it may do beyond its permissions. */
  readonly grants: ReadonlyArray<ExtraGrant>;
  /** Who it is, as the events name it: `token:` and the name of a token, or `jwt:` and the subject of one. */
  readonly id: Scalars['ID']['output'];
  /** Name for display. */
  readonly name: Scalars['String']['output'];
  /** What it may do. */
  readonly permissions: ReadonlyArray<Permission>;
};

/**
 * What a token is bound to. A null list is no bound; an empty one allows nothing. Jobs that touch anything else are not
 * there for it: not in lists, counts and messages, and commands to them find no job.
 */
export type ViewerBounds = {
  readonly __typename?: 'ViewerBounds';
  /** Buckets it may use, for objects, targets, manifests and reports. */
  readonly buckets: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Of the jobs that it sees, those that it may command; null: all. */
  readonly commandedJobs: Maybe<JobBound>;
  /** Highest priority it may give. */
  readonly maxPriority: Maybe<Scalars['Int']['output']>;
  /** Operations it may run. */
  readonly operations: Maybe<ReadonlyArray<OperationName>>;
  /** Tags that its new jobs must carry, and that it may take off no job; null: none. */
  readonly requiredTags: Maybe<ReadonlyArray<TagBound>>;
  /** Roles its jobs may run with, as ARNs. */
  readonly roles: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Stores it may use. */
  readonly stores: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Jobs that it sees; null: all. What it does not see it cannot command. */
  readonly visibleJobs: Maybe<JobBound>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  JobView:
    | ( JobRow )
    | ( JobSnapshotParent )
  ;
  Manifest:
    | ( CsvManifestParent )
    | ( FailedTasksManifestParent )
    | ( GeneratedManifestParent )
    | ( InventoryManifestParent )
  ;
  Node:
    | ( JobRow )
    | ( TaskParent )
  ;
  Operation:
    | ( ComputeChecksumParent )
    | ( CopyObjectParent )
    | ( DeleteObjectParent )
    | ( DeleteObjectTaggingParent )
    | ( InvokeFunctionParent )
    | ( MergeObjectTagsParent )
    | ( PutObjectAclParent )
    | ( PutObjectLegalHoldParent )
    | ( PutObjectRetentionParent )
    | ( PutObjectTaggingParent )
    | ( RestoreObjectParent )
  ;
  UserError:
    | ( ConflictError )
    | ( IdempotencyError )
    | ( InvalidJobStatusError )
    | ( JobNotFoundError )
    | ( ValidationError )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AclGrant: ResolverTypeWrapper<AclGrant>;
  AclGrantInput: AclGrantInput;
  AclInput: AclInput;
  AclPermission: AclPermission;
  Actor: ResolverTypeWrapper<Actor>;
  ActorKind: ActorKind;
  AuditVerdict: AuditVerdict;
  BigInt: ResolverTypeWrapper<Scalars['BigInt']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Bucket: ResolverTypeWrapper<Bucket>;
  BucketListing: ResolverTypeWrapper<BucketListing>;
  BulkAction: BulkAction;
  BulkCommand: ResolverTypeWrapper<BulkRow>;
  BulkCommandConnection: ResolverTypeWrapper<Omit<BulkCommandConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['BulkCommandEdge']>, nodes: ReadonlyArray<ResolversTypes['BulkCommand']> }>;
  BulkCommandEdge: ResolverTypeWrapper<Omit<BulkCommandEdge, 'node'> & { node: ResolversTypes['BulkCommand'] }>;
  BulkCommandPayload: ResolverTypeWrapper<BulkParent>;
  BulkRefusal: ResolverTypeWrapper<BulkRefusal>;
  BulkRefusedJob: ResolverTypeWrapper<BulkRefusedJob>;
  BulkStatus: BulkStatus;
  CannedAcl: CannedAcl;
  ChecksumAlgorithm: ChecksumAlgorithm;
  ChecksumType: ChecksumType;
  CloneJobInput: CloneJobInput;
  CommandJobsInput: CommandJobsInput;
  CommandPreview: ResolverTypeWrapper<CommandPreview>;
  CompletionReport: ResolverTypeWrapper<ReportParent>;
  ComputeChecksumInput: ComputeChecksumInput;
  ComputeChecksumOperation: ResolverTypeWrapper<ComputeChecksumParent>;
  ConflictError: ResolverTypeWrapper<ConflictError>;
  CopyObjectInput: CopyObjectInput;
  CopyObjectOperation: ResolverTypeWrapper<CopyObjectParent>;
  CreateJobInput: CreateJobInput;
  CreateJobPayload: ResolverTypeWrapper<CommandParent>;
  CsvManifest: ResolverTypeWrapper<CsvManifestParent>;
  CsvManifestInput: CsvManifestInput;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeleteJobPayload: ResolverTypeWrapper<CommandParent>;
  DeleteObjectInput: DeleteObjectInput;
  DeleteObjectOperation: ResolverTypeWrapper<DeleteObjectParent>;
  DeleteObjectTaggingOperation: ResolverTypeWrapper<DeleteObjectTaggingParent>;
  EncryptionAlgorithm: EncryptionAlgorithm;
  EncryptionFilter: ResolverTypeWrapper<EncryptionFilter>;
  EncryptionFilterInput: EncryptionFilterInput;
  EncryptionKind: EncryptionKind;
  Engine: ResolverTypeWrapper<EngineParent>;
  EngineComponent: ResolverTypeWrapper<EngineComponent>;
  EngineLimits: ResolverTypeWrapper<EngineLimits>;
  EventCursor: ResolverTypeWrapper<Scalars['EventCursor']['output']>;
  EventStore: ResolverTypeWrapper<EventStore>;
  EventStoreKind: EventStoreKind;
  ExplicitAclInput: ExplicitAclInput;
  ExtraGrant: ExtraGrant;
  FailedTasksManifest: ResolverTypeWrapper<FailedTasksManifestParent>;
  FailureGroup: ResolverTypeWrapper<FailureGroupParent>;
  FailureThreshold: ResolverTypeWrapper<FailureThreshold>;
  FailureThresholdInput: FailureThresholdInput;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  GeneratedManifest: ResolverTypeWrapper<GeneratedManifestParent>;
  GranteeType: GranteeType;
  HealthState: HealthState;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  IdempotencyError: ResolverTypeWrapper<IdempotencyError>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  InvalidJobStatusError: ResolverTypeWrapper<InvalidJobStatusError>;
  InventoryManifest: ResolverTypeWrapper<InventoryManifestParent>;
  InventoryManifestInput: InventoryManifestInput;
  InvokeFunctionInput: InvokeFunctionInput;
  InvokeFunctionOperation: ResolverTypeWrapper<InvokeFunctionParent>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Job: ResolverTypeWrapper<JobRow>;
  JobAction: JobAction;
  JobAudit: ResolverTypeWrapper<JobRow>;
  JobBound: ResolverTypeWrapper<JobBound>;
  JobCommandInput: JobCommandInput;
  JobCommandPayload: ResolverTypeWrapper<CommandParent>;
  JobConnection: ResolverTypeWrapper<Omit<JobConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['JobEdge']>, nodes: ReadonlyArray<ResolversTypes['Job']> }>;
  JobEdge: ResolverTypeWrapper<Omit<JobEdge, 'node'> & { node: ResolversTypes['Job'] }>;
  JobEvent: ResolverTypeWrapper<JobEventParent>;
  JobEventCategory: JobEventCategory;
  JobEventConnection: ResolverTypeWrapper<Omit<JobEventConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['JobEventEdge']>, nodes: ReadonlyArray<ResolversTypes['JobEvent']> }>;
  JobEventEdge: ResolverTypeWrapper<Omit<JobEventEdge, 'node'> & { node: ResolversTypes['JobEvent'] }>;
  JobEventMessage: ResolverTypeWrapper<Omit<JobEventMessage, 'event' | 'task'> & { event: ResolversTypes['JobEvent'], task?: Maybe<ResolversTypes['Task']> }>;
  JobFailureReason: ResolverTypeWrapper<JobFailureReason>;
  JobFilter: JobFilter;
  JobLimits: ResolverTypeWrapper<JobLimits>;
  JobLimitsInput: JobLimitsInput;
  JobListChange: JobListChange;
  JobListUpdate: ResolverTypeWrapper<Omit<JobListUpdate, 'job'> & { job?: Maybe<ResolversTypes['Job']> }>;
  JobNotFoundError: ResolverTypeWrapper<JobNotFoundError>;
  JobOrder: JobOrder;
  JobOrderField: JobOrderField;
  JobOutcome: JobOutcome;
  JobOverridesInput: JobOverridesInput;
  JobProgress: ResolverTypeWrapper<JobProgress>;
  JobQueryField: ResolverTypeWrapper<JobQueryField>;
  JobQueryFieldKind: JobQueryFieldKind;
  JobQueue: ResolverTypeWrapper<JobQueue>;
  JobSelectionInput: JobSelectionInput;
  JobSnapshot: ResolverTypeWrapper<JobSnapshotParent>;
  JobSpecInput: JobSpecInput;
  JobStatus: JobStatus;
  JobStatusCount: ResolverTypeWrapper<JobStatusCount>;
  JobSuspension: ResolverTypeWrapper<JobSuspension>;
  JobUpdate: ResolverTypeWrapper<Omit<JobUpdate, 'job'> & { job: ResolversTypes['Job'] }>;
  JobValidation: ResolverTypeWrapper<Omit<JobValidation, 'errors'> & { errors: ReadonlyArray<ResolversTypes['UserError']> }>;
  JobView: ResolverTypeWrapper<JobRow>;
  KeyValue: ResolverTypeWrapper<KeyValue>;
  KeyValueInput: KeyValueInput;
  LegalHoldStatus: LegalHoldStatus;
  Long: ResolverTypeWrapper<Scalars['Long']['output']>;
  Manifest: ResolverTypeWrapper<ManifestParent>;
  ManifestField: ManifestField;
  ManifestGeneratorFilter: ResolverTypeWrapper<ManifestFilter>;
  ManifestGeneratorFilterInput: ManifestGeneratorFilterInput;
  ManifestGeneratorInput: ManifestGeneratorInput;
  ManifestInput: ManifestInput;
  ManifestOutput: ResolverTypeWrapper<ManifestOutputSpec>;
  ManifestOutputInput: ManifestOutputInput;
  ManifestPreview: ResolverTypeWrapper<Omit<ManifestPreview, 'errors'> & { errors: ReadonlyArray<ResolversTypes['UserError']> }>;
  ManifestRow: ResolverTypeWrapper<ManifestRow>;
  ManifestWarning: ResolverTypeWrapper<ManifestWarning>;
  MergeObjectTagsInput: MergeObjectTagsInput;
  MergeObjectTagsOperation: ResolverTypeWrapper<MergeObjectTagsParent>;
  MetadataDirective: MetadataDirective;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NoParametersInput: NoParametersInput;
  Node: ResolverTypeWrapper<NodeParent>;
  ObjectEncryption: ResolverTypeWrapper<ObjectEncryption>;
  ObjectEncryptionInput: ObjectEncryptionInput;
  ObjectListing: ResolverTypeWrapper<ObjectListing>;
  ObjectLocation: ResolverTypeWrapper<ObjectLocation>;
  ObjectMetadata: ResolverTypeWrapper<ObjectMetadata>;
  ObjectMetadataInput: ObjectMetadataInput;
  ObjectRefInput: ObjectRefInput;
  ObjectRetention: ResolverTypeWrapper<ObjectRetention>;
  ObjectRetentionInput: ObjectRetentionInput;
  Operation: ResolverTypeWrapper<OperationSpec>;
  OperationDescriptor: ResolverTypeWrapper<OperationDescriptor>;
  OperationInput: OperationInput;
  OperationName: OperationName;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PausedBy: PausedBy;
  Permission: Permission;
  PointInTimeInput: PointInTimeInput;
  PreflightState: PreflightState;
  PutObjectAclInput: PutObjectAclInput;
  PutObjectAclOperation: ResolverTypeWrapper<PutObjectAclParent>;
  PutObjectLegalHoldInput: PutObjectLegalHoldInput;
  PutObjectLegalHoldOperation: ResolverTypeWrapper<PutObjectLegalHoldParent>;
  PutObjectRetentionInput: PutObjectRetentionInput;
  PutObjectRetentionOperation: ResolverTypeWrapper<PutObjectRetentionParent>;
  PutObjectTaggingInput: PutObjectTaggingInput;
  PutObjectTaggingOperation: ResolverTypeWrapper<PutObjectTaggingParent>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ReplicationStatus: ReplicationStatus;
  ReportFile: ResolverTypeWrapper<ReportFileParent>;
  ReportFileConnection: ResolverTypeWrapper<Omit<ReportFileConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['ReportFileEdge']>, nodes: ReadonlyArray<ResolversTypes['ReportFile']> }>;
  ReportFileEdge: ResolverTypeWrapper<Omit<ReportFileEdge, 'node'> & { node: ResolversTypes['ReportFile'] }>;
  ReportInput: ReportInput;
  ReportScope: ReportScope;
  ReportStatus: ReportStatus;
  RestoreObjectInput: RestoreObjectInput;
  RestoreObjectOperation: ResolverTypeWrapper<RestoreObjectParent>;
  RestoreTier: RestoreTier;
  RetentionMode: RetentionMode;
  RetryFailedTasksInput: RetryFailedTasksInput;
  SelectedJobInput: SelectedJobInput;
  SortDirection: SortDirection;
  StorageClass: StorageClass;
  Store: ResolverTypeWrapper<StoreParent>;
  StoreHealth: ResolverTypeWrapper<StoreHealth>;
  StoreOutage: ResolverTypeWrapper<StoreOutage>;
  StoredObject: ResolverTypeWrapper<StoredObject>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Tag: ResolverTypeWrapper<Tag>;
  TagBound: ResolverTypeWrapper<TagBound>;
  TagInput: TagInput;
  TagJobInput: TagJobInput;
  Task: ResolverTypeWrapper<TaskParent>;
  TaskConnection: ResolverTypeWrapper<Omit<TaskConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['TaskEdge']>, nodes: ReadonlyArray<ResolversTypes['Task']> }>;
  TaskEdge: ResolverTypeWrapper<Omit<TaskEdge, 'node'> & { node: ResolversTypes['Task'] }>;
  TaskFilter: TaskFilter;
  TaskMoment: ResolverTypeWrapper<TaskMomentRow>;
  TaskMomentKind: TaskMomentKind;
  TaskOutcome: TaskOutcome;
  TaskTimeline: ResolverTypeWrapper<TaskTimelineParent>;
  Throughput: ResolverTypeWrapper<Throughput>;
  ThroughputPoint: ResolverTypeWrapper<ThroughputPoint>;
  URL: ResolverTypeWrapper<Scalars['URL']['output']>;
  UpdateJobLimitsInput: UpdateJobLimitsInput;
  UpdateJobPriorityInput: UpdateJobPriorityInput;
  UserError: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['UserError']>;
  ValidationError: ResolverTypeWrapper<ValidationError>;
  Viewer: ResolverTypeWrapper<Viewer>;
  ViewerBounds: ResolverTypeWrapper<ViewerBounds>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AclGrant: AclGrant;
  AclGrantInput: AclGrantInput;
  AclInput: AclInput;
  Actor: Actor;
  BigInt: Scalars['BigInt']['output'];
  Boolean: Scalars['Boolean']['output'];
  Bucket: Bucket;
  BucketListing: BucketListing;
  BulkCommand: BulkRow;
  BulkCommandConnection: Omit<BulkCommandConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['BulkCommandEdge']>, nodes: ReadonlyArray<ResolversParentTypes['BulkCommand']> };
  BulkCommandEdge: Omit<BulkCommandEdge, 'node'> & { node: ResolversParentTypes['BulkCommand'] };
  BulkCommandPayload: BulkParent;
  BulkRefusal: BulkRefusal;
  BulkRefusedJob: BulkRefusedJob;
  CloneJobInput: CloneJobInput;
  CommandJobsInput: CommandJobsInput;
  CommandPreview: CommandPreview;
  CompletionReport: ReportParent;
  ComputeChecksumInput: ComputeChecksumInput;
  ComputeChecksumOperation: ComputeChecksumParent;
  ConflictError: ConflictError;
  CopyObjectInput: CopyObjectInput;
  CopyObjectOperation: CopyObjectParent;
  CreateJobInput: CreateJobInput;
  CreateJobPayload: CommandParent;
  CsvManifest: CsvManifestParent;
  CsvManifestInput: CsvManifestInput;
  DateTime: Scalars['DateTime']['output'];
  DeleteJobPayload: CommandParent;
  DeleteObjectInput: DeleteObjectInput;
  DeleteObjectOperation: DeleteObjectParent;
  DeleteObjectTaggingOperation: DeleteObjectTaggingParent;
  EncryptionFilter: EncryptionFilter;
  EncryptionFilterInput: EncryptionFilterInput;
  Engine: EngineParent;
  EngineComponent: EngineComponent;
  EngineLimits: EngineLimits;
  EventCursor: Scalars['EventCursor']['output'];
  EventStore: EventStore;
  ExplicitAclInput: ExplicitAclInput;
  FailedTasksManifest: FailedTasksManifestParent;
  FailureGroup: FailureGroupParent;
  FailureThreshold: FailureThreshold;
  FailureThresholdInput: FailureThresholdInput;
  Float: Scalars['Float']['output'];
  GeneratedManifest: GeneratedManifestParent;
  ID: Scalars['ID']['output'];
  IdempotencyError: IdempotencyError;
  Int: Scalars['Int']['output'];
  InvalidJobStatusError: InvalidJobStatusError;
  InventoryManifest: InventoryManifestParent;
  InventoryManifestInput: InventoryManifestInput;
  InvokeFunctionInput: InvokeFunctionInput;
  InvokeFunctionOperation: InvokeFunctionParent;
  JSON: Scalars['JSON']['output'];
  Job: JobRow;
  JobAudit: JobRow;
  JobBound: JobBound;
  JobCommandInput: JobCommandInput;
  JobCommandPayload: CommandParent;
  JobConnection: Omit<JobConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['JobEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Job']> };
  JobEdge: Omit<JobEdge, 'node'> & { node: ResolversParentTypes['Job'] };
  JobEvent: JobEventParent;
  JobEventConnection: Omit<JobEventConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['JobEventEdge']>, nodes: ReadonlyArray<ResolversParentTypes['JobEvent']> };
  JobEventEdge: Omit<JobEventEdge, 'node'> & { node: ResolversParentTypes['JobEvent'] };
  JobEventMessage: Omit<JobEventMessage, 'event' | 'task'> & { event: ResolversParentTypes['JobEvent'], task?: Maybe<ResolversParentTypes['Task']> };
  JobFailureReason: JobFailureReason;
  JobFilter: JobFilter;
  JobLimits: JobLimits;
  JobLimitsInput: JobLimitsInput;
  JobListUpdate: Omit<JobListUpdate, 'job'> & { job?: Maybe<ResolversParentTypes['Job']> };
  JobNotFoundError: JobNotFoundError;
  JobOrder: JobOrder;
  JobOverridesInput: JobOverridesInput;
  JobProgress: JobProgress;
  JobQueryField: JobQueryField;
  JobQueue: JobQueue;
  JobSelectionInput: JobSelectionInput;
  JobSnapshot: JobSnapshotParent;
  JobSpecInput: JobSpecInput;
  JobStatusCount: JobStatusCount;
  JobSuspension: JobSuspension;
  JobUpdate: Omit<JobUpdate, 'job'> & { job: ResolversParentTypes['Job'] };
  JobValidation: Omit<JobValidation, 'errors'> & { errors: ReadonlyArray<ResolversParentTypes['UserError']> };
  JobView: JobRow;
  KeyValue: KeyValue;
  KeyValueInput: KeyValueInput;
  Long: Scalars['Long']['output'];
  Manifest: ManifestParent;
  ManifestGeneratorFilter: ManifestFilter;
  ManifestGeneratorFilterInput: ManifestGeneratorFilterInput;
  ManifestGeneratorInput: ManifestGeneratorInput;
  ManifestInput: ManifestInput;
  ManifestOutput: ManifestOutputSpec;
  ManifestOutputInput: ManifestOutputInput;
  ManifestPreview: Omit<ManifestPreview, 'errors'> & { errors: ReadonlyArray<ResolversParentTypes['UserError']> };
  ManifestRow: ManifestRow;
  ManifestWarning: ManifestWarning;
  MergeObjectTagsInput: MergeObjectTagsInput;
  MergeObjectTagsOperation: MergeObjectTagsParent;
  Mutation: Record<PropertyKey, never>;
  NoParametersInput: NoParametersInput;
  Node: NodeParent;
  ObjectEncryption: ObjectEncryption;
  ObjectEncryptionInput: ObjectEncryptionInput;
  ObjectListing: ObjectListing;
  ObjectLocation: ObjectLocation;
  ObjectMetadata: ObjectMetadata;
  ObjectMetadataInput: ObjectMetadataInput;
  ObjectRefInput: ObjectRefInput;
  ObjectRetention: ObjectRetention;
  ObjectRetentionInput: ObjectRetentionInput;
  Operation: OperationSpec;
  OperationDescriptor: OperationDescriptor;
  OperationInput: OperationInput;
  PageInfo: PageInfo;
  PointInTimeInput: PointInTimeInput;
  PutObjectAclInput: PutObjectAclInput;
  PutObjectAclOperation: PutObjectAclParent;
  PutObjectLegalHoldInput: PutObjectLegalHoldInput;
  PutObjectLegalHoldOperation: PutObjectLegalHoldParent;
  PutObjectRetentionInput: PutObjectRetentionInput;
  PutObjectRetentionOperation: PutObjectRetentionParent;
  PutObjectTaggingInput: PutObjectTaggingInput;
  PutObjectTaggingOperation: PutObjectTaggingParent;
  Query: Record<PropertyKey, never>;
  ReportFile: ReportFileParent;
  ReportFileConnection: Omit<ReportFileConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['ReportFileEdge']>, nodes: ReadonlyArray<ResolversParentTypes['ReportFile']> };
  ReportFileEdge: Omit<ReportFileEdge, 'node'> & { node: ResolversParentTypes['ReportFile'] };
  ReportInput: ReportInput;
  RestoreObjectInput: RestoreObjectInput;
  RestoreObjectOperation: RestoreObjectParent;
  RetryFailedTasksInput: RetryFailedTasksInput;
  SelectedJobInput: SelectedJobInput;
  Store: StoreParent;
  StoreHealth: StoreHealth;
  StoreOutage: StoreOutage;
  StoredObject: StoredObject;
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  Tag: Tag;
  TagBound: TagBound;
  TagInput: TagInput;
  TagJobInput: TagJobInput;
  Task: TaskParent;
  TaskConnection: Omit<TaskConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['TaskEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Task']> };
  TaskEdge: Omit<TaskEdge, 'node'> & { node: ResolversParentTypes['Task'] };
  TaskFilter: TaskFilter;
  TaskMoment: TaskMomentRow;
  TaskTimeline: TaskTimelineParent;
  Throughput: Throughput;
  ThroughputPoint: ThroughputPoint;
  URL: Scalars['URL']['output'];
  UpdateJobLimitsInput: UpdateJobLimitsInput;
  UpdateJobPriorityInput: UpdateJobPriorityInput;
  UserError: ResolversInterfaceTypes<ResolversParentTypes>['UserError'];
  ValidationError: ValidationError;
  Viewer: Viewer;
  ViewerBounds: ViewerBounds;
};

export type AclGrantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AclGrant'] = ResolversParentTypes['AclGrant']> = {
  grantee?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  granteeType?: Resolver<ResolversTypes['GranteeType'], ParentType, ContextType>;
  permission?: Resolver<ResolversTypes['AclPermission'], ParentType, ContextType>;
};

export type ActorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Actor'] = ResolversParentTypes['Actor']> = {
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ActorKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface BigIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['BigInt'], any> {
  name: 'BigInt';
}

export type BucketResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Bucket'] = ResolversParentTypes['Bucket']> = {
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type BucketListingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BucketListing'] = ResolversParentTypes['BucketListing']> = {
  buckets?: Resolver<ReadonlyArray<ResolversTypes['Bucket']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type BulkCommandResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BulkCommand'] = ResolversParentTypes['BulkCommand']> = {
  action?: Resolver<ResolversTypes['BulkAction'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<ResolversTypes['Actor'], ParentType, ContextType>;
  done?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  jobs?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  left?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  priority?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  refusals?: Resolver<ReadonlyArray<ResolversTypes['BulkRefusal']>, ParentType, ContextType>;
  refused?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['BulkStatus'], ParentType, ContextType>;
};

export type BulkCommandConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BulkCommandConnection'] = ResolversParentTypes['BulkCommandConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['BulkCommandEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['BulkCommand']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type BulkCommandEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BulkCommandEdge'] = ResolversParentTypes['BulkCommandEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['BulkCommand'], ParentType, ContextType>;
};

export type BulkCommandPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BulkCommandPayload'] = ResolversParentTypes['BulkCommandPayload']> = {
  bulkCommand?: Resolver<Maybe<ResolversTypes['BulkCommand']>, ParentType, ContextType>;
  errors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Long']>, ParentType, ContextType>;
};

export type BulkRefusalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BulkRefusal'] = ResolversParentTypes['BulkRefusal']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  examples?: Resolver<ReadonlyArray<ResolversTypes['BulkRefusedJob']>, ParentType, ContextType>;
  jobs?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
};

export type BulkRefusedJobResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BulkRefusedJob'] = ResolversParentTypes['BulkRefusedJob']> = {
  jobId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CommandPreviewResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CommandPreview'] = ResolversParentTypes['CommandPreview']> = {
  allowed?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  deleting?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  forbidden?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  jobs?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  notAllowed?: Resolver<ReadonlyArray<ResolversTypes['JobStatusCount']>, ParentType, ContextType>;
};

export type CompletionReportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompletionReport'] = ResolversParentTypes['CompletionReport']> = {
  bucket?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expectedBucketOwner?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  failure?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  files?: Resolver<ResolversTypes['ReportFileConnection'], ParentType, ContextType, RequireFields<CompletionReportFilesArgs, 'first'>>;
  manifest?: Resolver<Maybe<ResolversTypes['ObjectLocation']>, ParentType, ContextType>;
  prefix?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  scope?: Resolver<ResolversTypes['ReportScope'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ReportStatus'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ComputeChecksumOperationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ComputeChecksumOperation'] = ResolversParentTypes['ComputeChecksumOperation']> = {
  algorithm?: Resolver<ResolversTypes['ChecksumAlgorithm'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['OperationName'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['ChecksumType'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConflictErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConflictError'] = ResolversParentTypes['ConflictError']> = {
  actualRevision?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expectedRevision?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CopyObjectOperationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CopyObjectOperation'] = ResolversParentTypes['CopyObjectOperation']> = {
  cannedAcl?: Resolver<Maybe<ResolversTypes['CannedAcl']>, ParentType, ContextType>;
  checksumAlgorithm?: Resolver<Maybe<ResolversTypes['ChecksumAlgorithm']>, ParentType, ContextType>;
  copyLargeObjects?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  encryption?: Resolver<Maybe<ResolversTypes['ObjectEncryption']>, ParentType, ContextType>;
  grants?: Resolver<ReadonlyArray<ResolversTypes['AclGrant']>, ParentType, ContextType>;
  legalHold?: Resolver<Maybe<ResolversTypes['LegalHoldStatus']>, ParentType, ContextType>;
  metadata?: Resolver<Maybe<ResolversTypes['ObjectMetadata']>, ParentType, ContextType>;
  metadataDirective?: Resolver<ResolversTypes['MetadataDirective'], ParentType, ContextType>;
  modifiedSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['OperationName'], ParentType, ContextType>;
  newTags?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Tag']>>, ParentType, ContextType>;
  redirectLocation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requesterPays?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  retention?: Resolver<Maybe<ResolversTypes['ObjectRetention']>, ParentType, ContextType>;
  storageClass?: Resolver<Maybe<ResolversTypes['StorageClass']>, ParentType, ContextType>;
  targetBucket?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  targetKeyPrefix?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  targetKeyTemplate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  targetStore?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  unmodifiedSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CreateJobPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateJobPayload'] = ResolversParentTypes['CreateJobPayload']> = {
  errors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Long']>, ParentType, ContextType>;
};

export type CsvManifestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CsvManifest'] = ResolversParentTypes['CsvManifest']> = {
  fields?: Resolver<ReadonlyArray<ResolversTypes['ManifestField']>, ParentType, ContextType>;
  headerRow?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  location?: Resolver<Maybe<ResolversTypes['ObjectLocation']>, ParentType, ContextType>;
  sourceStore?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeleteJobPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteJobPayload'] = ResolversParentTypes['DeleteJobPayload']> = {
  deletedJobId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  errors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Long']>, ParentType, ContextType>;
};

export type DeleteObjectOperationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteObjectOperation'] = ResolversParentTypes['DeleteObjectOperation']> = {
  bypassGovernance?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['OperationName'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeleteObjectTaggingOperationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteObjectTaggingOperation'] = ResolversParentTypes['DeleteObjectTaggingOperation']> = {
  name?: Resolver<ResolversTypes['OperationName'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EncryptionFilterResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EncryptionFilter'] = ResolversParentTypes['EncryptionFilter']> = {
  bucketKeyEnabled?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EncryptionKind'], ParentType, ContextType>;
  kmsKeyArn?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type EngineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Engine'] = ResolversParentTypes['Engine']> = {
  caughtUp?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  components?: Resolver<ReadonlyArray<ResolversTypes['EngineComponent']>, ParentType, ContextType>;
  eventStore?: Resolver<ResolversTypes['EventStore'], ParentType, ContextType>;
  limits?: Resolver<ResolversTypes['EngineLimits'], ParentType, ContextType>;
  readModelPosition?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type EngineComponentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EngineComponent'] = ResolversParentTypes['EngineComponent']> = {
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['HealthState'], ParentType, ContextType>;
};

export type EngineLimitsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EngineLimits'] = ResolversParentTypes['EngineLimits']> = {
  maxActiveJobs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxAliases?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxDepth?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxNodes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxPageSize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxRows?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  maxSubscriptions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxTokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export interface EventCursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EventCursor'], any> {
  name: 'EventCursor';
}

export type EventStoreResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EventStore'] = ResolversParentTypes['EventStore']> = {
  address?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EventStoreKind'], ParentType, ContextType>;
  reachable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type FailedTasksManifestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FailedTasksManifest'] = ResolversParentTypes['FailedTasksManifest']> = {
  errorCodes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  keyPrefix?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  location?: Resolver<Maybe<ResolversTypes['ObjectLocation']>, ParentType, ContextType>;
  sourceStore?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FailureGroupResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FailureGroup'] = ResolversParentTypes['FailureGroup']> = {
  count?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  errorCode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  firstSeenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  httpStatus?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  lastSeenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  sampleMessage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sampleTasks?: Resolver<ReadonlyArray<ResolversTypes['Task']>, ParentType, ContextType, RequireFields<FailureGroupSampleTasksArgs, 'first'>>;
  share?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type FailureThresholdResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FailureThreshold'] = ResolversParentTypes['FailureThreshold']> = {
  maximumFailureRate?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  minimumTasks?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
};

export type GeneratedManifestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['GeneratedManifest'] = ResolversParentTypes['GeneratedManifest']> = {
  expectedBucketOwner?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  filter?: Resolver<ResolversTypes['ManifestGeneratorFilter'], ParentType, ContextType>;
  location?: Resolver<Maybe<ResolversTypes['ObjectLocation']>, ParentType, ContextType>;
  output?: Resolver<Maybe<ResolversTypes['ManifestOutput']>, ParentType, ContextType>;
  sourceBucket?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sourceStore?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IdempotencyErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IdempotencyError'] = ResolversParentTypes['IdempotencyError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  jobId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidJobStatusErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidJobStatusError'] = ResolversParentTypes['InvalidJobStatusError']> = {
  allowedActions?: Resolver<ReadonlyArray<ResolversTypes['JobAction']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['JobStatus'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InventoryManifestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InventoryManifest'] = ResolversParentTypes['InventoryManifest']> = {
  location?: Resolver<Maybe<ResolversTypes['ObjectLocation']>, ParentType, ContextType>;
  sourceStore?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvokeFunctionOperationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvokeFunctionOperation'] = ResolversParentTypes['InvokeFunctionOperation']> = {
  function?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  invocationSchemaVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['OperationName'], ParentType, ContextType>;
  userArguments?: Resolver<ReadonlyArray<ResolversTypes['KeyValue']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type JobResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Job'] = ResolversParentTypes['Job']> = {
  allowedActions?: Resolver<ReadonlyArray<ResolversTypes['JobAction']>, ParentType, ContextType>;
  arn?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  asOf?: Resolver<Maybe<ResolversTypes['JobSnapshot']>, ParentType, ContextType, RequireFields<JobAsOfArgs, 'point'>>;
  audit?: Resolver<ResolversTypes['JobAudit'], ParentType, ContextType>;
  clonedFrom?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  confirmationRequired?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<ResolversTypes['Actor'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  failureGroups?: Resolver<ReadonlyArray<ResolversTypes['FailureGroup']>, ParentType, ContextType, RequireFields<JobFailureGroupsArgs, 'first'>>;
  failureReasons?: Resolver<ReadonlyArray<ResolversTypes['JobFailureReason']>, ParentType, ContextType>;
  failureThreshold?: Resolver<ResolversTypes['FailureThreshold'], ParentType, ContextType>;
  history?: Resolver<ResolversTypes['JobEventConnection'], ParentType, ContextType, RequireFields<JobHistoryArgs, 'categories' | 'direction'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  limits?: Resolver<ResolversTypes['JobLimits'], ParentType, ContextType>;
  manifest?: Resolver<ResolversTypes['Manifest'], ParentType, ContextType>;
  operation?: Resolver<ResolversTypes['Operation'], ParentType, ContextType>;
  outages?: Resolver<ReadonlyArray<ResolversTypes['StoreOutage']>, ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['JobOutcome']>, ParentType, ContextType>;
  pausedBy?: Resolver<Maybe<ResolversTypes['PausedBy']>, ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  preflight?: Resolver<ResolversTypes['PreflightState'], ParentType, ContextType>;
  priority?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  progress?: Resolver<ResolversTypes['JobProgress'], ParentType, ContextType>;
  queue?: Resolver<Maybe<ResolversTypes['JobQueue']>, ParentType, ContextType>;
  report?: Resolver<Maybe<ResolversTypes['CompletionReport']>, ParentType, ContextType>;
  retries?: Resolver<ReadonlyArray<ResolversTypes['Job']>, ParentType, ContextType>;
  retryOf?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  roleArn?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['JobStatus'], ParentType, ContextType>;
  statusReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  suspension?: Resolver<Maybe<ResolversTypes['JobSuspension']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  task?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType, RequireFields<JobTaskArgs, 'manifestRow'>>;
  taskTimeline?: Resolver<Maybe<ResolversTypes['TaskTimeline']>, ParentType, ContextType, RequireFields<JobTaskTimelineArgs, 'manifestRow'>>;
  tasks?: Resolver<ResolversTypes['TaskConnection'], ParentType, ContextType, RequireFields<JobTasksArgs, 'first'>>;
  throughput?: Resolver<ResolversTypes['Throughput'], ParentType, ContextType, RequireFields<JobThroughputArgs, 'points'>>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type JobAuditResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobAudit'] = ResolversParentTypes['JobAudit']> = {
  exportPath?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcomesHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  verify?: Resolver<ResolversTypes['AuditVerdict'], ParentType, ContextType, RequireFields<JobAuditVerifyArgs, 'outcomesHash'>>;
};

export type JobBoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobBound'] = ResolversParentTypes['JobBound']> = {
  maxPriority?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  own?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['TagBound']>, ParentType, ContextType>;
};

export type JobCommandPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobCommandPayload'] = ResolversParentTypes['JobCommandPayload']> = {
  errors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Long']>, ParentType, ContextType>;
};

export type JobConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobConnection'] = ResolversParentTypes['JobConnection']> = {
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['JobEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Job']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
};

export type JobEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobEdge'] = ResolversParentTypes['JobEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Job'], ParentType, ContextType>;
};

export type JobEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobEvent'] = ResolversParentTypes['JobEvent']> = {
  actor?: Resolver<ResolversTypes['Actor'], ParentType, ContextType>;
  category?: Resolver<ResolversTypes['JobEventCategory'], ParentType, ContextType>;
  causationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  correlationId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  eventId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  jobId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  schemaVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  statusAfter?: Resolver<Maybe<ResolversTypes['JobStatus']>, ParentType, ContextType>;
  stream?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  summary?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type JobEventConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobEventConnection'] = ResolversParentTypes['JobEventConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['JobEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['JobEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type JobEventEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobEventEdge'] = ResolversParentTypes['JobEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['JobEvent'], ParentType, ContextType>;
};

export type JobEventMessageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobEventMessage'] = ResolversParentTypes['JobEventMessage']> = {
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  event?: Resolver<ResolversTypes['JobEvent'], ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  task?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType>;
};

export type JobFailureReasonResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobFailureReason'] = ResolversParentTypes['JobFailureReason']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type JobLimitsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobLimits'] = ResolversParentTypes['JobLimits']> = {
  maxConcurrency?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  maxRequestsPerSecond?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type JobListUpdateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobListUpdate'] = ResolversParentTypes['JobListUpdate']> = {
  change?: Resolver<ResolversTypes['JobListChange'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  jobId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
};

export type JobNotFoundErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobNotFoundError'] = ResolversParentTypes['JobNotFoundError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  jobId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type JobProgressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobProgress'] = ResolversParentTypes['JobProgress']> = {
  activeSeconds?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  claimed?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  deferred?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  discovered?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  estimatedSecondsRemaining?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  failureRate?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  fraction?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  notStarted?: Resolver<Maybe<ResolversTypes['Long']>, ParentType, ContextType>;
  succeeded?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  tasksPerSecond?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Long']>, ParentType, ContextType>;
  unknown?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type JobQueryFieldResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobQueryField'] = ResolversParentTypes['JobQueryField']> = {
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['JobQueryFieldKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  words?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type JobQueueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobQueue'] = ResolversParentTypes['JobQueue']> = {
  place?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  running?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  slots?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type JobSnapshotResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobSnapshot'] = ResolversParentTypes['JobSnapshot']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  event?: Resolver<ResolversTypes['JobEvent'], ParentType, ContextType>;
  failureReasons?: Resolver<ReadonlyArray<ResolversTypes['JobFailureReason']>, ParentType, ContextType>;
  limits?: Resolver<ResolversTypes['JobLimits'], ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['JobOutcome']>, ParentType, ContextType>;
  pausedBy?: Resolver<Maybe<ResolversTypes['PausedBy']>, ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  priority?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  progress?: Resolver<ResolversTypes['JobProgress'], ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['JobStatus'], ParentType, ContextType>;
  statusReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type JobStatusCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobStatusCount'] = ResolversParentTypes['JobStatusCount']> = {
  count?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['JobStatus'], ParentType, ContextType>;
};

export type JobSuspensionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobSuspension'] = ResolversParentTypes['JobSuspension']> = {
  cause?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type JobUpdateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobUpdate'] = ResolversParentTypes['JobUpdate']> = {
  cursor?: Resolver<ResolversTypes['EventCursor'], ParentType, ContextType>;
  job?: Resolver<ResolversTypes['Job'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  snapshot?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type JobValidationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobValidation'] = ResolversParentTypes['JobValidation']> = {
  errors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  estimatedTasks?: Resolver<Maybe<ResolversTypes['Long']>, ParentType, ContextType>;
  manifestBytes?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  valid?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['ManifestWarning']>, ParentType, ContextType>;
};

export type JobViewResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JobView'] = ResolversParentTypes['JobView']> = {
  __resolveType: TypeResolveFn<'Job' | 'JobSnapshot', ParentType, ContextType>;
};

export type KeyValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KeyValue'] = ResolversParentTypes['KeyValue']> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface LongScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Long'], any> {
  name: 'Long';
}

export type ManifestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Manifest'] = ResolversParentTypes['Manifest']> = {
  __resolveType: TypeResolveFn<'CsvManifest' | 'FailedTasksManifest' | 'GeneratedManifest' | 'InventoryManifest', ParentType, ContextType>;
};

export type ManifestGeneratorFilterResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ManifestGeneratorFilter'] = ResolversParentTypes['ManifestGeneratorFilter']> = {
  createdAfter?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdBefore?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  eligibleForReplication?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  encryptions?: Resolver<ReadonlyArray<ResolversTypes['EncryptionFilter']>, ParentType, ContextType>;
  keyPrefixes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  keySubstrings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  keySuffixes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  replicationStatuses?: Resolver<ReadonlyArray<ResolversTypes['ReplicationStatus']>, ParentType, ContextType>;
  sizeGreaterThan?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  sizeLessThan?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  storageClasses?: Resolver<ReadonlyArray<ResolversTypes['StorageClass']>, ParentType, ContextType>;
};

export type ManifestOutputResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ManifestOutput'] = ResolversParentTypes['ManifestOutput']> = {
  bucket?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  encryption?: Resolver<Maybe<ResolversTypes['ObjectEncryption']>, ParentType, ContextType>;
  expectedBucketOwner?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  prefix?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  store?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ManifestPreviewResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ManifestPreview'] = ResolversParentTypes['ManifestPreview']> = {
  errors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  estimatedRows?: Resolver<Maybe<ResolversTypes['Long']>, ParentType, ContextType>;
  etag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  exact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  rows?: Resolver<ReadonlyArray<ResolversTypes['ManifestRow']>, ParentType, ContextType>;
  sizeBytes?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['ManifestWarning']>, ParentType, ContextType>;
};

export type ManifestRowResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ManifestRow'] = ResolversParentTypes['ManifestRow']> = {
  bucket?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  row?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  versionId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ManifestWarningResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ManifestWarning'] = ResolversParentTypes['ManifestWarning']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cure?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fatal?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  row?: Resolver<Maybe<ResolversTypes['Long']>, ParentType, ContextType>;
  rows?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
};

export type MergeObjectTagsOperationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MergeObjectTagsOperation'] = ResolversParentTypes['MergeObjectTagsOperation']> = {
  name?: Resolver<ResolversTypes['OperationName'], ParentType, ContextType>;
  remove?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  set?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  cancelJob?: Resolver<ResolversTypes['JobCommandPayload'], ParentType, ContextType, RequireFields<MutationCancelJobArgs, 'input'>>;
  cloneJob?: Resolver<ResolversTypes['CreateJobPayload'], ParentType, ContextType, RequireFields<MutationCloneJobArgs, 'input'>>;
  commandJobs?: Resolver<ResolversTypes['BulkCommandPayload'], ParentType, ContextType, RequireFields<MutationCommandJobsArgs, 'input'>>;
  confirmJob?: Resolver<ResolversTypes['JobCommandPayload'], ParentType, ContextType, RequireFields<MutationConfirmJobArgs, 'input'>>;
  createJob?: Resolver<ResolversTypes['CreateJobPayload'], ParentType, ContextType, RequireFields<MutationCreateJobArgs, 'input'>>;
  deleteJob?: Resolver<ResolversTypes['DeleteJobPayload'], ParentType, ContextType, RequireFields<MutationDeleteJobArgs, 'input'>>;
  pauseJob?: Resolver<ResolversTypes['JobCommandPayload'], ParentType, ContextType, RequireFields<MutationPauseJobArgs, 'input'>>;
  resumeJob?: Resolver<ResolversTypes['JobCommandPayload'], ParentType, ContextType, RequireFields<MutationResumeJobArgs, 'input'>>;
  retryFailedTasks?: Resolver<ResolversTypes['CreateJobPayload'], ParentType, ContextType, RequireFields<MutationRetryFailedTasksArgs, 'input'>>;
  stopBulkCommand?: Resolver<ResolversTypes['BulkCommandPayload'], ParentType, ContextType, RequireFields<MutationStopBulkCommandArgs, 'id'>>;
  tagJob?: Resolver<ResolversTypes['JobCommandPayload'], ParentType, ContextType, RequireFields<MutationTagJobArgs, 'input'>>;
  updateJobLimits?: Resolver<ResolversTypes['JobCommandPayload'], ParentType, ContextType, RequireFields<MutationUpdateJobLimitsArgs, 'input'>>;
  updateJobPriority?: Resolver<ResolversTypes['JobCommandPayload'], ParentType, ContextType, RequireFields<MutationUpdateJobPriorityArgs, 'input'>>;
};

export type NodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Job' | 'Task', ParentType, ContextType>;
};

export type ObjectEncryptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ObjectEncryption'] = ResolversParentTypes['ObjectEncryption']> = {
  algorithm?: Resolver<ResolversTypes['EncryptionAlgorithm'], ParentType, ContextType>;
  bucketKeyEnabled?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  kmsKeyId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ObjectListingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ObjectListing'] = ResolversParentTypes['ObjectListing']> = {
  hasMore?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  objects?: Resolver<ReadonlyArray<ResolversTypes['StoredObject']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  prefixes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ObjectLocationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ObjectLocation'] = ResolversParentTypes['ObjectLocation']> = {
  bucket?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  etag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  versionId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ObjectMetadataResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ObjectMetadata'] = ResolversParentTypes['ObjectMetadata']> = {
  cacheControl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contentDisposition?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contentEncoding?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contentLanguage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  contentType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expires?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  user?: Resolver<ReadonlyArray<ResolversTypes['KeyValue']>, ParentType, ContextType>;
};

export type ObjectRetentionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ObjectRetention'] = ResolversParentTypes['ObjectRetention']> = {
  mode?: Resolver<ResolversTypes['RetentionMode'], ParentType, ContextType>;
  retainUntil?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type OperationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Operation'] = ResolversParentTypes['Operation']> = {
  __resolveType: TypeResolveFn<'ComputeChecksumOperation' | 'CopyObjectOperation' | 'DeleteObjectOperation' | 'DeleteObjectTaggingOperation' | 'InvokeFunctionOperation' | 'MergeObjectTagsOperation' | 'PutObjectAclOperation' | 'PutObjectLegalHoldOperation' | 'PutObjectRetentionOperation' | 'PutObjectTaggingOperation' | 'RestoreObjectOperation', ParentType, ContextType>;
};

export type OperationDescriptorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OperationDescriptor'] = ResolversParentTypes['OperationDescriptor']> = {
  alwaysConfirmed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  available?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['OperationName'], ParentType, ContextType>;
  requiredGrant?: Resolver<Maybe<ResolversTypes['ExtraGrant']>, ParentType, ContextType>;
  s3Actions?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  summary?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  unavailableReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PutObjectAclOperationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PutObjectAclOperation'] = ResolversParentTypes['PutObjectAclOperation']> = {
  cannedAcl?: Resolver<Maybe<ResolversTypes['CannedAcl']>, ParentType, ContextType>;
  grants?: Resolver<ReadonlyArray<ResolversTypes['AclGrant']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['OperationName'], ParentType, ContextType>;
  ownerId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PutObjectLegalHoldOperationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PutObjectLegalHoldOperation'] = ResolversParentTypes['PutObjectLegalHoldOperation']> = {
  name?: Resolver<ResolversTypes['OperationName'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['LegalHoldStatus'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PutObjectRetentionOperationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PutObjectRetentionOperation'] = ResolversParentTypes['PutObjectRetentionOperation']> = {
  bypassGovernance?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['OperationName'], ParentType, ContextType>;
  retention?: Resolver<Maybe<ResolversTypes['ObjectRetention']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PutObjectTaggingOperationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PutObjectTaggingOperation'] = ResolversParentTypes['PutObjectTaggingOperation']> = {
  name?: Resolver<ResolversTypes['OperationName'], ParentType, ContextType>;
  tagSet?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  buckets?: Resolver<Maybe<ResolversTypes['BucketListing']>, ParentType, ContextType, RequireFields<QueryBucketsArgs, 'first' | 'namePrefix'>>;
  bulkCommand?: Resolver<Maybe<ResolversTypes['BulkCommand']>, ParentType, ContextType, RequireFields<QueryBulkCommandArgs, 'id'>>;
  bulkCommands?: Resolver<ResolversTypes['BulkCommandConnection'], ParentType, ContextType, RequireFields<QueryBulkCommandsArgs, 'first' | 'onlyOwn'>>;
  commandPreview?: Resolver<ResolversTypes['CommandPreview'], ParentType, ContextType, RequireFields<QueryCommandPreviewArgs, 'action'>>;
  engine?: Resolver<ResolversTypes['Engine'], ParentType, ContextType>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<QueryJobArgs, 'id'>>;
  jobCounts?: Resolver<ReadonlyArray<ResolversTypes['JobStatusCount']>, ParentType, ContextType, Partial<QueryJobCountsArgs>>;
  jobQueryFields?: Resolver<ReadonlyArray<ResolversTypes['JobQueryField']>, ParentType, ContextType>;
  jobs?: Resolver<ResolversTypes['JobConnection'], ParentType, ContextType, RequireFields<QueryJobsArgs, 'orderBy'>>;
  manifestPreview?: Resolver<ResolversTypes['ManifestPreview'], ParentType, ContextType, RequireFields<QueryManifestPreviewArgs, 'first' | 'manifest' | 'rowsMax'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  objects?: Resolver<Maybe<ResolversTypes['ObjectListing']>, ParentType, ContextType, RequireFields<QueryObjectsArgs, 'bucket' | 'first' | 'prefix'>>;
  operations?: Resolver<ReadonlyArray<ResolversTypes['OperationDescriptor']>, ParentType, ContextType>;
  stores?: Resolver<ReadonlyArray<ResolversTypes['Store']>, ParentType, ContextType>;
  validateJob?: Resolver<ResolversTypes['JobValidation'], ParentType, ContextType, RequireFields<QueryValidateJobArgs, 'spec'>>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
};

export type ReportFileResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReportFile'] = ResolversParentTypes['ReportFile']> = {
  downloadUrl?: Resolver<ResolversTypes['URL'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  md5?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['TaskOutcome'], ParentType, ContextType>;
  rows?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type ReportFileConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReportFileConnection'] = ResolversParentTypes['ReportFileConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ReportFileEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ReportFile']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
};

export type ReportFileEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReportFileEdge'] = ResolversParentTypes['ReportFileEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ReportFile'], ParentType, ContextType>;
};

export type RestoreObjectOperationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RestoreObjectOperation'] = ResolversParentTypes['RestoreObjectOperation']> = {
  expirationInDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['OperationName'], ParentType, ContextType>;
  tier?: Resolver<ResolversTypes['RestoreTier'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StoreResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Store'] = ResolversParentTypes['Store']> = {
  default?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  development?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  endpoint?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  health?: Resolver<ResolversTypes['StoreHealth'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type StoreHealthResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StoreHealth'] = ResolversParentTypes['StoreHealth']> = {
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['HealthState'], ParentType, ContextType>;
};

export type StoreOutageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StoreOutage'] = ResolversParentTypes['StoreOutage']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  store?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type StoredObjectResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StoredObject'] = ResolversParentTypes['StoredObject']> = {
  etag?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  modifiedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  jobEvents?: SubscriptionResolver<ResolversTypes['JobEventMessage'], "jobEvents", ParentType, ContextType, RequireFields<SubscriptionJobEventsArgs, 'fromStart' | 'unfoldTasks'>>;
  jobProgress?: SubscriptionResolver<ResolversTypes['JobUpdate'], "jobProgress", ParentType, ContextType, RequireFields<SubscriptionJobProgressArgs, 'intervalMs' | 'jobId'>>;
  jobs?: SubscriptionResolver<ResolversTypes['JobListUpdate'], "jobs", ParentType, ContextType, RequireFields<SubscriptionJobsArgs, 'intervalMs'>>;
};

export type TagResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Tag'] = ResolversParentTypes['Tag']> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TagBoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TagBound'] = ResolversParentTypes['TagBound']> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type TaskResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Task'] = ResolversParentTypes['Task']> = {
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  bucket?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  errorCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  firstErrorCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  httpStatus?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  manifestRow?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['TaskOutcome'], ParentType, ContextType>;
  rawKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  versionId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TaskConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskConnection'] = ResolversParentTypes['TaskConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['TaskEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Task']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Long']>, ParentType, ContextType>;
};

export type TaskEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskEdge'] = ResolversParentTypes['TaskEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Task'], ParentType, ContextType>;
};

export type TaskMomentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskMoment'] = ResolversParentTypes['TaskMoment']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  attempts?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  errorCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  eventId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  executor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  firstErrorCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  httpStatus?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['TaskMomentKind'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  round?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  summary?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TaskTimelineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskTimeline'] = ResolversParentTypes['TaskTimeline']> = {
  bucket?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  chunk?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  manifestRow?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  moments?: Resolver<ReadonlyArray<ResolversTypes['TaskMoment']>, ParentType, ContextType>;
  part?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  reportFile?: Resolver<Maybe<ResolversTypes['ReportFile']>, ParentType, ContextType>;
  task?: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType>;
  versionId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ThroughputResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Throughput'] = ResolversParentTypes['Throughput']> = {
  points?: Resolver<ReadonlyArray<ResolversTypes['ThroughputPoint']>, ParentType, ContextType>;
  resolutionSeconds?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type ThroughputPointResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ThroughputPoint'] = ResolversParentTypes['ThroughputPoint']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
  succeeded?: Resolver<ResolversTypes['Long'], ParentType, ContextType>;
};

export interface UrlScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['URL'], any> {
  name: 'URL';
}

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  __resolveType: TypeResolveFn<'ConflictError' | 'IdempotencyError' | 'InvalidJobStatusError' | 'JobNotFoundError' | 'ValidationError', ParentType, ContextType>;
};

export type ValidationErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ValidationError'] = ResolversParentTypes['ValidationError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  bounds?: Resolver<ResolversTypes['ViewerBounds'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  grants?: Resolver<ReadonlyArray<ResolversTypes['ExtraGrant']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<ResolversTypes['Permission']>, ParentType, ContextType>;
};

export type ViewerBoundsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ViewerBounds'] = ResolversParentTypes['ViewerBounds']> = {
  buckets?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  commandedJobs?: Resolver<Maybe<ResolversTypes['JobBound']>, ParentType, ContextType>;
  maxPriority?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  operations?: Resolver<Maybe<ReadonlyArray<ResolversTypes['OperationName']>>, ParentType, ContextType>;
  requiredTags?: Resolver<Maybe<ReadonlyArray<ResolversTypes['TagBound']>>, ParentType, ContextType>;
  roles?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  stores?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  visibleJobs?: Resolver<Maybe<ResolversTypes['JobBound']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  AclGrant?: AclGrantResolvers<ContextType>;
  Actor?: ActorResolvers<ContextType>;
  BigInt?: GraphQLScalarType;
  Bucket?: BucketResolvers<ContextType>;
  BucketListing?: BucketListingResolvers<ContextType>;
  BulkCommand?: BulkCommandResolvers<ContextType>;
  BulkCommandConnection?: BulkCommandConnectionResolvers<ContextType>;
  BulkCommandEdge?: BulkCommandEdgeResolvers<ContextType>;
  BulkCommandPayload?: BulkCommandPayloadResolvers<ContextType>;
  BulkRefusal?: BulkRefusalResolvers<ContextType>;
  BulkRefusedJob?: BulkRefusedJobResolvers<ContextType>;
  CommandPreview?: CommandPreviewResolvers<ContextType>;
  CompletionReport?: CompletionReportResolvers<ContextType>;
  ComputeChecksumOperation?: ComputeChecksumOperationResolvers<ContextType>;
  ConflictError?: ConflictErrorResolvers<ContextType>;
  CopyObjectOperation?: CopyObjectOperationResolvers<ContextType>;
  CreateJobPayload?: CreateJobPayloadResolvers<ContextType>;
  CsvManifest?: CsvManifestResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DeleteJobPayload?: DeleteJobPayloadResolvers<ContextType>;
  DeleteObjectOperation?: DeleteObjectOperationResolvers<ContextType>;
  DeleteObjectTaggingOperation?: DeleteObjectTaggingOperationResolvers<ContextType>;
  EncryptionFilter?: EncryptionFilterResolvers<ContextType>;
  Engine?: EngineResolvers<ContextType>;
  EngineComponent?: EngineComponentResolvers<ContextType>;
  EngineLimits?: EngineLimitsResolvers<ContextType>;
  EventCursor?: GraphQLScalarType;
  EventStore?: EventStoreResolvers<ContextType>;
  FailedTasksManifest?: FailedTasksManifestResolvers<ContextType>;
  FailureGroup?: FailureGroupResolvers<ContextType>;
  FailureThreshold?: FailureThresholdResolvers<ContextType>;
  GeneratedManifest?: GeneratedManifestResolvers<ContextType>;
  IdempotencyError?: IdempotencyErrorResolvers<ContextType>;
  InvalidJobStatusError?: InvalidJobStatusErrorResolvers<ContextType>;
  InventoryManifest?: InventoryManifestResolvers<ContextType>;
  InvokeFunctionOperation?: InvokeFunctionOperationResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Job?: JobResolvers<ContextType>;
  JobAudit?: JobAuditResolvers<ContextType>;
  JobBound?: JobBoundResolvers<ContextType>;
  JobCommandPayload?: JobCommandPayloadResolvers<ContextType>;
  JobConnection?: JobConnectionResolvers<ContextType>;
  JobEdge?: JobEdgeResolvers<ContextType>;
  JobEvent?: JobEventResolvers<ContextType>;
  JobEventConnection?: JobEventConnectionResolvers<ContextType>;
  JobEventEdge?: JobEventEdgeResolvers<ContextType>;
  JobEventMessage?: JobEventMessageResolvers<ContextType>;
  JobFailureReason?: JobFailureReasonResolvers<ContextType>;
  JobLimits?: JobLimitsResolvers<ContextType>;
  JobListUpdate?: JobListUpdateResolvers<ContextType>;
  JobNotFoundError?: JobNotFoundErrorResolvers<ContextType>;
  JobProgress?: JobProgressResolvers<ContextType>;
  JobQueryField?: JobQueryFieldResolvers<ContextType>;
  JobQueue?: JobQueueResolvers<ContextType>;
  JobSnapshot?: JobSnapshotResolvers<ContextType>;
  JobStatusCount?: JobStatusCountResolvers<ContextType>;
  JobSuspension?: JobSuspensionResolvers<ContextType>;
  JobUpdate?: JobUpdateResolvers<ContextType>;
  JobValidation?: JobValidationResolvers<ContextType>;
  JobView?: JobViewResolvers<ContextType>;
  KeyValue?: KeyValueResolvers<ContextType>;
  Long?: GraphQLScalarType;
  Manifest?: ManifestResolvers<ContextType>;
  ManifestGeneratorFilter?: ManifestGeneratorFilterResolvers<ContextType>;
  ManifestOutput?: ManifestOutputResolvers<ContextType>;
  ManifestPreview?: ManifestPreviewResolvers<ContextType>;
  ManifestRow?: ManifestRowResolvers<ContextType>;
  ManifestWarning?: ManifestWarningResolvers<ContextType>;
  MergeObjectTagsOperation?: MergeObjectTagsOperationResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  ObjectEncryption?: ObjectEncryptionResolvers<ContextType>;
  ObjectListing?: ObjectListingResolvers<ContextType>;
  ObjectLocation?: ObjectLocationResolvers<ContextType>;
  ObjectMetadata?: ObjectMetadataResolvers<ContextType>;
  ObjectRetention?: ObjectRetentionResolvers<ContextType>;
  Operation?: OperationResolvers<ContextType>;
  OperationDescriptor?: OperationDescriptorResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PutObjectAclOperation?: PutObjectAclOperationResolvers<ContextType>;
  PutObjectLegalHoldOperation?: PutObjectLegalHoldOperationResolvers<ContextType>;
  PutObjectRetentionOperation?: PutObjectRetentionOperationResolvers<ContextType>;
  PutObjectTaggingOperation?: PutObjectTaggingOperationResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  ReportFile?: ReportFileResolvers<ContextType>;
  ReportFileConnection?: ReportFileConnectionResolvers<ContextType>;
  ReportFileEdge?: ReportFileEdgeResolvers<ContextType>;
  RestoreObjectOperation?: RestoreObjectOperationResolvers<ContextType>;
  Store?: StoreResolvers<ContextType>;
  StoreHealth?: StoreHealthResolvers<ContextType>;
  StoreOutage?: StoreOutageResolvers<ContextType>;
  StoredObject?: StoredObjectResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Tag?: TagResolvers<ContextType>;
  TagBound?: TagBoundResolvers<ContextType>;
  Task?: TaskResolvers<ContextType>;
  TaskConnection?: TaskConnectionResolvers<ContextType>;
  TaskEdge?: TaskEdgeResolvers<ContextType>;
  TaskMoment?: TaskMomentResolvers<ContextType>;
  TaskTimeline?: TaskTimelineResolvers<ContextType>;
  Throughput?: ThroughputResolvers<ContextType>;
  ThroughputPoint?: ThroughputPointResolvers<ContextType>;
  URL?: GraphQLScalarType;
  UserError?: UserErrorResolvers<ContextType>;
  ValidationError?: ValidationErrorResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  ViewerBounds?: ViewerBoundsResolvers<ContextType>;
};

