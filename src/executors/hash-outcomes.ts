/**
 * The hash over all outcomes of a job that writes no report, from the last flush of each chunk: who writes a report has
 * read the chunks for it, and makes the same hash of them.
 */
import { hashOfHashes } from "../audit/outcomes-hash.ts";
import type { EventStore } from "../eventstore/eventstore.ts";
import type { ChunkEvent } from "../job/chunk-events.ts";
import { chunksPerReportFile } from "../job/report-files.ts";
import { chunkStream } from "../job/streams.ts";
import { assert } from "../lib/assert.ts";
import { partOfChunk, reportFilesTotal, type JobBoard } from "./job-board.ts";
import { readEvents } from "./stream-writer.ts";

/** So many chunks are asked for at once. */
const readsAtOnce = 16;

/** How far back the last flush is looked for before the whole of a chunk is read: it ends with it, or was given back. */
const lastEvents = 4;

/** The outcomes of the job must be final. */
export async function hashOutcomes(
  eventStore: Pick<EventStore, "readStream">,
  job: JobBoard,
): Promise<string> {
  const files: string[] = [];
  for (let file = 0; file < reportFilesTotal(job); file++) {
    const first = file * chunksPerReportFile;
    const hashes: string[] = [];
    for (let from = first; from < first + chunksPerReportFile; from += readsAtOnce) {
      const numbers = touchedChunks(
        job,
        from,
        Math.min(from + readsAtOnce, first + chunksPerReportFile),
      );
      hashes.push(
        ...(await Promise.all(numbers.map((number) => hashOfChunk(eventStore, job, number)))),
      );
    }
    files.push(hashOfHashes(hashes));
  }
  return hashOfHashes(files);
}

/** Those that have an outcome, in the order of the manifest. */
function touchedChunks({ touched }: JobBoard, from: number, end: number): readonly number[] {
  const numbers: number[] = [];
  for (let number = from; number < Math.min(end, touched.length); number++)
    if (touched[number] === 1) numbers.push(number);
  return numbers;
}

async function hashOfChunk(
  eventStore: Pick<EventStore, "readStream">,
  job: JobBoard,
  number: number,
): Promise<string> {
  const { part, chunk } = partOfChunk(job, number);
  const stream = chunkStream(job.id, part, chunk);
  const tail = await readEvents<ChunkEvent>(eventStore, stream, {
    backwards: true,
    maxCount: lastEvents,
  });
  const last =
    tail.find(({ event }) => event.type === "ChunkAdvanced") ??
    (await readEvents<ChunkEvent>(eventStore, stream)).findLast(
      ({ event }) => event.type === "ChunkAdvanced",
    );
  assert(last?.event.type === "ChunkAdvanced", "a chunk with outcomes has advanced");
  return last.event.data.outcomesHash;
}
