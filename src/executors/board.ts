/**
 * What there is to do in the whole engine and who holds it. Every process folds the same board from the log, so none
 * has to ask another. It decides nothing: the steward and the claims do, and the streams have the last word.
 */
import { assert } from "../lib/assert.ts";
import { decode } from "../job/codec.ts";
import type { ChunkEvent } from "../job/chunk-events.ts";
import type { EngineEvent } from "../job/engine-events.ts";
import type { JobEvent, PartEvent, ReportFileEvent } from "../job/events.ts";
import { isTerminal } from "../job/lifecycle.ts";
import { parseStream } from "../job/streams.ts";
import type { LogPage, RecordedEvent } from "../eventstore/eventstore.ts";
import {
  applyChunkEvent,
  applyJobEvent,
  applyPartEvent,
  applyReportEvent,
  createJobBoard,
  type JobBoard,
} from "./job-board.ts";
import { createBeatCount } from "./beat-count.ts";

/** What the board is folded from: everything but the bulky `Task…` events. */
export const boardTypes = [
  "Job",
  "Manifest",
  "Part",
  "Chunk",
  "Report",
  "Executor",
  "Steward",
] as const;

export interface ExecutorOnBoard {
  /** Where in the log its last sign of life stands. */
  readonly seenAt: number;
  /** Of its last beat; 0 before one was seen. */
  readonly threads: number;
}

export interface Board {
  /** Jobs that have not ended. */
  readonly jobs: ReadonlyMap<string, JobBoard>;
  /** When each job ended that has not expired, the oldest end first. */
  readonly ended: ReadonlyMap<string, string>;
  /** Jobs that expired and whose history is still there, the oldest first. */
  readonly expired: ReadonlySet<string>;
  /** Executors that were seen and have not stopped in order. */
  readonly executors: ReadonlyMap<string, ExecutorOnBoard>;
  /** Claims of those whose last sign stands before this place in the log are over. */
  readonly overBefore: number;
  readonly steward: string | null;
  /** Everything at or before this place is on the board; -1 before the first event. */
  readonly position: number;
  /** Jobs that a newer version has written to; this one leaves them alone. */
  readonly leftAlone: ReadonlyMap<string, string>;
  apply(page: Pick<LogPage, "events" | "position" | "caughtUp">): void;
  /** What it keeps of the log, to be packed at once: it goes on being changed. */
  state(): BoardState;
  /** Begins with what another kept of the log up to a place; nothing may have been applied before. */
  restore(state: BoardState, at: number): void;
}

/** What a board keeps of the log. */
export interface BoardState {
  readonly jobs: ReadonlyMap<string, JobBoard>;
  readonly ended: ReadonlyMap<string, string>;
  readonly expired: readonly string[];
  /** Those that were seen; how lately is for each observer to find out. */
  readonly executors: readonly string[];
  readonly steward: string | null;
}

export interface BoardOptions {
  /** Told once of each job that is left alone, with the reason. */
  readonly onLeftAlone?: (job: string, message: string) => void;
}

export function createBoard(options: BoardOptions = {}): Board {
  const jobs = new Map<string, JobBoard>();
  const ended = new Map<string, string>();
  const expired = new Set<string>();
  const executors = new Map<string, ExecutorOnBoard>();
  const beats = createBeatCount();
  const leftAlone = new Map<string, string>();
  let steward: string | null = null;
  let position = -1;

  function sign(executor: string, { position: seenAt }: RecordedEvent, threads?: number): void {
    const before = executors.get(executor);
    executors.set(executor, { seenAt, threads: threads ?? before?.threads ?? 0 });
  }

  function applyEvent(recorded: RecordedEvent): void {
    const about = parseStream(recorded.stream);
    // What is asked of many jobs stands in the stream of each as well.
    if (about === null || about.kind === "bulk") return;
    const decoded = decode(recorded);
    if (!decoded.ok) {
      if ("job" in about) {
        if (!leftAlone.has(about.job)) options.onLeftAlone?.(about.job, decoded.error.message);
        leftAlone.set(about.job, decoded.error.message);
        jobs.delete(about.job);
        ended.delete(about.job);
        expired.delete(about.job);
      }
      return;
    }
    if (about.kind === "steward" || about.kind === "executor") {
      applyEngineEvent(decoded.value as EngineEvent, recorded);
      return;
    }
    if (about.kind === "job" && recorded.type === "JobCreated") {
      const created = decoded.value as Extract<JobEvent, { type: "JobCreated" }>;
      jobs.set(about.job, createJobBoard(created, recorded));
      return;
    }
    if (recorded.type === "JobExpired") {
      ended.delete(about.job);
      if (!leftAlone.has(about.job)) expired.add(about.job);
    } else if (recorded.type === "JobHistoryDeleted") expired.delete(about.job);
    const job = jobs.get(about.job);
    if (job === undefined) return;
    switch (about.kind) {
      case "job":
        applyJobEvent(job, decoded.value as JobEvent, recorded);
        // Of an ended job nothing is left to do but to expire, so nothing else of it is kept.
        if (isTerminal(job.status)) {
          jobs.delete(about.job);
          ended.set(about.job, recorded.recordedAt);
        }
        return;
      case "plan": {
        const part = job.parts[about.part];
        if (part !== undefined) applyPartEvent(part, decoded.value as PartEvent, recorded);
        return;
      }
      case "chunk": {
        const before = job.chunksBefore[about.part];
        if (before !== undefined)
          applyChunkEvent(job, before + about.chunk, decoded.value as ChunkEvent, recorded);
        return;
      }
      case "report":
        applyReportEvent(job, about.file, decoded.value as ReportFileEvent, recorded);
    }
  }

  function applyEngineEvent(event: EngineEvent, recorded: RecordedEvent): void {
    if (event.type === "StewardClaimed") steward = event.data.executor;
    if (event.type === "ExecutorSeen") {
      const { executor, threads } = event.data;
      beats.add(executor, recorded);
      sign(executor, recorded, threads);
    }
    if (event.type === "ExecutorStopped") executors.delete(event.data.executor);
  }

  return {
    jobs,
    ended,
    expired,
    executors,
    get overBefore() {
      return beats.overBefore;
    },
    leftAlone,
    get steward() {
      return steward;
    },
    get position() {
      return position;
    },
    apply(page) {
      for (const event of page.events) {
        applyEvent(event);
        const { executor } = event.data as { executor?: unknown };
        // A claim or a flush is a sign of life too; an executor is first known by it.
        if (typeof executor === "string" && isSignOfLife(event)) sign(executor, event);
      }
      position = page.position;
    },
    state: () => ({
      jobs,
      ended,
      expired: [...expired],
      executors: [...executors.keys()],
      steward,
    }),
    restore(state, at) {
      assert(position === -1, "a board is restored before anything is applied");
      for (const [id, job] of state.jobs) jobs.set(id, job);
      for (const [id, endedAt] of state.ended) ended.set(id, endedAt);
      for (const id of state.expired) expired.add(id);
      for (const executor of state.executors) executors.set(executor, { seenAt: at, threads: 0 });
      ({ steward } = state);
      position = at;
    },
  };
}

/** A release of a lost chunk names its holder, but is written by another; who has stopped is gone. */
function isSignOfLife({ type, data }: RecordedEvent): boolean {
  return type !== "ExecutorStopped" && !(type === "ChunkReleased" && data["lost"] === true);
}
