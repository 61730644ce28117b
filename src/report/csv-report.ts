/** The CSV files of a report, for a run of chunks: one for the tasks that succeeded, one for those that failed. */
import { createHash } from "node:crypto";
import type { TaskFailed, TaskSucceeded } from "../job/chunk-events.ts";
import type { ReportFile } from "../job/events.ts";
import type { ReportSpec } from "../job/spec.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import { csvLine, reportRows } from "./csv-rows.ts";
import { ReportFileWriter } from "./report-file.ts";
import { reportFileKey, reportObject, reportWriteOptions, type ReportStatus } from "./report.ts";

/** The outcomes of one chunk, in the order of its stream. */
export interface ChunkOutcomes {
  readonly events: AsyncIterable<TaskSucceeded | TaskFailed> | Iterable<TaskSucceeded | TaskFailed>;
  /** Hash of its outcomes as its last `ChunkAdvanced` has it; asked for when the events are read. */
  readonly outcomesHash: () => string;
}

/** A status without a task has no file, and so has one that the scope leaves out. */
export interface WrittenReportFiles {
  readonly succeeded: ReportFile | null;
  readonly failed: ReportFile | null;
  /** SHA-256, hex, over the hashes of the chunks in order, as hex one after the other. */
  readonly outcomesHash: string;
}

export interface ReportFilesOptions {
  readonly store: ObjectStore;
  readonly report: ReportSpec;
  readonly jobId: string;
  /** Number of the file in the report, from 0. */
  readonly file: number;
  /** Bucket of the listed objects. */
  readonly bucket: string;
  readonly chunks: AsyncIterable<ChunkOutcomes> | Iterable<ChunkOutcomes>;
}

/**
 * Writes both files at once, as streams. The same outcomes give the same bytes under the same keys, so that a repeat is
 * harmless. Throws `StoreError` when the store fails; then neither file is left half written.
 */
export async function writeReportFiles(options: ReportFilesOptions): Promise<WrittenReportFiles> {
  const files = new FilePair(options);
  const hash = createHash("sha256");
  try {
    for await (const chunk of options.chunks) {
      for await (const event of chunk.events) await files.add(event);
      hash.update(chunk.outcomesHash());
    }
    return { ...(await files.end()), outcomesHash: hash.digest("hex") };
  } catch (error) {
    const first = await files.abort(error);
    throw first;
  }
}

/** Both files; the failure of one is the failure of the other. */
class FilePair {
  readonly #bucket: string;
  readonly #failedOnly: boolean;
  readonly #succeeded: ReportFileWriter;
  readonly #failed: ReportFileWriter;
  #failure: { readonly error: unknown } | null = null;

  constructor(options: ReportFilesOptions) {
    const onFailure = (error: unknown) => this.#fail(error);
    this.#bucket = options.bucket;
    this.#failedOnly = options.report.scope === "FAILED_TASKS_ONLY";
    this.#succeeded = openFile(options, { status: "succeeded", onFailure });
    this.#failed = openFile(options, { status: "failed", onFailure });
  }

  async add(event: TaskSucceeded | TaskFailed): Promise<void> {
    if (event.type === "TaskSucceeded" && this.#failedOnly) return;
    const file = event.type === "TaskSucceeded" ? this.#succeeded : this.#failed;
    for (const row of reportRows(event, this.#bucket)) {
      if (file.add(csvLine(row))) await file.flush();
      if (this.#failure !== null) throw this.#failure.error;
    }
  }

  async end(): Promise<Pick<WrittenReportFiles, ReportStatus>> {
    const [succeeded, failed] = await Promise.all([this.#succeeded.end(), this.#failed.end()]);
    return { succeeded, failed };
  }

  /** Gives up both, and waits until the store has. Returns what went wrong first. */
  async abort(reason: unknown): Promise<unknown> {
    const first = this.#fail(reason);
    await Promise.all([this.#succeeded.settled(), this.#failed.settled()]);
    return first;
  }

  #fail(error: unknown): unknown {
    this.#failure ??= { error };
    this.#succeeded.fail(error);
    this.#failed.fail(error);
    return this.#failure.error;
  }
}

function openFile(
  { store, report, jobId, file }: ReportFilesOptions,
  options: { readonly status: ReportStatus; readonly onFailure: (error: unknown) => void },
): ReportFileWriter {
  const { status, onFailure } = options;
  const key = reportFileKey({ prefix: report.prefix, jobId, status, file });
  return new ReportFileWriter({
    store,
    object: reportObject(report, key),
    writeOptions: reportWriteOptions(report, "text/csv"),
    onFailure,
  });
}
