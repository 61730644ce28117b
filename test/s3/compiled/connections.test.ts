import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { openConnections, type Connections } from "../../../src/s3/compiled/connections.ts";
import type { Received } from "../../../src/s3/compiled/received.ts";
import {
  writeRequest,
  type RequestParts,
  type WireRequest,
} from "../../../src/s3/compiled/wire-request.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const close of closing.splice(0)) close();
});

interface Served {
  readonly origin: string;
  /** One for each connection that was made. */
  readonly sockets: Socket[];
  /** What came, request after request. */
  readonly requests: string[];
}

/** A server that answers each request by what `answer` writes. */
async function serve(answer: (socket: Socket, call: number) => void): Promise<Served> {
  const sockets: Socket[] = [];
  const requests: string[] = [];
  const server: Server = createServer({ noDelay: true }, (socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      requests.push(bytes.toString("latin1"));
      answer(socket, requests.length);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    requests,
  };
}

function open(changes: Partial<Parameters<typeof openConnections>[0]> = {}): Connections {
  const connections = openConnections({
    connectionsMax: 8,
    connectTimeoutMs: 60_000,
    requestTimeoutMs: 60_000,
    ...changes,
  });
  closing.push(() => connections.close());
  return connections;
}

function get(origin: string, changes: Partial<RequestParts> = {}): WireRequest {
  return writeRequest({
    origin,
    method: "GET",
    target: ["/a/../b?x"],
    headers: [{ name: "x-one", value: ["1"] }],
    body: null,
    ...changes,
  });
}

function send(connections: Connections, request: WireRequest): Promise<Received> {
  return new Promise((answered) => connections.send(request, answered));
}

const fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

describe("a request", () => {
  test("is written as it is given, and says where it goes", async () => {
    const { origin, requests } = await serve((socket) => socket.write(fine));
    const { status, body, error } = await send(open(), get(origin));
    expect([status, body, error]).toEqual([200, "ok", null]);
    const host = origin.slice("http://".length);
    expect(requests).toEqual([
      `GET /a/../b?x HTTP/1.1\r\nx-one: 1\r\nhost: ${host}\r\nconnection: keep-alive\r\n\r\n`,
    ]);
  });

  test("says how long its body is, also where it has none but might", async () => {
    const { origin, requests } = await serve((socket) => socket.write(fine));
    const connections = open();
    const headers = [{ name: "Host", value: ["h"] }];
    await send(connections, get(origin, { method: "PUT", headers }));
    await send(connections, get(origin, { method: "DELETE", headers }));
    await send(connections, get(origin, { method: "PUT", headers, body: Buffer.from("body") }));
    await send(
      connections,
      get(origin, {
        method: "PUT",
        headers: [...headers, { name: "Content-Length", value: ["1"] }],
        body: Buffer.from("b"),
      }),
    );
    const ends = requests.map((text) =>
      text.slice(text.indexOf("\r\n", text.indexOf("\r\n") + 2) + 2),
    );
    expect(ends).toEqual([
      "content-length: 0\r\nconnection: keep-alive\r\n\r\n",
      "connection: keep-alive\r\n\r\n",
      "content-length: 4\r\nconnection: keep-alive\r\n\r\nbody",
      "Content-Length: 1\r\nconnection: keep-alive\r\n\r\nb",
    ]);
  });
});

describe("a connection", () => {
  test("is used again", async () => {
    const { origin, sockets } = await serve((socket) => socket.write(fine));
    const connections = open();
    for (let call = 0; call < 5; call++) await send(connections, get(origin));
    expect(sockets).toHaveLength(1);
  });

  test.each([
    [
      "that its answer says is over",
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
    ],
    ["that more came over than was asked for", `${fine}HTTP/1.1 200 OK\r\n`],
  ])("%s is not", async (_name, text) => {
    const { origin, sockets } = await serve((socket) => socket.write(text));
    const connections = open();
    for (let call = 0; call < 3; call++)
      expect(await send(connections, get(origin))).toMatchObject({ status: 200, error: null });
    expect(sockets).toHaveLength(3);
  });

  test("that says something unasked is not used again", async () => {
    const { origin, sockets } = await serve((socket) => socket.write(fine));
    const connections = open();
    await send(connections, get(origin));
    sockets[0]!.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
    await once(sockets[0]!, "close");
    expect((await send(connections, get(origin))).body).toBe("ok");
    expect(sockets).toHaveLength(2);
  });

  test("that says something unasked before a request is written gives it no answer, and does not write it", async () => {
    const { origin, sockets, requests } = await serve((socket) => socket.write(fine));
    const connections = open();
    await send(connections, get(origin));
    // From a timer on, what comes is read before the requests of the round are written.
    await pause(1);
    sockets[0]!.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
    const call = send(connections, get(origin));
    expect(await call).toMatchObject({ status: 0, error: { code: "ECONNABORTED" } });
    expect((await send(connections, get(origin))).body).toBe("ok");
    expect([sockets.length, requests.length]).toEqual([2, 2]);
  });

  test("that the store closes while nobody uses it is not used again", async () => {
    const { origin, sockets } = await serve((socket) => socket.write(fine));
    const connections = open();
    await send(connections, get(origin));
    sockets[0]!.end();
    await once(sockets[0]!, "close");
    expect(await send(connections, get(origin))).toMatchObject({ status: 200 });
    expect(sockets).toHaveLength(2);
  });

  test("is there for no more calls than may be; the others wait", async () => {
    const waiting: Socket[] = [];
    const { origin, sockets } = await serve((socket) => waiting.push(socket));
    const connections = open({ connectionsMax: 2 });
    const calls = Array.from({ length: 6 }, () => send(connections, get(origin)));
    for (let answered = 0; answered < 6;) {
      await new Promise((resolve) => setImmediate(resolve));
      for (const socket of waiting.splice(0)) {
        socket.write(fine);
        answered += 1;
      }
    }
    for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
    expect(sockets).toHaveLength(2);
  });
});

describe("what goes wrong is in the answer:", () => {
  test.each([
    ["nobody listens", "ECONNREFUSED", null],
    ["the store closes the connection before it answers", "ECONNRESET", ""],
    [
      "the store closes it in the middle",
      "ECONNRESET",
      "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
    ],
  ])("%s", async (_name, code, text) => {
    const { origin } = await serve((socket) => socket.end(text ?? ""));
    const to = text === null ? "http://127.0.0.1:1" : origin;
    expect(await send(open(), get(to))).toMatchObject({ error: { code } });
  });

  test("the answer is not HTTP", async () => {
    const { origin, sockets } = await serve((socket) =>
      socket.write("220 mail.example ESMTP\r\n\r\n"),
    );
    const connections = open();
    const name = "HTTPParserError";
    expect(await send(connections, get(origin))).toMatchObject({ status: 0, error: { name } });
    expect(await send(connections, get(origin))).toMatchObject({ status: 0, error: { name } });
    expect(sockets).toHaveLength(2);
  });

  test("the store is silent, or stops in the middle", async () => {
    const { origin } = await serve((socket, call) => {
      if (call === 2) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    });
    const connections = open({ requestTimeoutMs: 1000 });
    const code = "ETIMEDOUT";
    expect(await send(connections, get(origin))).toMatchObject({ status: 0, error: { code } });
    expect(await send(connections, get(origin))).toMatchObject({ status: 200, error: { code } });
  });

  test("the process was stopped before it was written", async () => {
    const { origin, requests } = await serve((socket) => socket.write(fine));
    const connections = open();
    const calls = [send(connections, get(origin)), send(connections, get(origin))];
    vi.setSystemTime(Date.now() + 9000);
    const code = "ECONNABORTED";
    for (const call of calls) expect(await call).toMatchObject({ status: 0, error: { code } });
    expect((await send(connections, get(origin))).body).toBe("ok");
    expect(requests).toHaveLength(1);
  });

  test("the connections were closed before", async () => {
    const { origin, sockets } = await serve((socket) => socket.write(fine));
    const connections = open({ connectionsMax: 1 });
    const calls = [send(connections, get(origin)), send(connections, get(origin))];
    connections.close();
    calls.push(send(connections, get(origin)));
    const code = "ECONNABORTED";
    for (const call of calls) expect(await call).toMatchObject({ status: 0, error: { code } });
    expect(sockets).toHaveLength(0);
  });

  test("the connections are closed while it waits", async () => {
    const { origin } = await serve(() => {});
    const connections = open();
    const call = send(connections, get(origin));
    connections.close();
    expect(await call).toMatchObject({ status: 0, error: { code: "ECONNABORTED" } });
  });
});

test("an answer that ends with its connection is whole", async () => {
  const { origin } = await serve((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nall of it"));
  const { body, error } = await send(open(), get(origin));
  expect([body, error]).toEqual(["all of it", null]);
});
