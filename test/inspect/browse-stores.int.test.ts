/** Paging through a bucket on a real S3 server: stores differ in what follows a folder. */
import { randomUUID } from "node:crypto";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStoreBrowser, type StoreBrowser } from "../../src/inspect/browse-stores.ts";
import { createS3Client } from "../../src/s3/s3-client.ts";
import { createS3ObjectListing } from "../../src/s3/s3-object-listing.ts";
import { createS3ObjectStore } from "../../src/s3/s3-object-store.ts";
import { createSdkTransport } from "../../src/s3/sdk-transport.ts";

const {
  S3_ENDPOINT: endpoint,
  S3_ACCESS_KEY_ID: accessKeyId,
  S3_SECRET_ACCESS_KEY: secretAccessKey,
} = process.env;
const hasServer =
  endpoint !== undefined && accessKeyId !== undefined && secretAccessKey !== undefined;
const note = hasServer
  ? ""
  : " (skipped: S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are not set)";

const bucket = `pickers-${randomUUID().slice(0, 8)}`;
const keys = ["a", "b/1", "b/2", "c", "c/", "d/e/f", "z", "é/1", "\u{1F600}/1", "\u{1F600}z"];
const inOrder = ["a", "b/", "c", "c/", "d/", "z", "é/", "\u{1F600}/", "\u{1F600}z"];

describe.skipIf(!hasServer)(`looking into a real S3 server${note}`, () => {
  let client: ReturnType<typeof createS3Client>;
  let browser: StoreBrowser;
  beforeAll(async () => {
    client = createS3Client({
      name: "default",
      endpoint: endpoint!,
      region: "us-east-1",
      credentials: { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey! },
      connectionsMax: 4,
      connectTimeoutMs: 60_000,
      requestTimeoutMs: 30_000,
    });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    for (const Key of keys)
      await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Key }));
    const parts = {
      objectStore: () => createS3ObjectStore(client),
      listing: () => createS3ObjectListing(client),
      transport: () => createSdkTransport(client),
    };
    browser = createStoreBrowser(parts, { now: () => performance.now() });
  });
  afterAll(() => client?.destroy());

  it.each([1, 2, 3, 4, 20])("gives %i at a time, each once, in order", async (first) => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let hasMore = true; hasMore;) {
      const page = await browser.objects({ store: "default", bucket, prefix: "", after, first });
      if (!page.ok) throw new Error(page.error.message);
      seen.push(...page.value.entries.map(({ key }) => key));
      after = page.value.entries.at(-1)?.key ?? null;
      ({ hasMore } = page.value);
    }
    expect(seen).toEqual(inOrder);
  });

  it("lists its buckets and works", async () => {
    const request = { store: "default", prefix: "pickers-", after: null, first: 20 };
    const found = await browser.buckets({ ...request, mayUseBucket: (name) => name === bucket });
    expect(found).toMatchObject({ ok: true, value: { entries: [{ name: bucket }] } });
    expect(await browser.health("default")).toEqual({ state: "UP", message: null });
  });
});
