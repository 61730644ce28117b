import { isUtf8 } from "node:buffer";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { parseLines } from "../../src/manifest/columns.ts";
import { fc } from "../support/fast-check.ts";

/** Text of a column that programs stumble over. */
const column = fc.oneof(
  fc.constantFrom(
    "",
    "b",
    "photos",
    "a/b c",
    "%2C",
    "箱",
    "🚢",
    "e\u0301",
    "\uFEFF",
    "\u2028",
    "\t",
  ),
  fc.string({ unit: "binary", maxLength: 6 }).map((text) => text.replaceAll(/[\0\r\n]/gu, "")),
);
const plainLine = fc
  .array(column, { minLength: 1, maxLength: 4 })
  .map((columns) => columns.map((text) => text.replaceAll(/[",]/gu, "")).join(","));
const quotedLine = fc
  .array(fc.tuple(column, fc.boolean()), { minLength: 1, maxLength: 4 })
  .map((columns) =>
    columns
      .map(([text, isQuoted]) =>
        isQuoted || /[",]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text,
      )
      .join(","),
  );
/** As inventories are written: every column quoted, and now and then a quote where it breaks that. */
const allQuotedLine = fc
  .array(fc.oneof({ weight: 8, arbitrary: column }, { weight: 1, arbitrary: brokenColumn() }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((columns) => columns.map((text) => `"${text.replaceAll('"', '""')}"`).join(","));
/** Nothing but quotes and commas: every way to be nearly right. */
const quotesAndCommas = fc
  .array(fc.constantFrom('"', ",", '","', "b"), { minLength: 1, maxLength: 9 })
  .map((pieces) => pieces.join(""));
/** Quotes, commas, line ends and odd bytes in any order. */
const brokenLine = fc
  .array(fc.constantFrom('"', '""', ",", "b", "\r", "\0", " ", "箱"), { maxLength: 8 })
  .map((pieces) => pieces.join(""));
const lineEnd = fc.constantFrom("\n", "\r\n");

const blockOf = (line: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.array(fc.tuple(line, lineEnd), { maxLength: 8 }), line)
    .map(([lines, last]) => Buffer.from(`${lines.map((pair) => pair.join("")).join("")}${last}`));

describe("splitting lines", () => {
  it("reads plain lines by hand as csv-parse does", () => {
    fc.assert(fc.property(blockOf(plainLine), expectAsByCsvParse), { numRuns: 500 });
  });

  it("reads quoted lines as csv-parse does", () => {
    fc.assert(fc.property(blockOf(quotedLine), expectAsByCsvParse), { numRuns: 500 });
  });

  it("reads lines in which all is quoted by hand as csv-parse does", () => {
    fc.assert(fc.property(blockOf(allQuotedLine), expectAsByCsvParse), { numRuns: 1000 });
  });

  it("is not deceived by quotes and commas that look like the ends of columns", () => {
    const line = fc.oneof(
      quotesAndCommas,
      quotesAndCommas.map((text) => `"${text}"`),
    );
    fc.assert(fc.property(blockOf(line), expectAsByCsvParse), { numRuns: 5000 });
  });

  it("reads plain and quoted lines of one length as csv-parse reads them at a stroke", () => {
    const threeColumns = fc.constantFrom(
      "b,k,v",
      '"b","k","v"',
      'b,"k",v',
      '"b","k ""x"", y",',
      "箱,🚢,v",
    );
    const block = fc
      .array(fc.tuple(threeColumns, lineEnd), { minLength: 1, maxLength: 20 })
      .map((lines) => lines.map((pair) => pair.join("")).join(""));
    fc.assert(
      fc.property(block, (text) => {
        const { lines, problem } = parseLines(Buffer.from(text));
        expect(problem).toBeNull();
        expect(lines.map(({ columns }) => columns)).toEqual(
          parse(text, { record_delimiter: ["\r\n", "\n"] }),
        );
      }),
    );
  });

  it("finds the same first bad line as csv-parse does", () => {
    const anyLine = fc.oneof(plainLine, quotedLine, brokenLine);
    fc.assert(fc.property(blockOf(anyLine), expectAsByCsvParse), { numRuns: 2000 });
  });

  it("finds bytes that are not UTF-8", () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
    const lines = fc
      .array(
        fc.oneof(
          bytes,
          plainLine.map((line) => Buffer.from(line)),
          fc.constant(Buffer.from("\n")),
        ),
      )
      .map((pieces) => Buffer.concat(pieces));
    fc.assert(fc.property(lines, expectAsByCsvParse), { numRuns: 500 });
  });

  it("measures every line, so that the lengths add up to the block", () => {
    fc.assert(
      fc.property(blockOf(fc.oneof(plainLine, quotedLine)), (block) => {
        const { lines, problem } = parseLines(block);
        const bytes = lines.reduce((sum, line) => sum + line.bytes, 0);
        expect(problem === null ? bytes : block.length).toBe(block.length);
      }),
    );
  });
});

function brokenColumn() {
  return fc.constantFrom('"', '","', 'a"b', '""', ',"', '",', "a,b");
}

/** The rule itself, slow and plain: each line alone through a strict csv-parse. */
function expectAsByCsvParse(block: Buffer): void {
  const expected: string[][] = [];
  let isBad = false;
  for (const line of cutLines(block)) {
    const columns = readLine(line);
    isBad = columns === null;
    if (columns === null) break;
    expected.push(columns);
  }
  const { lines, problem } = parseLines(block);
  expect(lines.map(({ columns }) => columns)).toEqual(expected);
  expect(problem !== null).toBe(isBad);
}

function cutLines(block: Buffer): Buffer[] {
  const pieces = block.toString("latin1").split("\n");
  if (pieces.at(-1) === "") pieces.pop();
  return pieces.map((piece) => Buffer.from(piece.replace(/\r$/u, ""), "latin1"));
}

function readLine(line: Buffer): string[] | null {
  if (!isUtf8(line) || line.includes(0) || line.includes("\r")) return null;
  try {
    return parse(line, { record_delimiter: "\n" })[0] ?? [];
  } catch {
    return null;
  }
}
