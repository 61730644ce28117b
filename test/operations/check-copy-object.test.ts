import { describe, expect, test } from "vitest";
import type { CopyObjectParameters, FieldProblemCode } from "../../src/job/spec.ts";
import { operationOf } from "../../src/operations/index.ts";

const plain: CopyObjectParameters = {
  targetStore: "default",
  targetBucket: "archive",
  metadataDirective: "COPY",
  requesterPays: false,
};

const check = (changes: object) => {
  const parameters: CopyObjectParameters = { ...plain, ...changes };
  return operationOf({ kind: "COPY_OBJECT", parameters }).check();
};

const metadata = (changes: object) => ({
  metadataDirective: "REPLACE",
  metadata: { user: [], ...changes },
});
const user = (...pairs: readonly (readonly [key: string, value: string])[]) =>
  metadata({ user: pairs.map(([key, value]) => ({ key, value })) });
const grant = (changes: object) => ({
  grants: [{ granteeType: "ID", grantee: "75aa57f0", permission: "READ", ...changes }],
});
const many = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => item(index));

const refused: readonly [what: string, changes: object, path: string, code: FieldProblemCode][] = [
  ["no target store", { targetStore: "" }, "targetStore", "REQUIRED"],
  ["no target bucket", { targetBucket: "" }, "targetBucket", "REQUIRED"],
  ["a bucket with a colon", { targetBucket: "tenant:archive" }, "targetBucket", "MALFORMED"],
  [
    "an access point",
    { targetBucket: "arn:aws:s3:eu-central-1:123456789012:accesspoint:mine" },
    "targetBucket",
    "NOT_SUPPORTED",
  ],
  ["a bucket's ARN", { targetBucket: "arn:aws:s3:::archive" }, "targetBucket", "MALFORMED"],
  ["a bucket with a slash", { targetBucket: "a/b" }, "targetBucket", "MALFORMED"],
  ["an empty prefix", { targetKeyPrefix: "" }, "targetKeyPrefix", "TOO_SHORT"],
  ["a long prefix", { targetKeyPrefix: "x".repeat(1025) }, "targetKeyPrefix", "TOO_LONG"],
  ["half a character", { targetKeyPrefix: "a\ud83d" }, "targetKeyPrefix", "MALFORMED"],
  ["a reduced class", { storageClass: "REDUCED_REDUNDANCY" }, "storageClass", "NOT_SUPPORTED"],
  ["a class in lower case", { storageClass: "standard" }, "storageClass", "NOT_SUPPORTED"],
  ["an unknown canned list", { cannedAcl: "PRIVATE" }, "cannedAcl", "NOT_SUPPORTED"],
  [
    "a canned list and grants",
    { cannedAcl: "private", ...grant({}) },
    "grants",
    "MUTUALLY_EXCLUSIVE",
  ],
  ["a grant of WRITE", grant({ permission: "WRITE" }), "grants.0.permission", "NOT_SUPPORTED"],
  ["an unknown permission", grant({ permission: "OWN" }), "grants.0.permission", "NOT_SUPPORTED"],
  [
    "an unknown grantee type",
    grant({ granteeType: "NAME" }),
    "grants.0.granteeType",
    "NOT_SUPPORTED",
  ],
  ["an empty grantee", grant({ grantee: "" }), "grants.0.grantee", "TOO_SHORT"],
  ["a grantee with quotes", grant({ grantee: 'a", uri="b' }), "grants.0.grantee", "MALFORMED"],
  ["a grantee with a line break", grant({ grantee: "a\r\nb: c" }), "grants.0.grantee", "MALFORMED"],
  ["101 grants", { grants: many(101, () => grant({}).grants[0]) }, "grants", "TOO_MANY"],
  ["an unknown directive", { metadataDirective: "KEEP" }, "metadataDirective", "NOT_SUPPORTED"],
  ["metadata with COPY", { metadata: { user: [] } }, "metadata", "MUTUALLY_EXCLUSIVE"],
  ["an empty type", metadata({ contentType: "" }), "metadata.contentType", "TOO_SHORT"],
  [
    "a long disposition",
    metadata({ contentDisposition: "x".repeat(1025) }),
    "metadata.contentDisposition",
    "TOO_LONG",
  ],
  [
    "a language not in ASCII",
    metadata({ contentLanguage: "français" }),
    "metadata.contentLanguage",
    "MALFORMED",
  ],
  ["an expiry of words", metadata({ expires: "tomorrow" }), "metadata.expires", "MALFORMED"],
  ["a nameless entry", user(["", "x"]), "metadata.user.0.key", "TOO_SHORT"],
  ["a long name", user(["x".repeat(1025), ""]), "metadata.user.0.key", "TOO_LONG"],
  ["a name not in ASCII", user(["été", "x"]), "metadata.user.0.key", "MALFORMED"],
  ["a name with a space", user(["a b", "x"]), "metadata.user.0.key", "MALFORMED"],
  ["a name with a colon", user(["a:b", "x"]), "metadata.user.0.key", "MALFORMED"],
  [
    "names that differ by case",
    user(["Owner", "a"], ["owner", "b"]),
    "metadata.user.1.key",
    "DUPLICATE",
  ],
  ["a value not in ASCII", user(["owner", "Zoë"]), "metadata.user.0.value", "MALFORMED"],
  ["a value with a line break", user(["owner", "a\nb"]), "metadata.user.0.value", "MALFORMED"],
  ["a value that ends in a space", user(["owner", "a "]), "metadata.user.0.value", "MALFORMED"],
  ["a long value", user(["owner", "x".repeat(1025)]), "metadata.user.0.value", "TOO_LONG"],
  [
    "too much metadata",
    user(...many(9, (n) => [`k${n}`, "x".repeat(1000)] as const)),
    "metadata.user",
    "TOO_LONG",
  ],
  [
    "eleven tags",
    { newTags: many(11, (n) => ({ key: `k${n}`, value: "" })) },
    "newTags",
    "TOO_MANY",
  ],
  ["a tag without a key", { newTags: [{ key: "", value: "" }] }, "newTags.0.key", "TOO_SHORT"],
  ["a date without a time", { modifiedSince: "2026-03-01" }, "modifiedSince", "MALFORMED"],
  ["a date without a zone", { modifiedSince: "2026-03-01T00:00:00" }, "modifiedSince", "MALFORMED"],
  [
    "a day that there is not",
    { unmodifiedSince: "2026-02-30T00:00:00Z" },
    "unmodifiedSince",
    "MALFORMED",
  ],
  [
    "an hour that there is not",
    { unmodifiedSince: "2026-02-20T25:00:00Z" },
    "unmodifiedSince",
    "MALFORMED",
  ],
  [
    "an unknown encryption",
    { encryption: { algorithm: "aws:kms" } },
    "encryption.algorithm",
    "NOT_SUPPORTED",
  ],
  [
    "an empty KMS key",
    { encryption: { algorithm: "KMS", kmsKeyId: "" } },
    "encryption.kmsKeyId",
    "TOO_SHORT",
  ],
  [
    "a long KMS key",
    { encryption: { algorithm: "KMS", kmsKeyId: "x".repeat(2001) } },
    "encryption.kmsKeyId",
    "TOO_LONG",
  ],
  [
    "a KMS key without KMS",
    { encryption: { algorithm: "AES256", kmsKeyId: "k" } },
    "encryption.kmsKeyId",
    "MUTUALLY_EXCLUSIVE",
  ],
  [
    "a bucket key without KMS",
    { encryption: { algorithm: "AES256", bucketKeyEnabled: true } },
    "encryption.bucketKeyEnabled",
    "MUTUALLY_EXCLUSIVE",
  ],
  ["an unknown checksum", { checksumAlgorithm: "crc32" }, "checksumAlgorithm", "NOT_SUPPORTED"],
  ["an unknown hold", { legalHold: "on" }, "legalHold", "NOT_SUPPORTED"],
  [
    "an unknown retention",
    { retention: { mode: "NONE", retainUntil: "2030-01-01T00:00:00Z" } },
    "retention.mode",
    "NOT_SUPPORTED",
  ],
  [
    "a retention until nothing",
    { retention: { mode: "GOVERNANCE", retainUntil: "" } },
    "retention.retainUntil",
    "MALFORMED",
  ],
  ["an empty redirect", { redirectLocation: "" }, "redirectLocation", "TOO_SHORT"],
  ["a long redirect", { redirectLocation: `/${"x".repeat(2048)}` }, "redirectLocation", "TOO_LONG"],
  ["a redirect not in ASCII", { redirectLocation: "/é" }, "redirectLocation", "MALFORMED"],
];

describe("the parameters of a copy", () => {
  test.each(refused)("cannot have %s", (_what, changes, path, code) => {
    expect(check(changes)).toEqual([{ path: path.split("."), code, message: expect.any(String) }]);
  });

  test.each<[string, object]>([
    ["nothing but a target", {}],
    ["an empty list of grants beside a canned list", { cannedAcl: "private", grants: [] }],
    ["REPLACE without metadata", { metadataDirective: "REPLACE" }],
    ["metadata at its largest", user(...many(8, (n) => [`k${n}`, "x".repeat(1022)] as const))],
    ["an empty value", user(["flag", ""])],
    ["ten tags", { newTags: many(10, (n) => ({ key: `k${n}`, value: "" })) }],
    ["a date with a zone and a fraction", { modifiedSince: "2024-02-29T23:59:59.999+05:30" }],
    ["a bucket key switched off", { encryption: { algorithm: "AES256", bucketKeyEnabled: false } }],
  ])("can have %s", (_what, changes) => {
    expect(check(changes)).toEqual([]);
  });

  test("are told all that is wrong at once", () => {
    const problems = check({ targetBucket: "", storageClass: "COLD", modifiedSince: "now" });
    expect(problems.map(({ path }) => path[0])).toEqual([
      "targetBucket",
      "storageClass",
      "modifiedSince",
    ]);
  });
});
