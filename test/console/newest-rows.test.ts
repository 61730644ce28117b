/** The rows of a list while somebody looks at it, looks away, and comes back. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { JobNowFragment } from "../../console/src/graphql/generated.ts";
import { createNewest } from "../../console/src/graphql/newest.ts";
import { createStore } from "../../console/src/lib/store.ts";
import { followNewest, type ShownJobs } from "../../console/src/pages/jobs/newest-rows.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function shownJob() {
  const newest = createNewest();
  const at = (position: number) =>
    newest.keepNewest({ __typename: "Job", id: "a", position }) as unknown as JobNowFragment;
  const list = createStore<ShownJobs>({ pages: [[at(1)]], ids: new Set(["a"]) });
  return {
    tell: (position: number) => void at(position),
    follow: () => followNewest(list, newest),
    position: () => list.get().pages?.[0]?.[0]?.position,
  };
}

test("the first change comes into a row at once, those that come soon after it together", () => {
  const { tell, follow, position } = shownJob();
  follow();
  vi.advanceTimersByTime(500);
  tell(2);
  vi.advanceTimersByTime(0);
  expect(position()).toBe(2);
  tell(3);
  tell(4);
  vi.advanceTimersByTime(499);
  expect(position()).toBe(2);
  vi.advanceTimersByTime(1);
  expect(position()).toBe(4);
});

test("who comes back to a list finds the last change before it was left, and what came since", () => {
  const { tell, follow, position } = shownJob();
  const leave = follow();
  tell(2);
  leave();
  follow()();
  expect(position()).toBe(2);
  tell(3);
  vi.advanceTimersByTime(10_000);
  expect(position()).toBe(2);
  follow()();
  expect(position()).toBe(3);
});
