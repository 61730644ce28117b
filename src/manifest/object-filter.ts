/**
 * Which objects a generated list holds (S3 Control API, JobManifestGeneratorFilter): all conditions that are given must
 * hold; of several values in one condition any may. What the list of the bucket tells is asked first, and only of what
 * is left each object itself.
 */
import type { EncryptionFilter, ManifestFilter } from "../job/spec.ts";
import { StoreError } from "../s3/failures.ts";
import type {
  ListedBucket,
  ListedObject,
  ObjectFacts,
  ObjectListing,
  ReplicationRule,
} from "../s3/object-listing.ts";

/** Whether the list of the bucket alone already keeps an object out. Texts are taken literally. */
export function isListed(object: ListedObject, filter: ManifestFilter): boolean {
  const { key, sizeBytes, modifiedAt, storageClass } = object;
  const { createdAfter, createdBefore, sizeGreaterThan, sizeLessThan, storageClasses } = filter;
  return (
    isAny(filter.keyPrefixes, (prefix) => key.startsWith(prefix)) &&
    isAny(filter.keySuffixes, (suffix) => key.endsWith(suffix)) &&
    isAny(filter.keySubstrings, (substring) => key.includes(substring)) &&
    isAny(storageClasses, (name) => storageClass === name) &&
    (createdAfter === null || modifiedAt > Date.parse(createdAfter)) &&
    (createdBefore === null || modifiedAt < Date.parse(createdBefore)) &&
    (sizeGreaterThan === null || sizeBytes > sizeGreaterThan) &&
    (sizeLessThan === null || sizeBytes < sizeLessThan)
  );
}

function isAny<Value>(values: readonly Value[], holds: (value: Value) => boolean): boolean {
  return values.length === 0 || values.some(holds);
}

/** Whether each object that the list lets pass has to be asked itself. */
export function asksObjects(filter: ManifestFilter): boolean {
  const { encryptions, replicationStatuses, eligibleForReplication } = filter;
  return (
    encryptions.length > 0 || replicationStatuses.length > 0 || eligibleForReplication !== null
  );
}

/** Calls of one part of a list that are in flight at once. */
const QUESTIONS_AT_ONCE = 16;

export interface ObjectQuestions {
  readonly listing: ObjectListing;
  readonly bucket: ListedBucket;
  readonly filter: ManifestFilter;
  readonly rules: readonly ReplicationRule[];
}

/** Those of some objects that are kept, in order. Throws `StoreError`. */
export async function askObjects(
  objects: readonly ListedObject[],
  questions: ObjectQuestions,
): Promise<ListedObject[]> {
  const kept: ListedObject[] = [];
  for (let start = 0; start < objects.length; start += QUESTIONS_AT_ONCE) {
    const some = objects.slice(start, start + QUESTIONS_AT_ONCE);
    const answers = await Promise.all(some.map((object) => isThereAndKept(object, questions)));
    kept.push(...some.filter((_, index) => answers[index]));
  }
  return kept;
}

/** What the bucket no longer holds when it is asked is not listed, as if it had gone a moment earlier. */
async function isThereAndKept(object: ListedObject, questions: ObjectQuestions): Promise<boolean> {
  try {
    return await isKept(object, questions);
  } catch (error) {
    if (error instanceof StoreError && goneCodes.has(error.failure.code)) return false;
    throw error;
  }
}

/** `NotFound` stands for the answer to a HEAD, which has no words. */
const goneCodes: ReadonlySet<string> = new Set(["NoSuchKey", "NoSuchVersion", "NotFound"]);

async function isKept(
  object: ListedObject,
  { listing, bucket, filter, rules }: ObjectQuestions,
): Promise<boolean> {
  const { encryptions, replicationStatuses, eligibleForReplication } = filter;
  const facts = await listing.facts(bucket, object);
  const status = replicationStatusOf(facts);
  if (!isAny(encryptions, (encryption) => isEncryptedSo(facts, encryption))) return false;
  if (!isAny(replicationStatuses, (wanted) => wanted === status)) return false;
  if (eligibleForReplication === null) return true;
  return (await isEligible(object, facts, { listing, bucket, rules })) === eligibleForReplication;
}

function replicationStatusOf({ replicationStatus }: ObjectFacts): string {
  // Some stores and older answers write COMPLETE.
  return replicationStatus === "COMPLETE" ? "COMPLETED" : (replicationStatus ?? "NONE");
}

function isEncryptedSo(facts: ObjectFacts, filter: EncryptionFilter): boolean {
  const { kind, kmsKeyArn, bucketKeyEnabled } = filter;
  if (kindOf(facts) !== kind) return false;
  if (kmsKeyArn !== null && facts.kmsKeyId !== kmsKeyArn) return false;
  return bucketKeyEnabled === null || facts.bucketKeyEnabled === bucketKeyEnabled;
}

function kindOf({ encryption, customerKey }: ObjectFacts): EncryptionFilter["kind"] | null {
  if (customerKey) return "SSE_C";
  switch (encryption) {
    case null:
      return "NONE";
    case "AES256":
      return "SSE_S3";
    case "aws:kms":
      return "SSE_KMS";
    case "aws:kms:dsse":
      return "DSSE_KMS";
    default:
      return null;
  }
}

async function isEligible(
  object: ListedObject,
  facts: ObjectFacts,
  { listing, bucket, rules }: Pick<ObjectQuestions, "listing" | "bucket" | "rules">,
): Promise<boolean> {
  // A replica is not replicated further, and what only the customer can decrypt is not either.
  if (facts.replicationStatus === "REPLICA" || facts.customerKey) return false;
  const isKms = facts.encryption?.startsWith("aws:kms") ?? false;
  const covering = rules.filter(
    ({ prefix, kms }) => object.key.startsWith(prefix) && (kms || !isKms),
  );
  if (covering.some(({ tags }) => tags.length === 0)) return true;
  if (covering.length === 0) return false;
  const tags = await listing.tags(bucket, object);
  return covering.some((rule) =>
    rule.tags.every(({ key, value }) => tags.some((tag) => tag.key === key && tag.value === value)),
  );
}
