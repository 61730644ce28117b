import { describe, expect, test } from "vitest";
import { isClaimOver } from "../../src/executors/liveness.ts";
import { beats, self, watch } from "../support/boards.ts";

const shared = { self, exclusive: false };

describe("a claim", () => {
  test("is over when five beats of the observer came back since the last sign of its holder", () => {
    const watched = watch(beats("a", 1), beats(self, 4));
    expect(isClaimOver(watched.board, shared, "a")).toBe(false);
    watched.see(beats(self, 1));
    expect(isClaimOver(watched.board, shared, "a")).toBe(true);
    watched.see(beats("a", 1));
    expect(isClaimOver(watched.board, shared, "a")).toBe(false);
  });

  test("does not run out by the beats of third ones, nor while the log stands still", () => {
    const watched = watch(beats("a", 1), beats("b", 50));
    expect(isClaimOver(watched.board, shared, "a")).toBe(false);
  });

  test("of one who was never seen is not over", () => {
    expect(isClaimOver(watch(beats(self, 9)).board, shared, "a")).toBe(false);
  });

  test("of oneself is never over", () => {
    const { board } = watch(beats(self, 9));
    expect(isClaimOver(board, shared, self)).toBe(false);
    expect(isClaimOver(board, { self, exclusive: true }, self)).toBe(false);
  });

  test("of an earlier process is over at once on a store that one process owns", () => {
    const { board } = watch(beats("a", 1));
    expect(isClaimOver(board, { self, exclusive: true }, "a")).toBe(true);
  });
});
