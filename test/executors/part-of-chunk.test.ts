import { expect, test } from "vitest";
import { partOfChunk } from "../../src/executors/job-board.ts";
import { fc } from "../support/fast-check.ts";

test("a chunk of a job is of the part that holds it, whichever parts are empty", () => {
  const chunksOfParts = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 5 })), { maxLength: 40 });
  fc.assert(
    fc.property(chunksOfParts, (counts) => {
      const chunksBefore = counts.map((_, part) =>
        counts.slice(0, part).reduce((sum, count) => sum + count, 0),
      );
      const places = counts.flatMap((count, part) =>
        Array.from({ length: count }, (_, chunk) => ({ part, chunk })),
      );
      expect(places.map((_, number) => partOfChunk({ chunksBefore }, number))).toEqual(places);
    }),
  );
});
