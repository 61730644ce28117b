import { expect, test } from "vitest";
import type { WorkItem } from "../../src/executors/hands.ts";
import { createStoreWaits } from "../../src/executors/store-waits.ts";
import { ownFailure } from "../../src/s3/failures.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

const part: WorkItem = { kind: "part", job: "j", number: 0 };
const file: WorkItem = { kind: "file", job: "j", number: 3 };
const refused = ownFailure("ConnectionFailed", { message: "refused" });

function setUp() {
  const clock = createVirtualClock();
  const inHand = new Set<WorkItem>();
  const warnings: string[] = [];
  const waits = createStoreWaits({
    clock,
    hands: { holds: ({ number }) => [...inHand].some((item) => item.number === number) },
    log: {
      debug() {},
      info() {},
      warn: (message, fields) => warnings.push(`${message}: ${JSON.stringify(fields?.["store"])}`),
      error() {},
    },
  });
  return { clock, waits, inHand, warnings };
}

test("one failure tells of no outage, the second tells since the first", async () => {
  const { clock, waits, warnings } = setUp();
  const since = clock.now();
  waits.failed(part, "lists", refused);
  expect(waits.outages()).toEqual([]);
  await clock.advance(2000);
  waits.failed(part, "lists", refused);
  expect(waits.outages()).toEqual([{ store: "lists", since, message: refused.message }]);
  expect(warnings).toEqual(Array(2).fill(`a store does not answer: "lists"`));
});

test("work that was done ends it, and the next failure begins anew", async () => {
  const { waits } = setUp();
  waits.failed(part, "lists", refused);
  waits.failed(part, "lists", refused);
  waits.ended(part);
  expect(waits.outages()).toEqual([]);
  waits.failed(part, "lists", refused);
  expect(waits.outages()).toEqual([]);
});

test("a store that several pieces of work wait for is told of once, since the first of them", async () => {
  const { clock, waits } = setUp();
  const since = clock.now();
  for (const item of [part, file, part, file]) {
    waits.failed(item, "default", refused);
    await clock.advance(1000);
  }
  expect(waits.outages()).toEqual([{ store: "default", since, message: refused.message }]);
});

test("work that nobody takes up again is forgotten after a minute, work in hand is not", async () => {
  const { clock, waits, inHand } = setUp();
  inHand.add(file);
  for (const item of [part, part]) waits.failed(item, "lists", refused);
  for (const item of [file, file]) waits.failed(item, "reports", refused);
  await clock.advance(61_000);
  expect(waits.outages().map(({ store }) => store)).toEqual(["reports"]);
});
