/**
 * The rules that a spec must keep whatever its operation is (S3 Control API, CreateJob). What is special to one
 * operation is checked by that operation; what needs a store is checked while the job is prepared.
 */
import { unreachable } from "../lib/assert.ts";
import type {
  FailedTasksManifestSpec,
  FieldProblem,
  FieldProblemCode,
  JobLimits,
  JobSpec,
  ManifestField,
  ManifestSpec,
  ObjectLocation,
  ReportSpec,
  Tag,
} from "./spec.ts";

export function checkSpec(spec: JobSpec): FieldProblem[] {
  return [
    ...checkListedManifest(spec.manifest),
    ...(spec.report === null ? [] : checkReport(spec.report)),
    ...checkNumbers(spec),
    ...checkLimits(spec.limits),
    ...checkText(spec.description, {
      path: ["description"],
      min: 1,
      max: 256,
      what: "A description",
    }),
    ...checkTags(spec.tags, { path: ["tags"], countMax: 50 }),
    ...checkRole(spec.roleArn),
  ];
}

export function checkReason(reason: string | null): FieldProblem[] {
  return checkText(reason, { path: ["reason"], min: 1, max: 256, what: "A reason" });
}

export function checkListedManifest(manifest: ManifestSpec): FieldProblem[] {
  const path = ["manifest", manifest.kind];
  switch (manifest.kind) {
    case "csv":
      return [
        ...checkLocation(manifest.object, [...path, "object"]),
        ...checkFields(manifest.fields, [...path, "fields"]),
      ];
    case "inventory":
      return checkLocation(manifest.object, [...path, "object"]);
    // `check-list.ts` has the rules of these.
    case "generated":
      return [];
    case "failed-tasks":
      return checkFailedTasks(manifest);
    default:
      return unreachable(manifest);
  }
}

/** Codes that are asked for are looked up one by one. */
const errorCodesMax = 50;

function checkFailedTasks({ errorCodes, keyPrefix }: FailedTasksManifestSpec): FieldProblem[] {
  const problems = [
    ...checkText(keyPrefix, { path: ["keyPrefix"], min: 1, max: 1024, what: "A key prefix" }),
    ...checkWellFormed(keyPrefix, { path: ["keyPrefix"], what: "The prefix" }),
  ];
  if (errorCodes === null) return problems;
  if (errorCodes.length === 0)
    problems.push(problem(["errorCodes"], "REQUIRED", "Leave it out for all codes."));
  if (errorCodes.length > errorCodesMax) {
    const message = `At most ${errorCodesMax} codes are allowed; there are ${errorCodes.length}.`;
    problems.push(problem(["errorCodes"], "TOO_MANY", message));
  }
  for (const [index, code] of errorCodes.entries()) {
    const path = ["errorCodes", String(index)];
    problems.push(...checkText(code, { path, min: 1, max: 128, what: "An error code" }));
  }
  return problems;
}

function checkLocation(object: ObjectLocation, path: readonly string[]): FieldProblem[] {
  const text = (name: "key" | "etag" | "versionId", what: string) =>
    checkText(object[name], { path: [...path, name], min: 1, max: 1024, what });
  return [
    ...checkBucket(object.bucket, [...path, "bucket"]),
    ...text("key", "A key"),
    ...checkWellFormed(object.key, { path: [...path, "key"], what: "The key" }),
    ...text("etag", "An ETag"),
    ...text("versionId", "A version"),
  ];
}

function checkFields(fields: readonly ManifestField[], path: readonly string[]): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const count = (field: string) => fields.filter((name) => name === field).length;
  const missing = ["BUCKET", "KEY"].filter((field) => count(field) === 0);
  if (missing.length > 0) {
    const message = `Required fields are missing in the schema: ${missing.join(", ")}`;
    problems.push({ path, code: "REQUIRED", message });
  }
  for (const field of ["BUCKET", "KEY", "VERSION_ID", "OPTIONAL_VERSION_ID"]) {
    if (count(field) > 1) {
      problems.push({
        path,
        code: "DUPLICATE",
        message: `${field} stands more than once; only IGNORE may.`,
      });
    }
  }
  if (count("VERSION_ID") > 0 && count("OPTIONAL_VERSION_ID") > 0) {
    const message = "A row has one version: VERSION_ID or OPTIONAL_VERSION_ID, not both.";
    problems.push({ path, code: "MUTUALLY_EXCLUSIVE", message });
  }
  return problems;
}

function checkReport(report: ReportSpec): FieldProblem[] {
  const owner = report.expectedBucketOwner;
  return [
    ...checkBucket(report.bucket, ["report", "bucket"]),
    ...checkPrefix(report.prefix, ["report", "prefix"]),
    ...(owner === null || /^\d{12}$/.test(owner)
      ? []
      : [problem(["report", "expectedBucketOwner"], "MALFORMED", "An account id has 12 digits.")]),
  ];
}

/** Keys of S3 are counted in bytes, and the longest one of a report is that of a file of results. */
const keyBytesMax = 1024;
const prefixBytesMax = keyBytesMax - "/job-".length - 36 - "/results/".length - 40 - ".csv".length;

export function checkPrefix(prefix: string | null, path: readonly string[]): FieldProblem[] {
  const problems = [
    ...checkText(prefix, { path, min: 1, max: 512, what: "A prefix" }),
    ...checkWellFormed(prefix, { path, what: "The prefix" }),
  ];
  if (prefix === null || problems.length > 0) return problems;
  const bytes = utf8Length(prefix);
  if (bytes <= prefixBytesMax) return [];
  const message = `A prefix has at most ${prefixBytesMax} bytes as UTF-8, so that keys below it have at most ${keyBytesMax}; this one has ${bytes}.`;
  return [problem(path, "TOO_LONG", message)];
}

/** Of well-formed text. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}

/** Half a surrogate pair has no UTF-8: the store would be sent another key. */
export function checkWellFormed(
  text: string | null,
  { path, what }: { readonly path: readonly string[]; readonly what: string },
): FieldProblem[] {
  if (text === null || text.isWellFormed()) return [];
  return [problem(path, "MALFORMED", `${what} holds half a character.`)];
}

/** Loose on purpose: stores differ in what they allow; what must not pass is what would name another resource. */
export function checkBucket(bucket: string, path: readonly string[]): FieldProblem[] {
  if (bucket.length === 0) return [problem(path, "REQUIRED", "A bucket is needed.")];
  if (/^arn:[^:]*:s3:::[A-Za-z0-9._-]{1,255}$/.test(bucket)) {
    const name = bucket.slice(bucket.lastIndexOf(":") + 1);
    return [problem(path, "MALFORMED", `Give the bucket by its name, ${name}, not by its ARN.`)];
  }
  if (bucket.endsWith("--x-s3")) {
    const message = "A directory bucket, whose name ends in --x-s3, is not supported.";
    return [problem(path, "NOT_SUPPORTED", message)];
  }
  if (bucket.startsWith("arn:")) {
    const message = "Give a bucket by its name; an access point or another ARN is not supported.";
    return [problem(path, "NOT_SUPPORTED", message)];
  }
  if (/^[A-Za-z0-9._-]{1,255}$/.test(bucket) && bucket !== "." && bucket !== "..") return [];
  return [problem(path, "MALFORMED", `${JSON.stringify(bucket)} cannot be the name of a bucket.`)];
}

function isWhole(value: number, min: number): boolean {
  return Number.isInteger(value) && value >= min && value <= 2_147_483_647;
}

export function checkPriority(priority: number): FieldProblem[] {
  if (isWhole(priority, 0)) return [];
  return [
    problem(["priority"], "OUT_OF_RANGE", "A priority is a whole number from 0 to 2147483647."),
  ];
}

function checkNumbers(spec: JobSpec): FieldProblem[] {
  const problems = checkPriority(spec.priority);
  const { minimumTasks, maximumFailureRate } = spec.failureThreshold;
  if (!Number.isSafeInteger(minimumTasks) || minimumTasks < 1) {
    problems.push(
      problem(
        ["failureThreshold", "minimumTasks"],
        "OUT_OF_RANGE",
        "A whole number from 1 up is needed.",
      ),
    );
  }
  if (!(maximumFailureRate >= 0 && maximumFailureRate <= 1)) {
    problems.push(
      problem(["failureThreshold", "maximumFailureRate"], "OUT_OF_RANGE", "A rate is from 0 to 1."),
    );
  }
  return problems;
}

export function checkLimits(limits: JobLimits): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const name of ["maxConcurrency", "maxRequestsPerSecond"] as const) {
    const value = limits[name];
    if (value !== null && !isWhole(value, 1)) {
      problems.push(
        problem(
          ["limits", name],
          "OUT_OF_RANGE",
          "A limit is a whole number from 1 up, or left out for none.",
        ),
      );
    }
  }
  return problems;
}

const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Tags of a job or of an object: keys unique and 1 to 128 characters, values up to 256, of S3's character set. */
export function checkTags(
  tags: readonly Tag[],
  options: { readonly path: readonly string[]; readonly countMax: number },
): FieldProblem[] {
  const { path, countMax } = options;
  const problems: FieldProblem[] = [];
  if (tags.length > countMax) {
    problems.push(
      problem(path, "TOO_MANY", `At most ${countMax} tags are allowed; there are ${tags.length}.`),
    );
  }
  const seen = new Set<string>();
  for (const [index, { key, value }] of tags.entries()) {
    const at = [...path, String(index)];
    problems.push(...checkText(key, { path: [...at, "key"], min: 1, max: 128, what: "A tag key" }));
    problems.push(
      ...checkText(value, { path: [...at, "value"], min: 0, max: 256, what: "A tag value" }),
    );
    for (const [name, text] of [
      ["key", key],
      ["value", value],
    ] as const) {
      if (!tagText.test(text)) {
        problems.push(
          problem(
            [...at, name],
            "MALFORMED",
            "Only letters, digits, spaces and _.:/=+-@ are allowed in a tag.",
          ),
        );
      }
    }
    if (seen.has(key))
      problems.push(
        problem([...at, "key"], "DUPLICATE", `The tag key ${JSON.stringify(key)} stands twice.`),
      );
    seen.add(key);
  }
  return problems;
}

function checkRole(roleArn: string | null): FieldProblem[] {
  if (
    roleArn === null ||
    (roleArn.length <= 2048 && /^arn:[^:]+:iam::\d{12}:role\/.*/.test(roleArn))
  )
    return [];
  return [
    problem(["roleArn"], "MALFORMED", "A role is given as arn:aws:iam::<12 digits>:role/<name>."),
  ];
}

/** Text between two lengths; null is for the caller to judge. */
export function checkText(
  text: string | null,
  options: {
    readonly path: readonly string[];
    readonly min: number;
    readonly max: number;
    readonly what: string;
  },
): FieldProblem[] {
  const { path, min, max, what } = options;
  if (text === null || (text.length >= min && text.length <= max)) return [];
  const code = text.length < min ? "TOO_SHORT" : "TOO_LONG";
  return [
    problem(path, code, `${what} has ${min} to ${max} characters; this one has ${text.length}.`),
  ];
}

export function problem(
  path: readonly string[],
  code: FieldProblemCode,
  message: string,
): FieldProblem {
  return { path, code, message };
}
