import { expect, test } from "vitest";
import { describeQueue } from "../../src/cli/describe-job.ts";

test.each([
  [{ place: 1, running: 16, slots: 16 }, "a slot: it is the next; 16 of 16 run"],
  [{ place: 4, running: 2, slots: 2 }, "a slot: 3 before it; 2 of 2 run"],
])("of %j it is said what a job waits for", (queue, said) => {
  expect(describeQueue(queue)).toBe(said);
});
