import { describe, expect, it } from "vitest";
import { nearest } from "../../src/lib/nearest.ts";
import { count, counted, duration, fields, printable, rate, table } from "../../src/cli/text.ts";

describe("text for people", () => {
  it("holds nothing that a terminal obeys", () => {
    expect(printable("a\u001B[2Jb\rc\n\u0085\u202Ed")).toBe(
      "a\\u{1b}[2Jb\\u{d}c\\u{a}\\u{85}\\u{202e}d",
    );
    expect(printable("crème 箱 🚢")).toBe("crème 箱 🚢");
    expect(table(["A"], [["\u001B[31m"]])).not.toContain("\u001B");
    expect(fields([["A", "\u0007"]])).not.toContain("\u0007");
  });

  it("has tables whose columns line up", () => {
    expect(
      table(
        ["ID", "N"],
        [
          ["a", "1"],
          ["long", ""],
        ],
      ),
    ).toBe("ID    N\na     1\nlong\n");
  });

  it("has tables as long as a list of tasks may be", () => {
    const rows = Array.from({ length: 200_000 }, (_, row) => [String(row), "x"]);
    expect(table(["ROW", "KEY"], rows)).toMatch(/^199999 {2}x$/m);
  });

  it("leaves fields without a value out", () => {
    expect(
      fields([
        ["One", "1"],
        ["Three", null],
        ["Two", "2"],
      ]),
    ).toBe("One  1\nTwo  2\n");
  });

  it.each([
    [0, "0"],
    [999, "999"],
    [1_000, "1,000"],
    [20_000_000_000, "20,000,000,000"],
  ])("%d is written %s", (number, text) => {
    expect(count(number)).toBe(text);
  });

  it.each([
    [0.04, "0.0s"],
    [9.94, "9.9s"],
    [59.4, "59s"],
    [59.6, "1m 00s"],
    [185, "3m 05s"],
    [7_800, "2h 10m"],
    [-1, "0.0s"],
  ])("%d seconds are %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it("has rates and counted nouns", () => {
    expect([rate(0.25), rate(850.4), rate(12_345)]).toEqual(["0.3/s", "850/s", "12,345/s"]);
    expect([counted(1, "object"), counted(1_200, "object")]).toEqual(["1 object", "1,200 objects"]);
  });
});

describe("the nearest known word", () => {
  const known = ["--operation", "--manifest", "--report", "--report-scope", "--yes"];
  it.each([
    ["--opertion", "--operation"],
    ["--manifets", "--manifest"],
    ["--REPORT", "--report"],
    ["--report-scop", "--report-scope"],
    ["--manif", "--manifest"],
    ["--concurrency", null],
    ["--", null],
  ])("to %s is %s", (word, meant) => {
    expect(nearest(word, known)).toBe(meant);
  });
});
