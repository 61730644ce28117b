/** The rules for EventStoreDB's client, each kept when the connection breaks. Needs a server named by EVENTSTOREDB_URL. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  AppendInDoubt,
  type EventStore,
  type RecordedEvent,
} from "../../src/eventstore/eventstore.ts";
import { openEventStoreDb, type EventStoreDb } from "../../src/eventstore/eventstoredb.ts";
import {
  endOfLog,
  idsOf,
  newEvent,
  newEvents,
  rejectionOf,
  uniqueName,
} from "../contract/eventstore-helpers.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";

const url = process.env["EVENTSTOREDB_URL"];
const serverPort = Number(
  /:(\d+)/.exec(url?.replace(/^[^/]*\/\/([^@]*@)?/, "") ?? "")?.[1] ?? 2113,
);

let proxy: TcpProxy;
let store: EventStoreDb;
let said: string[];

async function openThroughProxy(options: { readonly answerMs?: number } = {}): Promise<void> {
  store = openEventStoreDb({
    url: `esdb://127.0.0.1:${proxy.port}?tls=false`,
    answerMs: options.answerMs ?? 400,
    onReachability: (message) => said.push(message),
  });
}

describe.skipIf(url === undefined)(
  "EventStoreDB over connections that break (needs EVENTSTOREDB_URL)",
  () => {
    beforeEach(async () => {
      said = [];
      proxy = await startTcpProxy(serverPort);
      await openThroughProxy();
    });
    afterEach(async () => {
      proxy.thaw();
      await store.close();
      await proxy.close();
    });

    test("appends made while connections are cut again and again are each written once, in order", async () => {
      const cuts = repeatedly(35, () => proxy.cut());
      const written = new Map<string, string[]>();
      await Promise.all(
        Array.from({ length: 6 }, async () => {
          const stream = uniqueName("chunk");
          const ids: string[] = [];
          written.set(stream, ids);
          for (let turn = 0; turn < 40; turn++) {
            const events = newEvents("Counted", (turn % 3) + 1);
            const result = await store.append(stream, events, { expected: expectedAfter(ids) });
            ids.push(...idsOf(events));
            expect(result.revision).toBe(ids.length - 1);
          }
        }),
      );
      cuts.stop();

      for (const [stream, ids] of written)
        expect(idsOf(await store.readStream(stream))).toEqual(ids);
      expect(proxy.connections).toBeGreaterThan(5);
    });

    test("an append whose answer is swallowed is settled by the same ids at the same revision", async () => {
      const stream = uniqueName("job");
      await store.append(stream, newEvents("Opened", 2), { expected: "no-stream" });
      const before = proxy.connections;
      proxy.halfOpen();
      const events = newEvents("Counted", 3);
      expect(await store.append(stream, events, { expected: 1 })).toMatchObject({ revision: 4 });
      expect(proxy.connections).toBeGreaterThan(before);
      expect(await store.readStream(stream)).toHaveLength(5);
      expect(await store.append(stream, newEvents("Later", 1), { expected: 4 })).toMatchObject({
        revision: 5,
      });
    });

    test("an append that a frozen connection holds back is written once, though it is repeated meanwhile", async () => {
      const stream = uniqueName("job");
      await store.append(stream, newEvents("Opened", 1), { expected: "no-stream" });
      proxy.freeze();
      const appends = Array.from({ length: 40 }, (_, place) =>
        store.append(uniqueName(`s${place}`), newEvents("Counted", 2), { expected: "no-stream" }),
      );
      const append = store.append(stream, newEvents("Counted", 2), { expected: 0 });
      await until(() => !store.reachability.reachable);
      await until(() => proxy.connections >= 4);
      proxy.thaw();
      expect(await append).toMatchObject({ revision: 2 });
      for (const { revision } of await Promise.all(appends)) expect(revision).toBe(1);
      expect(await store.readStream(stream)).toHaveLength(3);
      await until(() => store.reachability.reachable);
      expect(said).toContain("the event store answers again");
    });

    test("a writer that lost its place while its append was in doubt is refused", async () => {
      const stream = uniqueName("chunk");
      await store.append(stream, newEvents("Claimed", 1), { expected: "no-stream" });
      proxy.delay(30);
      const [first, second] = await Promise.allSettled([
        store.append(stream, newEvents("Mine", 1), { expected: 0 }),
        store.append(stream, newEvents("Yours", 1), { expected: 0 }),
      ]);
      expect([first.status, second.status].toSorted()).toEqual(["fulfilled", "rejected"]);
      expect(await store.readStream(stream)).toHaveLength(2);
    });

    test("a subscription goes on from its own position after every cut, without a gap or a double", async () => {
      const type = uniqueName("Counted");
      const after = await endOfLog(store);
      const cuts = repeatedly(60, () => proxy.cut());
      const seen: RecordedEvent[] = [];
      const ids: string[] = [];
      const reading = (async () => {
        const options = { after, typePrefixes: [type], signal: AbortSignal.timeout(60_000) };
        for await (const page of store.subscribe(options)) {
          seen.push(...page.events);
          if (seen.length >= 200) break;
        }
      })();
      const stream = uniqueName("chunk");
      for (let turn = 0; turn < 100; turn++) {
        const events = newEvents(type, 2);
        ids.push(...idsOf(events));
        await store.append(stream, events, { expected: turn === 0 ? "no-stream" : 2 * turn - 1 });
      }
      await reading;
      cuts.stop();
      expect(idsOf(seen)).toEqual(ids);
    });

    test("a subscription on a connection that went half-open finds out and goes on", async () => {
      const type = uniqueName("Counted");
      const after = await endOfLog(store);
      const options = { after, typePrefixes: [type], signal: AbortSignal.timeout(100_000) };
      const pages = store.subscribe(options)[Symbol.asyncIterator]();
      expect((await pages.next()).value).toMatchObject({ caughtUp: true });
      proxy.halfOpen();
      const next = pages.next();
      const [event] = newEvents(type, 1);
      await store.append(uniqueName("s"), [event!], { expected: "no-stream" });
      let page = (await next).value;
      while (page?.events.length === 0) page = (await pages.next()).value;
      expect(idsOf(page!.events)).toEqual([event!.id]);
      await pages.return?.();
    });

    test("reads answer after cuts, and a slow network is no failure", async () => {
      const stream = uniqueName("job");
      const events = newEvents("Counted", 500);
      await store.append(stream, events, { expected: "no-stream" });
      proxy.delay(150);
      const read = store.readStream(stream);
      proxy.cut();
      expect(idsOf(await read)).toEqual(idsOf(events));
      await store.append(stream, newEvents("Later", 1), { expected: 499 });
      expect(await store.readStream(stream, { backwards: true, maxCount: 1 })).toHaveLength(1);
    });

    test("a server that is not there yet is waited for", async () => {
      const { port } = proxy;
      await proxy.close();
      const read = store.readStream(uniqueName("job"));
      const append = store.append(uniqueName("job"), [newEvent("Counted")], {
        expected: "no-stream",
      });
      await until(() => !store.reachability.reachable);
      proxy = await startTcpProxy(serverPort, port);
      expect(await read).toEqual([]);
      expect(await append).toMatchObject({ revision: 0 });
    });

    test("closing in the middle of a freeze ends soon, and leaves its append in doubt", async () => {
      await store.append(uniqueName("job"), [newEvent("Counted")], { expected: "no-stream" });
      proxy.freeze();
      const append = store.append(uniqueName("job"), [newEvent("Counted")], {
        expected: "no-stream",
      });
      const refused = rejectionOf(append);
      await until(() => !store.reachability.reachable);
      await store.close();
      expect(await refused).toBeInstanceOf(AppendInDoubt);
      expect(await rejectionOf(store.readStream("job-1"))).toMatchObject({
        message: "the event store is closed",
      });
    });

    test("a second store in one thread is refused, for their appends would end each other", () => {
      expect(() => openEventStoreDb({ url: `esdb://127.0.0.1:${proxy.port}?tls=false` })).toThrow(
        "one appending client",
      );
    });

    test("reads answer beside as many subscriptions as may be, and one more is refused instead of waiting", async () => {
      const stop = new AbortController();
      const options = { after: await endOfLog(store), signal: stop.signal };
      const open = () => store.subscribe(options)[Symbol.asyncIterator]();
      const subscribed = await Promise.all(Array.from({ length: 50 }, () => open().next()));
      expect(subscribed.every(({ done }) => done === false)).toBe(true);
      expect(await store.readStream(uniqueName("job"))).toEqual([]);
      expect(await rejectionOf(open().next())).toMatchObject({
        message: "more than 50 subscriptions",
      });
      stop.abort();
    });

    test("hundreds of bulky appends at once all get through", async () => {
      const text = "x".repeat(100_000);
      const appends = Array.from({ length: 150 }, () =>
        store.append(uniqueName("chunk"), [newEvent("Bulky", { text })], { expected: "no-stream" }),
      );
      for (const { revision } of await Promise.all(appends)) expect(revision).toBe(0);
    });
  },
);

function expectedAfter(ids: readonly string[]): Parameters<EventStore["append"]>[2]["expected"] {
  return ids.length === 0 ? "no-stream" : ids.length - 1;
}

function repeatedly(everyMs: number, action: () => void) {
  const timer = setInterval(action, everyMs);
  return { stop: () => clearInterval(timer) };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}
