import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { csvReader, openManifest, readPart, readWhole } from "../support/manifests.ts";
import type { CsvReaderOptions } from "../support/manifests.ts";
import { fc } from "../support/fast-check.ts";

const lineEnd = fc.constantFrom("\n", "\r\n");
const key = fc
  .oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
    fc.constantFrom("a", "箱", "🚢🚢", "e\u0301", "a,b", 'a"b', "\uFEFF", "\u2028x"),
  )
  .map((text) => `${text.replaceAll(/[\0\r\n%+]/gu, "-")}.`);
const row = fc.oneof(
  key.map((text) => `b,${encodeURIComponent(text.toWellFormed())}`),
  key.map((text) => `b,${text.replaceAll(/[",]/gu, "")}`),
  key.map((text) => `"b","${text.replaceAll('"', '""')}"`),
);
const file = fc
  .tuple(
    fc.array(fc.tuple(row, lineEnd), { maxLength: 12 }),
    row,
    fc.constantFrom("", "\n", "\r\n\n"),
  )
  .map(([rows, last, end]) => `${rows.map((pair) => pair.join("")).join("")}${last}${end}`);
const sizes = fc.record({
  partBytes: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(100_000)),
  blockBytes: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(100_000)),
  rowsPerChunk: fc.integer({ min: 1, max: 5 }),
});

describe("the parts of a CSV manifest", () => {
  it("give together exactly the rows of the file, once each and in order, wherever it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(file, sizes, async (text, options) => {
        const { parts, entries } = await readWhole(csvReader(text, options).reader);

        expect(entries.flat().map(({ rawKey }) => rawKey)).toEqual(keysByCsvParse(text));
        for (const part of entries)
          expect(part.map((entry) => entry.row)).toEqual([...part.keys()]);
        for (const { chunks } of parts) {
          const ends = chunks.map(({ end }) => end);
          expect(chunks.slice(1).map(({ start }) => start)).toEqual(ends.slice(0, -1));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("give a row to the part that holds its first byte", async () => {
    await fc.assert(
      fc.asyncProperty(file, sizes, async (text, options) => {
        const { reader } = csvReader(text, { ...options, rowsPerChunk: 1 });
        const { sizeBytes, partOffsets } = await openManifest(reader);
        const { parts } = await readWhole(reader);
        for (const [part, { chunks }] of parts.entries()) {
          for (const { start } of chunks) {
            expect(start).toBeGreaterThanOrEqual(partOffsets[part] ?? 0);
            expect(start).toBeLessThan(partOffsets[part + 1] ?? sizeBytes);
          }
        }
      }),
    );
  });

  it("name the same first problem wherever the file is cut", async () => {
    const bad = fc.constantFrom(
      "",
      "b",
      "b,k,v",
      "c d,k",
      'b,"k',
      'b,k"',
      "b,%",
      "b,k\0",
      "b,\rk",
      "b,k ",
    );
    const lines = fc.array(fc.tuple(fc.oneof({ weight: 4, arbitrary: row }, bad), lineEnd), {
      minLength: 1,
      maxLength: 12,
    });
    const badFile = lines.map((pairs) => pairs.map((pair) => pair.join("")).join(""));
    await fc.assert(
      fc.asyncProperty(badFile, sizes, async (text, options) => {
        expect(await firstProblem(text, options)).toEqual(await firstProblem(text, {}));
      }),
      { numRuns: 300 },
    );
  });
});

function keysByCsvParse(text: string): (string | undefined)[] {
  const rows = parse(text.replace(/\n\n$/u, "\n"), { record_delimiter: ["\r\n", "\n"] });
  return rows.map((columns) => columns[1]);
}

/** The first problem of all parts, its row counted in the whole file. */
async function firstProblem(text: string, options: CsvReaderOptions) {
  const { reader } = csvReader(text, options);
  const opened = await openManifest(reader);
  let rowsBefore = 0;
  for (const part of opened.partOffsets.keys()) {
    const { chunks, problem } = await readPart(reader, opened, part);
    if (problem !== null) return { ...problem, row: rowsBefore + (problem.row ?? 0) };
    rowsBefore += chunks.reduce((sum, { rows }) => sum + rows, 0);
  }
  return null;
}
