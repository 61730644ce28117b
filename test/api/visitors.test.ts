import { afterEach, expect, it } from "vitest";
import { startVisitedApi, visit, type VisitedApi } from "../support/visitors.ts";

let visited: VisitedApi | null = null;
afterEach(() => visited?.api.stop());

it("500 clients that come, subscribe and go at any moment leave nothing behind", async () => {
  visited = await startVisitedApi();
  const { api, jobId, leftovers } = visited;
  const { sockets, ...before } = leftovers();
  expect(before).toEqual({ eventReaders: 0, waiting: 0, changeReaders: 0, storeSubscriptions: 1 });
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, leftovers().eventReaders)), 1);
  await visit({ url: api.url, jobId, visits: 500, atOnce: 20 });
  clearInterval(watch);
  expect(most).toBeGreaterThan(1);
  await expect.poll(leftovers).toMatchObject(before);
  await expect.poll(() => leftovers().sockets).toBeLessThanOrEqual(sockets);
  expect(api.logged).toEqual([]);
});
