import { beforeEach, describe, expect, test, vi } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { createEventIds } from "../../src/eventstore/ids.ts";
import type { AnyEvent } from "../../src/job/codec.ts";
import { jobStream, noticeStream } from "../../src/job/streams.ts";
import type { Notice } from "../../src/notices/notice.ts";
import { createNotifier, type Notifier } from "../../src/notices/notifier.ts";
import type { Sent } from "../../src/notices/send-notice.ts";
import {
  account,
  event as eventOf,
  historyOf,
  validSpec,
  type Situation,
} from "../support/jobs.ts";
import { newEvent } from "../support/recorded.ts";
import { createVirtualClock, type VirtualClock } from "../support/virtual-clock.ts";

const taken: Sent = { kind: "taken", remark: null };
const failed: Sent = { kind: "failed", message: "HTTP 503" };

let eventStore: EventStore;
let clock: VirtualClock;
let sent: Notice[];
let logged: string[];
/** What a receiver that is slow waits for before it answers. */
let sending: Promise<void>;
/** What the receiver says next; the last of them from then on. */
let answers: Sent[];

beforeEach(() => {
  eventStore = openEmbeddedEventStore({ file: ":memory:" });
  // The store's clock is the real one.
  clock = createVirtualClock(Date.now());
  sent = [];
  logged = [];
  answers = [taken];
  sending = Promise.resolve();
});

function start({
  random = () => 1,
  store = eventStore,
  name = "webhook",
  isTold = () => true,
}: {
  readonly random?: () => number;
  readonly store?: EventStore;
  readonly name?: string;
  readonly isTold?: (notice: Notice) => boolean;
} = {}): Notifier {
  const executor = crypto.randomUUID();
  const notifier = createNotifier({
    eventStore: store,
    channel: {
      name,
      taker: "receiver",
      isTold,
      send: async (notice) => {
        sent.push(notice);
        await sending;
        return answers.length > 1 ? answers.shift()! : answers[0]!;
      },
    },
    executor,
    nextIds: createEventIds(executor),
    publicUrl: "https://batch.example.com/",
    clock,
    random,
    log: {
      info: (message) => logged.push(message),
      warn: (message, fields) =>
        logged.push(`${message}: ${String(fields?.["problem"] ?? fields?.["count"])}`),
    },
  });
  notifier.start();
  return notifier;
}

async function record(situation: Situation): Promise<string> {
  const id = crypto.randomUUID();
  // One that has ended did not wait for a confirmation.
  const asked = situation === "SUSPENDED" ? [] : ["JobSuspended", "JobConfirmed"];
  const [, ...others] = historyOf(situation).filter(({ type }) => !asked.includes(type));
  const first: AnyEvent = {
    type: "JobCreated",
    data: { jobId: id, account, token: null, spec: validSpec({ description: situation }) },
  };
  const events = [first, ...others].map((event) => ({
    ...newEvent(event as AnyEvent, ""),
    id: crypto.randomUUID(),
  }));
  await eventStore.append(jobStream(id), events, { expected: "no-stream" });
  return id;
}

/** What has been sent, when `count` notices have been and nothing more moves. */
async function told(count: number): Promise<string[]> {
  await expect.poll(() => sent.length).toBe(count);
  await clock.advance(0);
  return sent.map(({ type, data }) => `${type} ${data.job.description}`);
}

const placeOf = noticeStream("webhook");
const reached = async () => (await eventStore.readStream(placeOf)).at(-1)?.data["position"];

/** Everything that was sent is known as such. */
async function settled(): Promise<void> {
  await expect.poll(reached).toBe(sent.at(-1)!.data.position);
}

describe("notices", () => {
  test("tell of each job that waits to be confirmed or has ended, and of none from before", async () => {
    await record("COMPLETE");
    const notifier = start();
    await expect.poll(reached).toBeDefined();
    for (const situation of ["SUSPENDED", "ACTIVE", "COMPLETE", "FAILED", "CANCELLED"] as const)
      await record(situation);
    expect(await told(4)).toEqual([
      "job.suspended SUSPENDED",
      "job.complete COMPLETE",
      "job.failed FAILED",
      "job.cancelled CANCELLED",
    ]);
    await notifier.stop();
  });

  test("say of a job what one would otherwise have to ask for", async () => {
    const notifier = start();
    await expect.poll(reached).toBeDefined();
    const id = await record("COMPLETE");
    await told(1);
    const [event] = (await eventStore.readStream(jobStream(id))).slice(-1);
    expect(sent[0]).toMatchObject({
      type: "job.complete",
      timestamp: event!.recordedAt,
      data: {
        eventId: event!.id,
        position: event!.position,
        job: {
          id,
          description: "COMPLETE",
          operation: "PUT_OBJECT_TAGGING",
          status: "COMPLETE",
          outcome: "SOME_FAILED",
          total: 1_200,
          succeeded: 1_190,
          failed: 10,
          unknown: 0,
          failure: null,
          url: `https://batch.example.com/jobs/${id}`,
        },
      },
    });
    await notifier.stop();
  });

  test("are sent again with growing waits, and an outage is said once and once that it is over", async () => {
    answers = [failed, failed, failed, taken];
    const notifier = start();
    await expect.poll(reached).toBeDefined();
    expect(notifier.problem()).toBeNull();
    await record("COMPLETE");
    await told(1);
    expect(notifier.problem()).toMatch(/^The receiver has taken no notice since .*: HTTP 503\.$/);
    await clock.advance(999);
    expect(sent).toHaveLength(1);
    await clock.advance(1);
    await told(2);
    await clock.advance(1_999);
    expect(sent).toHaveLength(2);
    await clock.advance(1);
    await told(3);
    await clock.advance(4_000);
    await told(4);
    await settled();
    expect(new Set(sent.map(({ data }) => data.eventId)).size).toBe(1);
    expect(notifier.problem()).toBeNull();
    expect(logged).toEqual([
      "the receiver of notices does not take them: HTTP 503",
      "the receiver of notices takes them again",
    ]);
    await notifier.stop();
  });

  test("that were not taken come again after a restart, with the same id; those that were do not", async () => {
    const first = start();
    await expect.poll(reached).toBeDefined();
    await record("FAILED");
    await told(1);
    await settled();
    answers = [failed];
    await record("COMPLETE");
    await told(2);
    await first.stop();
    await record("CANCELLED");
    answers = [taken];
    const second = start();
    const said = await told(4);
    expect(said.slice(1)).toEqual([
      "job.complete COMPLETE",
      "job.complete COMPLETE",
      "job.cancelled CANCELLED",
    ]);
    expect(sent[2]!.data.eventId).toBe(sent[1]!.data.eventId);
    await second.stop();
  });

  test("that are refused, or older than three days, are given up, and do not hold up the others", async () => {
    answers = [{ kind: "refused", message: "HTTP 422" }, taken];
    const notifier = start();
    await expect.poll(reached).toBeDefined();
    await record("FAILED");
    await record("COMPLETE");
    expect(await told(2)).toEqual(["job.failed FAILED", "job.complete COMPLETE"]);
    await settled();
    answers = [failed];
    await record("CANCELLED");
    await told(3);
    await clock.advance(4 * 86_400_000);
    const last = sent.at(-1)!.data.position;
    await expect.poll(reached).toBe(last);
    expect(logged.filter((line) => line.startsWith("a notice is given up"))).toEqual([
      "a notice is given up: HTTP 422",
      "a notice is given up: it is too old",
    ]);
    await notifier.stop();
  });

  test("of processes that share an event store are sent by one of them, however slow the receiver is", async () => {
    const { promise, resolve: answer } = Promise.withResolvers<void>();
    sending = promise;
    const store = { ...eventStore, exclusive: false };
    const all = [start({ store }), start({ store }), start({ store })];
    await expect.poll(reached).toBeDefined();
    await record("FAILED");
    await told(1);
    await clock.advance(30_000);
    await record("COMPLETE");
    await told(1);
    answer();
    await told(2);
    await settled();
    await clock.advance(10_000);
    expect(await told(2)).toEqual(["job.failed FAILED", "job.complete COMPLETE"]);
    await Promise.all(all.map((one) => one.stop()));
  });

  test("of a process that died while it sent are sent by another, a minute later", async () => {
    const store = { ...eventStore, exclusive: false };
    // What it says after its first claim is lost, as of one that was killed.
    let claims = 0;
    const append: EventStore["append"] = async (stream, events, options) => {
      if (stream === placeOf && events[0]?.data["claimedBy"] !== undefined) claims += 1;
      else if (claims > 0) return new Promise(() => {});
      return eventStore.append(stream, events, options);
    };
    const dying = start({ store: { ...store, append } });
    await expect.poll(reached).toBeDefined();
    await record("FAILED");
    await told(1);
    await expect.poll(() => claims).toBe(1);
    const other = start({ store });
    await expect.poll(() => clock.timers()).toBe(1);
    await clock.advance(54_000);
    await told(1);
    await clock.advance(12_000);
    await told(2);
    await settled();
    expect(new Set(sent.map(({ data }) => data.eventId)).size).toBe(1);
    await other.stop();
    void dying.stop();
  });

  test("of a process that stops while it sends are sent by another at once", async () => {
    const store = { ...eventStore, exclusive: false };
    answers = [failed, taken];
    const one = start({ store });
    await expect.poll(reached).toBeDefined();
    await record("FAILED");
    await expect.poll(() => one.problem()).not.toBeNull();
    await one.stop();
    const other = start({ store });
    await told(2);
    await settled();
    await other.stop();
  });

  test("that another process got through with show that the receiver takes them again", async () => {
    const store = { ...eventStore, exclusive: false };
    answers = [failed];
    const one = start({ store });
    await expect.poll(reached).toBeDefined();
    await record("FAILED");
    await expect.poll(() => one.problem()).not.toBeNull();
    const other = start({ store });
    // It tries a seventh time after 63 seconds, and then not before its claim is over.
    await clock.advance(120_000);
    await told(7);
    answers = [taken];
    await clock.advance(6_000);
    await told(8);
    await settled();
    expect(one.problem()).not.toBeNull();
    await clock.advance(2_000);
    await expect.poll(() => one.problem()).toBeNull();
    expect(sent).toHaveLength(8);
    await Promise.all([one.stop(), other.stop()]);
  });

  test("of years are passed over without a wait by who comes back after them", async () => {
    const before = start();
    await expect.poll(reached).toBeDefined();
    await before.stop();
    for (let count = 0; count < 20; count += 1) await record("COMPLETE");
    await clock.advance(4 * 86_400_000);
    const end = (await eventStore.readAll({ maxCount: 1 })).end;
    const after = start({ store: { ...eventStore, exclusive: false } });
    await expect.poll(reached).toBe(end);
    await expect.poll(() => logged).toEqual(["notices are too old and given up: 20"]);
    expect(sent).toEqual([]);
    await after.stop();
  });

  test("are sent where they are for, and passed over elsewhere, so that none comes when that changes", async () => {
    const failures = start({ isTold: ({ type }) => type === "job.failed" });
    await expect.poll(reached).toBeDefined();
    await record("COMPLETE");
    await record("FAILED");
    expect(await told(1)).toEqual(["job.failed FAILED"]);
    await record("CANCELLED");

    await expect.poll(reached).toBeGreaterThan(sent[0]!.data.position);
    await failures.stop();
    const all = start();
    await record("SUSPENDED");
    expect((await told(2))[1]).toBe("job.suspended SUSPENDED");
    await all.stop();
  });

  test("are sent once also when another process passes over what is before them", async () => {
    const shared = { ...eventStore, exclusive: false };
    const isTold = ({ type }: Notice) => type === "job.failed";
    const { promise, resolve: answer } = Promise.withResolvers<void>();
    sending = promise;
    const before = start({ store: shared });
    await expect.poll(reached).toBeDefined();
    await before.stop();
    await record("COMPLETE");
    await record("FAILED");
    const one = start({ store: shared, isTold });
    await expect.poll(() => sent.length).toBe(1);
    const inPieces = {
      ...shared,
      subscribe: (options: Parameters<EventStore["subscribe"]>[0]) =>
        shared.subscribe({ ...options, maxCount: 1 }),
    };
    const seen: string[] = [];
    const other = start({
      store: inPieces,
      isTold: (notice) => {
        seen.push(notice.type);
        return isTold(notice);
      },
    });
    await expect.poll(() => seen).toContain("job.failed");
    for (let looks = 0; looks < 5; looks += 1) await clock.advance(5_000);
    expect(sent).toHaveLength(1);
    answer();
    await settled();
    await one.stop();
    await other.stop();
    expect(sent).toHaveLength(1);
  });

  test("are passed over without a word in the log for each", async () => {
    const first = start();
    await expect.poll(reached).toBeDefined();
    await first.stop();
    for (let count = 0; count < 30; count += 1) await record("COMPLETE");
    const before = Number(await reached());
    const append = vi.spyOn(eventStore, "append");
    const none = start({ isTold: () => false });
    await expect.poll(reached).toBeGreaterThan(before);
    await none.stop();
    expect(append).toHaveBeenCalledTimes(1);
    expect(sent).toEqual([]);
  });

  test("that one destination does not take come to the others, once", async () => {
    answers = [failed];
    const broken = start({ name: "broken" });
    await expect
      .poll(async () => (await eventStore.readStream(noticeStream("broken"))).length)
      .toBe(1);
    await record("FAILED");
    await told(1);
    const tries = sent.length;
    answers = [taken];
    const webhook = start({ name: "other" });
    await expect
      .poll(async () => (await eventStore.readStream(noticeStream("other"))).length)
      .toBe(1);
    await record("COMPLETE");
    await expect.poll(() => sent.length).toBe(tries + 1);
    expect(sent.at(-1)!.type).toBe("job.complete");
    expect(broken.problem()).toContain("has taken no notice");
    expect(webhook.problem()).toBeNull();
    await Promise.all([broken.stop(), webhook.stop()]);
  });

  test("of two destinations each go on from where they were", async () => {
    const webhook = start();
    const mail = start({ name: "mail" });
    await expect.poll(reached).toBeDefined();
    await expect
      .poll(async () => (await eventStore.readStream(noticeStream("mail"))).length)
      .toBe(1);
    await record("FAILED");
    await told(2);
    await mail.stop();
    await record("COMPLETE");
    await told(3);
    await settled();
    await webhook.stop();
    const later = start({ name: "mail" });
    const said = await told(4);
    expect(said.slice(2)).toEqual(["job.complete COMPLETE", "job.complete COMPLETE"]);
    await later.stop();
  });

  test("that are refused, or not taken by everybody, are told of until one is taken by all", async () => {
    const remark = "The last notice did not reach everybody: x.";
    answers = [{ kind: "refused", message: "HTTP 422" }, { kind: "taken", remark }, taken];
    const notifier = start();
    await expect.poll(reached).toBeDefined();
    await record("FAILED");
    await told(1);
    await settled();
    expect(notifier.problem()).toBe("The last notice was given up: HTTP 422.");
    await record("FAILED");
    await told(2);
    await settled();
    expect(notifier.problem()).toBe(remark);
    await record("FAILED");
    await told(3);
    await settled();
    expect(notifier.problem()).toBeNull();
    await notifier.stop();
  });

  test("wait no longer for the log after each time that it could not be followed and then was", async () => {
    let breaks = 0;
    const subscribe: EventStore["subscribe"] = async function* (options) {
      for await (const page of eventStore.subscribe(options)) {
        yield page;
        breaks += 1;
        throw new Error("cut off");
      }
    };
    const notifier = start({ store: { ...eventStore, subscribe } });
    await record("FAILED");
    for (let count = 1; count <= 8; count += 1) {
      await expect.poll(() => breaks).toBe(count);
      await expect.poll(() => clock.timers()).toBe(1);
      await clock.advance(200);
    }
    await notifier.stop();
  });

  test("begin at one place, however many processes begin at once", async () => {
    const first = start();
    // It has looked, and found that nobody has begun.
    const { promise: looked, resolve: goOn } = Promise.withResolvers<void>();
    const readAll: EventStore["readAll"] = async (options) => {
      await looked;
      return eventStore.readAll(options);
    };
    const late = start({ store: { ...eventStore, readAll } });
    await expect.poll(reached).toBeDefined();
    await first.stop();
    await record("FAILED");
    goOn();
    expect(await told(1)).toEqual(["job.failed FAILED"]);
    await late.stop();
  });

  test("say nothing of a job that a newer version has written to", async () => {
    const notifier = start();
    await expect.poll(reached).toBeDefined();
    const id = await record("ACTIVE");
    const { length } = await eventStore.readStream(jobStream(id));
    const [unknown, ended] = [eventOf.paused, eventOf.completed].map((one) => ({
      ...newEvent(one, ""),
      id: crypto.randomUUID(),
    }));
    const newer = { ...unknown!, metadata: { ...unknown!.metadata, schemaVersion: 99 } };
    const expected = length - 1;
    const { position } = await eventStore.append(jobStream(id), [newer, ended!], { expected });
    await expect.poll(reached).toBe(position);
    expect(sent).toEqual([]);
    await notifier.stop();
  });

  test("keep one event in the store, however many are sent", async () => {
    const notifier = start();
    await expect.poll(reached).toBeDefined();
    for (let count = 1; count <= 5; count += 1) {
      await record("FAILED");
      await told(count);
    }
    await settled();
    expect(await eventStore.readStream(placeOf)).toHaveLength(1);
    await notifier.stop();
  });
});
