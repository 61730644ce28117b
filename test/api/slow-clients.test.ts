import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, type TestApi } from "../support/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ timeouts: { requestMs: 300, requestCheckMs: 50, idleMs: 600 } });
});
afterAll(() => api.stop());

/** What a connection is answered until the server closes it. */
async function untilClosed(start: (socket: Socket) => void): Promise<string> {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.setEncoding("utf8");
  socket.on("data", (part: string) => (text += part));
  socket.on("error", () => {});
  socket.on("connect", () => start(socket));
  await new Promise<void>((resolve) => {
    socket.on("close", () => resolve());
  });
  return text;
}

const head = (more: readonly string[]) =>
  ["POST /graphql HTTP/1.1", "Host: localhost", ...more, "", ""].join("\r\n");

describe("a client that takes its time", () => {
  it("with the head is sent away", async () => {
    const text = await untilClosed((socket) => {
      socket.write("POST /graphql HTTP/1.1\r\nHost: localhost\r\n");
      const drip = setInterval(() => socket.write("X-Slow: 1\r\n"), 50);
      socket.on("close", () => clearInterval(drip));
    });
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("with the body is sent away", async () => {
    const text = await untilClosed((socket) => {
      socket.write(head(["Content-Type: application/json", "Content-Length: 1000"]));
      const drip = setInterval(() => socket.write("x"), 50);
      socket.on("close", () => clearInterval(drip));
    });
    expect(text).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });

  it("and says nothing is sent away", async () => {
    const start = performance.now();
    await untilClosed(() => {});
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe("a request that two servers could read differently is refused", () => {
  it.each<[what: string, more: readonly string[], body: string]>([
    ["two lengths", ["Content-Length: 3", "Content-Length: 5"], "{}"],
    ["a length and chunks", ["Content-Length: 3", "Transfer-Encoding: chunked"], "0\r\n\r\n"],
    ["an encoding that is none", ["Transfer-Encoding: xchunked"], "{}"],
    ["a length that is none", ["Content-Length: +3"], "{}"],
    ["a header folded over two lines", ["X-A: a", " b"], ""],
    ["a header without a name", [": a"], ""],
    ["a space before the colon", ["Content-Length : 3"], "{}"],
  ])("%s", async (_, more, body) => {
    const text = await untilClosed((socket) => socket.end(head(more) + body));
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("and a head beyond 16 KiB too", async () => {
    const text = await untilClosed((socket) => socket.end(head([`X-Long: ${"x".repeat(20_000)}`])));
    expect(text).toMatch(/^HTTP\/1\.1 431 /);
  });
});
