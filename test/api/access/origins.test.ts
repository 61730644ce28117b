import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assertMayListen, NotLoopback, refusalOf } from "../../../src/api/access/origins.ts";
import { startApi, type TestApi } from "../../support/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ hostNames: ["Batch.Example"] });
});
afterAll(() => api.stop());

type Headers = Readonly<Record<string, string>>;

/** Sends the headers as they are, which `fetch` would not; `PORT` stands for the port of the server. */
function send(path: string, headers: Headers): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(api.url);
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    value.replace("PORT", port),
  ]);
  return new Promise((resolve, reject) => {
    const sent = request({
      hostname,
      port,
      path,
      headers: Object.fromEntries(entries) as Record<string, string>,
      agent: false,
    });
    sent.on("upgrade", (answer, socket) => {
      socket.destroy();
      resolve({ status: answer.statusCode ?? 0, text: "" });
    });
    sent.on("response", (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part: string) => (text += part));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

const upgrade: Headers = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  "sec-websocket-protocol": "graphql-transport-ws",
};

const allowed: readonly Headers[] = [
  { host: "localhost" },
  { host: "LOCALHOST:PORT" },
  { host: "127.0.0.1:PORT" },
  { host: "[::1]:PORT" },
  { host: "batch.example" },
  { host: "123456789012.localhost:PORT" },
  { host: "123456789012.127.0.0.1:PORT" },
  { host: "123456789012.batch.example" },
  { host: "localhost:PORT", origin: "http://localhost:PORT" },
  { host: "batch.example", origin: "https://batch.example" },
];

const refused: readonly Headers[] = [
  { host: "evil.example" },
  { host: "evil.example:PORT" },
  { host: "localhost.evil.example" },
  { host: "12345.localhost" },
  { host: "1234567890123.localhost" },
  { host: "192.168.1.10:PORT" },
  { host: "localhost:PORT:PORT" },
  { host: "user@localhost" },
  { host: "localhost:PORT", origin: "http://evil.example" },
  { host: "localhost:PORT", origin: "http://localhost" },
  { host: "localhost:PORT", origin: "http://127.0.0.1:PORT" },
  { host: "localhost:PORT", origin: "null" },
  { host: "localhost:PORT", origin: "http://localhost:PORT.evil.example" },
  { host: "batch.example", origin: "http://www.batch.example" },
];

describe("who may send requests", () => {
  it.each(allowed)("%j is answered, over HTTP and over WebSocket", async (headers) => {
    expect((await send("/healthz", headers)).status).toBe(200);
    expect((await send("/graphql", { ...headers, ...upgrade })).status).toBe(101);
  });

  it.each(refused)("%j is refused, over HTTP and over WebSocket", async (headers) => {
    for (const answer of [
      await send("/healthz", headers),
      await send("/graphql", { ...headers, ...upgrade }),
    ]) {
      expect(answer.status).toBe(403);
      const { errors } = JSON.parse(answer.text) as {
        errors: { message: string; extensions: { code: string } }[];
      };
      expect(errors[0]?.extensions.code).toBe("FORBIDDEN");
      expect(errors[0]?.message).toMatch(/does not answer to the host|may not use this server/);
    }
  });

  it("a request without a host is refused", () => {
    expect(refusalOf({}, [])).toMatch(/does not answer to the host ""/);
    expect(refusalOf({ host: "" }, [])).toMatch(/does not answer to the host ""/);
  });

  it("a WebSocket of another protocol than graphql-transport-ws is not kept open", async () => {
    const socket = new WebSocket(`${api.url.replace("http", "ws")}/graphql`, ["graphql-ws"]);
    const closed = await new Promise<string>((resolve) => {
      socket.addEventListener("close", () => resolve("closed"));
      socket.addEventListener("error", () => resolve("closed"));
    });
    expect(closed).toBe("closed");
  });
});

describe("where it listens", () => {
  it.each(["127.0.0.1", "127.1.2.3", "localhost", "::1"])("%s is loopback", (host) => {
    expect(() => assertMayListen(host, { needsToken: false })).not.toThrow();
  });

  it.each(["0.0.0.0", "::", "192.168.1.10", "batch.example", ""])(
    "%j is refused until there are tokens",
    async (host) => {
      await expect(startApi({ host })).rejects.toThrow(NotLoopback);
      await expect(startApi({ host })).rejects.toThrow(/no access tokens.*listen on 127\.0\.0\.1/);
    },
  );

  it.each(["0.0.0.0", "::", "192.168.1.10", "batch.example"])(
    "%s is taken when callers must show a token",
    (host) => {
      expect(() => assertMayListen(host, { needsToken: true })).not.toThrow();
    },
  );
});
