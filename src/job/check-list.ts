/** The rules of a list that is generated (S3 Control API, S3JobManifestGenerator), beside those of any spec. */
import {
  checkBucket,
  checkListedManifest,
  checkPrefix,
  checkSpec,
  checkText,
  checkWellFormed,
  problem,
} from "./check-spec.ts";
import type {
  EncryptionFilter,
  FieldProblem,
  GeneratedManifestSpec,
  JobSpec,
  ManifestFilter,
  ManifestSpec,
  ManifestOutputSpec,
} from "./spec.ts";

/** Everything that the rules of the core have against a spec. */
export function checkWholeSpec(spec: JobSpec): FieldProblem[] {
  const { manifest } = spec;
  return [...checkSpec(spec), ...(manifest.kind === "generated" ? checkGenerator(manifest) : [])];
}

/** The same for a list alone. */
export function checkManifest(manifest: ManifestSpec): FieldProblem[] {
  return manifest.kind === "generated" ? checkGenerator(manifest) : checkListedManifest(manifest);
}

const generator = ["manifest", "generator"];
/** Each is looked for in every key. */
const textsMax = 50;

function checkGenerator(manifest: GeneratedManifestSpec): FieldProblem[] {
  const { sourceBucket, expectedBucketOwner, filter, output } = manifest;
  return [
    ...checkBucket(sourceBucket, [...generator, "sourceBucket"]),
    ...checkOwner(expectedBucketOwner, [...generator, "expectedBucketOwner"]),
    ...checkFilter(filter, [...generator, "filter"]),
    ...(output === null ? [] : checkOutput(output, [...generator, "output"])),
  ];
}

function checkOwner(owner: string | null, path: readonly string[]): FieldProblem[] {
  if (owner === null || /^\d{12}$/.test(owner)) return [];
  return [problem(path, "MALFORMED", "An account id has 12 digits.")];
}

function checkFilter(filter: ManifestFilter, path: readonly string[]): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const name of ["keyPrefixes", "keySuffixes", "keySubstrings"] as const) {
    problems.push(...checkTexts(filter[name], [...path, name]));
  }
  for (const name of ["sizeGreaterThan", "sizeLessThan"] as const) {
    const size = filter[name];
    if (size !== null && (!Number.isSafeInteger(size) || size < 0))
      problems.push(problem([...path, name], "OUT_OF_RANGE", "A size is a whole number of bytes."));
  }
  for (const name of ["createdAfter", "createdBefore"] as const) {
    const time = filter[name];
    if (time !== null && Number.isNaN(Date.parse(time)))
      problems.push(problem([...path, name], "MALFORMED", "A time is written as RFC 3339 has it."));
  }
  problems.push(...checkEncryptions(filter.encryptions, [...path, "encryptions"]));
  return [...problems, ...checkBounds(filter, path)];
}

/** What could hold of no object is a mistake. */
function checkBounds(filter: ManifestFilter, path: readonly string[]): FieldProblem[] {
  const { sizeGreaterThan, sizeLessThan, createdAfter, createdBefore } = filter;
  const problems: FieldProblem[] = [];
  if (sizeGreaterThan !== null && sizeLessThan !== null && sizeLessThan - sizeGreaterThan < 2) {
    const message = `No object has more than ${sizeGreaterThan} and fewer than ${sizeLessThan} bytes.`;
    problems.push(problem([...path, "sizeLessThan"], "OUT_OF_RANGE", message));
  }
  if (
    createdAfter !== null &&
    createdBefore !== null &&
    Date.parse(createdBefore) <= Date.parse(createdAfter)
  ) {
    const message = "No object was created after and before these times.";
    problems.push(problem([...path, "createdBefore"], "OUT_OF_RANGE", message));
  }
  return problems;
}

function checkTexts(texts: readonly string[], path: readonly string[]): FieldProblem[] {
  const problems = texts.flatMap((text, index) => {
    const at = [...path, String(index)];
    return [
      ...checkText(text, { path: at, min: 1, max: 1024, what: "It" }),
      ...checkWellFormed(text, { path: at, what: "It" }),
    ];
  });
  if (texts.length > textsMax) {
    const message = `At most ${textsMax} are allowed; there are ${texts.length}.`;
    problems.push(problem(path, "TOO_MANY", message));
  }
  return problems;
}

function checkEncryptions(
  encryptions: readonly EncryptionFilter[],
  path: readonly string[],
): FieldProblem[] {
  return encryptions.flatMap(({ kind, kmsKeyArn, bucketKeyEnabled }, index) => {
    const at = [...path, String(index)];
    const problems: FieldProblem[] = [];
    if (kmsKeyArn !== null && kind !== "SSE_KMS" && kind !== "DSSE_KMS") {
      const message = "A key goes with SSE_KMS and DSSE_KMS only.";
      problems.push(problem([...at, "kmsKeyArn"], "MUTUALLY_EXCLUSIVE", message));
    }
    if (bucketKeyEnabled !== null && kind !== "SSE_KMS") {
      const message = "A bucket key goes with SSE_KMS only.";
      problems.push(problem([...at, "bucketKeyEnabled"], "MUTUALLY_EXCLUSIVE", message));
    }
    return problems;
  });
}

function checkOutput(output: ManifestOutputSpec, path: readonly string[]): FieldProblem[] {
  const { bucket, prefix, expectedBucketOwner, encryption } = output;
  const problems = [
    ...checkBucket(bucket, [...path, "bucket"]),
    ...checkPrefix(prefix, [...path, "prefix"]),
    ...checkOwner(expectedBucketOwner, [...path, "expectedBucketOwner"]),
  ];
  if (encryption?.algorithm === "KMS" && encryption.kmsKeyId === undefined) {
    const message = "Encryption of a list with KMS needs a key.";
    problems.push(problem([...path, "encryption", "kmsKeyId"], "REQUIRED", message));
  }
  return problems;
}
