/** Inputs of `createJob`: valid ones, and valid ones in which values were replaced, dropped, added or nested. */
import { randomUUID } from "node:crypto";
import type { Random } from "./random.ts";

/** Anything that JSON can say. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const texts = [
  "",
  " ",
  "a",
  "b",
  "photos",
  "default",
  "archive",
  "nowhere",
  "箱",
  "🚢",
  "e\u0301",
  "\u0000",
  "\u2028",
  "\uFEFF",
  "\u202Ex",
  "\uD800",
  "__proto__",
  "constructor",
  "toString",
  "../..",
  "a/b",
  "arn:aws:s3:::photos",
  "arn:aws:s3:::a/b",
  "arn:aws:iam::123456789012:role/x",
  "123456789012",
  '"quoted"',
  "*",
  "%",
  "' OR 1=1 --",
  "<Error>",
  "${x}",
  "{{x}}",
  "2026-01-31T09:30:00.000Z",
  "2026-02-30T09:30:00Z",
  "9999-12-31T23:59:59+23:59",
  "0000-01-01T00:00:00Z",
  "x".repeat(256),
  "x".repeat(257),
  "é".repeat(512),
  "x".repeat(2049),
  "\r\n",
  "http://127.0.0.1/",
  "ftp://x/y",
] as const;
const numbers = [
  0,
  -0,
  1,
  -1,
  10,
  0.5,
  1.5,
  -0.5,
  1e-320,
  1e21,
  1e308,
  2_147_483_647,
  2_147_483_648,
  -2_147_483_648,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  -(2 ** 63),
  1000,
] as const;
const words = [
  "BUCKET",
  "KEY",
  "VERSION_ID",
  "IGNORE",
  "ALL_TASKS",
  "FAILED_TASKS_ONLY",
  "STANDARD",
  "GLACIER",
  "PRIVATE",
  "COPY",
  "REPLACE",
  "ON",
  "OFF",
  "GOVERNANCE",
  "COMPLIANCE",
  "AES256",
  "KMS",
  "CRC32",
  "ID",
  "URI",
  "READ",
  "WRITE",
] as const;
const names = [
  "operation",
  "manifest",
  "report",
  "priority",
  "description",
  "tags",
  "csv",
  "object",
  "bucket",
  "key",
  "value",
  "copyObject",
  "putObjectTagging",
  "deleteObjectTagging",
  "tagSet",
  "__proto__",
  "constructor",
  "toString",
  "",
  "extra",
  "store",
  "limits",
] as const;

/** Variables of the mutation: `{ input }`, for the most part. */
export function graphqlCase(random: Random): Json {
  let input: Json = validInput(random);
  for (let times = random.below(4); times > 0; times--) input = change(random, input, 0);
  return random.oneIn(50) ? wild(random, 0) : { input };
}

function validInput(random: Random): Json {
  return {
    clientRequestToken: random.pick([randomUUID(), randomUUID(), "one-token"]),
    spec: {
      operation: operation(random),
      manifest: {
        csv: {
          object: {
            bucket: "lists",
            key: "photos.csv",
            ...some(random, { store: "archive", versionId: "v", etag: '"e"' }),
          },
          ...some(random, { fields: ["BUCKET", "KEY", "VERSION_ID"], sourceStore: "default" }),
        },
      },
      ...some(random, {
        report: {
          bucket: "reports",
          prefix: "batch",
          scope: "ALL_TASKS",
          expectedBucketOwner: "123456789012",
        },
        priority: 7,
        description: "Tag the photos",
        tags: [tag, { key: "owner", value: "" }],
        confirmationRequired: random.oneIn(2),
        failureThreshold: { minimumTasks: 10, maximumFailureRate: 0.1 },
        limits: { maxConcurrency: 5, maxRequestsPerSecond: null },
      }),
    },
  };
}

const tag = { key: "team", value: "photos" };

function operation(random: Random): Json {
  switch (random.below(3)) {
    case 0:
      return { putObjectTagging: { tagSet: random.list(3, () => tag).slice(0, 1) } };
    case 1:
      return { deleteObjectTagging: {} };
    default:
      return { copyObject: { targetBucket: "target", ...some(random, copyFields) } };
  }
}

const copyFields = {
  targetKeyPrefix: "p/",
  storageClass: "GLACIER",
  cannedAcl: "PRIVATE",
  grants: [{ granteeType: "ID", grantee: "x", permission: "READ" }],
  metadata: { contentType: "text/plain", user: [{ key: "a", value: "b" }] },
  newTags: [tag],
  modifiedSince: "2026-01-31T09:30:00Z",
  encryption: { algorithm: "AES256" },
  checksumAlgorithm: "CRC32",
  legalHold: "ON",
  retention: { mode: "GOVERNANCE", retainUntil: "2046-01-31T09:30:00+01:00" },
  redirectLocation: "/x",
  requesterPays: true,
} satisfies Json;

/** Each member in one case of three. */
function some(
  random: Random,
  members: { readonly [name: string]: Json },
): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(members).filter(() => random.oneIn(3)));
}

/** The same value with one place of it changed. */
function change(random: Random, value: Json, depth: number): Json {
  if (typeof value !== "object" || value === null || (depth > 1 && random.oneIn(6)))
    return wild(random, 0);
  if (isList(value)) {
    if (value.length === 0 || random.oneIn(3)) return [...value, value[0] ?? wild(random, 0)];
    const at = random.below(value.length);
    return value.map((item, index) => (index === at ? change(random, item, depth + 1) : item));
  }
  const members = Object.entries(value);
  if (members.length === 0 || random.oneIn(8)) members.push([random.pick(names), wild(random, 0)]);
  const at = random.below(members.length);
  if (random.oneIn(10)) members.splice(at, 1);
  // A member of the name __proto__ is a member like any other, as it is in what JSON.parse gives.
  return Object.fromEntries(
    members.map(([name, member], index) => [
      name,
      index === at ? change(random, member, depth + 1) : member,
    ]),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function wild(random: Random, depth: number): Json {
  switch (random.below(depth > 4 ? 5 : 9)) {
    case 0:
      return null;
    case 1:
      return random.oneIn(2);
    case 2:
      return random.pick(numbers);
    case 3:
      return random.pick(texts);
    case 4:
      return random.pick(words);
    case 5:
      return random.list(4, () => wild(random, depth + 1));
    case 6:
      return Object.fromEntries(
        random.list(4, () => [random.pick(names), wild(random, depth + 1)] as const),
      );
    case 7:
      return Array.from({ length: random.pick([51, 300]) }, () => tag);
    default:
      return nested(random.pick([20, 400]));
  }
}

function nested(depth: number): Json {
  let value: Json = "x";
  for (let level = 0; level < depth; level++)
    value = level % 2 === 0 ? [value] : { operation: value };
  return value;
}
