import { once } from "node:events";
import path from "node:path";
import { MessageChannel, Worker } from "node:worker_threads";
import { describe, expect, onTestFinished, test } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import { AppendInDoubt } from "../../src/eventstore/eventstore.ts";
import type { EventStore, LogPage } from "../../src/eventstore/eventstore.ts";
import { connectRemoteEventStore, serveEventStore } from "../../src/threads/remote-eventstore.ts";
import { eventStoreContract } from "../contract/eventstore.contract.ts";
import { newEvent, newEvents, rejectionOf } from "../contract/eventstore-helpers.ts";

/** A store and the same store seen through a message channel. */
function openBoth(owner: EventStore = openEmbeddedEventStore({ file: ":memory:" })) {
  const { port1, port2 } = new MessageChannel();
  const stopServing = serveEventStore(owner, port1);
  return { owner, remote: connectRemoteEventStore(port2), stopServing };
}

const owners = new Map<EventStore, EventStore>();
eventStoreContract("embedded, through a message channel", {
  setup: async () => {
    const { owner, remote } = openBoth();
    owners.set(remote, owner);
    return remote;
  },
  teardown: async (remote) => {
    await remote.close();
    await owners.get(remote)?.close();
  },
});

/** An owner whose answers wait until they are let go; it counts the subscriptions that are open. */
function withHeldAppends(store: EventStore) {
  const { promise: letGo, resolve: release } = Promise.withResolvers<void>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const held: EventStore = {
    ...store,
    async append(...args) {
      ask();
      await letGo;
      return store.append(...args);
    },
  };
  return { held, asked, release };
}

/** An owner that counts the pages that were pulled from it and the subscriptions that were ended. */
function withCounts(store: EventStore) {
  const counts = { pages: 0, ended: 0 };
  const { promise: allEnded, resolve: end } = Promise.withResolvers<void>();
  const counting: EventStore = {
    ...store,
    subscribe(options) {
      const iterator = store.subscribe(options)[Symbol.asyncIterator]();
      const counted: AsyncIterator<LogPage> = {
        async next() {
          const result = await iterator.next();
          if (result.done !== true) counts.pages++;
          return result;
        },
        async return() {
          counts.ended++;
          end();
          return (await iterator.return?.()) ?? { done: true, value: undefined };
        },
      };
      return { [Symbol.asyncIterator]: () => counted };
    },
  };
  return { counting, counts, allEnded };
}

const never = new AbortController().signal;

async function startSubscription(
  store: EventStore,
  signal = never,
): Promise<AsyncIterator<LogPage>> {
  const iterator = store.subscribe({ signal })[Symbol.asyncIterator]();
  await iterator.next();
  return iterator;
}

describe("an event store through a message channel", () => {
  test("another thread appends and reads through it, beside its owner", async () => {
    const owner = openEmbeddedEventStore({ file: ":memory:" });
    const { port1, port2 } = new MessageChannel();
    serveEventStore(owner, port1);
    const thread = new Worker(path.join(import.meta.dirname, "fixtures", "append-thread.ts"), {
      workerData: { port: port2, stream: "job-1", count: 50 },
      transferList: [port2],
    });
    const ended = once(thread, "exit");
    const [events] = await once(thread, "message");
    expect(events).toMatchObject([{ stream: "job-1", revision: 49, data: { n: 49 } }]);
    expect(await owner.readStream("job-1")).toHaveLength(50);
    expect(await ended).toEqual([0]);
    await owner.close();
  });

  test("appends of one round cross as one message", async () => {
    const { port1, port2 } = new MessageChannel();
    const remote = connectRemoteEventStore(port2);
    const crossed = once(port1, "message");
    const appends = ["a", "b", "c"].map((stream) =>
      rejectionOf(remote.append(stream, [newEvent("A")], { expected: "any" })),
    );
    expect(await crossed).toMatchObject([[{ stream: "a" }, { stream: "b" }, { stream: "c" }]]);
    port1.close();
    for (const error of await Promise.all(appends)) expect(error).toBeInstanceOf(AppendInDoubt);
  });

  test("what was answered before serving ends still arrives", async () => {
    const store = openEmbeddedEventStore({ file: ":memory:" });
    onTestFinished(() => store.close());
    const answered = async () => {
      for (let step = 0; step < 20; step++) await Promise.resolve();
      both.stopServing();
    };
    const both = openBoth({
      ...store,
      async append(...args) {
        const result = await store.append(...args);
        void answered();
        return result;
      },
    });
    const result = await both.remote.append("job-1", [newEvent("A")], { expected: "any" });
    expect(result).toMatchObject({ revision: 0 });
  });

  test("an error that nobody expects keeps its message and its cause", async () => {
    const store = openEmbeddedEventStore({ file: ":memory:" });
    onTestFinished(() => store.close());
    const cause = new Error("the disk is full");
    const readStream = () => Promise.reject(new Error("the read failed", { cause }));
    const { remote } = openBoth({ ...store, readStream });
    const error = await rejectionOf(remote.readStream("job-1"));
    expect(error).toMatchObject({
      message: "the read failed",
      cause: { message: "the disk is full" },
    });
    await remote.close();
  });

  test("an append in doubt at the owner is in doubt here", async () => {
    const store = openEmbeddedEventStore({ file: ":memory:" });
    onTestFinished(() => store.close());
    const { remote } = openBoth({
      ...store,
      append: () => Promise.reject(new AppendInDoubt("nobody knows")),
    });
    const error = await rejectionOf(remote.append("job-1", [newEvent("A")], { expected: "any" }));
    expect(error).toBeInstanceOf(AppendInDoubt);
    await remote.close();
  });
});

describe("back-pressure", () => {
  test("pages are pulled from the owner only when the reader wants them", async () => {
    const store = openEmbeddedEventStore({ file: ":memory:" });
    onTestFinished(() => store.close());
    await store.append("job-1", newEvents("Counted", 100), { expected: "any" });
    const { counting, counts } = withCounts(store);
    const { remote } = openBoth(counting);
    const iterator = remote.subscribe({ maxCount: 10, signal: never })[Symbol.asyncIterator]();
    for (let page = 1; page <= 3; page++) {
      await iterator.next();
      // A call of its own, answered after everything that was sent before it.
      await remote.readStream("job-1", { maxCount: 1 });
      expect(counts.pages).toBe(page);
    }
    await iterator.return?.();
    await remote.close();
  });
});

describe("when something ends", () => {
  test("an abort here ends the subscription at the owner", async () => {
    const store = openEmbeddedEventStore({ file: ":memory:" });
    onTestFinished(() => store.close());
    const { counting, counts, allEnded } = withCounts(store);
    const { remote } = openBoth(counting);
    const controller = new AbortController();
    const iterator = await startSubscription(remote, controller.signal);
    const next = iterator.next();
    controller.abort();
    expect(await next).toMatchObject({ done: true });
    await allEnded;
    expect(counts.ended).toBe(1);
    await remote.close();
  });

  test("closing the owner's store ends the subscriptions here", async () => {
    const { owner, remote } = openBoth();
    const iterator = await startSubscription(remote);
    const next = iterator.next();
    await owner.close();
    expect(await next).toMatchObject({ done: true });
    await remote.close();
  });

  test("when the port closes, an append is in doubt, other calls are rejected, subscriptions end", async () => {
    const store = openEmbeddedEventStore({ file: ":memory:" });
    onTestFinished(() => store.close());
    const { held, asked, release } = withHeldAppends(store);
    const { remote, stopServing } = openBoth(held);
    const iterator = await startSubscription(remote);
    const next = iterator.next();
    const append = rejectionOf(remote.append("job-1", [newEvent("A")], { expected: "any" }));
    await asked;
    const read = rejectionOf(remote.readStream("job-1"));
    stopServing();
    expect(await append).toBeInstanceOf(AppendInDoubt);
    expect(await read).toMatchObject({
      message: expect.stringContaining("closed before the answer came"),
    });
    expect(await next).toMatchObject({ done: true });
    const later = await rejectionOf(remote.readStream("job-1"));
    expect(later).toMatchObject({ message: "the connection to the event store is closed" });
    release();
    await remote.close();
  });

  test("closing here waits for appends, ends the subscriptions at the owner and leaves the store open", async () => {
    const store = openEmbeddedEventStore({ file: ":memory:" });
    onTestFinished(() => store.close());
    const { counting, allEnded } = withCounts(store);
    const { held, asked, release } = withHeldAppends(counting);
    const { remote } = openBoth(held);
    const iterator = await startSubscription(remote);
    const next = iterator.next();
    const append = remote.append("job-1", [newEvent("A")], { expected: "no-stream" });
    await asked;
    const closing = remote.close();
    expect(await next).toMatchObject({ done: true });
    release();
    expect(await append).toEqual({ revision: 0, position: 1 });
    await closing;
    await allEnded;
    expect(await store.readStream("job-1")).toHaveLength(1);
    await remote.close();
  });
});
