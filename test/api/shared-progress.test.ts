import { parse, type ExecutionArgs, type ExecutionResult } from "graphql/index.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSharedProgress, SharedResult } from "../../src/api/graphql/shared-progress.ts";
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

type Shared = AsyncIterable<ExecutionResult | SharedResult>;

function reading(results: unknown) {
  const iterator = (results as Shared)[Symbol.asyncIterator]();
  return {
    async next() {
      const { done, value } = await iterator.next();
      if (done === true) return "end";
      return value instanceof SharedResult ? value.text : value.data;
    },
    leave: () => iterator.return?.(),
  };
}

describe("progress that many watch", () => {
  it("is executed once, written once, and given to each after a snapshot of its own", async () => {
    const { sources, subscribe } = played();
    const written: number[] = [];
    const write = ({ data }: ExecutionResult) => {
      written.push(Number(data?.["n"]));
      return String(data?.["n"]);
    };
    const shared = createSharedProgress({ subscribe, write });
    const [one, two] = [
      reading(await shared.subscribe(argsOf({}))),
      reading(await shared.subscribe(argsOf({}))),
    ];
    expect(shared.running).toBe(1);
    expect(sources).toHaveLength(3);
    for (const source of sources) source.give(0);
    expect([await one.next(), await two.next()]).toEqual([{ n: 0 }, { n: 0 }]);
    sources[0]!.give(1);
    expect([await one.next(), await two.next()]).toEqual(["1", "1"]);
    expect(written).toEqual([1]);
    sources[0]!.end();
    expect([await one.next(), await two.next()]).toEqual(["end", "end"]);
    expect(shared.running).toBe(0);
    expect(sources.slice(1).every(({ returned }) => returned)).toBe(true);
  });

  it("gives who is slow the newest alone, and the last one before the end", async () => {
    const { sources, subscribe } = played();
    const write = ({ data }: ExecutionResult) => String(data?.["n"]);
    const shared = createSharedProgress({ subscribe, write });
    const slow = reading(await shared.subscribe(argsOf({})));
    const fast = reading(await shared.subscribe(argsOf({})));
    for (const source of sources) source.give(0);
    await Promise.all([slow.next(), fast.next()]);
    for (const n of [1, 2, 3]) {
      sources[0]!.give(n);
      expect(await fast.next()).toBe(String(n));
    }
    expect(await slow.next()).toBe("3");
    sources[0]!.give(4);
    sources[0]!.end();
    expect([await fast.next(), await fast.next()]).toEqual(["4", "end"]);
    expect([await slow.next(), await slow.next()]).toEqual(["4", "end"]);
  });

  it("is not shared with another document, other variables or other permissions", async () => {
    const { subscribe } = played();
    const shared = createSharedProgress({ subscribe, write: () => "" });
    const text = document.replace("status", "id status");
    const other = { ...caller, rules: { permission: "READ" } };
    for (const changes of [{}, { text }, { id: "2" }, { caller: other }])
      await shared.subscribe(argsOf(changes));
    expect(shared.running).toBe(4);
    const events = parse("subscription { jobs { jobId } }");
    await shared.subscribe({ ...argsOf({}), document: events });
    expect(shared.running).toBe(4);
  });

  it("ends its execution when the last who watches leaves, also while it waits", async () => {
    const { sources, subscribe } = played();
    const shared = createSharedProgress({ subscribe, write: () => "" });
    const [one, two] = [
      reading(await shared.subscribe(argsOf({}))),
      reading(await shared.subscribe(argsOf({}))),
    ];
    for (const source of sources) source.give(0);
    await Promise.all([one.next(), two.next()]);
    const waiting = two.next();
    await one.leave();
    expect(sources[0]!.returned).toBe(false);
    await two.leave();
    expect(await waiting).toBe("end");
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
    const one = reading(await shared.subscribe(argsOf({})));
    sources[0]!.give(0);
    await one.next();
    fail();
    await expect(one.next()).rejects.toThrow("stopping");
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

interface Update {
  readonly snapshot: boolean;
  readonly job: { readonly status: string };
}
