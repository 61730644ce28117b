/**
 * Left alone, V8 lets the heap of each thread grow to several times what is alive in it, as long as the machine has memory
 * to spare; an engine has three heaps and more. These rules hold for all threads that start after them, and are soft: a
 * heap that is alive may still be larger (measured by bench/memory.ts).
 */
import { setFlagsFromString } from "node:v8";

/** How much of its size after a collection a heap may grow until the next one. */
const growthPercent = 100;
/** Of each half of the part where what is new lies: most of it is dead when this is full. */
const newHalfMb = 8;

/** Before the threads of an engine start. */
export function limitHeaps(): void {
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
  setFlagsFromString(`--max-semi-space-size=${newHalfMb}`);
}
