import { createHash } from "node:crypto";

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect } from "vitest";

import type { Check } from "../../support/checks.ts";
import { expectRefusal, get, head } from "../../support/s3-calls.ts";
import type { At, Place } from "../../support/s3-calls.ts";

/** What the writing of reports relies on. */
export function checkMultipart(check: Check, at: At): void {
  check("multipart upload puts its parts together", async () => {
    const Key = "m/parts";
    const { UploadId, parts } = await uploadParts(at(), Key);
    const MultipartUpload = { Parts: parts };
    await at().client.send(
      new CompleteMultipartUploadCommand({ Bucket: at().bucket, Key, UploadId, MultipartUpload }),
    );
    const content = await get(at(), Key);
    expect(content).toHaveLength(5 * 1024 * 1024 + 3);
    expect(content.endsWith("aend")).toBe(true);
    const digests = parts.map(({ digest }) => digest);
    expect((await head(at(), Key)).ETag).toBe(`"${md5(Buffer.concat(digests)).toString("hex")}-2"`);
  });
  check("completing an upload answers with its ETag", async () => {
    const Key = "m/etag";
    const { UploadId, parts } = await uploadParts(at(), Key);
    const MultipartUpload = { Parts: parts };
    const command = new CompleteMultipartUploadCommand({
      Bucket: at().bucket,
      Key,
      UploadId,
      MultipartUpload,
    });
    expect((await at().client.send(command)).ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
  });
  check("an aborted upload leaves nothing and takes no more parts", async () => {
    const Key = "m/aborted";
    const { UploadId } = await uploadParts(at(), Key);
    const Bucket = at().bucket;
    await at().client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    await expectRefusal(head(at(), Key), { code: "NoSuchKey", status: 404 });
    const late = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 3, Body: "late" });
    await expectRefusal(at().client.send(late), { code: "NoSuchUpload", status: 404 });
  });
  check("completing an upload that is gone fails with NoSuchUpload", async () => {
    const Key = "m/gone";
    const { UploadId, parts } = await uploadParts(at(), Key);
    const Bucket = at().bucket;
    await at().client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    const command = new CompleteMultipartUploadCommand({
      Bucket,
      Key,
      UploadId,
      MultipartUpload: { Parts: parts },
    });
    await expectRefusal(at().client.send(command), { code: "NoSuchUpload", status: 404 });
  });
}

function md5(bytes: Uint8Array): Buffer {
  return createHash("md5").update(bytes).digest();
}

async function uploadParts({ client, bucket }: Place, Key: string) {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
  const parts = [];
  for (const [place, Body] of ["a".repeat(5 * 1024 * 1024), "end"].entries()) {
    const PartNumber = place + 1;
    const { ETag } = await client.send(
      new UploadPartCommand({ Bucket: bucket, Key, UploadId, PartNumber, Body }),
    );
    parts.push({ PartNumber, ETag, digest: md5(Buffer.from(Body)) });
  }
  return { UploadId, parts };
}
