/** The list of objects that an input names, as the core knows it: every default resolved. */
import type {
  GeneratedManifestSpec,
  ManifestFilter,
  ManifestSpec,
  ObjectEncryption,
  ObjectLocation,
} from "../../job/spec.ts";
import type {
  ManifestGeneratorFilterInput,
  ManifestGeneratorInput,
  ManifestInput,
  ObjectEncryptionInput,
  ObjectRefInput,
} from "./generated/resolvers.ts";

export function manifestOf(input: ManifestInput, defaultStore: string): ManifestSpec {
  if (input.csv !== undefined) {
    const { csv } = input;
    const object = locationOf(csv.object, defaultStore);
    const sourceStore = csv.sourceStore ?? object.store;
    const headerRow = csv.headerRow ? { headerRow: true } : {};
    return { kind: "csv", object, fields: csv.fields, ...headerRow, sourceStore };
  }
  if (input.generator !== undefined) return generatorOf(input.generator, defaultStore);
  const { inventory } = input;
  const object = locationOf(inventory.object, defaultStore);
  return { kind: "inventory", object, sourceStore: inventory.sourceStore ?? object.store };
}

function generatorOf(input: ManifestGeneratorInput, defaultStore: string): GeneratedManifestSpec {
  const sourceStore = input.sourceStore ?? defaultStore;
  const { output } = input;
  return {
    kind: "generated",
    sourceStore,
    sourceBucket: bucketName(input.sourceBucket),
    expectedBucketOwner: input.expectedBucketOwner ?? null,
    filter: filterOf(input.filter ?? {}),
    output: output
      ? {
          store: output.store ?? sourceStore,
          bucket: bucketName(output.bucket),
          prefix: output.prefix ?? null,
          expectedBucketOwner: output.expectedBucketOwner ?? null,
          encryption: encryptionOf(output.encryption),
        }
      : null,
  };
}

function filterOf(input: ManifestGeneratorFilterInput): ManifestFilter {
  return {
    keyPrefixes: input.keyPrefixes ?? [],
    keySuffixes: input.keySuffixes ?? [],
    keySubstrings: input.keySubstrings ?? [],
    createdAfter: input.createdAfter ?? null,
    createdBefore: input.createdBefore ?? null,
    sizeGreaterThan: numberOf(input.sizeGreaterThan),
    sizeLessThan: numberOf(input.sizeLessThan),
    storageClasses: input.storageClasses ?? [],
    encryptions: (input.encryptions ?? []).map(({ kind, kmsKeyArn, bucketKeyEnabled }) => ({
      kind,
      kmsKeyArn: kmsKeyArn ?? null,
      bucketKeyEnabled: bucketKeyEnabled ?? null,
    })),
    replicationStatuses: input.replicationStatuses ?? [],
    eligibleForReplication: input.eligibleForReplication ?? null,
  };
}

function encryptionOf(input: ObjectEncryptionInput | null | undefined): ObjectEncryption | null {
  if (!input) return null;
  const { algorithm, kmsKeyId, bucketKeyEnabled } = input;
  return {
    algorithm,
    ...(kmsKeyId == null ? {} : { kmsKeyId }),
    ...(bucketKeyEnabled == null ? {} : { bucketKeyEnabled }),
  };
}

function numberOf(value: string | null | undefined): number | null {
  return value == null ? null : Number(value);
}

/** `arn:aws:s3:::photos` is `photos`; other text is left for the checks. */
function bucketName(nameOrArn: string): string {
  return /^arn:[^:]*:s3:::(?<name>[^/:]+)$/.exec(nameOrArn)?.groups?.["name"] ?? nameOrArn;
}

function locationOf(
  { store, bucket, key, versionId, etag }: ObjectRefInput,
  defaultStore: string,
): ObjectLocation {
  return {
    store: store ?? defaultStore,
    bucket,
    key,
    versionId: versionId ?? null,
    etag: unquoted(etag),
  };
}

/** Tools show an ETag with its quotes; the core knows it without. */
function unquoted(etag: string | null | undefined): string | null {
  return etag?.replace(/^"(.*)"$/s, "$1") ?? null;
}
