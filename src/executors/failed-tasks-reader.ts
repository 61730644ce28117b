/**
 * A list that is no object in a store: the failed tasks of an ended job, as `TaskFailed` has them in the log. Places in it
 * are positions of the log, so a chunk is a run of those events, and the manifest of the other job is not read again.
 */
import { loadJob } from "../commands/handle-command.ts";
import type { EventStore, RecordedEvent } from "../eventstore/eventstore.ts";
import type { TaskFailed } from "../job/chunk-events.ts";
import { decode } from "../job/codec.ts";
import type { ManifestTotals, OpenedManifest } from "../job/events.ts";
import { rowsOf } from "../job/rows.ts";
import type { FailedTasksManifestSpec } from "../job/spec.ts";
import type { EndedJob } from "../job/state.ts";
import { jobStream, parseStream } from "../job/streams.ts";
import { assert } from "../lib/assert.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { decodeKey } from "../manifest/keys.ts";
import type {
  ChunkPlace,
  ChunkRows,
  ManifestProblem,
  ManifestReader,
  PartCheckpoint,
  PartItem,
} from "../manifest/manifest.ts";
import { PackedRows, type RowObject } from "../manifest/packed-rows.ts";
import { missingVersionMessage } from "./run-task.ts";

export interface FailedTasksDependencies {
  readonly eventStore: Pick<EventStore, "readAll" | "readStream">;
  readonly manifest: FailedTasksManifestSpec;
}

/** Enough chunks for many executors to have their share, as for a list in a file. */
const chunksWanted = 400;
const rowsPerChunkMin = 1000;
/** Events a page while all of them are wanted, and while the few of one chunk are. */
const pageEvents = { plan: 200, chunk: 50 } as const;

export function createFailedTasksReader(dependencies: FailedTasksDependencies): ManifestReader {
  return {
    open: () => open(dependencies),
    planPart: ({ rowsPerChunk }, _, from) => plan(dependencies, { rowsPerChunk, from }),
    readChunk: (_, place) => readChunk(dependencies, place),
  };
}

/** A job that has come to its end, as its stream tells also when it has expired since. */
interface Parent {
  readonly job: EndedJob;
  readonly opened: OpenedManifest;
  readonly totals: ManifestTotals;
  /** Its failed tasks stand after the one place and before the other. */
  readonly after: number;
  readonly until: number;
}

async function open({
  eventStore,
  manifest,
}: FailedTasksDependencies): Promise<Result<OpenedManifest, ManifestProblem>> {
  const parent = await loadParent(eventStore, manifest.job);
  if (parent === null) return err(gone(manifest.job));
  const { job, after } = parent;
  const { failed } = job.counts;
  // No larger than those of the other job, whose calls may be slow; small ones for it are small ones here.
  const max = parent.opened.rowsPerChunk;
  const rowsPerChunk = Math.min(max, Math.max(rowsPerChunkMin, Math.ceil(failed / chunksWanted)));
  return ok({
    etag: manifest.job,
    versionId: null,
    sizeBytes: 0,
    partOffsets: [after],
    rowsPerChunk,
    failedTasks: failed,
  });
}

async function* plan(
  { eventStore, manifest }: FailedTasksDependencies,
  options: { readonly rowsPerChunk: number; readonly from: PartCheckpoint | undefined },
): AsyncGenerator<PartItem> {
  const { rowsPerChunk, from } = options;
  const parent = await loadParent(eventStore, manifest.job);
  if (parent === null) return yield { kind: "problem", problem: gone(manifest.job) };
  const { bucket } = parent.totals;
  const chunk = { start: 0, end: 0, rows: 0 };
  let seen = 0;
  let planned = from?.rows ?? 0;
  const range = { after: parent.after, until: parent.until, maxCount: pageEvents.plan };
  for await (const { event, position } of failuresOf(eventStore, manifest.job, range)) {
    seen += event.data.keys.length;
    const rows = matching(event, manifest).length;
    // What was planned before a crash is read again, to be sure that nothing of it is gone.
    if (rows === 0 || position < (from?.offset ?? 0)) continue;
    if (chunk.rows > 0 && chunk.rows + rows > rowsPerChunk) {
      yield { kind: "chunk", chunk: { ...chunk, bucket } };
      chunk.rows = 0;
    }
    if (chunk.rows === 0) chunk.start = position;
    chunk.rows += rows;
    chunk.end = position + 1;
    planned += rows;
  }
  if (chunk.rows > 0) yield { kind: "chunk", chunk: { ...chunk, bucket } };
  if (seen !== parent.job.counts.failed)
    return yield { kind: "problem", problem: gone(manifest.job) };
  if (planned === 0) yield { kind: "problem", problem: nothingMatches(manifest) };
}

async function readChunk(
  { eventStore, manifest }: FailedTasksDependencies,
  { start, end, firstRow }: ChunkPlace,
): Promise<ChunkRows> {
  const rows = new PackedRows(firstRow);
  const range = { after: start - 1, until: end, maxCount: pageEvents.chunk };
  for await (const { event } of failuresOf(eventStore, manifest.job, range)) {
    rows.add(matching(event, manifest));
  }
  return rows;
}

/** The failures of one job between two places of the log, in its order. */
async function* failuresOf(
  eventStore: Pick<EventStore, "readAll">,
  job: string,
  range: { readonly after: number; readonly until: number; readonly maxCount: number },
): AsyncGenerator<{ readonly event: TaskFailed; readonly position: number }> {
  for (let after = range.after; after < range.until;) {
    const page = await eventStore.readAll({
      after,
      typePrefixes: ["TaskFailed"],
      maxCount: range.maxCount,
    });
    for (const recorded of page.events) {
      if (recorded.position >= range.until) return;
      if (isOf(recorded, job)) yield { event: taskFailed(recorded), position: recorded.position };
    }
    if (page.caughtUp || page.position <= after) return;
    after = page.position;
  }
}

function isOf({ stream }: RecordedEvent, job: string): boolean {
  const about = parseStream(stream);
  return about?.kind === "chunk" && about.job === job;
}

function taskFailed(recorded: RecordedEvent): TaskFailed {
  const decoded = decode(recorded);
  assert(decoded.ok && decoded.value.type === "TaskFailed", "a failed task can be understood");
  return decoded.value;
}

/** The tasks of an event that are wanted. */
function matching(
  { data }: TaskFailed,
  { errorCodes, keyPrefix }: FailedTasksManifestSpec,
): readonly RowObject[] {
  const entries: RowObject[] = [];
  let index = -1;
  for (const _ of rowsOf(data.rows)) {
    index += 1;
    if (errorCodes !== null && !errorCodes.includes(data.codes[index]!)) continue;
    const rawKey = data.keys[index]!;
    const key = decodeKey(rawKey);
    // It was read from a manifest that was checked.
    assert(key.ok, `${JSON.stringify(rawKey)} is a key`);
    if (keyPrefix !== null && !key.value.startsWith(keyPrefix)) continue;
    entries.push({ rawKey, key: key.value, versionId: versionOf(data, index) });
  }
  return entries;
}

/** Among tasks with versions, one that was called without any meant the current version, and does so again. */
function versionOf({ versions, messages }: TaskFailed["data"], index: number): string | null {
  const versionId = versions?.[index] ?? "";
  if (versionId !== "") return versionId;
  return versions !== undefined && messages[index] === missingVersionMessage ? "" : null;
}

async function loadParent(
  eventStore: Pick<EventStore, "readStream">,
  id: string,
): Promise<Parent | null> {
  const history = await eventStore.readStream(jobStream(id));
  const expired = history.findIndex(({ type }) => type === "JobExpired");
  const lived = expired === -1 ? history : history.slice(0, expired);
  const { state } = await loadJob({ readStream: () => Promise.resolve(lived) }, id);
  if (state.phase !== "job" || !("endedAt" in state)) return null;
  const { opened, totals } = state;
  const after = lived.find(({ type }) => type === "JobActivated")?.position;
  const until = lived.at(-1)?.position;
  if (opened === null || totals === null || after === undefined || until === undefined) return null;
  return { job: state, opened, totals, after, until };
}

function gone(job: string): ManifestProblem {
  return {
    code: "ManifestNotFound",
    row: null,
    column: null,
    reason: `The failed tasks of the job ${job} are not kept any more; use the failed rows of its report as a manifest.`,
  };
}

function nothingMatches({ job, errorCodes, keyPrefix }: FailedTasksManifestSpec): ManifestProblem {
  const codes = errorCodes === null ? "" : ` with the code ${errorCodes.join(" or ")}`;
  const prefix = keyPrefix === null ? "" : ` with a key that starts with ${keyPrefix}`;
  const reason = `No task of the job ${job} failed${codes}${prefix}.`;
  return { code: "InvalidManifestContent", row: null, column: null, reason: reason.slice(0, 256) };
}
