/** One claimed file of a report: the outcomes of its chunks, in order, read back from their streams. */
import type { EventStore } from "../eventstore/eventstore.ts";
import type { ChunkEvent, TaskFailed, TaskSucceeded } from "../job/chunk-events.ts";
import type { ReportFileEvent } from "../job/events.ts";
import { chunksPerReportFile } from "../job/report-files.ts";
import { chunkStream, reportStream } from "../job/streams.ts";
import { assert } from "../lib/assert.ts";
import { writeReportFiles, type ChunkOutcomes } from "../report/csv-report.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import { appendUnlessConflict, lostHolder, type Taking } from "./claim.ts";
import { partOfChunk, type JobBoard } from "./job-board.ts";
import { readEvents, type StreamWriter } from "./stream-writer.ts";

export interface WriteReportFileDependencies {
  readonly eventStore: EventStore;
  readonly writer: StreamWriter;
  readonly store: ObjectStore;
}

/** Same events, same bytes, same key: a repeat after a crash is harmless. Throws `StoreError`. */
export async function writeReportFile(
  dependencies: WriteReportFileDependencies,
  job: JobBoard,
  options: Taking & { readonly file: number },
): Promise<"written" | "lost"> {
  const { eventStore, writer, store } = dependencies;
  const { file } = options;
  const { executor } = writer;
  const stream = reportStream(job.id, file);
  const history = await readEvents<ReportFileEvent>(eventStore, stream);
  const last = history.at(-1);
  if (last?.event.type === "ReportFileWritten") return "lost";
  const holder = last?.event.data.executor ?? null;
  if (holder !== null && holder !== lostHolder(options, history) && holder !== executor)
    return "lost";
  const correlationId = job.id;
  const claim = { type: "ReportFileClaimed", data: { executor } } as const;
  const append = () =>
    writer.append(stream, [claim], { expected: last?.revision ?? "no-stream", correlationId });
  // What is ours already needs no second claim: while a store is down, each try would leave one in the log.
  const claimed =
    last !== undefined && holder === executor ? last : await appendUnlessConflict(append);
  if (claimed === null) return "lost";
  assert(job.spec.report !== null && job.totals !== null, `${job.id} writes no report`);
  const { report } = job.spec;
  const { bucket } = job.totals;
  const chunks = readChunks(eventStore, job, file);
  const written = await writeReportFiles({ store, report, jobId: job.id, file, bucket, chunks });
  const event = { type: "ReportFileWritten", data: { executor, ...written } } as const;
  const recorded = await appendUnlessConflict(() =>
    writer.append(stream, [event], { expected: claimed.revision, correlationId }),
  );
  return recorded === null ? "lost" : "written";
}

async function* readChunks(
  eventStore: EventStore,
  job: JobBoard,
  file: number,
): AsyncGenerator<ChunkOutcomes> {
  const first = file * chunksPerReportFile;
  const end = Math.min(first + chunksPerReportFile, job.chunks.length);
  for (let number = first; number < end; number++) {
    if (job.touched[number] !== 1) continue;
    const { part, chunk } = partOfChunk(job, number);
    yield readOutcomes(eventStore, chunkStream(job.id, part, chunk));
  }
}

/** Events with ten thousand outcomes take megabytes once they are decoded: a few at a time are enough. */
const pageEvents = 2;

function readOutcomes(eventStore: EventStore, stream: string): ChunkOutcomes {
  let outcomesHash: string | null = null;
  async function* outcomesOf(): AsyncGenerator<TaskSucceeded | TaskFailed> {
    for (let from = 0; ;) {
      const options = { from, maxCount: pageEvents };
      const page = await readEvents<ChunkEvent>(eventStore, stream, options);
      for (const { event } of page) {
        if (event.type === "ChunkAdvanced") ({ outcomesHash } = event.data);
        else if (event.type === "TaskSucceeded" || event.type === "TaskFailed") yield event;
      }
      if (page.length < pageEvents) return;
      from = page.at(-1)!.revision + 1;
    }
  }
  return {
    events: outcomesOf(),
    outcomesHash() {
      assert(outcomesHash !== null, "a chunk with outcomes has advanced");
      return outcomesHash;
    },
  };
}
