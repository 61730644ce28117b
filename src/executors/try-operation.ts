/** The preflight of a job, with the stores of this process: its operation is tried as tasks perform it. */
import { preflight, type PreflightResult } from "../inspect/preflight.ts";
import type { JobSpec } from "../job/spec.ts";
import { assert } from "../lib/assert.ts";
import type { Clock } from "../lib/clock.ts";
import type { Attempt, Judgement, Task } from "../operations/operation.ts";
import type { PreflightSetting } from "../s3/stores.ts";
import type { Transport } from "../s3/transport.ts";
import { bindOperation, type BoundCalls } from "./bind-job.ts";
import { callOnce } from "./run-task.ts";
import { callsOf } from "./calls-of.ts";

/** `bucket`: that of the listed objects. */
export type TryOperation = (spec: JobSpec, bucket: string) => Promise<PreflightResult>;

/** One object is tried, so no rate is to be kept. */
const turns = { next: () => true as const };

export function createTryOperation(parts: {
  readonly transportOf: (store: string, roleArn: string | null) => Transport;
  readonly settingOf: (store: string) => PreflightSetting;
  readonly clock: Clock;
  readonly randomId: () => string;
}): TryOperation {
  const { settingOf, clock, randomId } = parts;
  return async (spec, listed) => {
    const transportOf = (name: string) => parts.transportOf(name, spec.roleArn);
    const calls = callsOf(spec, listed);
    const { store } = calls;
    const setting = settingOf(store);
    const bucket = setting.bucket ?? calls.bucket;
    if (setting.off) {
      const off = { outcome: "OFF", store, bucket, key: null, checks: [], notes: [] } as const;
      return { kind: "known", preflight: off, refusal: null };
    }
    return preflight({
      operation: spec.operation,
      store,
      bucket,
      transport: transportOf(store),
      // The scratch object lies where the calls go, so a copy across stores is tried within the one it writes to.
      perform: (operation, task) =>
        perform(
          bindOperation({ ...spec, operation, manifest: within(spec, store) }, transportOf),
          task,
        ),
      notes:
        store === spec.manifest.sourceStore
          ? []
          : [`Tried within the store ${store} alone, not from ${spec.manifest.sourceStore}.`],
      clock,
      randomId,
    });
  };
}

function within({ manifest }: JobSpec, store: string): JobSpec["manifest"] {
  return { ...manifest, sourceStore: store };
}

async function perform({ call, batch }: BoundCalls, task: Task): Promise<Judgement> {
  if (batch === undefined) return callOnce(call, task, attemptOf(task), turns);
  const [judgement] = await batch.call([task]);
  assert(judgement !== undefined, "a call for one task has one judgement");
  return judgement;
}

/** The scratch object stands in no manifest. */
function attemptOf({ key }: Task): Attempt {
  return { job: "", part: 0, row: 0, rawKey: key, unanswered: false };
}
