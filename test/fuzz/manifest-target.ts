/** The CSV manifest reader, cut into parts, blocks and chunks at odd places, against the rules stated a second time. */
import type { ManifestEntry } from "../../src/manifest/manifest.ts";
import { csvReader, readPart } from "../support/manifests.ts";
import { manifestCase, type ManifestCase } from "./manifest-cases.ts";
import { readByRules } from "./manifest-oracle.ts";
import type { FuzzTarget } from "./run-fuzz.ts";

export function openManifestTarget(): FuzzTarget {
  return {
    async check(random) {
      const given = manifestCase(random);
      const what = await compare(given);
      return what === null ? null : { what, input: shownCase(given) };
    },
    stop: () => Promise.resolve(),
  };
}

/** A file that is refused is refused by the same row; what stands before it is read alike. */
async function compare(given: ManifestCase): Promise<string | null> {
  const expected = readByRules(given.bytes, given.fields);
  const read = await readAsEngine(given);
  if (read.refused !== expected.refused)
    return `refused: ${read.refused} (${read.reason}), by the rules ${expected.refused} at row ${expected.rows.length}`;
  // A part does not know the bucket of the parts before it, so a bad row of its own may be named first.
  const isNamedLate = expected.foreignBucket && read.rowsGood > expected.rows.length;
  if (read.rowsGood !== expected.rows.length && !isNamedLate)
    return `${read.rowsGood} good rows (${read.reason}), by the rules ${expected.rows.length}`;
  for (const [index, { row, rawKey, key, versionId }] of read.entries.entries()) {
    const rule = expected.rows[index];
    const same =
      rule !== undefined &&
      rule.rawKey === rawKey &&
      rule.key === key &&
      rule.versionId === versionId;
    if (!same)
      return `row ${index} (${row} in its part) is ${JSON.stringify([rawKey, key, versionId])}, by the rules ${JSON.stringify(rule)}`;
  }
  if (!read.refused && read.entries.length !== expected.rows.length)
    return `${read.entries.length} entries, by the rules ${expected.rows.length}`;
  const bucket = expected.rows[0]?.bucket;
  return read.buckets.every((name) => name === bucket)
    ? null
    : `buckets ${read.buckets.join(", ")}`;
}

interface EngineReading {
  readonly refused: boolean;
  readonly reason: string;
  /** Rows before the first problem. */
  readonly rowsGood: number;
  /** Those of whole chunks. */
  readonly entries: readonly ManifestEntry[];
  readonly buckets: readonly string[];
}

/** As the engine does it: each part is planned by itself, the first problem in order counts, each chunk is read by itself. */
async function readAsEngine({ bytes, ...options }: ManifestCase): Promise<EngineReading> {
  const { reader } = csvReader(bytes, options);
  const opened = await reader.open();
  const entries: ManifestEntry[] = [];
  if (!opened.ok)
    return { refused: true, reason: opened.error.reason, rowsGood: 0, entries, buckets: [] };
  let rowsBefore = 0;
  const buckets = new Set<string>();
  for (const part of opened.value.partOffsets.keys()) {
    const { chunks, problem } = await readPart(reader, opened.value, part);
    const before = entries.length;
    for (const { start, end, rows, bucket } of chunks) {
      const firstRow = entries.length - before;
      const chunk = [...(await reader.readChunk(opened.value, { start, end, firstRow }))];
      if (chunk.length !== rows || chunk[0]?.row !== firstRow)
        throw new Error(
          `a chunk of ${rows} rows from ${firstRow} has ${chunk.length} from ${chunk[0]?.row}`,
        );
      // The engine compares the buckets of the parts when all are planned.
      const foreign = buckets.size > 0 && !buckets.has(bucket);
      if (foreign)
        return {
          refused: true,
          reason: "bucket of a part",
          rowsGood: entries.length,
          entries,
          buckets: [...buckets],
        };
      buckets.add(bucket);
      entries.push(...chunk);
    }
    if (problem !== null) {
      const rowsGood = rowsBefore + (problem.row ?? 0);
      return { refused: true, reason: problem.reason, rowsGood, entries, buckets: [...buckets] };
    }
    rowsBefore = entries.length;
  }
  return { refused: false, reason: "", rowsGood: rowsBefore, entries, buckets: [...buckets] };
}

function shownCase({ bytes, ...options }: ManifestCase): string {
  return `${JSON.stringify(options)}\n${JSON.stringify(bytes.toString("latin1").slice(0, 2000))} (bytes as Latin-1)`;
}
