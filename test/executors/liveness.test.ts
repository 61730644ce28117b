import { describe, expect, test } from "vitest";
import {
  isClaimOver,
  isWatching,
  livingExecutors,
  threadsOfFleet,
} from "../../src/executors/liveness.ts";
import { active, beats, chunk, jobIn, ofChunk, self, stopped, watch } from "../support/boards.ts";

const shared = { self, exclusive: false };

describe("a claim", () => {
  test("is over when another process has beaten five times since the last sign of its holder", () => {
    const watched = watch(beats("a", 1), beats("b", 4));
    expect(isClaimOver(watched.board, shared, "a")).toBe(false);
    watched.see(beats("b", 1));
    expect(isClaimOver(watched.board, shared, "a")).toBe(true);
    watched.see(beats("a", 1));
    expect(isClaimOver(watched.board, shared, "a")).toBe(false);
  });

  test("is over by beats of several, each of whom lived too short to tell alone", () => {
    const watched = watch(beats("a", 1), beats("b", 3), beats("c", 2));
    expect(isClaimOver(watched.board, shared, "a")).toBe(false);
    watched.see(beats("c", 1));
    expect(isClaimOver(watched.board, shared, "a")).toBe(true);
  });

  test("does not run out by the beats that many send at the same time", () => {
    const many = ["b", "c", "d", "e", "f", self];
    const round = () => many.flatMap((one) => beats(one, 1));
    const watched = watch(beats("a", 1), round(), round(), round(), round());
    expect(isClaimOver(watched.board, shared, "a")).toBe(false);
    watched.see(round());
    expect(isClaimOver(watched.board, shared, "a")).toBe(true);
  });

  test("is over at once when its holder has stopped in order", () => {
    const watched = watch(beats("a", 1), beats("b", 1));
    watched.see([...stopped("a"), ...beats("b", 1)]);
    expect(isClaimOver(watched.board, shared, "a")).toBe(true);
    expect(isClaimOver(watched.board, shared, "b")).toBe(false);
    expect(livingExecutors(watched.board, shared)).toEqual(["b", self]);
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

describe("a process that holds nothing", () => {
  const idle = { holds: false, isOverdue: false };

  test("beats while a job is under way, for whoever works on it may die", () => {
    const { board } = watch(active("j", { chunks: [1] }));
    expect(isWatching(board, shared, idle)).toBe(true);
    expect(isWatching(board, { self, exclusive: true }, idle)).toBe(false);
  });

  test("does not beat when there is no job, or only one that waits for a person", () => {
    expect(isWatching(watch().board, shared, idle)).toBe(false);
    expect(isWatching(watch(jobIn("SUSPENDED", "j")).board, shared, idle)).toBe(false);
    expect(isWatching(watch(jobIn("COMPLETE", "j")).board, shared, idle)).toBe(false);
  });

  test("beats when something is due that no steward has done", () => {
    const { board } = watch(jobIn("SUSPENDED", "j"));
    expect(isWatching(board, shared, idle)).toBe(false);
    expect(isWatching(board, shared, { ...idle, isOverdue: true })).toBe(true);
  });

  test("beats when it holds something after all", () => {
    expect(isWatching(watch().board, shared, { ...idle, holds: true })).toBe(true);
  });
});

describe("the fleet", () => {
  test("is all that live, this process among them before it was seen", () => {
    const { board, see } = watch(beats("a", 1), beats("b", 2));
    expect(livingExecutors(board, shared)).toEqual(["a", "b", self]);
    expect(threadsOfFleet(board, shared, 3)).toBe(5);
    see(beats("b", 4));
    expect(livingExecutors(board, shared)).toEqual(["b", self]);
    expect(threadsOfFleet(board, shared, 3)).toBe(4);
    see([ofChunk("j", [0, 0], chunk.claimed("c"))]);
    expect(threadsOfFleet(board, shared, 3)).toBe(4);
  });
});
