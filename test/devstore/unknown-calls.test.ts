import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import {
  GetObjectCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  RestoreObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

describe("a call that the store does not know", () => {
  let opened: TestStore;
  beforeAll(async () => {
    opened = await openTestStore();
    await opened.client.send(
      new PutObjectCommand({ Bucket: "bucket", Key: "a", Body: "precious" }),
    );
  });
  afterAll(() => opened.close());

  const expectUnharmed = async () => {
    const read = await opened.client.send(new GetObjectCommand({ Bucket: "bucket", Key: "a" }));
    expect(await read.Body!.transformToString()).toBe("precious");
  };

  test.each([
    "PUT /bucket/a?retention&acl",
    "PUT /bucket/a?Legal-Hold=",
    "PUT /bucket/a?encryption",
    "PUT /bucket/a?something-new=1&x-id=PutObject",
    "PUT /bucket/a?tagging&retention",
    "PUT /bucket/a?partNumber=1",
    "PUT /bucket/a?versionId=null",
    "DELETE /bucket/a?retention",
    "DELETE /bucket/a?Tagging",
    "DELETE /bucket/a?annotation",
    "POST /bucket/a?select&select-type=2",
    "POST /bucket/a",
    "GET /bucket/a?torrent",
    "PATCH /bucket/a",
    "GET /bucket",
    "GET /bucket?policy",
    "PUT /bucket?encryption",
    "DELETE /bucket?lifecycle",
    "POST /bucket",
  ])("%s is answered with 501 and changes nothing", async (line) => {
    const [method = "", target = ""] = line.split(" ");
    const answer = await sendSigned(opened.store, { method, target, body: "<Retention/>" });
    expect(answer.status).toBe(501);
    expect(answer.body).toContain("<Code>NotImplemented</Code>");
    expect(opened.log.at(-1)).toMatchObject({
      operation: "Unknown",
      status: 501,
      bucket: "bucket",
    });
    await expectUnharmed();
  });

  test.each([
    ["x-amz-server-side-encryption", "AES256"],
    ["x-amz-server-side-encryption-customer-algorithm", "AES256"],
    ["x-amz-something-new", "1"],
  ])("a PUT that asks for %s is refused", async (name, value) => {
    const request = {
      method: "PUT",
      target: "/bucket/a",
      headers: { [name]: value },
      body: "other",
    };
    expect(await sendSigned(opened.store, request)).toMatchObject({ status: 501 });
    await expectUnharmed();
  });

  test("a body in signed chunks is refused, not stored with its framing", async () => {
    const headers = {
      "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
      "x-amz-decoded-content-length": "1",
    };
    const request = {
      method: "PUT",
      target: "/bucket/a",
      headers,
      body: "1;chunk-signature=0\r\nx\r\n0\r\n\r\n",
    };
    expect(await sendSigned(opened.store, request)).toMatchObject({ status: 501 });
    await expectUnharmed();
  });

  test("retention, hold and restore of an object that cannot have them are refused", async () => {
    const target = { Bucket: "bucket", Key: "a" };
    const retention = new PutObjectRetentionCommand({
      ...target,
      Retention: { Mode: "GOVERNANCE", RetainUntilDate: new Date(Date.now() + 60_000) },
    });
    const hold = new PutObjectLegalHoldCommand({ ...target, LegalHold: { Status: "ON" } });
    const restore = new RestoreObjectCommand({ ...target, RestoreRequest: { Days: 1 } });
    const refusals = [
      await refusalOf(opened.client.send(retention)),
      await refusalOf(opened.client.send(hold)),
      await refusalOf(opened.client.send(restore)),
    ];
    expect(refusals).toMatchObject([
      { code: "InvalidRequest", status: 400 },
      { code: "InvalidRequest", status: 400 },
      { code: "InvalidObjectState", status: 403 },
    ]);
    await expectUnharmed();
  });

  test.each(["/bucket/%", "/bucket/%ff", "/bucket/%ED%A0%80", "http://127.0.0.1/bucket/a"])(
    "the target %s is refused",
    async (target) => {
      expect(await sendRaw(opened.store, { method: "GET", target })).toMatchObject({ status: 400 });
    },
  );
});

test("every answer names the store and carries a request id of its own", async () => {
  const opened = await openTestStore();
  const requests = [
    { method: "GET", target: "/" },
    { method: "HEAD", target: "/bucket/none" },
    { method: "GET", target: "/bucket/<none>" },
  ];
  const answers = [];
  for (const request of requests) answers.push(await sendSigned(opened.store, request));
  answers.push(await sendRaw(opened.store, { method: "GET", target: "/" }));
  for (const { headers } of answers) expect(headers["server"]).toBe("Stevedore-Development-Store");
  const ids = answers.map(({ headers }) => headers["x-amz-request-id"]);
  expect(new Set(ids).size).toBe(answers.length);
  const unsigned = answers.at(-1)!;
  expect(unsigned.body).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message><Resource>/</Resource><RequestId>${String(ids.at(-1))}</RequestId></Error>`,
  );
  await opened.close();
});

test("the access log has one entry a request", async () => {
  const opened = await openTestStore();
  const before = opened.log.length;
  await sendSigned(opened.store, { method: "PUT", target: "/bucket/a%20b", body: "x" });
  await sendSigned(opened.store, { method: "GET", target: "/bucket/none?versionId=null" });
  await sendRaw(opened.store, { method: "GET", target: "/bucket/none" });
  expect(opened.log.slice(before)).toEqual([
    { method: "PUT", bucket: "bucket", key: "a b", query: {}, operation: "PutObject", status: 200 },
    {
      method: "GET",
      bucket: "bucket",
      key: "none",
      query: { versionId: "null" },
      operation: "GetObject",
      status: 404,
    },
    {
      method: "GET",
      bucket: "bucket",
      key: "none",
      query: {},
      operation: "GetObject",
      status: 403,
    },
  ]);
  await opened.close();
});

test("the store listens on loopback only", async () => {
  const everywhere: { host: "127.0.0.1" } = JSON.parse('{"host":"0.0.0.0"}');
  await expect(startDevelopmentStore({ ...testKeys, ...everywhere })).rejects.toThrow(
    "loopback only",
  );
});

test("a client that goes away in mid-body leaves nothing behind", async () => {
  const opened = await openTestStore({ storage: "folder" });
  const headers = sign(opened.store, {
    method: "PUT",
    target: "/bucket/a",
    headers: { "x-amz-content-sha256": "UNSIGNED-PAYLOAD", "content-length": "1000000" },
  });
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(opened.store.port, "127.0.0.1");
  socket.write(`PUT /bucket/a HTTP/1.1\r\n${head.join("")}\r\n`);
  socket.write(Buffer.alloc(500_000));
  const content = `${opened.folder!}/content`;
  await expect.poll(() => readdir(content)).toHaveLength(1);
  socket.destroy();
  await expect.poll(() => readdir(content)).toHaveLength(0);
  expect(opened.log.some(({ key }) => key === "a")).toBe(false);
  await opened.close();
});
