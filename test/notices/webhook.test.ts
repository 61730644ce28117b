import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Notice } from "../../src/notices/notice.ts";
import {
  createWebhook,
  signatureOf,
  type WebhookOptions,
  type WebhookRequest,
} from "../../src/notices/webhook.ts";

const notice = {
  type: "job.complete",
  timestamp: "2026-03-01T10:00:00.000Z",
  data: { eventId: "6f1c2a34-0b7e-4d19-9c55-2f3a4b5c6d7e", position: 12, job: { id: "j" } },
} as unknown as Notice;

let server: Server;
let url: string;
let status: number;
let said: string;
let got: {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}[];

beforeEach(async () => {
  status = 204;
  said = "";
  got = [];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      got.push({ method: request.method!, headers: request.headers, body });
      response.writeHead(status, { location: "http://127.0.0.1:1/" }).end(said);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const post = async (
  options: Partial<WebhookOptions> = {},
  request: Partial<WebhookRequest> = {},
) => {
  const send = createWebhook({
    secret: "",
    timeoutMs: 60_000,
    now: () => 1_614_265_330_500,
    requestOf: (each) => ({
      url,
      method: "POST",
      headers: {},
      contentType: "application/json",
      body: JSON.stringify(each),
      ...request,
    }),
    ...options,
  });
  return send(notice, new AbortController().signal);
};

describe("a notice", () => {
  test("is JSON, with the id of its event, and with no signature where there is no secret", async () => {
    expect(await post()).toEqual({ kind: "taken", remark: null });
    const [{ headers, body }] = got as [(typeof got)[number]];
    expect(JSON.parse(body)).toEqual(notice);
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "webhook-id": notice.data.eventId,
      "webhook-timestamp": "1614265330",
    });
    expect(headers).not.toHaveProperty("webhook-signature");
  });

  test("is signed over its id, its time and its bytes", async () => {
    const secret = "a secret of some length";
    await post({ secret });
    const [{ headers, body }] = got as [(typeof got)[number]];
    const content = `${notice.data.eventId}.1614265330.${body}`;
    expect(headers["webhook-signature"]).toBe(signatureOf(content, secret));
    expect(signatureOf(content, "another secret here")).not.toBe(headers["webhook-signature"]);
  });

  test("is sent as what is made of it, and signed as that", async () => {
    const secret = "a secret of some length";
    await post({ secret }, { body: "job.complete", contentType: "text/plain" });
    const [{ headers, body }] = got as [(typeof got)[number]];
    expect([body, headers["content-type"]]).toEqual(["job.complete", "text/plain"]);
    const content = `${notice.data.eventId}.1614265330.${body}`;
    expect(headers["webhook-signature"]).toBe(signatureOf(content, secret));
  });

  test("is signed as other webhooks are: the example that their libraries are tested with", () => {
    const content = `msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}`;
    expect(signatureOf(content, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).toBe(
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    );
  });

  test.each([400, 413, 422])("is refused for good by HTTP %i", async (answer) => {
    status = answer;
    expect(await post()).toEqual({ kind: "refused", message: `HTTP ${answer}` });
  });

  test.each([302, 401, 404, 429, 500, 503])("may be taken later after HTTP %i", async (answer) => {
    status = answer;
    expect(await post()).toEqual({ kind: "failed", message: `HTTP ${answer}` });
    // Nor is it sent to where the answer points.
    expect(got).toHaveLength(1);
  });

  test("goes by another method and with headers of its own, and without a body in a GET", async () => {
    await post({}, { method: "PUT", headers: { authorization: "Bearer key" } });
    await post({}, { method: "GET", body: null });
    expect(got.map(({ method }) => method)).toEqual(["PUT", "GET"]);
    expect(got[0]!.headers["authorization"]).toBe("Bearer key");
    expect(got[1]!.body).toBe("");
    expect(got[1]!.headers).not.toHaveProperty("content-type");
  });

  test("that is not taken comes with what was answered for who asks for it, without what is secret", async () => {
    status = 400;
    said = "unknown\nkey abcdef";
    expect(await post({ explain: ["abcdef"] })).toEqual({
      kind: "refused",
      message: "HTTP 400: unknown key ****",
    });
    expect(await post()).toMatchObject({ message: "HTTP 400" });
  });

  test("tells no part of an address or of a header either, nor what holds a shorter secret", async () => {
    status = 404;
    said = "Cannot POST /hooks/T00/ho0ks%2Bk3y, not for ho0ks+k3y and k3ytoken";
    const explain = [`${url}/T00/ho0ks+k3y`, "Bearer k3ytoken", "k3y"];
    expect(await post({ explain })).toEqual({
      kind: "failed",
      message: "HTTP 404: Cannot POST /hooks/T00/****, not for **** and ****",
    });
  });

  test("names its sender once", async () => {
    await post();
    await post({}, { headers: { "User-Agent": "ours" } });
    expect(got.map(({ headers }) => headers["user-agent"])).toEqual(["stevedore", "ours"]);
  });

  test("may be taken later where nobody listens, and the address is not told", async () => {
    expect(await post({}, { url: "http://127.0.0.1:1/with-a-secret-in-it" })).toEqual({
      kind: "failed",
      message: expect.not.stringContaining("secret") as string,
    });
  });
});
