/** Rows that share a call: each has an outcome and tries of its own, and those that are due again share the next call. */
import type { DeferredTask as DeferredBefore } from "../job/chunk.ts";
import { assert } from "../lib/assert.ts";
import { sleep } from "../lib/clock.ts";
import type { ManifestEntry } from "../manifest/manifest.ts";
import type { Judgement, Task } from "../operations/operation.ts";
import type { Outcome } from "./outcomes.ts";
import { missingVersion } from "./run-task.ts";
import { beginTrying, isFresh, settle, type SettleDependencies, type Trying } from "./settle.ts";

/** Performs the operation of the job on many objects by one call. */
export interface CallBatch {
  /** Most rows in a call. */
  readonly rowsMax: number;
  /** Whether a row can share a call with others. */
  readonly canShare: (task: Task) => boolean;
  /** As many judgements as there are tasks, in their order. */
  readonly call: (tasks: readonly Task[]) => Promise<readonly Judgement[]>;
}

/** The rows in their order, as many together as may share a call. A row that cannot comes alone. */
export function* groupRows(
  rows: Iterable<ManifestEntry>,
  { batch, bucket }: { readonly batch: CallBatch; readonly bucket: string },
): Generator<readonly ManifestEntry[], void, void> {
  let group: ManifestEntry[] = [];
  for (const entry of rows) {
    const { key, versionId } = entry;
    if (!batch.canShare({ bucket, key, versionId })) {
      yield [entry];
      continue;
    }
    group.push(entry);
    if (group.length < batch.rowsMax) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

export interface RunBatchDependencies extends SettleDependencies {
  readonly batch: CallBatch;
  readonly bucket: string;
  /** Rows of the chunk that were set aside before. */
  readonly deferred: ReadonlyMap<number, DeferredBefore>;
  readonly add: (outcome: Outcome) => void;
  /** No further call may start. */
  readonly stop: AbortSignal;
}

interface OpenRow {
  readonly entry: ManifestEntry;
  readonly trying: Trying;
}

/** The gate has been entered for the first call. Rows without an outcome at the end were stopped before they had one. */
export async function runBatch(
  dependencies: RunBatchDependencies,
  entries: readonly ManifestEntry[],
): Promise<void> {
  const { clock, gate, stop, add, deferred } = dependencies;
  for (const entry of entries) if (entry.versionId === "") add(missingVersion(entry));
  let open: readonly OpenRow[] = entries
    .filter(({ versionId }) => versionId !== "")
    .map((entry) => ({ entry, trying: beginTrying(deferred.get(entry.row)) }));
  if (open.length === 0) return gate.leave(null, false);
  for (;;) {
    const { again, afterMs } = await tryOnce(dependencies, open);
    if (again.length === 0) return;
    open = again;
    await sleep(clock, afterMs, stop);
    if (!(await gate.enter(stop))) return;
  }
}

/** Rows that are due again wait for the last of them, so that they share the next call. */
async function tryOnce(
  dependencies: RunBatchDependencies,
  open: readonly OpenRow[],
): Promise<{ readonly again: readonly OpenRow[]; readonly afterMs: number }> {
  const judgements = await callOnce(dependencies, open);
  assert(judgements.length === open.length, "each row of a call is judged");
  const again: OpenRow[] = [];
  let afterMs = 0;
  for (const [index, row] of open.entries()) {
    const settled = settle(dependencies, row.entry, row.trying, judgements[index]!);
    if (settled.kind === "retry") {
      again.push(row);
      afterMs = Math.max(afterMs, settled.afterMs);
    } else dependencies.add(settled);
  }
  return { again, afterMs };
}

/** The gate is told the worst of what the call came to, for that is what the store can bear. */
async function callOnce(
  { batch, bucket, gate }: RunBatchDependencies,
  open: readonly OpenRow[],
): Promise<readonly Judgement[]> {
  const fresh = open.some(({ trying }) => isFresh(trying));
  let worst: Judgement | null = null;
  try {
    const tasks = open.map(({ entry: { key, versionId } }) => ({ bucket, key, versionId }));
    const judgements = await batch.call(tasks);
    worst = judgements.toSorted((a, b) => weight(b) - weight(a))[0] ?? null;
    return judgements;
  } finally {
    gate.leave(worst, fresh);
  }
}

function weight(judgement: Judgement): number {
  if (judgement.succeeded) return 0;
  return { permanent: 1, transient: 2, throttle: 3 }[judgement.failure.kind];
}
