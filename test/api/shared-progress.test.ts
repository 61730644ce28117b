import { parse, type ExecutionArgs, type ExecutionResult } from "graphql/index.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createSharedProgress,
  type SendShared,
  type SharedProgress,
} from "../../src/api/graphql/shared-progress.ts";
import { createSchema } from "../../src/api/graphql/schema.ts";
import { createJob, socketClient, startApi, type TestApi } from "../support/api.ts";
import { opened, totals } from "../support/jobs.ts";

const document = `subscription P($id: ID!) {
  jobProgress(jobId: $id, intervalMs: 100) { position snapshot job { status progress { total } } }
}`;
const schema = createSchema();
const caller = { actor: { kind: "USER", id: "a", name: "a" }, rules: {}, expiresAt: null };

/** Executions that the test feeds by hand. */
function played() {
  const sources: { give: (n: number) => void; end: () => void; returned: boolean }[] = [];
  const subscribe = async (): Promise<AsyncIterable<ExecutionResult>> => {
    const queue: ExecutionResult[] = [];
    let wake = () => {};
    let ended = false;
    const source = {
      returned: false,
      give(n: number) {
        queue.push({ data: { n } });
        wake();
      },
      end() {
        ended = true;
        wake();
      },
    };
    sources.push(source);
    const iterator: AsyncIterableIterator<ExecutionResult> = {
      [Symbol.asyncIterator]: () => iterator,
      async next() {
        while (queue.length === 0 && !ended && !source.returned)
          await new Promise<void>((resolve) => (wake = resolve));
        const value = queue.shift();
        return value === undefined ? { done: true, value: undefined } : { done: false, value };
      },
      async return() {
        source.returned = true;
        wake();
        return { done: true, value: undefined };
      },
    };
    return iterator;
  };
  return { sources, subscribe };
}

function argsOf(changes: {
  readonly text?: string;
  readonly caller?: unknown;
  readonly id?: string;
}) {
  const { text = document, id = "1" } = changes;
  return {
    schema,
    document: parse(text),
    operationName: null,
    variableValues: { id },
    contextValue: { caller: changes.caller ?? caller },
  } as ExecutionArgs;
}

/** Somebody who watches: what is sent to them stays on its way until they take it. */
async function watch(shared: SharedProgress, args: ExecutionArgs) {
  const onItsWay: { readonly text: string; readonly sent: () => void }[] = [];
  const send: SendShared = ({ bytes }, sent) =>
    onItsWay.push({ text: new TextDecoder().decode(bytes), sent });
  const results = await shared.subscribe(args, send);
  if (!(Symbol.asyncIterator in results)) throw new Error("it is refused");
  const iterator = results[Symbol.asyncIterator]();
  return {
    snapshot: async () => (await iterator.next()).value?.data,
    /** Asks for what comes after the snapshot; told when there is no more. */
    follow: () => iterator.next().then(({ done }) => done === true),
    /** What is on its way, which then is away. */
    take() {
      const taken = onItsWay.splice(0);
      for (const { sent } of taken) sent();
      return taken.map(({ text }) => text);
    },
    leave: () => iterator.return?.(),
  };
}

const numbers = ({ data }: ExecutionResult) => String(data?.["n"]);

/** What one execution gives reaches the others by way of promises alone. */
const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("progress that many watch", () => {
  it("is executed once, written once, and given to each after a snapshot of its own", async () => {
    const { sources, subscribe } = played();
    const written: string[] = [];
    const write = (result: ExecutionResult) => {
      written.push(numbers(result));
      return numbers(result);
    };
    const shared = createSharedProgress({ subscribe, write });
    const [one, two] = [await watch(shared, argsOf({})), await watch(shared, argsOf({}))];
    expect(shared.running).toBe(1);
    expect(sources).toHaveLength(3);
    for (const source of sources) source.give(0);
    expect([await one.snapshot(), await two.snapshot()]).toEqual([{ n: 0 }, { n: 0 }]);
    const ends = [one.follow(), two.follow()];
    sources[0]!.give(1);
    await soon();
    expect([one.take(), two.take()]).toEqual([["1"], ["1"]]);
    expect(written).toEqual(["1"]);
    sources[0]!.end();
    expect(await Promise.all(ends)).toEqual([true, true]);
    expect(shared.running).toBe(0);
    expect(sources.slice(1).every(({ returned }) => returned)).toBe(true);
  });

  it("gives who is slow the newest alone, and the last one before the end", async () => {
    const { sources, subscribe } = played();
    const shared = createSharedProgress({ subscribe, write: numbers });
    const slow = await watch(shared, argsOf({}));
    const fast = await watch(shared, argsOf({}));
    for (const source of sources) source.give(0);
    await Promise.all([slow.snapshot(), fast.snapshot()]);
    const ends = [slow.follow(), fast.follow()];
    for (const n of [1, 2, 3]) {
      sources[0]!.give(n);
      await soon();
      expect(fast.take()).toEqual([String(n)]);
    }
    // The first was on its way while the others came.
    expect([slow.take(), slow.take(), slow.take()]).toEqual([["1"], ["3"], []]);
    sources[0]!.give(4);
    sources[0]!.give(5);
    sources[0]!.end();
    await soon();
    let slowEnded = false;
    void ends[0]!.then(() => (slowEnded = true));
    expect([fast.take(), fast.take(), await ends[1]]).toEqual([["4"], ["5"], true]);
    expect([slowEnded, slow.take(), slow.take()]).toEqual([false, ["4"], ["5"]]);
    expect(await ends[0]).toBe(true);
  });

  it("sends nothing before the snapshot is taken and the next is asked for", async () => {
    const { sources, subscribe } = played();
    const shared = createSharedProgress({ subscribe, write: numbers });
    const one = await watch(shared, argsOf({}));
    for (const n of [0, 1, 2]) sources[0]!.give(n);
    sources[1]!.give(0);
    await soon();
    expect(one.take()).toEqual([]);
    expect(await one.snapshot()).toEqual({ n: 0 });
    const end = one.follow();
    expect(one.take()).toEqual(["2"]);
    sources[0]!.end();
    expect(await end).toBe(true);
  });

  it("is not shared with another document, other variables or other permissions", async () => {
    const { subscribe } = played();
    const shared = createSharedProgress({ subscribe, write: () => "" });
    const text = document.replace("status", "id status");
    const other = { ...caller, rules: { permission: "READ" } };
    for (const changes of [{}, { text }, { id: "2" }, { caller: other }])
      await watch(shared, argsOf(changes));
    expect(shared.running).toBe(4);
    const events = parse("subscription { jobs { jobId } }");
    await watch(shared, { ...argsOf({}), document: events });
    expect(shared.running).toBe(4);
  });

  it("ends its execution when the last who watches leaves, also while it waits", async () => {
    const { sources, subscribe } = played();
    const shared = createSharedProgress({ subscribe, write: numbers });
    const [one, two] = [await watch(shared, argsOf({})), await watch(shared, argsOf({}))];
    for (const source of sources) source.give(0);
    await Promise.all([one.snapshot(), two.snapshot()]);
    const waiting = two.follow();
    await one.leave();
    expect(sources[0]!.returned).toBe(false);
    sources[0]!.give(1);
    await soon();
    await two.leave();
    expect(await waiting).toBe(true);
    // What was on its way to who has left brings nothing more.
    expect([one.take(), two.take(), two.take()]).toEqual([[], ["1"], []]);
    await expect.poll(() => sources[0]!.returned).toBe(true);
    expect(shared.running).toBe(0);
  });

  it("tells an error of its execution to all who watch", async () => {
    const { sources, subscribe } = played();
    let calls = 0;
    let fail = () => {};
    const failing = async () => {
      calls += 1;
      if (calls > 1) return subscribe();
      return (async function* () {
        yield { data: {} };
        await new Promise<void>((resolve) => (fail = resolve));
        throw new Error("stopping");
      })();
    };
    const shared = createSharedProgress({ subscribe: failing, write: () => "" });
    const one = await watch(shared, argsOf({}));
    sources[0]!.give(0);
    await one.snapshot();
    fail();
    await expect(one.follow()).rejects.toThrow("stopping");
  });
});

describe("over WebSockets", () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  it("every watcher sees the snapshot, the changes and the end, in its own subscription", async () => {
    const id = await createJob(api, { confirmationRequired: false, report: null });
    const clients = Array.from({ length: 5 }, () => socketClient(api.url));
    const started: (() => void)[] = [];
    const all = clients.map(async (client) => {
      const statuses: string[] = [];
      for await (const { data } of client.iterate({ query: document, variables: { id } })) {
        const { job, snapshot } = (data as { jobProgress: Update }).jobProgress;
        statuses.push(job.status);
        if (snapshot) started.shift()?.();
      }
      return statuses;
    });
    await Promise.all(clients.map(() => new Promise<void>((resolve) => started.push(resolve))));
    await api.drive(
      id,
      { type: "StartPreparing", manifest: opened },
      { type: "FinishPreparing", totals },
    );
    await api.ask(`mutation C($id: ID!) { cancelJob(input: { id: $id }) { errors { code } } }`, {
      id,
    });
    await api.drive(id, { type: "RecordDrained", counts: { succeeded: 0, failed: 0, unknown: 0 } });
    for (const statuses of await Promise.all(all)) {
      expect(statuses[0]).toBe("NEW");
      expect(statuses.at(-1)).toBe("CANCELLED");
    }
    for (const client of clients) await client.dispose();
  });
});

const tags = Array.from({ length: 50 }, (_, index) => ({
  key: `${index} ${"é".repeat(100)}`,
  value: "ü".repeat(250),
}));

describe("a shared message", () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  const long = Array.from({ length: 3 }, (_, index) => `t${index}: tags { key value }`).join(" ");
  it.each<[size: string, fields: string, bytes: readonly [from: number, to: number]]>([
    ["of up to 125 bytes", "position", [0, 125]],
    ["of up to 64 KiB", "position job { tags { key value } }", [126, 65_535]],
    ["beyond 64 KiB", `position job { ${long} }`, [65_536, 1e6]],
  ])("%s comes whole", async (_, fields, [from, to]) => {
    const id = await createJob(api, { confirmationRequired: false, report: null, tags });
    const socket = new WebSocket(
      `${api.url.replace("http:", "ws:")}/graphql`,
      "graphql-transport-ws",
    );
    const texts: string[] = [];
    socket.addEventListener("message", ({ data }) => texts.push(String(data)));
    const came = (count: number) => expect.poll(() => texts.length).toBe(count);
    await new Promise((resolve) => socket.addEventListener("open", resolve));
    socket.send('{"type":"connection_init"}');
    await came(1);
    const query = `subscription P($id: ID!) { jobProgress(jobId: $id, intervalMs: 100) { ${fields} } }`;
    const payload = { query, variables: { id } };
    socket.send(JSON.stringify({ id: '"1"', type: "subscribe", payload }));
    await came(2);
    await api.drive(id, { type: "StartPreparing", manifest: opened });
    await came(3);
    const [snapshot, change] = texts.slice(1).map((text) => JSON.parse(text) as Message);
    const { position } = snapshot!.payload.data.jobProgress;
    expect(change!.payload.data.jobProgress.position).toBeGreaterThan(position);
    const { jobProgress } = change!.payload.data;
    const data = { jobProgress: { ...jobProgress, position } };
    expect({ ...change, payload: { data } }).toEqual(snapshot);
    const bytes = Buffer.byteLength(texts[2]!);
    expect([bytes >= from, bytes <= to]).toEqual([true, true]);
    // Between such messages the protocol's own go as ever.
    socket.send('{"type":"ping"}');
    await came(4);
    expect(texts[3]).toBe('{"type":"pong"}');
    socket.close();
  });
});

interface Message {
  readonly payload: { readonly data: { readonly jobProgress: { readonly position: number } } };
}

interface Update {
  readonly snapshot: boolean;
  readonly job: { readonly status: string };
}
