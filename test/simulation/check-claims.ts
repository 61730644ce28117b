/**
 * Whether a claim may be taken over, from the log alone: four waits between two beats of a process, one after the other,
 * since the holder's last sign, at some moment after the claim. On a store that one process owns: when the holder is dead.
 */
import type { RecordedEvent } from "../../src/eventstore/eventstore.ts";
import type { Life } from "./life.ts";

const waitsOfClaim = 4;

interface Watched {
  /** Where each process beat last since the last sign. */
  readonly beats: Map<string, number>;
  waits: number;
  /** Where the last of them ended; the next one may not have begun before. */
  waitedUntil: number;
  /** Where in the log they were last enough. */
  overAt: number;
}

export class ClaimChecks {
  readonly #exclusive: boolean;
  readonly #livesByExecutor: ReadonlyMap<string, Life>;
  readonly #watched = new Map<string, Watched>();
  readonly #stopped = new Set<string>();

  constructor(options: { readonly exclusive: boolean; readonly lives: ReadonlyMap<string, Life> }) {
    this.#exclusive = options.exclusive;
    this.#livesByExecutor = options.lives;
  }

  written({ type, data, position }: RecordedEvent): void {
    const executor = data["executor"];
    if (typeof executor !== "string" || type.startsWith("Task")) return;
    if (type === "ChunkReleased" && data["lost"] === true) return;
    if (type === "ExecutorStopped") {
      this.#stopped.add(executor);
      return;
    }
    if (type === "ExecutorSeen") {
      for (const watched of this.#watched.values()) {
        const before = watched.beats.get(executor);
        watched.beats.set(executor, position);
        if (before !== undefined && before >= watched.waitedUntil) {
          watched.waits += 1;
          watched.waitedUntil = position;
        }
        if (watched.waits >= waitsOfClaim) watched.overAt = position;
      }
    }
    const own = this.#watched.get(executor) ?? {
      beats: new Map(),
      waits: 0,
      waitedUntil: -1,
      overAt: -1,
    };
    // Its own beats are signs: they count for others only.
    own.beats.clear();
    Object.assign(own, { waits: 0, waitedUntil: -1 });
    this.#watched.set(executor, own);
  }

  mayTake(taker: string, holder: string, claimedAt: number): boolean {
    if (taker === holder || this.#stopped.has(holder)) return true;
    if (this.#exclusive) return this.#livesByExecutor.get(holder)?.dead === true;
    return (this.#watched.get(holder)?.overAt ?? -1) > claimedAt;
  }
}
