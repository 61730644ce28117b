/** One life of a process, from its start to its end; what the world and the checks know of it. */
import type { Coordinator } from "../../src/executors/coordinator.ts";
import type { Owner } from "./scheduler.ts";

export class Life implements Owner {
  readonly name: string;
  readonly executor: string;
  dead = false;
  pausedUntil = 0;
  /** Nothing it sends reaches the event store before. */
  cutOffUntil = 0;
  /** It was killed, or silent for a while: others may have taken what it had. */
  wasLost = false;
  stopping = false;
  coordinator: Coordinator | null = null;
  readonly startedAt: number;
  /** When its last acknowledged beat was acknowledged. */
  beatAt: number;
  /** Jobs that it has been told have stopped. */
  readonly stoppedJobs = new Set<string>();
  /** Chunk streams on which an append of it was refused, since its last claim of them. */
  readonly lostChunks = new Set<string>();
  readonly callsInFlight = new Map<string, number>();
  callsInFlightTotal = 0;
  /** Work of the world that is to be settled when it dies. */
  readonly onDeath = new Set<() => void>();

  constructor(options: {
    readonly name: string;
    readonly executor: string;
    readonly startedAt: number;
  }) {
    this.name = options.name;
    this.executor = options.executor;
    this.startedAt = options.startedAt;
    this.beatAt = options.startedAt;
  }

  die(): void {
    if (this.dead) return;
    this.dead = true;
    for (const settle of this.onDeath) settle();
    this.onDeath.clear();
  }
}
