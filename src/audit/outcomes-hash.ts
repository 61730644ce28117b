/** The chain of hashes over what became of the tasks: flush by flush in a chunk, over chunks in a file, over files in a job. */
import { createHash } from "node:crypto";
import type { ChunkEvent } from "../job/chunk-events.ts";

/** Chains the outcomes of a chunk, so that a changed, dropped or moved one is found. */
export function hashOf(before: string, events: readonly ChunkEvent[]): string {
  const hash = createHash("sha256").update(before);
  for (const { type, data } of events) hash.update(type).update(JSON.stringify(data));
  return hash.digest("hex");
}

/** One hash over many, in their order. */
export function hashOfHashes(hashes: readonly string[]): string {
  const hash = createHash("sha256");
  for (const one of hashes) hash.update(one);
  return hash.digest("hex");
}
