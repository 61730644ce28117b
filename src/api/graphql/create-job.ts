/** The input of `createJob` as a spec of the core: every default resolved, enums and bucket names in the core's form. */
import { defaultFailureThreshold } from "../../job/progress.ts";
import type {
  CopyObjectParameters,
  JobLimits,
  JobSpec,
  ManifestSpec,
  ObjectMetadata,
  OperationSpec,
  ReportSpec,
  Tag,
} from "../../job/spec.ts";
import type {
  CopyObjectInput,
  JobLimitsInput,
  JobSpecInput,
  ManifestInput,
  ObjectMetadataInput,
  OperationInput,
  ReportInput,
  TagInput,
} from "./generated/resolvers.ts";

/** `defaultStore` is used where the input names none. */
export function jobSpecOf(
  input: JobSpecInput,
  { defaultStore }: { readonly defaultStore: string },
): JobSpec {
  const manifest = manifestOf(input.manifest, defaultStore);
  const threshold = input.failureThreshold ?? defaultFailureThreshold;
  return {
    operation: operationOf(input.operation, manifest.sourceStore),
    manifest,
    report: input.report ? reportOf(input.report, defaultStore) : null,
    priority: input.priority,
    description: input.description ?? null,
    tags: tagsOf(input.tags ?? []),
    confirmationRequired: input.confirmationRequired,
    roleArn: input.roleArn ?? null,
    failureThreshold: {
      minimumTasks: threshold.minimumTasks,
      maximumFailureRate: threshold.maximumFailureRate,
    },
    limits: limitsOf(input.limits),
  };
}

/** What is left out has no limit of its own. */
export function limitsOf(input: JobLimitsInput | null | undefined): JobLimits {
  return {
    maxConcurrency: input?.maxConcurrency ?? null,
    maxRequestsPerSecond: input?.maxRequestsPerSecond ?? null,
  };
}

function manifestOf({ csv }: ManifestInput, defaultStore: string): ManifestSpec {
  const { bucket, key, versionId, etag } = csv.object;
  const store = csv.object.store ?? defaultStore;
  return {
    kind: "csv",
    object: { store, bucket, key, versionId: versionId ?? null, etag: unquoted(etag) },
    fields: csv.fields,
    sourceStore: csv.sourceStore ?? store,
  };
}

/** Tools show an ETag with its quotes; the core knows it without. */
function unquoted(etag: string | null | undefined): string | null {
  return etag?.replace(/^"(.*)"$/s, "$1") ?? null;
}

function reportOf(input: ReportInput, defaultStore: string): ReportSpec {
  return {
    store: input.store ?? defaultStore,
    bucket: input.bucket,
    prefix: input.prefix ?? null,
    scope: input.scope,
    expectedBucketOwner: input.expectedBucketOwner ?? null,
  };
}

function operationOf(input: OperationInput, sourceStore: string): OperationSpec {
  if (input.copyObject !== undefined) {
    return { kind: "COPY_OBJECT", parameters: copyOf(input.copyObject, sourceStore) };
  }
  if (input.putObjectTagging !== undefined) {
    return {
      kind: "PUT_OBJECT_TAGGING",
      parameters: { tagSet: tagsOf(input.putObjectTagging.tagSet) },
    };
  }
  return { kind: "DELETE_OBJECT_TAGGING", parameters: {} };
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
      cannedAcl: cannedAcl?.toLowerCase().replaceAll("_", "-"),
      grants: grants?.map(({ granteeType, grantee, permission }) => ({
        granteeType,
        grantee,
        permission,
      })),
      metadata: metadata ? metadataOf(metadata) : undefined,
      newTags: newTags ? tagsOf(newTags) : undefined,
      encryption: encryption
        ? { algorithm: encryption.algorithm, ...given(encryption) }
        : undefined,
      retention: retention
        ? { mode: retention.mode, retainUntil: retention.retainUntil }
        : undefined,
    }),
  };
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
