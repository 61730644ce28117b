/**
 * Whether a claim may be taken over, from the log alone: five beats of the taker since the holder's last sign, at some
 * moment after the claim. On a store that one process owns: when the holder is dead.
 */
import type { RecordedEvent } from "../../src/eventstore/eventstore.ts";
import type { Life } from "./life.ts";

const beatsOfClaim = 5;

interface Watched {
  beats: number;
  /** Where in the log the beats were last enough. */
  overAt: number;
}

export class ClaimChecks {
  readonly #exclusive: boolean;
  readonly #livesByExecutor: ReadonlyMap<string, Life>;
  /** By observer, then by the one observed. */
  readonly #watched = new Map<string, Map<string, Watched>>();
  readonly #known = new Set<string>();

  constructor(options: { readonly exclusive: boolean; readonly lives: ReadonlyMap<string, Life> }) {
    this.#exclusive = options.exclusive;
    this.#livesByExecutor = options.lives;
  }

  written({ type, data, position }: RecordedEvent): void {
    const executor = data["executor"];
    if (typeof executor !== "string" || type.startsWith("Task")) return;
    if (type === "ChunkReleased" && data["lost"] === true) return;
    if (type === "ExecutorSeen") {
      for (const other of this.#known) {
        if (other === executor) continue;
        const watched = this.#watchedBy(executor, other);
        watched.beats += 1;
        if (watched.beats >= beatsOfClaim) watched.overAt = position;
      }
    }
    this.#known.add(executor);
    for (const watched of this.#watched.values()) {
      const one = watched.get(executor);
      if (one !== undefined) one.beats = 0;
    }
  }

  mayTake(taker: string, holder: string, claimedAt: number): boolean {
    if (taker === holder) return true;
    if (this.#exclusive) return this.#livesByExecutor.get(holder)?.dead === true;
    return this.#watchedBy(taker, holder).overAt > claimedAt;
  }

  #watchedBy(observer: string, other: string): Watched {
    const watched = this.#watched.get(observer) ?? new Map<string, Watched>();
    this.#watched.set(observer, watched);
    const one = watched.get(other) ?? { beats: 0, overAt: -1 };
    watched.set(other, one);
    return one;
  }
}
