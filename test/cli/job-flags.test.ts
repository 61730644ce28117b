import { describe, expect, it } from "vitest";
import { parseFlags } from "../../src/cli/flags.ts";
import { givenJobFlags, jobFlags, jobSpecOf } from "../../src/cli/job-flags.ts";

const specOf = (...argv: string[]) => jobSpecOf(parseFlags(jobFlags, argv).flags);

const manifest = ["--manifest", "s3://lists/photos.csv"];
const csv = { object: { bucket: "lists", key: "photos.csv" } };
const untag = ["--operation", "delete-tags", ...manifest];
const copy = ["--operation", "copy", ...manifest, "--target-bucket", "archive"];

describe("the flags of a job", () => {
  it("give nothing but what was said", () => {
    expect(specOf(...untag)).toEqual({
      operation: { deleteObjectTagging: {} },
      manifest: { csv },
    });
  });

  it.each<[argv: readonly string[], parameters: object]>([
    [[], {}],
    [
      ["--target-prefix", "2024/", "--target-store", "minio"],
      { targetKeyPrefix: "2024/", targetStore: "minio" },
    ],
    [["--storage-class", "standard_ia"], { storageClass: "STANDARD_IA" }],
    [["--acl", "bucket-owner-full-control"], { cannedAcl: "BUCKET_OWNER_FULL_CONTROL" }],
    [["--metadata-directive", "replace"], { metadataDirective: "REPLACE" }],
    [["--content-type", "text/plain"], { metadata: { contentType: "text/plain" } }],
    [
      ["--user-metadata", "a=1", "--user-metadata", "b=x=y"],
      {
        metadata: {
          user: [
            { key: "a", value: "1" },
            { key: "b", value: "x=y" },
          ],
        },
      },
    ],
    [
      ["--new-tag", "k=", "--new-tag", "l=m n"],
      {
        newTags: [
          { key: "k", value: "" },
          { key: "l", value: "m n" },
        ],
      },
    ],
    [["--no-tags"], { newTags: [] }],
  ])("%j are parameters of a copy", (argv, parameters) => {
    expect(specOf(...copy, ...argv)["operation"]).toEqual({
      copyObject: { targetBucket: "archive", ...parameters },
    });
  });

  it("give the tags of put-tags", () => {
    expect(
      specOf("--operation", "put-tags", ...manifest, "--tag", "a=b", "--tag=c=d"),
    ).toMatchObject({
      operation: {
        putObjectTagging: {
          tagSet: [
            { key: "a", value: "b" },
            { key: "c", value: "d" },
          ],
        },
      },
    });
  });

  it("give the manifest with its columns, its ETag and its stores", () => {
    const argv = ["--fields", "bucket, Key,versionid,IGNORE", "--manifest-etag", "abc"];
    const stores = ["--header-row", "--manifest-store", "lists", "--source-store", "photos"];
    expect(specOf(...untag, ...argv, ...stores)["manifest"]).toEqual({
      csv: {
        object: { ...csv.object, etag: "abc", store: "lists" },
        fields: ["BUCKET", "KEY", "VERSION_ID", "IGNORE"],
        headerRow: true,
        sourceStore: "photos",
      },
    });
  });

  it("know the columns of a report", () => {
    const ignored = ["IGNORE", "IGNORE", "IGNORE", "IGNORE"];
    expect(specOf(...untag, "--fields", "Report")["manifest"]).toMatchObject({
      csv: { fields: ["BUCKET", "KEY", "OPTIONAL_VERSION_ID", ...ignored] },
    });
  });

  it.each<[argv: readonly string[], report: object]>([
    [["--report", "s3://reports"], { bucket: "reports", scope: "ALL_TASKS" }],
    [["--report", "s3://reports/"], { bucket: "reports", scope: "ALL_TASKS" }],
    [
      ["--report", "s3://reports/a b/%20", "--report-scope", "failed", "--report-store", "r"],
      { bucket: "reports", prefix: "a b/%20", scope: "FAILED_TASKS_ONLY", store: "r" },
    ],
  ])("%j is a report", (argv, report) => {
    expect(specOf(...untag, ...argv)["report"]).toEqual(report);
  });

  it("give priority, description, tags and limits", () => {
    const argv = ["--priority", "0", "--description", "d", "--job-tag", "t=u"];
    const limits = ["--max-concurrency", "4", "--max-requests-per-second", "50"];
    expect(specOf(...untag, ...argv, ...limits)).toMatchObject({
      priority: 0,
      description: "d",
      tags: [{ key: "t", value: "u" }],
      limits: { maxConcurrency: 4, maxRequestsPerSecond: 50 },
    });
  });

  it("take a manifest key literally", () => {
    const { manifest: given } = specOf(
      "--operation",
      "delete-tags",
      "--manifest",
      "s3://b/a/%41 +?.csv",
    );
    expect(given).toEqual({ csv: { object: { bucket: "b", key: "a/%41 +?.csv" } } });
  });

  it("tell which of them were given", () => {
    const { flags } = parseFlags(jobFlags, ["--no-tags", "--new-tag", "a=b", "--priority=1"]);
    expect(givenJobFlags(flags)).toEqual(["new-tag", "no-tags", "priority"]);
    expect(givenJobFlags(parseFlags(jobFlags, []).flags)).toEqual([]);
  });
});
