/** Gates of worker threads over limits that the test sees and sets. */
import type { CallGate } from "../../src/executors/call-gate.ts";
import { createGates, type ChunkLimits } from "../../src/executors/gates.ts";
import { openJobCaps, type JobCaps } from "../../src/executors/job-caps.ts";
import { openRateLimit, type RateLimit } from "../../src/executors/rate-limit.ts";
import { openStoreHealth, type StoreHealth } from "../../src/executors/store-health.ts";
import type { JobLimits } from "../../src/job/spec.ts";
import { systemClock, type Clock } from "../../src/lib/clock.ts";

export const hourMs = 3_600_000;

export interface TestLimits {
  readonly limits: ChunkLimits;
  readonly caps: JobCaps;
  readonly rate: RateLimit;
  readonly health: StoreHealth;
}

/** What a coordinator would hand out for one job: without any cap unless told. */
export function testLimits(
  share: Partial<JobLimits & { readonly priority: number }> = {},
  of: Partial<TestLimits> = {},
): TestLimits {
  const caps = openJobCaps();
  caps.set({ maxConcurrency: null, maxRequestsPerSecond: null, priority: 1, ...share });
  const { rate = openRateLimit(), health = openStoreHealth({ downMaxMs: hourMs }) } = of;
  const buffers = { caps: caps.buffer, rate: rate.buffer, health: health.buffer };
  return { limits: { store: "default", bucket: "photos", ...buffers }, caps, rate, health };
}

/** The gate of a chunk that has a thread for itself. */
export function testGate(
  options: {
    readonly slots?: number;
    readonly clock?: Clock;
    readonly limits?: ChunkLimits | undefined;
  } = {},
): CallGate {
  const { slots = 16, clock = systemClock, limits = testLimits().limits } = options;
  return createGates({ clock, slots, storeDownMaxMs: hourMs }).open("j", limits);
}
