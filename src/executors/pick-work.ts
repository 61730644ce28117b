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
import { heldByLiving, isClaimOver, livingExecutors, type ClaimRule } from "./liveness.ts";

export interface Picking {
  readonly board: Board;
  readonly rule: ClaimRule;
  /** Work that this process has in hand, which the board may not show yet. */
  readonly inHand: (job: string, kind: "part" | "chunk" | "file", number: number) => boolean;
  /** Whether this process can work on a job; on every one when left out. */
  readonly canServe?: (job: JobBoard) => boolean;
  readonly random: () => number;
  /** A chunk is taken among this many, so that processes seldom want the same one. */
  readonly window: number;
  /** Nothing of the shares of other processes, also when this one has none. */
  readonly onlyOwn?: boolean;
}

export interface Picked extends Taking {
  readonly job: JobBoard;
  readonly number: number;
}

export function pickPart(picking: Picking): Picked | null {
  for (const job of oldestFirst(picking)) {
    if (job.status !== "PREPARING" || job.totals !== null) continue;
    const open: number[] = [];
    for (const [number, { planned, rejected, claim }] of job.parts.entries())
      if (!planned && rejected === null && isFree(picking, claim)) open.push(number);
    const number = ownShare(picking, open, (one) => picking.inHand(job.id, "part", one));
    if (number !== undefined) return taking(picking, job, number, job.parts[number]!.claim);
  }
  return null;
}

export function pickReportFile(picking: Picking): Picked | null {
  for (const job of oldestFirst(picking)) {
    if (!isReporting(job)) continue;
    const claimOf = (file: number) => job.reportClaims.get(file) ?? null;
    const open: number[] = [];
    for (let file = 0; file < reportFilesTotal(job); file++)
      if (!job.reportFiles.has(file) && isFree(picking, claimOf(file))) open.push(file);
    const number = ownShare(picking, open, (one) => picking.inHand(job.id, "file", one));
    if (number !== undefined) return taking(picking, job, number, claimOf(number));
  }
  return null;
}

function taking({ board }: Picking, job: JobBoard, number: number, claim: Claim | null): Picked {
  return { job, number, over: claim?.executor ?? null, seenAt: board.position };
}

/**
 * Among ACTIVE jobs the highest priority first, among equals the one with the fewest chunks in living hands, then the one whose
 * last claim is the longest ago: with more jobs than hands they take turns. Chunks with nothing but rows that were set aside
 * come when no fresh one is free.
 */
export function pickChunk(picking: Picking, mayTake: (job: JobBoard) => boolean): Picked | null {
  const { board, rule } = picking;
  const active = [...board.jobs.values()]
    .filter((job) => job.status === "ACTIVE" && servable(picking, job) && mayTake(job))
    .map((job) => ({ job, held: heldByLiving(board, rule, job) }))
    .toSorted(
      (a, b) =>
        b.job.priority - a.job.priority ||
        a.held - b.held ||
        a.job.claimedAt - b.job.claimedAt ||
        a.job.createdAt - b.job.createdAt,
    );
  for (const { job } of active) {
    const picked =
      lostChunk(picking, job) ?? freeChunk(picking, job) ?? deferredChunk(picking, job);
    if (picked !== null) return picked;
  }
  return null;
}

/** A chunk of a job that may be taken, held by a process that is lost. */
export function pickLostChunk(
  picking: Picking,
  mayTake: (job: JobBoard) => boolean,
): Picked | null {
  for (const job of picking.board.jobs.values()) {
    if (job.status !== "ACTIVE" || !servable(picking, job)) continue;
    const picked = lostChunk(picking, job);
    if (picked !== null && mayTake(job)) return picked;
  }
  return null;
}

function lostChunk(picking: Picking, job: JobBoard): Picked | null {
  const { board, rule } = picking;
  const lost: number[] = [];
  for (const [number, { executor }] of job.held)
    if (isClaimOver(board, rule, executor)) lost.push(number);
  // In order: who dies on a chunk is to meet it again first, and not one beside it.
  const inOrder = { ...picking, random: () => 0 };
  const number = ownShare(inOrder, lost, (one) => picking.inHand(job.id, "chunk", one));
  if (number === undefined) return null;
  return { job, number, over: job.held.get(number)!.executor, seenAt: board.position };
}

function freeChunk(picking: Picking, job: JobBoard): Picked | null {
  while (job.freeFrom < job.chunks.length && job.chunks[job.freeFrom] !== chunkPlace.free)
    job.freeFrom += 1;
  return chunkAt(picking, job, { place: chunkPlace.free, from: job.freeFrom });
}

function deferredChunk(picking: Picking, job: JobBoard): Picked | null {
  while (
    job.deferredFrom < job.chunks.length &&
    job.chunks[job.deferredFrom] !== chunkPlace.deferred
  ) {
    job.deferredFrom += 1;
  }
  return chunkAt(picking, job, { place: chunkPlace.deferred, from: job.deferredFrom });
}

/** One of the first that are there and nobody holds. */
function chunkAt(
  picking: Picking,
  job: JobBoard,
  { place, from }: { readonly place: number; readonly from: number },
): Picked | null {
  const found: number[] = [];
  for (let number = from; number < job.chunks.length && found.length < picking.window; number++)
    if (job.chunks[number] === place) found.push(number);
  const number = ownShare(picking, found, (one) => picking.inHand(job.id, "chunk", one));
  return number === undefined ? null : { job, number, over: null, seenAt: picking.board.position };
}

/**
 * One of what all processes see, at random within the share of this one: the others take theirs at the same moment, and
 * who wants what another has claimed loses the way to the event store and back. The share goes by the numbers, so that
 * who is behind with the log, and sees more that is free, wants the same as when he is not. Who has all of his share in
 * hand waits until the board shows it and what is left is shared anew. With less than there are processes, those of the
 * numbers take it, and of the others one at a time: they look again with each page of the log.
 */
function ownShare(
  { board, rule, random, onlyOwn = false }: Picking,
  all: readonly number[],
  isInHand: (one: number) => boolean,
): number | undefined {
  if (all.length === 0) return undefined;
  const living = livingExecutors(board, rule);
  const rank = living.indexOf(rule.self);
  const ofRank = all.filter((one) => one % living.length === rank);
  const startOf = (of: number) => Math.floor((of * all.length) / living.length);
  const isScarce = all.length < living.length;
  const second = isScarce ? [] : all.slice(startOf(rank), startOf(rank + 1));
  const own = ofRank.length > 0 ? ofRank : second;
  const mayTakeOthers = own.length === 0 && isScarce && !onlyOwn && random() * living.length < 1;
  const left = (mayTakeOthers ? all : own).filter((one) => !isInHand(one));
  return left[Math.floor(random() * left.length)];
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
