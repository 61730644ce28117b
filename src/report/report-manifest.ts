/** `manifest.json`, which lists the files of a report; it is written last, so that who finds it finds everything. */
import { createHash } from "node:crypto";
import type { ReportFile } from "../job/events.ts";
import type { ReportSpec } from "../job/spec.ts";
import { assert } from "../lib/assert.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import {
  outcomesHashKey,
  reportManifestKey,
  reportObject,
  reportSchema,
  reportWriteOptions,
  type ReportStatus,
} from "./report.ts";

export interface ReportManifestOptions {
  readonly store: ObjectStore;
  readonly report: ReportSpec;
  readonly jobId: string;
  /** RFC 3339, in UTC. */
  readonly createdAt: string;
  /** What `writeReportFiles` gave for each file, in order. */
  readonly files: readonly { readonly [Status in ReportStatus]: ReportFile | null }[];
  /** SHA-256, hex, over the hashes of the files in order; it is written beside the manifest. */
  readonly outcomesHash: string;
}

export interface WrittenReportManifest {
  readonly manifestKey: string;
  /** CSV files that it lists, and the rows in them. */
  readonly files: number;
  readonly rows: number;
}

/** The same files give the same bytes, so a repeat is harmless. Throws `StoreError`. */
export async function writeReportManifest(
  options: ReportManifestOptions,
): Promise<WrittenReportManifest> {
  const { store, report, jobId } = options;
  const manifestKey = reportManifestKey({ prefix: report.prefix, jobId });
  await store.write(
    reportObject(report, outcomesHashKey({ prefix: report.prefix, jobId })),
    Buffer.from(options.outcomesHash),
    reportWriteOptions(report, "text/plain"),
  );
  const md5 = md5Of(manifestBlocks(options));
  await store.write(
    reportObject(report, `${manifestKey}.md5`),
    Buffer.from(md5),
    reportWriteOptions(report, "text/plain"),
  );
  const written = await store.write(
    reportObject(report, manifestKey),
    streamOf(manifestBlocks(options)),
    reportWriteOptions(report, "application/json"),
  );
  assert(written.md5 === md5, "the manifest of a report is the same when it is made again");
  const listed = options.files.flatMap(({ succeeded, failed }) => [succeeded, failed]);
  const files = listed.filter((file) => file !== null);
  return { manifestKey, files: files.length, rows: files.reduce((sum, { rows }) => sum + rows, 0) };
}

const blockCharacters = 64 * 1024;

function* manifestBlocks(options: ReportManifestOptions): Generator<Uint8Array> {
  let text = "";
  for (const piece of manifestText(options)) {
    text += piece;
    if (text.length < blockCharacters) continue;
    yield Buffer.from(text, "utf8");
    text = "";
  }
  yield Buffer.from(text, "utf8");
}

/** The members in the order in which AWS writes them. */
function* manifestText({ report, createdAt, files }: ReportManifestOptions): Generator<string> {
  const format = '"Format":"Report_CSV_20180820"';
  yield `{${format},"ReportCreationDate":${JSON.stringify(createdAt)},"Results":[`;
  let separator = "";
  for (const file of files) {
    for (const status of ["succeeded", "failed"] as const) {
      const entry = file[status];
      if (entry === null) continue;
      yield (
        separator +
        JSON.stringify({
          TaskExecutionStatus: status,
          Bucket: report.bucket,
          MD5Checksum: entry.md5,
          Key: entry.key,
        })
      );
      separator = ",";
    }
  }
  yield `],"ReportSchema":${JSON.stringify(reportSchema)}}`;
}

function md5Of(blocks: Iterable<Uint8Array>): string {
  const hash = createHash("md5");
  for (const block of blocks) hash.update(block);
  return hash.digest("hex");
}

async function* streamOf(blocks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* blocks;
}
