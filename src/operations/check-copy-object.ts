/** The rules for the parameters of a copy (S3 Control API, S3CopyObjectOperation). */
import { checkBucket, checkTags, problem } from "../job/check-spec.ts";
import type { CopyObjectParameters, FieldProblem, ObjectEncryption } from "../job/spec.ts";
import { cannedAcls, checkGrants } from "./acl-headers.ts";
import { checkChoice, checkHeaderText, checkInstant } from "./check-parameters.ts";
import { checkMetadata } from "./object-metadata.ts";
import { objectTagsMax } from "./put-object-tagging.ts";
import { checkTargetKey } from "./target-key.ts";

/** Classes that an object can be copied into; REDUCED_REDUNDANCY is not one of them. */
export const storageClasses = [
  "STANDARD",
  "STANDARD_IA",
  "ONEZONE_IA",
  "GLACIER",
  "INTELLIGENT_TIERING",
  "DEEP_ARCHIVE",
  "GLACIER_IR",
] as const;

export const checksumAlgorithms = [
  "CRC32",
  "CRC32C",
  "CRC64NVME",
  "SHA1",
  "SHA256",
  "SHA512",
  "MD5",
  "XXHASH64",
  "XXHASH3",
  "XXHASH128",
] as const;

export function checkCopyObject(parameters: CopyObjectParameters): FieldProblem[] {
  return [
    ...checkTarget(parameters),
    ...checkAccess(parameters),
    ...checkContent(parameters),
    ...checkInstant(parameters.modifiedSince, ["modifiedSince"]),
    ...checkInstant(parameters.unmodifiedSince, ["unmodifiedSince"]),
    ...(parameters.encryption === undefined ? [] : checkEncryption(parameters.encryption)),
    ...checkLock(parameters),
  ];
}

function checkTarget(parameters: CopyObjectParameters): FieldProblem[] {
  const { targetStore, targetBucket } = parameters;
  return [
    ...(targetStore === "" ? [problem(["targetStore"], "REQUIRED", "A store is needed.")] : []),
    ...checkBucket(targetBucket, ["targetBucket"]),
    ...checkTargetKey(parameters),
  ];
}

function checkAccess({ cannedAcl, grants = [] }: CopyObjectParameters): FieldProblem[] {
  const problems = [
    ...checkChoice(cannedAcl, { path: ["cannedAcl"], choices: cannedAcls }),
    ...checkGrants(grants, { path: ["grants"], asHeaders: true }),
  ];
  if (cannedAcl !== undefined && grants.length > 0) {
    const message = "Give either a canned access control list or grants, not both.";
    problems.push(problem(["grants"], "MUTUALLY_EXCLUSIVE", message));
  }
  return problems;
}

function checkContent(parameters: CopyObjectParameters): FieldProblem[] {
  const { metadata, metadataDirective, newTags, redirectLocation } = parameters;
  const problems = [
    ...checkChoice(metadataDirective, {
      path: ["metadataDirective"],
      choices: ["COPY", "REPLACE"],
    }),
    ...checkChoice(parameters.storageClass, { path: ["storageClass"], choices: storageClasses }),
    ...(metadata === undefined ? [] : checkMetadata(metadata, ["metadata"])),
    ...checkTags(newTags ?? [], { path: ["newTags"], countMax: objectTagsMax }),
    ...checkChoice(parameters.checksumAlgorithm, {
      path: ["checksumAlgorithm"],
      choices: checksumAlgorithms,
    }),
    ...checkHeaderText(redirectLocation, { path: ["redirectLocation"], min: 1, max: 2048 }),
  ];
  if (metadata !== undefined && metadataDirective === "COPY") {
    const message = "New metadata cannot be given while that of the source is kept; use REPLACE.";
    problems.push(problem(["metadata"], "MUTUALLY_EXCLUSIVE", message));
  }
  return problems;
}

function checkEncryption({
  algorithm,
  kmsKeyId,
  bucketKeyEnabled,
}: ObjectEncryption): FieldProblem[] {
  const path = ["encryption"];
  const keyPath = [...path, "kmsKeyId"];
  const problems = [
    ...checkChoice(algorithm, { path: [...path, "algorithm"], choices: ["AES256", "KMS"] }),
    ...checkHeaderText(kmsKeyId, { path: keyPath, min: 1, max: 2000 }),
  ];
  if (algorithm !== "KMS" && kmsKeyId !== undefined) {
    const message = "A KMS key goes with the algorithm KMS only.";
    problems.push(problem(keyPath, "MUTUALLY_EXCLUSIVE", message));
  }
  if (algorithm !== "KMS" && bucketKeyEnabled === true) {
    const message = "A bucket key goes with the algorithm KMS only.";
    problems.push(problem([...path, "bucketKeyEnabled"], "MUTUALLY_EXCLUSIVE", message));
  }
  return problems;
}

/** That the date lies in the future is the store's to say, when the object is copied. */
function checkLock({ legalHold, retention }: CopyObjectParameters): FieldProblem[] {
  return [
    ...checkChoice(legalHold, { path: ["legalHold"], choices: ["ON", "OFF"] }),
    ...checkChoice(retention?.mode, {
      path: ["retention", "mode"],
      choices: ["COMPLIANCE", "GOVERNANCE"],
    }),
    ...checkInstant(retention?.retainUntil, ["retention", "retainUntil"]),
  ];
}
