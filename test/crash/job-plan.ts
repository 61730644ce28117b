/** What one job is, and at which moments its process is killed: all of it from the seed. */
import type { Random } from "./random.ts";

/** The moment that is waited for before a kill. */
export type Moment =
  /** The process starts. */
  | "start"
  /** The manifest is being read. */
  | "prepare"
  /** So many of the rows were called. */
  | "run"
  /** The event log was written to. */
  | "append"
  /** The read models were written to. */
  | "commit"
  /** A job of higher priority has come. */
  | "pause"
  /** The job was cancelled. */
  | "drain"
  /** The report is being written. */
  | "report"
  /** The job has just ended. */
  | "ended";

export interface PlannedKill {
  readonly moment: Moment;
  /** Share of the rows that must have been called before. */
  readonly share: number;
  /** Time between the moment and the kill. */
  readonly afterMs: number;
  /** Whether a stop that was asked for must have begun, or may not even have been heard. */
  readonly isSeen: boolean;
}

export interface JobPlan {
  readonly number: number;
  readonly operation: "copy" | "tags";
  readonly rows: number;
  readonly kills: readonly PlannedKill[];
  /** The manifest comes slowly, so that there is a time in which it is read. */
  readonly slowManifest: boolean;
  /** The longest time by which an answer to a task is late; 0 for none. */
  readonly lateMs: number;
}

/** In the order in which a job meets them. */
const moments: readonly Moment[] = [
  "start",
  "prepare",
  "run",
  "append",
  "commit",
  "pause",
  "drain",
  "report",
  "ended",
];

const longestWaitMs: Readonly<Record<Moment, number>> = {
  start: 900,
  prepare: 1500,
  run: 30,
  append: 5,
  commit: 5,
  pause: 300,
  drain: 100,
  report: 40,
  ended: 60,
};

/** Every moment once in random order, and again: so that some dozen kills already meet them all. */
export function createMoments(random: Random): () => Moment {
  let deck: Moment[] = [];
  return () => {
    if (deck.length === 0) deck = [...moments];
    return deck.splice(random.whole(0, deck.length - 1), 1)[0]!;
  };
}

export function planJob(
  random: Random,
  options: {
    readonly number: number;
    readonly nextMoment: () => Moment;
    readonly killsMax: number;
    readonly copiesMax: number;
    /** Reading tags back takes a call an object. */
    readonly tagsMax: number;
  },
): JobPlan {
  const { number, nextMoment, killsMax, copiesMax, tagsMax } = options;
  const operation = random.next() < 0.7 ? "copy" : "tags";
  const most = operation === "copy" ? copiesMax : tagsMax;
  const rows = random.whole(Math.ceil(most / 2), most);
  const kills = Math.min(killsMax, random.whole(2, 6));
  const wanted = Array.from({ length: kills }, nextMoment);
  const ordered = wanted.toSorted((a, b) => moments.indexOf(a) - moments.indexOf(b));
  const shares = ordered.map(() => 0.02 + random.next() * 0.8).toSorted((a, b) => a - b);
  return {
    number,
    operation,
    rows,
    kills: ordered.map((moment, index) => ({
      moment,
      share: shares[index]!,
      afterMs: random.next() * longestWaitMs[moment],
      isSeen: random.next() < 0.7,
    })),
    slowManifest: wanted.includes("prepare"),
    lateMs: wanted.includes("drain") || wanted.includes("pause") ? random.whole(50, 150) : 0,
  };
}
