/** The rows of a chunk as the manifest of its job has them, for those who ask which objects they are. */
import type { EventStore } from "../eventstore/eventstore.ts";
import type { OpenedManifest } from "../job/events.ts";
import { inTime } from "../inspect/in-time.ts";
import type { JobSpec } from "../job/spec.ts";
import { createAtOnce } from "../lib/at-once.ts";
import type { ManifestEntry } from "../manifest/manifest.ts";
import { StoreError } from "../s3/failures.ts";
import { locateChunk } from "./locate-chunk.ts";
import type { OpenReader } from "./open-reader.ts";

export interface RowsOfChunk {
  readonly job: string;
  readonly spec: JobSpec;
  readonly opened: OpenedManifest;
  readonly part: number;
  readonly chunk: number;
}

/** Somebody waits for a page. */
const answerMsMax = 10_000;

/** Null when the manifest is gone, is another now, or cannot be had. */
export function createReadChunkRows(dependencies: {
  readonly eventStore: Pick<EventStore, "readStream">;
  readonly openReader: OpenReader;
}): (rows: RowsOfChunk) => Promise<readonly ManifestEntry[] | null> {
  const { eventStore, openReader } = dependencies;
  const atOnce = createAtOnce({ runningMax: 4, waitingMax: 200 });
  return ({ job, spec, opened, part, chunk }) =>
    atOnce(async () => {
      const { place } = await locateChunk(eventStore, { job, part, chunk });
      try {
        return [...(await inTime(openReader(spec, job).readChunk(opened, place), answerMsMax))];
      } catch (error) {
        if (error instanceof StoreError) return null;
        throw error;
      }
    });
}
