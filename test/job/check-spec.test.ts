import { describe, expect, test } from "vitest";
import { checkSpec } from "../../src/job/check-spec.ts";
import type {
  FieldProblemCode,
  ManifestField,
  ObjectLocation,
  ReportSpec,
  Tag,
} from "../../src/job/spec.ts";
import { type CsvJobSpec, validSpec } from "../support/jobs.ts";

const base = validSpec();
const withObject = (changes: Partial<ObjectLocation>): CsvJobSpec =>
  validSpec({ manifest: { ...base.manifest, object: { ...base.manifest.object, ...changes } } });
const withFields = (...fields: ManifestField[]): CsvJobSpec =>
  validSpec({ manifest: { ...base.manifest, fields } });
const withReport = (changes: Partial<ReportSpec>): CsvJobSpec =>
  validSpec({ report: { ...base.report!, ...changes } });
const withThreshold = (minimumTasks: number, maximumFailureRate: number): CsvJobSpec =>
  validSpec({ failureThreshold: { minimumTasks, maximumFailureRate } });
const withLimits = (
  maxConcurrency: number | null,
  maxRequestsPerSecond: number | null,
): CsvJobSpec => validSpec({ limits: { maxConcurrency, maxRequestsPerSecond } });
const withTags = (...tags: Tag[]): CsvJobSpec => validSpec({ tags });
const tag = (key: string, value = ""): Tag => ({ key, value });
const manyTags = (count: number): Tag[] =>
  Array.from({ length: count }, (_, index) => tag(`k${index}`));

type Row = readonly [what: string, spec: CsvJobSpec, path: string, code: FieldProblemCode];

const bad: readonly Row[] = [
  ["no bucket", withObject({ bucket: "" }), "manifest.csv.object.bucket", "REQUIRED"],
  ["a slash in a bucket", withObject({ bucket: "a/b" }), "manifest.csv.object.bucket", "MALFORMED"],
  ["the bucket ..", withObject({ bucket: ".." }), "manifest.csv.object.bucket", "MALFORMED"],
  ["the bucket .", withObject({ bucket: "." }), "manifest.csv.object.bucket", "MALFORMED"],
  [
    "a bucket with a line break",
    withObject({ bucket: "a\nb" }),
    "manifest.csv.object.bucket",
    "MALFORMED",
  ],
  [
    "a bucket that ends in one",
    withObject({ bucket: "ab\n" }),
    "manifest.csv.object.bucket",
    "MALFORMED",
  ],
  [
    "a bucket with a query",
    withObject({ bucket: "a?acl" }),
    "manifest.csv.object.bucket",
    "MALFORMED",
  ],
  [
    "a bucket of another script",
    withObject({ bucket: "фото" }),
    "manifest.csv.object.bucket",
    "MALFORMED",
  ],
  [
    "a bucket of 256",
    withObject({ bucket: "b".repeat(256) }),
    "manifest.csv.object.bucket",
    "MALFORMED",
  ],
  [
    "a bucket by its ARN",
    withObject({ bucket: "arn:aws:s3:::lists" }),
    "manifest.csv.object.bucket",
    "MALFORMED",
  ],
  [
    "an access point by its ARN",
    withObject({ bucket: "arn:aws:s3:eu-central-1:123456789012:accesspoint:mine" }),
    "manifest.csv.object.bucket",
    "NOT_SUPPORTED",
  ],
  [
    "an ARN of an access point as report bucket",
    withReport({ bucket: "arn:aws:s3:eu-central-1:123456789012:accesspoint/mine" }),
    "report.bucket",
    "NOT_SUPPORTED",
  ],
  [
    "a bucket with a colon",
    withObject({ bucket: "tenant:lists" }),
    "manifest.csv.object.bucket",
    "MALFORMED",
  ],
  [
    "a directory bucket",
    withReport({ bucket: "reports--euc1-az1--x-s3" }),
    "report.bucket",
    "NOT_SUPPORTED",
  ],
  [
    "half a character in a key",
    withObject({ key: "a\uD83D" }),
    "manifest.csv.object.key",
    "MALFORMED",
  ],
  ["half a character in a prefix", withReport({ prefix: "\uDE00" }), "report.prefix", "MALFORMED"],
  [
    "a prefix of 931 bytes",
    withReport({ prefix: `${"値".repeat(310)}p` }),
    "report.prefix",
    "TOO_LONG",
  ],
  [
    "a prefix of 932 bytes in pairs",
    withReport({ prefix: "😀".repeat(233) }),
    "report.prefix",
    "TOO_LONG",
  ],
  ["no key", withObject({ key: "" }), "manifest.csv.object.key", "TOO_SHORT"],
  ["a key of 1025", withObject({ key: "k".repeat(1025) }), "manifest.csv.object.key", "TOO_LONG"],
  ["an empty ETag", withObject({ etag: "" }), "manifest.csv.object.etag", "TOO_SHORT"],
  [
    "an ETag of 1025",
    withObject({ etag: "e".repeat(1025) }),
    "manifest.csv.object.etag",
    "TOO_LONG",
  ],
  ["an empty version", withObject({ versionId: "" }), "manifest.csv.object.versionId", "TOO_SHORT"],
  ["no fields", withFields(), "manifest.csv.fields", "REQUIRED"],
  ["no key field", withFields("BUCKET"), "manifest.csv.fields", "REQUIRED"],
  ["no bucket field", withFields("KEY", "VERSION_ID"), "manifest.csv.fields", "REQUIRED"],
  ["two key fields", withFields("BUCKET", "KEY", "KEY"), "manifest.csv.fields", "DUPLICATE"],
  [
    "two versions",
    withFields("BUCKET", "KEY", "VERSION_ID", "VERSION_ID"),
    "manifest.csv.fields",
    "DUPLICATE",
  ],
  [
    "a version that must be there and one that need not",
    withFields("BUCKET", "KEY", "VERSION_ID", "OPTIONAL_VERSION_ID"),
    "manifest.csv.fields",
    "MUTUALLY_EXCLUSIVE",
  ],
  ["no report bucket", withReport({ bucket: "" }), "report.bucket", "REQUIRED"],
  [
    "a report bucket by its ARN",
    withReport({ bucket: "arn:aws:s3:::r" }),
    "report.bucket",
    "MALFORMED",
  ],
  ["an empty report prefix", withReport({ prefix: "" }), "report.prefix", "TOO_SHORT"],
  ["a report prefix of 513", withReport({ prefix: "p".repeat(513) }), "report.prefix", "TOO_LONG"],
  [
    "an owner of 11 digits",
    withReport({ expectedBucketOwner: "1".repeat(11) }),
    "report.expectedBucketOwner",
    "MALFORMED",
  ],
  [
    "an owner of letters",
    withReport({ expectedBucketOwner: "abcdefghijkl" }),
    "report.expectedBucketOwner",
    "MALFORMED",
  ],
  ["priority -1", validSpec({ priority: -1 }), "priority", "OUT_OF_RANGE"],
  ["priority 2^31", validSpec({ priority: 2 ** 31 }), "priority", "OUT_OF_RANGE"],
  ["half a priority", validSpec({ priority: 0.5 }), "priority", "OUT_OF_RANGE"],
  ["priority NaN", validSpec({ priority: Number.NaN }), "priority", "OUT_OF_RANGE"],
  ["an empty description", validSpec({ description: "" }), "description", "TOO_SHORT"],
  ["a description of 257", validSpec({ description: "d".repeat(257) }), "description", "TOO_LONG"],
  ["a minimum of 0 tasks", withThreshold(0, 0.5), "failureThreshold.minimumTasks", "OUT_OF_RANGE"],
  [
    "a minimum of 1.5 tasks",
    withThreshold(1.5, 0.5),
    "failureThreshold.minimumTasks",
    "OUT_OF_RANGE",
  ],
  ["a rate over 1", withThreshold(1, 1.01), "failureThreshold.maximumFailureRate", "OUT_OF_RANGE"],
  [
    "a rate below 0",
    withThreshold(1, -0.01),
    "failureThreshold.maximumFailureRate",
    "OUT_OF_RANGE",
  ],
  [
    "the rate NaN",
    withThreshold(1, Number.NaN),
    "failureThreshold.maximumFailureRate",
    "OUT_OF_RANGE",
  ],
  ["concurrency 0", withLimits(0, null), "limits.maxConcurrency", "OUT_OF_RANGE"],
  ["half a request a second", withLimits(null, 0.5), "limits.maxRequestsPerSecond", "OUT_OF_RANGE"],
  ["51 tags", withTags(...manyTags(51)), "tags", "TOO_MANY"],
  ["an empty tag key", withTags(tag("a"), tag("")), "tags.1.key", "TOO_SHORT"],
  ["a tag key of 129", withTags(tag("k".repeat(129))), "tags.0.key", "TOO_LONG"],
  ["a tag value of 257", withTags(tag("k", "v".repeat(257))), "tags.0.value", "TOO_LONG"],
  ["a tag key with a hash", withTags(tag("a#b")), "tags.0.key", "MALFORMED"],
  ["a tag value with a line break", withTags(tag("k", "a\nb")), "tags.0.value", "MALFORMED"],
  ["a tag key twice", withTags(tag("k", "1"), tag("k", "2")), "tags.1.key", "DUPLICATE"],
  [
    "a user's ARN as role",
    validSpec({ roleArn: "arn:aws:iam::000000000000:user/me" }),
    "roleArn",
    "MALFORMED",
  ],
  [
    "a role without account",
    validSpec({ roleArn: "arn:aws:iam:::role/me" }),
    "roleArn",
    "MALFORMED",
  ],
  ["an empty role", validSpec({ roleArn: "" }), "roleArn", "MALFORMED"],
  [
    "a role of 2049",
    validSpec({ roleArn: `arn:aws:iam::000000000000:role/${"r".repeat(2018)}` }),
    "roleArn",
    "MALFORMED",
  ],
];

const good: readonly (readonly [what: string, spec: CsvJobSpec])[] = [
  ["the valid spec", base],
  ["no report, description or role", validSpec({ report: null, description: null, roleArn: null })],
  ["a bucket of one character", withObject({ bucket: "b" })],
  ["a bucket of 255 with capitals", withObject({ bucket: "B".repeat(255) })],
  ["a report prefix of 930 bytes", withReport({ prefix: "値".repeat(310) })],
  ["a report prefix of 930 bytes, mixed", withReport({ prefix: `${"😀".repeat(232)}é` })],
  ["a key of 1024", withObject({ key: "k".repeat(1024), etag: null, versionId: "v" })],
  ["versions and ignored fields", withFields("IGNORE", "KEY", "IGNORE", "BUCKET", "VERSION_ID")],
  ["a version that may be empty", withFields("BUCKET", "KEY", "OPTIONAL_VERSION_ID", "IGNORE")],
  [
    "a report prefix of 512 and an owner",
    withReport({ prefix: "p".repeat(512), expectedBucketOwner: "0".repeat(12) }),
  ],
  ["a report without prefix", withReport({ prefix: null })],
  ["priority 0", validSpec({ priority: 0 })],
  ["the highest priority", validSpec({ priority: 2_147_483_647 })],
  ["a description of 256", validSpec({ description: "d".repeat(256) })],
  ["the strictest threshold", withThreshold(1, 0)],
  ["the mildest threshold", withThreshold(Number.MAX_SAFE_INTEGER, 1)],
  ["limits of 1", withLimits(1, 1)],
  ["50 tags", withTags(...manyTags(50))],
  ["a tag at its borders", withTags(tag("k".repeat(128), "v".repeat(256)))],
  [
    "tags of every allowed character",
    withTags(tag("Größe _.:/=+-@ 値", "٣"), tag("größe _.:/=+-@ 値")),
  ],
  ["a role of another partition", validSpec({ roleArn: "arn:aws-cn:iam::000000000000:role/a/b" })],
];

describe("checkSpec", () => {
  test.each(bad)("refuses %s", (_, spec, path, code) => {
    const problems = checkSpec(spec).map((problem) => [problem.path.join("."), problem.code]);
    expect(problems).toStrictEqual([[path, code]]);
  });

  test.each(good)("takes %s", (_, spec) => {
    expect(checkSpec(spec)).toStrictEqual([]);
  });

  test("says of a bucket given by its ARN how to name it", () => {
    const [problem] = checkSpec(withReport({ bucket: "arn:aws:s3:::my-reports" }));
    expect(problem?.message).toContain("my-reports");
  });

  test("uses the words of Amazon S3 for fields that are missing", () => {
    const [problem] = checkSpec(withFields("IGNORE"));
    expect(problem?.message).toBe("Required fields are missing in the schema: BUCKET, KEY");
  });

  test("tells every problem at once, in the order of the request", () => {
    const spec = validSpec({ ...withObject({ bucket: "" }), priority: -1, tags: manyTags(51) });
    expect(checkSpec(spec).map(({ path }) => path[0])).toStrictEqual([
      "manifest",
      "priority",
      "tags",
    ]);
  });

  test("every problem has a sentence for a person", () => {
    for (const [, spec] of bad) {
      for (const { message } of checkSpec(spec)) expect(message).toMatch(/\w{2,}.{8,}/);
    }
  });
});
