import { describe, expect, test } from "vitest";
import { propose } from "../../src/executors/proposals.ts";
import {
  chunksPlanned,
  emptyPart,
  planned,
  preparing,
  rejectedPart,
  self,
  watch,
} from "../support/boards.ts";
import type { Entry } from "../support/recorded.ts";

/** What the steward proposes for a job whose parts stand there. */
function proposed(parts: number, entries: readonly (Entry | Entry[])[], rowsMax = 1000) {
  const { board } = watch(preparing("j", parts), entries.flat());
  const proposals = propose(
    board,
    { self, exclusive: false },
    { limits: { activeJobsMax: 16, rowsMax }, now: "2026-03-01T10:00:00Z", settled: () => true },
  );
  expect(proposals.length).toBeLessThan(2);
  const [one] = proposals;
  return one?.kind === "command" ? one.command : null;
}

const fails = (reason: string) => ({ type: "FailJob", code: "InvalidManifestContent", reason });

describe("a manifest", () => {
  test("is read when all of its parts are, and its totals are theirs in order", () => {
    expect(proposed(2, [planned("j", 0, 10)])).toBeNull();
    expect(proposed(2, [planned("j", 1, 7), planned("j", 0, 10)])).toEqual({
      type: "FinishPreparing",
      totals: {
        bucket: "photos",
        rows: 17,
        chunks: 2,
        parts: [
          { rows: 10, chunks: 1 },
          { rows: 7, chunks: 1 },
        ],
      },
    });
  });

  test("may have parts without a row: a row may be longer than a part", () => {
    const command = proposed(3, [emptyPart("j", 0), planned("j", 1, 7), emptyPart("j", 2)]);
    expect(command).toMatchObject({ type: "FinishPreparing", totals: { rows: 7, chunks: 1 } });
  });

  test("without any row fails its job", () => {
    expect(proposed(2, [emptyPart("j", 0), emptyPart("j", 1)])).toEqual(
      fails("The manifest lists no object."),
    );
  });
});

describe("an error in a manifest", () => {
  test("is reported when everything before it was read, with the rows before it counted", () => {
    const rejected = rejectedPart("j", 1, 4);
    expect(proposed(3, [rejected])).toBeNull();
    expect(proposed(3, [rejected, chunksPlanned("j", 0, 10)])).toBeNull();
    expect(proposed(3, [rejected, planned("j", 0, 10)])).toEqual(fails("row 15: it is odd."));
  });

  test("is the first in the order of the manifest, whichever part was read first", () => {
    const entries = [rejectedPart("j", 2, 0), planned("j", 1, 5), rejectedPart("j", 0, 3)];
    expect(proposed(3, entries)).toEqual(fails("row 4: it is odd."));
  });

  test("that is about the whole object names no row", () => {
    expect(proposed(1, [rejectedPart("j", 0, null)])).toEqual(fails("it is odd."));
  });

  test("is another bucket in a later part, at the first row of it", () => {
    const entries = [planned("j", 0, 10), emptyPart("j", 1), chunksPlanned("j", 2, 5, "videos")];
    expect(proposed(3, entries)).toMatchObject(
      fails(expect.stringMatching(/^row 11: the bucket is "videos", and "photos" before/)),
    );
  });

  test("is one row too many over all parts, and not one fewer", () => {
    const entries = [planned("j", 0, 600), planned("j", 1, 400)];
    expect(proposed(2, entries, 1000)).toMatchObject({ type: "FinishPreparing" });
    expect(proposed(2, entries, 999)).toMatchObject(
      fails(expect.stringMatching(/more keys than the maximum/)),
    );
  });

  test("is too many rows as soon as that is sure, while later parts are still read", () => {
    expect(proposed(3, [planned("j", 0, 600), chunksPlanned("j", 1, 401)])).toMatchObject(
      fails(expect.stringMatching(/more keys than the maximum/)),
    );
  });
});
