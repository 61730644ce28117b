import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDevelopmentClient, type DevelopmentClient } from "../../src/devstore/client.ts";
import { startDevelopmentStore, type DevelopmentStore } from "../../src/devstore/server.ts";
import { hostileKeys } from "../support/hostile-keys.ts";

const keys = { accessKeyId: "AKIATEST", secretAccessKey: "a test's secret" };

let store: DevelopmentStore;
let client: DevelopmentClient;
beforeAll(async () => {
  store = await startDevelopmentStore({ ...keys, region: "us-east-1" });
  client = createDevelopmentClient({ url: store.url, ...keys });
});
afterAll(async () => {
  client.close();
  await store.close();
});

describe("the client of the development store", () => {
  it("puts, lists and gets every key as it is", async () => {
    await client.createBucket("hostile");
    const put = new Map<string, string>();
    for (const [, key] of hostileKeys) put.set(key, await client.put("hostile", key, `of ${key}`));
    const listed = await Array.fromAsync(client.list("hostile"));
    expect(new Map(listed.map(({ key, etag }) => [key, etag]))).toEqual(put);
    for (const key of put.keys()) {
      expect((await client.get("hostile", key)).toString()).toBe(`of ${key}`);
    }
  });

  it("gives the ETag, which is the MD5 of the body, without quotes", async () => {
    await client.createBucket("etags");
    const body = Buffer.from([0, 255, 10, 13]);
    const etag = await client.put("etags", "bytes", body);
    expect(etag).toBe(createHash("md5").update(body).digest("hex"));
    expect(await client.get("etags", "bytes")).toEqual(body);
  });

  it("lists beyond one page", async () => {
    await client.createBucket("many");
    const wanted = Array.from(
      { length: 1_005 },
      (_, index) => `key ${String(index).padStart(4, "0")}`,
    );
    await Promise.all(wanted.map((key) => client.put("many", key, "")));
    const listed = await Array.fromAsync(client.list("many"));
    expect(listed.map(({ key }) => key)).toEqual(wanted);
  });

  it("fails with what the store says", async () => {
    await expect(client.get("etags", "none")).rejects.toThrow(
      /GET \/etags\/none came to 404: .*NoSuchKey/s,
    );
    const stranger = createDevelopmentClient({ url: store.url, ...keys, secretAccessKey: "wrong" });
    await expect(stranger.createBucket("b")).rejects.toThrow(/403: .*SignatureDoesNotMatch/s);
    stranger.close();
  });
});
