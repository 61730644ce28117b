/** A short form of `npm run fleet -- kills`, on the EventStoreDB that EVENTSTOREDB_URL names; skipped without it. */
import { expect, test } from "vitest";
import { isTakenUpInTime, runKills } from "./kills.ts";
import { runStopOverCancel } from "./stops.ts";

const url = process.env["EVENTSTOREDB_URL"] ?? "";

test.skipIf(url === "")(
  "workers that are killed and replaced lose nothing and repeat little (needs EVENTSTOREDB_URL)",
  { timeout: 600_000 },
  async () => {
    const result = await runKills({
      eventStoreUrl: url,
      eventStoreServer: null,
      workers: 2,
      rows: 3000,
      everyMs: 4000,
      seed: 1,
      say: () => {},
    });
    expect(result.kills).toBeGreaterThan(0);
    expect(isTakenUpInTime(result)).toBe(true);
  },
);

test.skipIf(url === "")(
  "a worker that stood still over a cancel changes nothing when it wakes (needs EVENTSTOREDB_URL)",
  { timeout: 600_000 },
  () =>
    expect(
      runStopOverCancel({ eventStoreUrl: url, rows: 3000, say: () => {} }),
    ).resolves.toBeUndefined(),
);
