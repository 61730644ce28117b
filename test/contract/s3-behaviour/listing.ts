import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
} from "@aws-sdk/client-s3";
import { expect } from "vitest";

import type { Check } from "../../support/checks.ts";
import { expectRefusal, head, put } from "../../support/s3-calls.ts";
import type { At } from "../../support/s3-calls.ts";

/** What generated manifests and deletions rely on. */
export function checkListing(check: Check, at: At): void {
  check("listing gives all keys of a prefix in order of their bytes, page by page", async () => {
    const keys = ["l/!", "l/A", "l/a", "l/a b", "l/é", "l/箱"];
    for (const Key of keys.toReversed()) await put(at(), { Key });
    const found: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await at().client.send(
        new ListObjectsV2Command({
          Bucket: at().bucket,
          Prefix: "l/",
          MaxKeys: 4,
          ContinuationToken,
        }),
      );
      expect(page.KeyCount).toBeLessThanOrEqual(4);
      found.push(...(page.Contents ?? []).map(({ Key = "" }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(found).toEqual(keys);
  });
  check("listing of versions tells versions from delete markers", async () => {
    const Bucket = at().versioned;
    const { VersionId } = await put(at(), { Bucket, Key: "lv/key" });
    await at().client.send(new DeleteObjectCommand({ Bucket, Key: "lv/key" }));
    const { Versions, DeleteMarkers } = await at().client.send(
      new ListObjectVersionsCommand({ Bucket, Prefix: "lv/" }),
    );
    expect(Versions).toMatchObject([{ Key: "lv/key", VersionId, IsLatest: false }]);
    expect(DeleteMarkers).toMatchObject([{ Key: "lv/key", IsLatest: true }]);
  });
  check("deleting a batch answers for each key, also for one that is missing", async () => {
    await put(at(), { Key: "d/there" });
    const Objects = [{ Key: "d/there" }, { Key: "d/missing" }];
    const { Deleted } = await at().client.send(
      new DeleteObjectsCommand({ Bucket: at().bucket, Delete: { Objects } }),
    );
    expect(new Set(Deleted?.map(({ Key }) => Key))).toEqual(new Set(["d/there", "d/missing"]));
    await expectRefusal(head(at(), "d/there"), { status: 404 });
  });
  check("deleting a missing object succeeds", async () => {
    const { $metadata } = await at().client.send(
      new DeleteObjectCommand({ Bucket: at().bucket, Key: "d/missing" }),
    );
    expect($metadata.httpStatusCode).toBe(204);
  });
}
