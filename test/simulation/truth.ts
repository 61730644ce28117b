/** What the log says of each job, folded by the deciders alone: what the executors believe is measured against it. */
import { chunkDecider, type ChunkState } from "../../src/job/chunk.ts";
import type { ManifestTotals } from "../../src/job/events.ts";
import type { JobStatus } from "../../src/job/lifecycle.ts";
import { initialState, type JobState } from "../../src/job/state.ts";
import type { JobPlan } from "./scenario.ts";

/** The first thing found that must not be; the simulation ends there. */
export class Judge {
  verdict: string | null = null;

  fail(what: string): void {
    this.verdict ??= what;
  }

  expect(condition: boolean, what: () => string): void {
    if (!condition) this.fail(what());
  }
}

export interface ChunkTruth {
  state: ChunkState;
  /** Where in the log the present claim stands. */
  claimedAt: number;
  /** The job was ACTIVE at that claim. */
  claimedActive: boolean;
  /** A holder of it was lost, ever. */
  everLost: boolean;
  /** Executors that it was taken from since their last claim of it. */
  readonly robbed: Set<string>;
  /** Rows of the part that were called by executors that it was taken from, and have no outcome. */
  readonly doubtful: Set<number>;
  /** Rows of the part that were called by the holder since its claim, until they have an outcome. */
  readonly calledByHolder: Set<number>;
  /** Executors died on it when it was claimed: rows are called only when they were announced. */
  searched: boolean;
  /** Rows that the holder has announced, until they have an outcome. */
  readonly announced: Set<number>;
  /** How often each row was all that a lost holder had announced and called, since something was last recorded of it. */
  readonly lostAlone: Map<number, number>;
}

export const outcomeCodes = { none: 0, succeeded: 1, failed: 2 } as const;

export class JobTruth {
  readonly plan: JobPlan;
  state: JobState = initialState;
  status: JobStatus | null = null;
  /** Where in the log the status was entered. */
  since = 0;
  /** Where in the log it last became ACTIVE. */
  activatedAt = 0;
  /** Steward that gave it its slot. */
  activatedBy = "";
  /** When the status was entered or the priority changed. */
  changedAt = 0;
  priority = 0;
  totals: ManifestTotals | null = null;
  /** Of each row of the whole job; none before a list was generated. */
  keys: readonly string[] = [];
  outcomes = new Uint8Array(0);
  readonly #rows = new Map<string, number>();
  readonly #versions: ReadonlyMap<string, string | null>;
  succeeded = 0;
  failed = 0;
  everOverThreshold = false;
  drained = false;
  readonly chunks = new Map<string, ChunkTruth>();
  /** Rows of the chunks of each part, as planned. */
  readonly planned: number[][] = [];

  constructor(plan: JobPlan) {
    this.plan = plan;
    this.#versions = new Map(plan.generated?.objects.map(({ key, versionId }) => [key, versionId]));
    this.lists(plan.keys);
  }

  /** Its rows are these. */
  lists(keys: readonly string[]): void {
    this.keys = keys;
    this.outcomes = new Uint8Array(keys.length);
    for (const [row, key] of keys.entries()) this.#rows.set(key, row);
  }

  /** Of the row of that key; null when it names none. */
  versionOf(key: string): string | null {
    return this.#versions.get(key) ?? null;
  }

  rowOfKey(key: string): number | undefined {
    return this.#rows.get(key);
  }

  /** Rows without an outcome that a lost holder may have called. */
  get unknown(): number {
    let unknown = 0;
    for (const { state, everLost } of this.chunks.values())
      if (everLost && state.claimed) unknown += state.rows - state.succeeded - state.failed;
    return unknown;
  }

  get id(): string {
    return this.plan.id;
  }

  chunk(part: number, chunk: number): ChunkTruth {
    const name = `${part}-${chunk}`;
    const known = this.chunks.get(name);
    if (known !== undefined) return known;
    const fresh: ChunkTruth = {
      state: chunkDecider.initialState,
      claimedAt: 0,
      claimedActive: false,
      robbed: new Set(),
      everLost: false,
      doubtful: new Set(),
      calledByHolder: new Set(),
      searched: false,
      announced: new Set(),
      lostAlone: new Map(),
    };
    this.chunks.set(name, fresh);
    return fresh;
  }

  /** Number in the whole job of a row of a part. */
  rowOf(part: number, row: number): number {
    const parts = this.totals?.parts ?? [];
    return parts.slice(0, part).reduce((sum, { rows }) => sum + rows, row);
  }

  /** The chunk that holds a row of the whole job. */
  chunkOfRow(row: number): { readonly part: number; readonly chunk: number; readonly row: number } {
    let left = row;
    for (const [part, chunks] of this.planned.entries()) {
      const rowInPart = left;
      for (const [chunk, rows] of chunks.entries()) {
        if (left < rows) return { part, chunk, row: rowInPart };
        left -= rows;
      }
    }
    throw new Error(`${this.id} has no row ${row}`);
  }
}
