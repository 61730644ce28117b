/**
 * Takes away the history of an expired job: the streams of its parts, chunks and report files. Its own stream stays, and
 * says so at the end. Done again after an interruption, for what is gone already costs one look.
 */
import type { EventStore } from "../eventstore/eventstore.ts";
import type { ManifestTotals, OpenedManifest } from "../job/events.ts";
import { chunksPerReportFile } from "../job/report-files.ts";
import { chunkStream, jobStream, planStream, reportStream, restartStream } from "../job/streams.ts";
import { sleep, type Clock } from "../lib/clock.ts";

/** So many streams, and then a pause: a hundred a second leave the event store to those who work. */
const streamsAtOnce = 10;
const pauseMs = 100;

/** Streams that were there and are gone; null when `stop` came first. */
export async function deleteHistory(
  dependencies: {
    readonly eventStore: EventStore;
    readonly clock: Clock;
    readonly stop: { readonly aborted: boolean };
  },
  job: string,
): Promise<number | null> {
  const { eventStore, clock, stop } = dependencies;
  let deleted = 0;
  let looked = 0;
  for (const stream of streamsOf(job, await planOf(eventStore, job))) {
    if (stop.aborted) return null;
    // A stream that never was gets no tombstone: of a job that was cancelled early those are most.
    const [first] = await eventStore.readStream(stream, { maxCount: 1 });
    looked += 1;
    if (first !== undefined) {
      await eventStore.deleteStream(stream);
      deleted += 1;
    }
    if (looked % streamsAtOnce === 0) await sleep(clock, pauseMs);
  }
  return deleted;
}

interface Plan {
  readonly opened: OpenedManifest | null;
  readonly totals: ManifestTotals | null;
}

async function planOf(eventStore: Pick<EventStore, "readStream">, job: string): Promise<Plan> {
  const history = await eventStore.readStream(jobStream(job));
  const preparing = history.find(({ type }) => type === "JobPreparing");
  const read = history.find(({ type }) => type === "ManifestRead");
  return {
    opened: (preparing?.data["manifest"] as OpenedManifest | undefined) ?? null,
    totals: (read?.data as ManifestTotals | undefined) ?? null,
  };
}

/** A job that failed while it was prepared has parts and no chunks. */
function* streamsOf(job: string, { opened, totals }: Plan): Generator<string> {
  const parts = opened?.partOffsets.length ?? 0;
  let chunks = 0;
  for (let part = 0; part < parts; part++) {
    const ofPart = totals?.parts[part]?.chunks ?? 0;
    for (let chunk = 0; chunk < ofPart; chunk++) yield chunkStream(job, part, chunk);
    chunks += ofPart;
    yield planStream(job, part);
    yield restartStream(job, part);
  }
  const files = Math.ceil(chunks / chunksPerReportFile);
  for (let file = 0; file < files; file++) yield reportStream(job, file);
}
