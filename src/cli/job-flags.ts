/** The flags of `run` that describe a job, and the spec they make. */
import { UsageError } from "./context.ts";
import { oneOf, pairs, wholeNumber, type FlagTable, type FlagValues } from "./flags.ts";
import { parseS3Url } from "./s3-url.ts";

export const jobFlags = {
  operation: { kind: "value", value: "NAME", meaning: "copy, put-tags or delete-tags" },
  manifest: { kind: "value", value: "s3://BUCKET/KEY", meaning: "CSV file of the objects" },
  fields: {
    kind: "value",
    value: "NAMES",
    meaning: "its columns, of Bucket, Key, VersionId, Ignore (default Bucket,Key)",
  },
  "manifest-etag": {
    kind: "value",
    value: "ETAG",
    meaning: "the content it must have (default: the present one)",
  },
  "target-bucket": { kind: "value", value: "BUCKET", meaning: "copy: where to" },
  "target-prefix": { kind: "value", value: "TEXT", meaning: "copy: put before each key" },
  "storage-class": { kind: "value", value: "CLASS", meaning: "copy: storage class" },
  acl: { kind: "value", value: "NAME", meaning: "copy: canned access control list" },
  "metadata-directive": { kind: "value", value: "WORD", meaning: "copy: COPY or REPLACE" },
  "content-type": { kind: "value", value: "TYPE", meaning: "copy: new Content-Type" },
  "user-metadata": { kind: "list", value: "K=V", meaning: "copy: new user metadata" },
  "new-tag": {
    kind: "list",
    value: "K=V",
    meaning: "copy: tag of the copies, in place of the old",
  },
  "no-tags": { kind: "switch", meaning: "copy: copies without tags" },
  tag: { kind: "list", value: "K=V", meaning: "put-tags: tag of the objects, in place of the old" },
  report: { kind: "value", value: "s3://BUCKET/PREFIX", meaning: "where the report goes" },
  "report-scope": { kind: "value", value: "WORD", meaning: "all or failed tasks (default all)" },
  priority: { kind: "value", value: "N", meaning: "higher runs first (default 10)" },
  description: { kind: "value", value: "TEXT", meaning: "shown in lists" },
  "job-tag": { kind: "list", value: "K=V", meaning: "tag of the job itself" },
  "max-concurrency": { kind: "value", value: "N", meaning: "most calls in flight" },
  "max-requests-per-second": { kind: "value", value: "N", meaning: "most calls in a second" },
  "manifest-store": { kind: "value", value: "NAME", meaning: "store of the manifest" },
  "source-store": { kind: "value", value: "NAME", meaning: "store of the objects" },
  "target-store": { kind: "value", value: "NAME", meaning: "copy: store of the target bucket" },
  "report-store": { kind: "value", value: "NAME", meaning: "store of the report" },
} as const satisfies FlagTable;

export type JobFlags = FlagValues<typeof jobFlags>;

/** A GraphQL input: only what was given. */
type Input = Readonly<Record<string, unknown>>;

/** The names of the flags that were given. */
export function givenJobFlags(flags: JobFlags): string[] {
  return Object.keys(jobFlags).filter((name) => isGiven(flags[name as keyof JobFlags]));
}

function isGiven(value: boolean | string | readonly string[] | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}

/** A `JobSpecInput`. @throws UsageError */
export function jobSpecOf(flags: JobFlags): Input {
  const max = 2 ** 31 - 1;
  const limits = given({
    maxConcurrency: wholeNumber(flags["max-concurrency"], { flag: "max-concurrency", min: 1, max }),
    maxRequestsPerSecond: wholeNumber(flags["max-requests-per-second"], {
      flag: "max-requests-per-second",
      min: 1,
      max,
    }),
  });
  return given({
    operation: operationOf(flags),
    manifest: manifestOf(flags),
    report: reportOf(flags),
    priority: wholeNumber(flags.priority, { flag: "priority", min: 0, max }),
    description: flags.description,
    tags: flags["job-tag"].length === 0 ? undefined : pairs(flags["job-tag"], "job-tag"),
    limits: Object.keys(limits).length === 0 ? undefined : limits,
  });
}

const copyOnly = [
  "target-bucket",
  "target-prefix",
  "target-store",
  "storage-class",
  "acl",
  "metadata-directive",
  "content-type",
  "user-metadata",
  "new-tag",
  "no-tags",
] as const;

function operationOf(flags: JobFlags): Input {
  const operations = ["copy", "put-tags", "delete-tags"] as const;
  const operation = oneOf(flags.operation, { flag: "operation", words: operations });
  if (operation === undefined)
    throw new UsageError("--operation is missing: copy, put-tags or delete-tags.");
  const foreign = [
    ...(operation === "copy" ? [] : copyOnly),
    ...(operation === "put-tags" ? [] : (["tag"] as const)),
  ].find((name) => isGiven(flags[name]));
  if (foreign !== undefined) {
    const hint = foreign === "tag" && operation === "copy" ? " Tags of copies are --new-tag." : "";
    throw new UsageError(`--${foreign} does not go with --operation ${operation}.${hint}`);
  }
  switch (operation) {
    case "copy":
      return { copyObject: copyOf(flags) };
    case "put-tags":
      if (flags.tag.length === 0)
        throw new UsageError("put-tags needs a --tag K=V; delete-tags removes all tags.");
      return { putObjectTagging: { tagSet: pairs(flags.tag, "tag") } };
    case "delete-tags":
      return { deleteObjectTagging: {} };
  }
}

const storageClasses = [
  "STANDARD",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
] as const;

const cannedAcls = [
  "private",
  "public-read",
  "public-read-write",
  "aws-exec-read",
  "authenticated-read",
  "bucket-owner-read",
  "bucket-owner-full-control",
] as const;

function copyOf(flags: JobFlags): Input {
  if (flags["target-bucket"] === undefined)
    throw new UsageError("--target-bucket is missing: where to copy to.");
  if (flags["no-tags"] && flags["new-tag"].length > 0)
    throw new UsageError("--new-tag and --no-tags exclude each other.");
  const metadataDirective = oneOf(flags["metadata-directive"], {
    flag: "metadata-directive",
    words: ["COPY", "REPLACE"],
  });
  const user = pairs(flags["user-metadata"], "user-metadata");
  const metadata = given({
    contentType: flags["content-type"],
    user: user.length === 0 ? undefined : user,
  });
  const hasMetadata = Object.keys(metadata).length > 0;
  if (hasMetadata && metadataDirective === "COPY") {
    throw new UsageError(
      "--metadata-directive COPY keeps the old metadata, so --content-type and --user-metadata cannot be given.",
    );
  }
  const acl = oneOf(flags.acl, { flag: "acl", words: cannedAcls });
  const tags = flags["no-tags"] ? [] : pairs(flags["new-tag"], "new-tag");
  return given({
    targetStore: flags["target-store"],
    targetBucket: flags["target-bucket"],
    targetKeyPrefix: flags["target-prefix"],
    storageClass: oneOf(flags["storage-class"], { flag: "storage-class", words: storageClasses }),
    cannedAcl: acl?.toUpperCase().replaceAll("-", "_"),
    metadataDirective,
    metadata: hasMetadata ? metadata : undefined,
    newTags: flags["no-tags"] || tags.length > 0 ? tags : undefined,
  });
}

const columns = {
  Bucket: "BUCKET",
  Key: "KEY",
  VersionId: "VERSION_ID",
  Ignore: "IGNORE",
} as const;

function manifestOf(flags: JobFlags): Input {
  if (flags.manifest === undefined)
    throw new UsageError("--manifest is missing: s3://bucket/key of a CSV file of the objects.");
  const fields = flags.fields?.split(",").map((name) => {
    const words = Object.keys(columns) as (keyof typeof columns)[];
    const word = oneOf(name.trim(), { flag: "fields", words });
    return columns[word!];
  });
  const object = given({
    store: flags["manifest-store"],
    ...parseS3Url(flags.manifest, { flag: "manifest", key: "needed" }),
    etag: flags["manifest-etag"],
  });
  return { csv: given({ object, fields, sourceStore: flags["source-store"] }) };
}

function reportOf(flags: JobFlags): Input | undefined {
  const scope = oneOf(flags["report-scope"], { flag: "report-scope", words: ["all", "failed"] });
  if (flags.report === undefined) {
    const foreign = (["report-scope", "report-store"] as const).find((name) =>
      isGiven(flags[name]),
    );
    if (foreign !== undefined)
      throw new UsageError(`--${foreign} needs --report s3://bucket/prefix.`);
    return undefined;
  }
  const { bucket, key } = parseS3Url(flags.report, { flag: "report", key: "optional" });
  return given({
    store: flags["report-store"],
    bucket,
    prefix: key === "" ? undefined : key,
    scope: scope === "failed" ? "FAILED_TASKS_ONLY" : "ALL_TASKS",
  });
}

function given(fields: Input): Input {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
