/** The rows of a chunk that was planned before: checked again, for the store may have given other bytes. */
import { parseLines } from "./columns.ts";
import { checkRow } from "./entries.ts";
import type { ManifestColumns } from "./entries.ts";
import type { LineBlock } from "./lines.ts";
import { contentChanged } from "./located-object.ts";
import type { ChunkRows } from "./manifest.ts";
import { PackedRows, type RowObject } from "./packed-rows.ts";

/** Throws `StoreError` when the rows are not as they were planned. */
export async function readEntries(
  blocks: AsyncIterable<LineBlock>,
  rowsOf: {
    readonly columns: ManifestColumns;
    readonly firstRow: number;
    readonly rowsMax: number;
  },
): Promise<ChunkRows> {
  const { columns, firstRow, rowsMax } = rowsOf;
  const rows = new PackedRows(firstRow);
  let bucket: string | null = null;
  for await (const block of blocks) {
    const { lines, problem } = parseLines(block.bytes);
    if (problem !== null) throw contentChanged(problem.reason);
    const objects: RowObject[] = [];
    for (const line of lines) {
      const row = checkRow(line.columns, columns, bucket);
      if (!row.ok) throw contentChanged(row.error.reason);
      const { rawKey, key, versionId } = row.value;
      ({ bucket } = row.value);
      objects.push({ rawKey, key, versionId });
    }
    rows.add(objects);
  }
  if (rows.length === 0 || rows.length > rowsMax) {
    throw contentChanged(`${rows.length} rows instead of 1 to ${rowsMax}`);
  }
  return rows;
}
