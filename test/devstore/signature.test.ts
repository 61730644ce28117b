import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSignatureCheck } from "../../src/devstore/sigv4.ts";
import { startDevelopmentStore } from "../../src/devstore/server.ts";
import {
  openTestStore,
  refusalOf,
  sendRaw,
  sendSigned,
  sign,
  testKeys,
} from "../support/devstore.ts";
import type { TestStore } from "../support/devstore.ts";

const now = new Date("2026-05-17T12:00:00.000Z");

const codeOf = ({ body }: { readonly body: string }) => /<Code>(\w+)<\/Code>/.exec(body)?.[1];

const minutes = (count: number) => new Date(Date.now() + count * 60_000);

describe("the signature of a request", () => {
  let opened: TestStore;
  beforeEach(async () => {
    opened = await openTestStore({ now: () => new Date(), accountId: "111122223333" });
    await opened.client.send(
      new PutObjectCommand({ Bucket: "bucket", Key: "a b/ü*", Body: "hello" }),
    );
  });
  afterEach(() => opened.close());

  const call = { method: "GET", target: "/bucket/a%20b/%C3%BC%2A" };

  const get = (ExpectedBucketOwner: string) =>
    opened.client.send(
      new GetObjectCommand({ Bucket: "bucket", Key: "a b/ü*", ExpectedBucketOwner }),
    );

  test("lets a signed request in", async () => {
    expect(await sendSigned(opened.store, call)).toMatchObject({ status: 200, body: "hello" });
  });

  test("covers path, query, method and headers", async () => {
    const headers = sign(opened.store, { ...call, headers: { "x-amz-meta-a": "1" } });
    const changed = [
      { ...call, headers, target: "/bucket/a%20b/%C3%BC" },
      { ...call, headers, target: `${call.target}?versionId=null` },
      { ...call, headers, method: "DELETE" },
      { ...call, headers: { ...headers, "x-amz-meta-a": "2" } },
    ];
    for (const request of changed) {
      const answer = await sendRaw(opened.store, request);
      expect(answer.status).toBe(403);
      expect(codeOf(answer)).toBe("SignatureDoesNotMatch");
    }
    expect(await sendRaw(opened.store, { ...call, headers })).toMatchObject({ status: 200 });
  });

  test("must cover every header that S3 acts on", async () => {
    const headers = { ...sign(opened.store, call), "x-amz-acl": "public-read" };
    const answer = await sendRaw(opened.store, { ...call, headers });
    expect(codeOf(answer)).toBe("AccessDenied");
  });

  test("is refused with the wrong key or secret", async () => {
    const stranger = { ...testKeys, accessKeyId: "AKIASTRANGER" };
    const liar = { ...testKeys, secretAccessKey: "a guess" };
    expect(codeOf(await sendSigned(opened.store, call, { keys: stranger }))).toBe(
      "InvalidAccessKeyId",
    );
    expect(codeOf(await sendSigned(opened.store, call, { keys: liar }))).toBe(
      "SignatureDoesNotMatch",
    );
  });

  test("is asked of everybody, before anything is said about what there is", async () => {
    for (const target of ["/", "/bucket", "/bucket/a", "/nowhere/a", "/bucket/a?retention"]) {
      const answer = await sendRaw(opened.store, { method: "GET", target });
      expect(answer.status).toBe(403);
      expect(codeOf(answer)).toBe("AccessDenied");
    }
    const basic = await sendRaw(opened.store, {
      ...call,
      headers: { authorization: "Basic YTpi" },
    });
    expect(codeOf(basic)).toBe("InvalidRequest");
    const empty = {
      authorization: "AWS4-HMAC-SHA256 Credential=a",
      "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
    };
    expect(codeOf(await sendRaw(opened.store, { ...call, headers: empty }))).toBe("AccessDenied");
  });

  test("expires with the clock", async () => {
    for (const at of [minutes(-16), minutes(16)]) {
      const answer = await sendSigned(opened.store, call, { at });
      expect(answer.status).toBe(403);
      expect(codeOf(answer)).toBe("RequestTimeTooSkewed");
    }
    expect(await sendSigned(opened.store, call, { at: minutes(-14) })).toMatchObject({
      status: 200,
    });
  });

  test("comes with the bucket owner that the caller expects", async () => {
    expect(await refusalOf(get("444455556666"))).toMatchObject({
      code: "AccessDenied",
      status: 403,
    });
    expect((await get("111122223333")).ContentLength).toBe(5);
  });
});

test("a store with a region refuses signatures for another and names its own", async () => {
  const opened = await openTestStore({ region: "us-east-1" });
  const answer = await sendSigned(
    opened.store,
    { method: "GET", target: "/" },
    { region: "eu-west-1" },
  );
  expect(answer).toMatchObject({ status: 400, headers: { "x-amz-bucket-region": "us-east-1" } });
  expect(answer.body).toContain("<Code>AuthorizationHeaderMalformed</Code>");
  await opened.close();
});

test("the Date of an answer is the store's clock", async () => {
  const store = await startDevelopmentStore({ ...testKeys, now: () => now });
  const answer = await sendSigned(store, { method: "GET", target: "/" }, { at: now });
  expect(answer).toMatchObject({ status: 200, headers: { date: "Sun, 17 May 2026 12:00:00 GMT" } });
  await store.close();
});

describe("the examples of Amazon's documentation", () => {
  const check = createSignatureCheck({
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  });
  const at = new Date("2013-05-24T00:00:00Z");
  const host = "examplebucket.s3.amazonaws.com";
  const credential = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";

  test("a request signed by header is let in", () => {
    const headers = {
      host,
      range: "bytes=0-9",
      "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "x-amz-date": "20130524T000000Z",
      authorization: `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41`,
    };
    const request = { method: "GET", path: "/test.txt", query: new Map(), headers };
    expect(() => check(request, at)).not.toThrow();
    expect(() => check({ ...request, path: "/test.text" }, at)).toThrow("does not match");
  });

  test("a presigned URL is let in until it expires", () => {
    const query = new Map([
      ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
      ["X-Amz-Credential", credential],
      ["X-Amz-Date", "20130524T000000Z"],
      ["X-Amz-Expires", "86400"],
      ["X-Amz-SignedHeaders", "host"],
      ["X-Amz-Signature", "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"],
    ]);
    const request = { method: "GET", path: "/test.txt", query, headers: { host } };
    expect(() => check(request, at)).not.toThrow();
    expect(() => check(request, new Date("2013-05-25T00:00:01Z"))).toThrow("Request has expired");
    expect(() => check({ ...request, method: "PUT" }, at)).toThrow("does not match");
  });
});
