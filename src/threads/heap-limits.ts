/**
 * Left alone, V8 lets the heap of each thread grow to several times what is alive in it, as long as the machine has memory
 * to spare; an engine has four heaps and more. These rules are soft: a heap that is alive may still be larger (measured
 * by bench/memory.ts).
 */
import { setFlagsFromString } from "node:v8";
import type { ResourceLimits } from "node:worker_threads";
import { leanFlags } from "../lean-start.ts";

type ThreadKind = "worker" | "coordinator";

/**
 * Of each half of the part where what is new lies: most of it is dead when this is full. Workers make the most that is
 * new, and each collection costs the same however much is dead; with halves of 2 MB a task takes a seventh more CPU. What
 * belongs to a call on its way is alive, and would soon be taken for old where that is much of a half: with 512 calls on
 * their way in each thread and halves of 4 MB a task takes a third more CPU than with halves of 16, as 32 calls a MB give it.
 */
function newHalfMb(thread: ThreadKind, callsInFlight: number): number {
  return thread === "coordinator" ? 2 : Math.max(4, Math.ceil(callsInFlight / 32));
}

/** Before the threads of an engine start, each worker of which has so many calls in flight at most. */
export function limitHeaps(callsInFlight: number): void {
  // The old part of a heap may then grow by a seventh between two collections, and always by 8 MB. `--optimize-for-size`
  // would have it grow less in small heaps, but the collections that it makes more often cost a task an eighth of its CPU.
  setFlagsFromString("--heap-growing-percent=15");
  // So little is alive of what is new that to share it among threads takes longer than to collect it.
  setFlagsFromString("--no-parallel-scavenge");
  // What is moved together needs room at both places; with several threads each needs its own.
  setFlagsFromString("--no-parallel-compaction");
  // The main thread has its heap already; what is new has the room there that it took while it started. The others begin
  // with all that they may have.
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString(`--min-semi-space-size=${newHalfMb("worker", callsInFlight)}`);
  // The heap of the main thread was made by this flag, which would count more than what the others are given.
  if (leanFlags.every((flag) => process.execArgv.includes(flag)))
    setFlagsFromString("--max-semi-space-size=0");
}

/** Of a thread; V8 counts both halves and as much again for what is large. */
export function heapOf(thread: ThreadKind, callsInFlight: number): ResourceLimits {
  return { maxYoungGenerationSizeMb: 3 * newHalfMb(thread, callsInFlight) };
}
