import { describe, expect, test } from "vitest";
import {
  ago,
  bytes,
  cutMiddle,
  duration,
  exactUtc,
  percent,
  shortId,
  timeLeft,
  visible,
} from "../../console/src/lib/format.ts";

describe("a percentage", () => {
  test.each([
    [0, "0 %"],
    [1, "100 %"],
    [0.61, "61 %"],
    [0.0000001, "< 0.001 %"],
    [0.99999, "> 99.9 %"],
    [0.999, "99 %"],
    [0.02, "2 %"],
    [Number.NaN, "–"],
  ])("of %d is %s", (share, text) => expect(percent(share)).toBe(text));
});

describe("the time left", () => {
  test.each([
    [null, null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    [3, "less than a minute left"],
    [240, "about 4 min left"],
    [7_200, "about 2 h left"],
    [1e9, "more than a day left"],
  ])("of %s seconds is %s", (seconds, text) => expect(timeLeft(seconds)).toBe(text));
});

test("a duration has its two largest units", () => {
  expect([0.2, 1, 61, 552, 3_600, 90_061].map(duration)).toEqual([
    "less than a second",
    "1 s",
    "1 min 1 s",
    "9 min 12 s",
    "1 h",
    "1 d 1 h",
  ]);
  expect(duration(Number.NaN)).toBe("–");
});

test("what cannot be seen in a key is made visible, so that two keys never look the same", () => {
  expect(visible("a\u0000b\nc")).toBe("a\\u{0}b\\u{a}c");
  expect(visible(" a b  ")).toBe("␠a b␠␠");
  expect(visible("user\u202Efdp.exe")).toBe("user\\u{202e}fdp.exe");
  expect(visible("<b>ü</b>")).toBe("<b>ü</b>");
});

test("a long key keeps its beginning and its end, and never half a character", () => {
  expect(cutMiddle("abcdefghij", 10)).toBe("abcdefghij");
  expect(cutMiddle("abcdefghijk", 5)).toBe("ab…jk");
  expect(cutMiddle("😀😀😀😀", 3)).toBe("😀…😀");
});

test("sizes, ids and moments are short", () => {
  expect(bytes("184000000")).toBe("184 MB");
  expect(bytes("0")).toMatch(/^0 bytes?$/);
  expect(shortId("8f2c6a1e-0000-5000-8000-0000000091d0")).toBe("8f2c6a1e…91d0");
  expect([0, 12_000, 180_000, 7_300_000, 200_000_000].map((ms) => ago(0, ms))).toEqual([
    "just now",
    "12 s ago",
    "3 min ago",
    "2 h ago",
    "2 d ago",
  ]);
});

test("an exact moment is that of the log, to the millisecond", () => {
  expect(exactUtc("2026-01-31T09:30:00.123Z")).toBe("2026-01-31 09:30:00.123 UTC");
  expect(exactUtc("2026-01-31T10:30:00.123+01:00")).toBe("2026-01-31 09:30:00.123 UTC");
});
