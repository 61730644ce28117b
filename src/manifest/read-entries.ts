/** The rows of a chunk that was planned before: checked again, for the store may have given other bytes. */
import { parseLines } from "./columns.ts";
import { checkRow } from "./entries.ts";
import type { ManifestColumns } from "./entries.ts";
import type { LineBlock } from "./lines.ts";
import { contentChanged } from "./located-object.ts";
import type { ManifestEntry } from "./manifest.ts";

/** Throws `StoreError` when the rows are not as they were planned. */
export async function readEntries(
  blocks: AsyncIterable<LineBlock>,
  rowsOf: {
    readonly columns: ManifestColumns;
    readonly firstRow: number;
    readonly rowsMax: number;
  },
): Promise<readonly ManifestEntry[]> {
  const { columns, firstRow, rowsMax } = rowsOf;
  const entries: ManifestEntry[] = [];
  let bucket: string | null = null;
  for await (const block of blocks) {
    const { lines, problem } = parseLines(block.bytes);
    if (problem !== null) throw contentChanged(problem.reason);
    for (const line of lines) {
      const row = checkRow(line.columns, columns, bucket);
      if (!row.ok) throw contentChanged(row.error.reason);
      const { rawKey, key, versionId } = row.value;
      ({ bucket } = row.value);
      entries.push({ row: firstRow + entries.length, rawKey, key, versionId });
    }
  }
  if (entries.length === 0 || entries.length > rowsMax) {
    throw contentChanged(`${entries.length} rows instead of 1 to ${rowsMax}`);
  }
  return entries;
}
