import type { S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { createS3ObjectListing } from "../../src/s3/s3-object-listing.ts";

const modified = new Date("2026-03-01T10:00:00.000Z");

/** A listing of a store that gives one answer. */
function listingOf(output: Readonly<Record<string, unknown>>) {
  const client = { send: () => Promise.resolve(output) };
  return createS3ObjectListing(client as unknown as S3Client);
}

test.each([
  ["as the answer says", "url", ["a+b%41", "c d/"]],
  ["not where a store passes the question over", undefined, ["a%2Bb%2541", "c+d/"]],
])("keys are decoded, %s", async (_, EncodingType, expected) => {
  const Key = "a%2Bb%2541";
  const CommonPrefixes = [{ Prefix: "c+d/" }];
  const request = { bucket: "b", prefix: "", from: null, expectedOwner: null };
  const contents = { Contents: [{ Key, LastModified: modified }], CommonPrefixes, EncodingType };
  const page = await listingOf(contents).page({ ...request, versions: false });
  expect([page.objects[0]?.key, page.folders[0]]).toEqual(expected);
  const version = { Key, VersionId: "1", IsLatest: true, LastModified: modified };
  const more = { IsTruncated: true, NextKeyMarker: Key };
  const versions = await listingOf({
    Versions: [version],
    EncodingType,
    ...more,
  }).page({ ...request, versions: true });
  expect(versions.objects[0]?.key).toBe(expected[0]);
  expect(versions.next?.key).toBe(expected[0]);
});
