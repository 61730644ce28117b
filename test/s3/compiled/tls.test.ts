/** Compiled requests over TLS. The certificate and its key are of these tests alone, and are worth nothing anywhere else. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createPlain, type RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openConnections, type Connections } from "../../../src/s3/compiled/connections.ts";
import type { Received } from "../../../src/s3/compiled/received.ts";
import { writeRequest, type WireRequest } from "../../../src/s3/compiled/wire-request.ts";
import { storeFailure } from "../../../src/s3/failures.ts";

const fixture = (name: string) =>
  readFileSync(new URL(`fixtures/localhost.${name}`, import.meta.url), "utf8");
const cert = fixture("crt");

const trusted = getCACertificates("default");
beforeAll(() => setDefaultCACertificates([...trusted, cert]));
afterAll(() => setDefaultCACertificates(trusted));

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** The port of a server that speaks TLS only. */
async function serve(
  listener: RequestListener,
): Promise<{ port: number; handshakes: () => number }> {
  const server = createServer({ key: fixture("key"), cert }, listener);
  let handshakes = 0;
  server.on("secureConnection", () => (handshakes += 1));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, handshakes: () => handshakes };
}

function open() {
  const connections = openConnections({
    connectionsMax: 4,
    connectTimeoutMs: 60_000,
    requestTimeoutMs: 60_000,
  });
  closing.push(() => connections.close());
  return connections;
}

function send(connections: Connections, request: WireRequest): Promise<Received> {
  return new Promise((answered) => connections.send(request, answered));
}

function put(origin: string, body: string): WireRequest {
  const target = ["/bucket/key"];
  return writeRequest({ origin, method: "PUT", target, headers: [], body: Buffer.from(body) });
}

test("requests and answers of any length go over one connection, one after another", async () => {
  const { port, handshakes } = await serve((request, response) => {
    void (async () => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      response.end(Buffer.concat(pieces));
    })();
  });
  const connections = open();
  for (const length of [0, 1, 100_000]) {
    const body = "x".repeat(length);
    const received = await send(connections, put(`https://localhost:${port}`, body));
    expect(received).toMatchObject({ status: 200, error: null });
    expect(received.body).toBe(body);
  }
  expect(handshakes()).toBe(1);
});

test("a certificate for another name is refused, and nothing is sent", async () => {
  let requests = 0;
  const { port } = await serve((_request, response) => {
    requests += 1;
    response.end();
  });
  const received = await send(open(), put(`https://127.0.0.1:${port}`, "secret"));
  expect(received).toMatchObject({
    status: 0,
    error: { code: "ERR_TLS_CERT_ALTNAME_INVALID" },
  });
  expect(storeFailure(received.error)).toMatchObject({
    code: "ConnectionFailed",
    kind: "transient",
  });
  expect(requests).toBe(0);
});

test("a certificate that nobody vouches for is refused", async () => {
  setDefaultCACertificates(trusted);
  try {
    const { port } = await serve((_request, response) => response.end());
    const received = await send(open(), put(`https://localhost:${port}`, "secret"));
    expect(received).toMatchObject({
      status: 0,
      error: { code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/) },
    });
  } finally {
    setDefaultCACertificates([...trusted, cert]);
  }
});

test("a server that does not speak TLS is told as a broken connection", async () => {
  const server = createPlain((_request, response) => response.end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const received = await send(open(), put(`https://localhost:${port}`, "x"));
  expect(received.status).toBe(0);
  expect(storeFailure(received.error).code).toBe("ConnectionFailed");
});
