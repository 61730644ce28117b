/** How each operation is tried. Another operation needs its line here, or a word why none is needed. */
import type { OperationKind, Tag } from "../job/spec.ts";
import type { ParametersOf } from "./operation.ts";
import { targetKey } from "./target-key.ts";
import {
  readsCannedAcl,
  readsChecksum,
  readsGrants,
  readsLegalHold,
  readsMetadata,
  readsRetention,
  readsTags,
} from "./trial-reads.ts";
import type { NoTrial, StateRead, Trial, TrialPlace } from "./trial.ts";

/** A tag that is there before, so that it can be seen to go. */
const before = { tags: { "stevedore-preflight": "before" } };

export const trials: { readonly [Kind in OperationKind]: Trial<Kind> | NoTrial } = {
  COPY_OBJECT: {
    parameters: tryCopy,
    resultKey: (tried, key) => targetKey(tried, { bucket: "", key, versionId: null }),
    reads: readCopy,
    mustRefuse: refusedCopies,
    notes: ({ storageClass }) =>
      isArchive(storageClass)
        ? [`Not tried with the storage class ${storageClass}, whose objects cannot be read back.`]
        : [],
  },
  PUT_OBJECT_TAGGING: {
    parameters: (given) => given,
    before: () => before,
    reads: ({ tagSet }) => [readsTags(tagSet)],
  },
  DELETE_OBJECT_TAGGING: {
    parameters: (given) => given,
    before: () => before,
    reads: () => [readsTags([])],
  },
  PUT_OBJECT_ACL: {
    parameters: (given) => given,
    reads: ({ cannedAcl, grants }) =>
      cannedAcl === undefined ? [readsGrants(grants ?? [])] : readsCannedAcl(cannedAcl),
  },
  RESTORE_OBJECT: {
    parameters: (given) => given,
    reads: () => [],
    // The scratch object is not archived.
    refusedWith: "InvalidObjectState",
  },
  PUT_OBJECT_LEGAL_HOLD: {
    parameters: (given) => given,
    before: ({ status }) => ({ legalHold: status === "OFF" }),
    reads: ({ status }) => [readsLegalHold(status)],
  },
  PUT_OBJECT_RETENTION: {
    parameters: ({ retention, bypassGovernance }, at) => ({
      retention: retention === null ? null : briefRetention(at),
      bypassGovernance,
    }),
    before: ({ retention }) => ({ retained: retention === null }),
    reads: ({ retention }) => [readsRetention(retention)],
  },
  DELETE_OBJECT: {
    parameters: (given) => given,
    leaves: "gone",
    reads: () => [],
  },
  MERGE_OBJECT_TAGS: {
    parameters: (given) => given,
    before: () => before,
    reads: (given) => [readsTags(mergedTags(given))],
  },
  INVOKE_FUNCTION: { none: "Not tried: what a function does is its own affair." },
  COMPUTE_CHECKSUM: { none: "Not tried: the operation changes nothing." },
};

function mergedTags({ set, remove }: ParametersOf<"MERGE_OBJECT_TAGS">): Tag[] {
  const kept = Object.entries(before.tags)
    .map(([key, value]) => ({ key, value }))
    .filter(({ key }) => !remove.includes(key) && !set.some((tag) => tag.key === key));
  return [...kept, ...set];
}

/** Compliance cannot be ended by anybody, so it is never tried. */
function briefRetention({ retainUntil }: TrialPlace) {
  return { mode: "GOVERNANCE", retainUntil: retainUntil.toISOString() } as const;
}

type Copy = ParametersOf<"COPY_OBJECT">;

function tryCopy(given: Copy, at: TrialPlace): Copy {
  const { storageClass, retention, ...rest } = given;
  // The conditions are tried one by one, in ways that must be refused.
  const { modifiedSince: _modified, unmodifiedSince: _unmodified, ...unconditional } = rest;
  const { targetKeyTemplate: _template, ...placed } = unconditional;
  return {
    ...placed,
    targetBucket: at.bucket,
    targetKeyPrefix: `${at.key}-copy`,
    ...(storageClass === undefined || isArchive(storageClass) ? {} : { storageClass }),
    ...(retention === undefined ? {} : { retention: briefRetention(at) }),
  };
}

function isArchive(storageClass: string | undefined): boolean {
  return storageClass === "GLACIER" || storageClass === "DEEP_ARCHIVE";
}

function readCopy(tried: Copy): readonly StateRead[] {
  const { newTags, metadata, checksumAlgorithm, retention, legalHold } = tried;
  return [
    ...(newTags === undefined ? [] : [readsTags(newTags)]),
    ...(metadata === undefined || tried.metadataDirective === "COPY"
      ? []
      : [readsMetadata(metadata)]),
    ...(checksumAlgorithm === undefined ? [] : [readsChecksum(checksumAlgorithm)]),
    ...(retention === undefined ? [] : [readsRetention(retention)]),
    ...(legalHold === undefined ? [] : [readsLegalHold(legalHold)]),
  ];
}

const longAgo = "2000-01-01T00:00:00.000Z";

/** A store that copies in spite of a condition would copy what the job wants left out. */
function refusedCopies(given: Copy, at: TrialPlace) {
  const { modifiedSince, unmodifiedSince } = given;
  const tried = tryCopy(given, at);
  const refused: { about: string; parameters: Copy }[] = [];
  if (modifiedSince !== undefined) {
    const parameters = { ...tried, modifiedSince: at.writtenAt.toISOString() };
    refused.push({ about: "the condition that objects were modified since a date", parameters });
  }
  if (unmodifiedSince !== undefined) {
    const parameters = { ...tried, unmodifiedSince: longAgo };
    refused.push({
      about: "the condition that objects were not modified since a date",
      parameters,
    });
  }
  return refused;
}
