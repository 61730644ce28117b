import { expect, test } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import { EventStoreSilent, withPatience } from "../../src/eventstore/patient.ts";
import { newEvent, rejectionOf } from "../contract/eventstore-helpers.ts";

test("what the event store does not answer in time is given up with a reason, all else comes through", async () => {
  const inner = openEmbeddedEventStore({ file: ":memory:" });
  const never = () => new Promise<never>(() => {});
  const silent = withPatience({ ...inner, readStream: never, truncateStream: never }, 30);
  const store = withPatience(inner, 60_000);
  const appended = await store.append("job-1", [newEvent("Noted")], { expected: "no-stream" });
  expect(appended.revision).toBe(0);
  expect(await rejectionOf(silent.readStream("job-1"))).toBeInstanceOf(EventStoreSilent);
  expect(await rejectionOf(silent.truncateStream("job-1", 0))).toBeInstanceOf(EventStoreSilent);
  expect(
    await rejectionOf(store.append("job-1", [newEvent("Noted")], { expected: 5 })),
  ).toMatchObject({ name: "StreamConflict" });
  expect(await store.readAll({ maxCount: 9 })).toMatchObject({ caughtUp: true });
  await inner.close();
});
