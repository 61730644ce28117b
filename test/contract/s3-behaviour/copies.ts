import { CopyObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "vitest";

import type { Check } from "../../support/checks.ts";
import { copy, expectRefusal, get, head, put, tagsOf } from "../../support/s3-calls.ts";
import type { At, Place } from "../../support/s3-calls.ts";

/** What copies rely on (S3 API, CopyObject). */
export function checkCopies(check: Check, at: At): void {
  check("copy answers with ETag and time", async () => {
    await put(at(), { Key: "c/source" });
    const { CopyObjectResult } = await copy(at(), "c/source", { Key: "c/answer" });
    expect(CopyObjectResult?.ETag).toBeTruthy();
    expect(CopyObjectResult?.LastModified).toBeInstanceOf(Date);
  });
  check("copy quotes the ETag of its answer", async () => {
    await put(at(), { Key: "c/source" });
    const { CopyObjectResult } = await copy(at(), "c/source", { Key: "c/answer" });
    expect(CopyObjectResult?.ETag).toMatch(/^".*"$/);
  });
  check("copy keeps the bytes, the metadata and the content type", async () => {
    await put(at(), { Key: "c/source", Metadata: { owner: "harbour" }, ContentType: "text/crate" });
    await copy(at(), "c/source", { Key: "c/kept" });
    expect(await get(at(), "c/kept")).toBe("c/source");
    const { Metadata, ContentType } = await head(at(), "c/kept");
    expect({ Metadata, ContentType }).toEqual({
      Metadata: { owner: "harbour" },
      ContentType: "text/crate",
    });
  });
  check("copy with REPLACE takes the new metadata and nothing of the old", async () => {
    await put(at(), { Key: "c/source", Metadata: { owner: "harbour" }, ContentType: "text/crate" });
    const metadata = {
      Metadata: { mark: "new" },
      ContentType: "text/new",
      CacheControl: "no-store",
    };
    await copy(at(), "c/source", { Key: "c/replaced", MetadataDirective: "REPLACE", ...metadata });
    expect(await head(at(), "c/replaced")).toMatchObject({
      ...metadata,
      Metadata: { mark: "new" },
    });
    expect((await head(at(), "c/replaced")).Metadata).not.toHaveProperty("owner");
  });
  check("copy takes the tags along", async () => {
    await put(at(), { Key: "c/tagged", Tagging: "colour=blue" });
    await copy(at(), "c/tagged", { Key: "c/tags-kept" });
    expect(await tagsOf(at(), "c/tags-kept")).toEqual({ colour: "blue" });
  });
  check(
    "copy with new tags replaces the old ones",
    async () => {
      await copyWithNewTags(at());
      expect(await tagsOf(at(), "c/tags-new")).toEqual({ shape: "round" });
    },
    {
      differs: async () => {
        await copyWithNewTags(at());
        expect(await tagsOf(at(), "c/tags-new")).toEqual({ colour: "blue" });
      },
    },
  );
  check("copy reads the version that is named", async () => {
    const { versioned } = at();
    const { VersionId } = await put(at(), { Bucket: versioned, Key: "c/v", Body: "first" });
    await put(at(), { Bucket: versioned, Key: "c/v", Body: "second" });
    const source = `${versioned}/c/v?versionId=${VersionId}`;
    await at().client.send(
      new CopyObjectCommand({ Bucket: at().bucket, Key: "c/from-version", CopySource: source }),
    );
    expect(await get(at(), "c/from-version")).toBe("first");
  });
  check("copy answers with the version that it made", async () => {
    await put(at(), { Key: "c/source" });
    const { VersionId } = await copy(at(), "c/source", {
      Bucket: at().versioned,
      Key: "c/version",
    });
    expect(VersionId).toBe((await head(at(), "c/version", { Bucket: at().versioned })).VersionId);
  });
  check("copy of a missing object fails with NoSuchKey", async () => {
    await expectRefusal(copy(at(), "c/missing", { Key: "c/never" }), {
      code: "NoSuchKey",
      status: 404,
    });
  });
  check("copy from a missing bucket fails with NoSuchBucket", async () => {
    const command = new CopyObjectCommand({
      Bucket: at().bucket,
      Key: "c/never",
      CopySource: `${at().bucket}-no/key`,
    });
    await expectRefusal(at().client.send(command), { code: "NoSuchBucket", status: 404 });
  });
  check("copy onto itself with nothing changed is refused", async () => {
    await put(at(), { Key: "c/itself" });
    await expectRefusal(copy(at(), "c/itself", { Key: "c/itself" }), {
      code: "InvalidRequest",
      status: 400,
    });
  });
  check(
    "copy keeps its condition on the source",
    async () => {
      await put(at(), { Key: "c/source" });
      const copying = copy(at(), "c/source", { Key: "c/conditional", CopySourceIfMatch: '"0123"' });
      await expectRefusal(copying, { code: "PreconditionFailed", status: 412 });
    },
    {
      differs: async () => {
        await put(at(), { Key: "c/source" });
        await copy(at(), "c/source", { Key: "c/conditional", CopySourceIfMatch: '"0123"' });
        expect(await get(at(), "c/conditional")).toBe("c/source");
      },
    },
  );
}

async function copyWithNewTags(place: Place): Promise<void> {
  await put(place, { Key: "c/tagged", Tagging: "colour=blue" });
  await copy(place, "c/tagged", {
    Key: "c/tags-new",
    TaggingDirective: "REPLACE",
    Tagging: "shape=round",
  });
}
