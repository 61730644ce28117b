import { DeleteObjectCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "vitest";

import { storeFailure } from "../../../src/s3/failures.ts";
import type { Check } from "../../support/checks.ts";
import { expectRefusal, get, head, put } from "../../support/s3-calls.ts";
import type { At } from "../../support/s3-calls.ts";

/** What the reading of manifests relies on, and how refusals look. */
export function checkReading(check: Check, at: At): void {
  check("GET with the ETag of another content is refused with 412", async () => {
    await put(at(), { Key: "r/pinned", Body: "content" });
    const { ETag } = await head(at(), "r/pinned");
    expect(await get(at(), "r/pinned", { IfMatch: ETag })).toBe("content");
    const reading = get(at(), "r/pinned", { IfMatch: '"0123456789abcdef0123456789abcdef"' });
    await expectRefusal(reading, { code: "PreconditionFailed", status: 412 });
  });
  check("GET of a range gives that range and says so", async () => {
    await put(at(), { Key: "r/range", Body: "0123456789" });
    const command = new GetObjectCommand({
      Bucket: at().bucket,
      Key: "r/range",
      Range: "bytes=2-4",
    });
    const { $metadata, ContentRange, ContentLength, Body } = await at().client.send(command);
    expect(await Body?.transformToString()).toBe("234");
    expect([$metadata.httpStatusCode, ContentRange, ContentLength]).toEqual([
      206,
      "bytes 2-4/10",
      3,
    ]);
  });
  check("GET of a range past the end is refused with 416", async () => {
    await put(at(), { Key: "r/range", Body: "0123456789" });
    await expectRefusal(get(at(), "r/range", { Range: "bytes=10-" }), {
      code: "InvalidRange",
      status: 416,
    });
  });
  check("HEAD of a missing object has the status 404", async () => {
    await expectRefusal(head(at(), "r/missing"), { code: "NoSuchKey", status: 404 });
  });
  check("a refusal says what is wrong", async () => {
    const error: unknown = await get(at(), "r/missing").catch((reason: unknown) => reason);
    expect(storeFailure(error).message).not.toMatch(/^NoSuchKey /);
  });
  check("a version that does not exist fails with 404", async () => {
    const Bucket = at().versioned;
    const { VersionId = "" } = await put(at(), { Bucket, Key: "r/versions" });
    await at().client.send(new DeleteObjectCommand({ Bucket, Key: "r/versions", VersionId }));
    await expectRefusal(get(at(), "r/versions", { Bucket, VersionId }), { status: 404 });
  });
}
