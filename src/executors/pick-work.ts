/** Which part, chunk or report file this process takes next: a reading of the board. The streams have the last word. */
import type { Board } from "./board.ts";
import {
  chunkPlace,
  isReporting,
  reportFilesTotal,
  type Claim,
  type JobBoard,
} from "./job-board.ts";
import type { Taking } from "./claim.ts";
import { isClaimOver, type ClaimRule } from "./liveness.ts";

export interface Picking {
  readonly board: Board;
  readonly rule: ClaimRule;
  /** Work that this process has in hand, which the board may not show yet. */
  readonly inHand: (job: string, kind: "part" | "chunk" | "file", number: number) => boolean;
  /** Whether this process can work on a job; on every one when left out. */
  readonly canServe?: (job: JobBoard) => boolean;
  readonly random: () => number;
  /** A chunk is taken at random among this many, so that processes seldom want the same one. */
  readonly window: number;
}

export interface Picked extends Taking {
  readonly job: JobBoard;
  readonly number: number;
}

export function pickPart(picking: Picking): Picked | null {
  for (const job of oldestFirst(picking)) {
    if (job.status !== "PREPARING" || job.totals !== null) continue;
    for (const [number, part] of job.parts.entries()) {
      if (part.planned || part.rejected !== null || picking.inHand(job.id, "part", number))
        continue;
      if (isFree(picking, part.claim))
        return { job, number, over: part.claim?.executor ?? null, seenAt: picking.board.position };
    }
  }
  return null;
}

export function pickReportFile(picking: Picking): Picked | null {
  for (const job of oldestFirst(picking)) {
    if (!isReporting(job)) continue;
    for (let number = 0; number < reportFilesTotal(job); number++) {
      if (job.reportFiles.has(number) || picking.inHand(job.id, "file", number)) continue;
      const claim = job.reportClaims.get(number) ?? null;
      if (isFree(picking, claim))
        return { job, number, over: claim?.executor ?? null, seenAt: picking.board.position };
    }
  }
  return null;
}

/**
 * Among ACTIVE jobs the highest priority first, among equals the one that holds the fewest chunks. Chunks with nothing
 * but rows that were set aside come when no fresh one is free.
 */
export function pickChunk(picking: Picking, mayTake: (job: JobBoard) => boolean): Picked | null {
  const active = [...picking.board.jobs.values()]
    .filter((job) => job.status === "ACTIVE" && servable(picking, job) && mayTake(job))
    .toSorted(
      (a, b) => b.priority - a.priority || a.held.size - b.held.size || a.createdAt - b.createdAt,
    );
  for (const job of active) {
    const picked =
      lostChunk(picking, job) ?? freeChunk(picking, job) ?? deferredChunk(picking, job);
    if (picked !== null) return picked;
  }
  return null;
}

function lostChunk(picking: Picking, job: JobBoard): Picked | null {
  for (const [number, { executor }] of job.held) {
    if (
      !isClaimOver(picking.board, picking.rule, executor) ||
      picking.inHand(job.id, "chunk", number)
    )
      continue;
    return { job, number, over: executor, seenAt: picking.board.position };
  }
  return null;
}

function freeChunk(picking: Picking, job: JobBoard): Picked | null {
  while (job.freeFrom < job.chunks.length && job.chunks[job.freeFrom] !== chunkPlace.free)
    job.freeFrom += 1;
  const free: number[] = [];
  for (
    let number = job.freeFrom;
    number < job.chunks.length && free.length < picking.window;
    number++
  ) {
    if (job.chunks[number] === chunkPlace.free && !picking.inHand(job.id, "chunk", number))
      free.push(number);
  }
  const number = free[Math.floor(picking.random() * free.length)];
  return number === undefined ? null : { job, number, over: null, seenAt: picking.board.position };
}

function deferredChunk(picking: Picking, job: JobBoard): Picked | null {
  while (
    job.deferredFrom < job.chunks.length &&
    job.chunks[job.deferredFrom] !== chunkPlace.deferred
  ) {
    job.deferredFrom += 1;
  }
  for (let number = job.deferredFrom; number < job.chunks.length; number++) {
    if (job.chunks[number] !== chunkPlace.deferred || picking.inHand(job.id, "chunk", number))
      continue;
    return { job, number, over: null, seenAt: picking.board.position };
  }
  return null;
}

/** What this process holds and has not in hand is to be tried again: a store did not answer. */
function isFree({ board, rule }: Picking, claim: Claim | null): boolean {
  return claim === null || claim.executor === rule.self || isClaimOver(board, rule, claim.executor);
}

function servable({ canServe }: Picking, job: JobBoard): boolean {
  return canServe === undefined || canServe(job);
}

function oldestFirst(picking: Picking): JobBoard[] {
  return [...picking.board.jobs.values()]
    .filter((job) => servable(picking, job))
    .toSorted((a, b) => a.createdAt - b.createdAt);
}
