import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createJob, startApi, type TestApi } from "../support/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** A socket as it is: what is sent is sent, what comes is kept. */
interface RawSocket {
  send(message: unknown): void;
  /** The next message; rejects when the socket closes before. */
  next(): Promise<{ type: string; id?: string; payload?: unknown }>;
  readonly closed: Promise<{ code: number; reason: string }>;
  close(): void;
}

async function open(protocols: readonly string[] = ["graphql-transport-ws"]): Promise<RawSocket> {
  const socket = new WebSocket(`${api.url.replace("http:", "ws:")}/graphql`, [...protocols]);
  const messages: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  socket.addEventListener("message", ({ data }) => {
    const waiter = waiting.shift();
    if (waiter === undefined) messages.push(String(data));
    else waiter(String(data));
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("error", () => reject(new Error("not opened")));
  });
  return {
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    async next() {
      const text =
        messages.shift() ??
        (await Promise.race([
          new Promise<string>((resolve) => waiting.push(resolve)),
          closed.then(({ code, reason }) => Promise.reject(new Error(`closed ${code} ${reason}`))),
        ]));
      return JSON.parse(text) as { type: string };
    },
    closed,
    close: () => socket.close(),
  };
}

async function acknowledged(): Promise<RawSocket> {
  const socket = await open();
  socket.send({ type: "connection_init" });
  expect(await socket.next()).toEqual({ type: "connection_ack" });
  return socket;
}

const subscribe = (id: string, query: string, variables: object = {}) => ({
  id,
  type: "subscribe",
  payload: { query, variables },
});
const forever = "subscription { jobEvents { cursor } }";

describe("graphql-transport-ws", () => {
  it.each<[rule: string, messages: readonly unknown[], code: number]>([
    ["a message that is no JSON closes it with 4400", ["{"], 4400],
    ["a message without a type closes it with 4400", [{}], 4400],
    ["a message of an unknown type closes it with 4400", [{ type: "start" }], 4400],
    [
      "a subscribe without an id closes it with 4400",
      [{ type: "subscribe", payload: { query: "{ a }" } }],
      4400,
    ],
    ["a subscribe with an empty id closes it with 4400", [subscribe("", forever)], 4400],
    [
      "a subscribe without a query closes it with 4400",
      [{ id: "1", type: "subscribe", payload: {} }],
      4400,
    ],
    ["a subscribe before the acknowledgement closes it with 4401", [subscribe("1", forever)], 4401],
    [
      "a second initialisation closes it with 4429",
      [{ type: "connection_init" }, { type: "connection_init" }],
      4429,
    ],
  ])("%s", async (_, messages, code) => {
    const socket = await open();
    for (const message of messages) socket.send(message);
    expect((await socket.closed).code).toBe(code);
  });

  it("an id that is in use closes it with 4409", async () => {
    const socket = await acknowledged();
    socket.send(subscribe("1", forever));
    socket.send(subscribe("1", forever));
    expect((await socket.closed).code).toBe(4409);
  });

  it("who says nothing is closed with 4408", async () => {
    const socket = await open();
    expect(await socket.closed).toMatchObject({ code: 4408 });
  });

  it.each([[["graphql-ws"]], [["nothing"]], [[]]])("%j is not spoken", async (protocols) => {
    const socket = await open(protocols).catch(() => null);
    const closed = (await socket?.closed) ?? { code: "never opened" };
    expect([4406, "never opened"]).toContain(closed.code);
  });

  it("a ping is answered with a pong that carries its payload, a pong with nothing", async () => {
    const socket = await open();
    socket.send({ type: "ping", payload: { a: 1 } });
    expect(await socket.next()).toEqual({ type: "pong", payload: { a: 1 } });
    socket.send({ type: "pong" });
    socket.send({ type: "connection_init" });
    expect(await socket.next()).toEqual({ type: "connection_ack" });
    socket.close();
  });

  it("a query gives one next and a complete, and its id may be used again", async () => {
    const socket = await acknowledged();
    for (let times = 0; times < 2; times++) {
      socket.send(subscribe("1", "{ engine { version } }"));
      const data = { engine: { version: "1.2.3" } };
      expect(await socket.next()).toEqual({ id: "1", type: "next", payload: { data } });
      expect(await socket.next()).toEqual({ id: "1", type: "complete" });
    }
    socket.close();
  });

  it("who completes a subscription gets no more of it, and the id may be used again", async () => {
    const socket = await acknowledged();
    socket.send(subscribe("1", forever));
    socket.send({ id: "1", type: "complete" });
    socket.send(subscribe("1", "{ engine { version } }"));
    expect(await socket.next()).toMatchObject({ id: "1", type: "next" });
    await createJob(api);
    expect(await socket.next()).toEqual({ id: "1", type: "complete" });
    socket.close();
  });

  it.each<[what: string, query: string, code: string]>([
    ["is no GraphQL", "{", "GRAPHQL_PARSE_FAILED"],
    ["does not fit the schema", "{ nothing }", "GRAPHQL_VALIDATION_FAILED"],
    [
      "has two operations",
      "query A { engine { version } } query B { engine { version } }",
      "OPERATION_RESOLUTION_FAILURE",
    ],
    [
      "is too deep",
      `{ __schema { types { fields { type ${"{ ofType ".repeat(13)} { name } ${"}".repeat(13)} } } } }`,
      "QUERY_TOO_COMPLEX",
    ],
    [
      "has too many aliases",
      `{ ${Array.from({ length: 31 }, (_, index) => `a${index}: engine { version }`).join(" ")} }`,
      "QUERY_TOO_COMPLEX",
    ],
    ["has too many tokens", `{ ${"engine { version } ".repeat(600)} }`, "GRAPHQL_PARSE_FAILED"],
    [
      "asks for too many objects",
      "{ jobs(first: 100) { nodes { history(first: 100) { nodes { type } } } } }",
      "QUERY_TOO_COMPLEX",
    ],
    ["asks for a page that is too long", "{ jobs(first: 101) { totalCount } }", "BAD_USER_INPUT"],
    [
      "nests the introspection",
      `{ __type(name: "Job") ${"{ fields { type ".repeat(4)} { name } ${"} }".repeat(4)} }`,
      "GRAPHQL_VALIDATION_FAILED",
    ],
  ])(
    "an operation that %s gives the code that HTTP gives, and the socket stays",
    async (_, query, code) => {
      const socket = await acknowledged();
      socket.send(subscribe("1", query));
      const { type, payload } = await socket.next();
      const errors = type === "error" ? payload : (payload as { errors: unknown }).errors;
      expect(errors).toMatchObject([{ extensions: { code } }]);
      expect(JSON.stringify(errors)).not.toMatch(/stack|node_modules/);
      const overHttp = await api.ask(query);
      expect(overHttp.errors[0]?.extensions.code).toBe(code);
      const last = type === "next" ? await socket.next() : { id: "1", type: "complete" };
      expect(last).toEqual({ id: "1", type: "complete" });
      socket.send({ type: "ping" });
      expect(await socket.next()).toEqual({ type: "pong" });
      socket.close();
    },
  );

  it("a message beyond 256 KiB closes it with 1009", async () => {
    const socket = await acknowledged();
    socket.send(subscribe("1", `{ engine { version } } #${"x".repeat(300_000)}`));
    expect((await socket.closed).code).toBe(1009);
  });

  it("the hundred and first open operation is refused, and the others go on", async () => {
    const socket = await acknowledged();
    for (let index = 0; index < 101; index++) socket.send(subscribe(String(index), forever));
    const refused = await socket.next();
    expect(refused).toMatchObject({
      type: "error",
      payload: [{ extensions: { code: "RATE_LIMITED" } }],
    });
    socket.send({ type: "ping" });
    expect(await socket.next()).toEqual({ type: "pong" });
    socket.close();
  });
});
