/** The rows of a part are checked one by one and counted into chunks. */
import { parseLines } from "./columns.ts";
import type { ParsedLine } from "./columns.ts";
import {
  checkFirstBytes,
  checkHeader,
  checkMissingHeader,
  checkRow,
  emptyLine,
} from "./entries.ts";
import type { ManifestColumns } from "./entries.ts";
import type { RowProblem } from "./line.ts";
import type { LineBlock } from "./lines.ts";
import type { ManifestProblem, PartItem, PlannedChunk } from "./manifest.ts";
import { cutReason } from "./shown.ts";
import { wholeProblem } from "./store-problems.ts";

/** What is known of a part before its rows are read. */
export interface PartPlan {
  readonly columns: ManifestColumns;
  /** The first line of the file names its columns. */
  readonly headerRow?: boolean;
  /** Size of the file that it is a part of: an empty line is forgiven only at the end of it. Null: not known. */
  readonly sizeBytes: number | null;
  readonly rowsPerChunk: number;
  readonly rowsMax: number;
  /** Rows of the part that were planned before, and their bucket; null when there are none. */
  readonly rowsBefore: number;
  readonly bucket: string | null;
}

/**
 * A chunk is held in memory as a whole when it is worked on. Rows of usual length stay far below this; rows with wide
 * columns that are ignored would not.
 */
const CHUNK_BYTES_MAX = 16 * 1024 * 1024;
export const tooManyRows: ManifestProblem = wholeProblem(
  "InvalidManifestContent",
  "The S3 Batch Operations job failed because it contains more keys than the maximum allowed in a single job",
);

/** The chunks of the rows in these blocks. The first problem is the last item; the chunk it lies in is not given. */
export async function* planChunks(
  blocks: AsyncIterable<LineBlock>,
  plan: PartPlan,
): AsyncGenerator<PartItem> {
  const progress: Progress = {
    bucket: plan.bucket,
    rows: plan.rowsBefore,
    start: 0,
    end: 0,
    rowsInChunk: 0,
    endsEmpty: false,
  };
  for await (const block of blocks) {
    const problem = yield* planBlock(block, plan, progress);
    if (problem === null) continue;
    yield { kind: "problem", problem };
    return;
  }
  if (progress.rowsInChunk > 0) yield { kind: "chunk", chunk: closeChunk(progress) };
}

/** How far a part is planned. `start`, `end` and `rowsInChunk` are those of the chunk that is being filled. */
interface Progress {
  bucket: string | null;
  rows: number;
  start: number;
  end: number;
  rowsInChunk: number;
  /** The last line was empty: forgiven if it was the last of the file. */
  endsEmpty: boolean;
}

function* planBlock(
  block: LineBlock,
  plan: PartPlan,
  progress: Progress,
): Generator<PartItem, ManifestProblem | null> {
  const foreign = block.offset === 0 ? checkFirstBytes(block.bytes) : null;
  if (foreign !== null) return rowProblem(foreign, progress.rows);
  if (progress.endsEmpty) return rowProblem(emptyLine, progress.rows);
  const { lines, problem } = parseLines(block.bytes);
  let { offset } = block;
  for (const line of lines) {
    const end = offset + line.bytes;
    if (
      line.columns.length === 0 &&
      end === (plan.sizeBytes ?? block.offset + block.bytes.length)
    ) {
      progress.endsEmpty = true;
      break;
    }
    const defect = planLine(line, { plan, progress, offset });
    if (defect !== null) return rowProblem(defect, progress.rows);
    if (progress.rows > plan.rowsMax) return tooManyRows;
    offset = end;
    if (isFull(progress, plan)) yield { kind: "chunk", chunk: closeChunk(progress) };
  }
  return problem === null ? null : rowProblem(problem, progress.rows);
}

/** Checks one line and counts it into the chunk. */
function planLine(
  line: ParsedLine,
  { plan, progress, offset }: { plan: PartPlan; progress: Progress; offset: number },
): RowProblem | null {
  if (line.columns.length === 0) return emptyLine;
  if (offset === 0) {
    if (plan.headerRow === true) return checkMissingHeader(line.columns);
    const header = checkHeader(line.columns);
    if (header !== null) return header;
  }
  const row = checkRow(line.columns, plan.columns, progress.bucket);
  if (!row.ok) return row.error;
  if (progress.rowsInChunk === 0) progress.start = offset;
  progress.bucket = row.value.bucket;
  progress.end = offset + line.bytes;
  progress.rows += 1;
  progress.rowsInChunk += 1;
  return null;
}

function isFull(progress: Progress, plan: PartPlan): boolean {
  return (
    progress.rowsInChunk >= plan.rowsPerChunk || progress.end - progress.start >= CHUNK_BYTES_MAX
  );
}

function closeChunk(progress: Progress): PlannedChunk {
  const { start, end, rowsInChunk: rows, bucket } = progress;
  progress.rowsInChunk = 0;
  return { start, end, rows, bucket: bucket ?? "" };
}

function rowProblem({ column, reason }: RowProblem, row: number): ManifestProblem {
  return { code: "InvalidManifestContent", row, column, reason: cutReason(reason) };
}
