/** Takes chunks for this process: claims them, hands them to the workers, and sees to what comes back. */
import { flushWaitMs } from "./flush-moments.ts";
import { claimChunk, releaseChunk, type ClaimedChunk } from "./claim.ts";
import { picking, settled, tryAgain, type Engine } from "./engine.ts";
import { giveWayToEqual, giveWayToHigher } from "./give-way.ts";
import type { WorkEnd, WorkItem } from "./hands.ts";
import type { JobLimits } from "../job/spec.ts";
import { chunkPlace, partOfChunk, type JobBoard } from "./job-board.ts";
import { shareOfJob } from "./job-share.ts";
import { thisTerm } from "./lease.ts";
import { isClaimOver, threadsOfFleet } from "./liveness.ts";
import { manifestStoreOf } from "./needed-stores.ts";
import { pickChunk, pickLostChunk, type Picked } from "./pick-work.ts";
import { manifestFailure } from "./prepare-part.ts";
import { isDeadly, type ChunkResult } from "./run-chunk.ts";
import { carryOut } from "./steward.ts";
import type { Worker } from "./worker.ts";

export function takeChunks(engine: Engine): void {
  const { workers, limits, hands } = engine;
  if (engine.isolated !== null) return takeIsolated(engine, engine.isolated);
  for (;;) {
    const [idlest] = workers
      .map((worker, index) => ({
        worker,
        index,
        held: hands.count({ kind: "chunk", worker: index }),
      }))
      .toSorted((a, b) => a.held - b.held);
    if (idlest === undefined) return;
    const isFull = idlest.held >= limits.chunksPerWorker;
    if (idlest.held >= heldMax(engine)) return makeRoom(engine);
    // What a lost process held is taken up at once, beside what is in hand: nobody else may have room for it either.
    const picked = isFull ? pickLost(engine) : pickNext(engine);
    if (picked === null) return isFull ? makeRoom(engine) : undefined;
    takeChunk(engine, picked, idlest);
  }
}

/**
 * With chunks of lost processes a worker may hold twice as many. Not where one process owns the store: nobody else waits
 * there, and more chunks in hand are more that stand beside the one that executors die on.
 */
function heldMax({ rule, limits }: Engine): number {
  return rule.exclusive ? limits.chunksPerWorker : 2 * limits.chunksPerWorker;
}

function pickNext(engine: Engine): Picked | null {
  return pickChunk(picking(engine), (job) => mayTake(engine, job, engine.limits.chunksPerWorker));
}

/** Of the share of this process alone: what it still wants when there is room. */
function pickOwn(engine: Engine): Picked | null {
  const own = { ...picking(engine), onlyOwn: true };
  return pickChunk(own, (job) => mayTake(engine, job, engine.limits.chunksPerWorker));
}

function pickLost(engine: Engine): Picked | null {
  return pickLostChunk(picking(engine), (job) => mayTake(engine, job, heldMax(engine)));
}

function mayTake(engine: Engine, job: JobBoard, perWorker: number): boolean {
  const held = engine.hands.count({ kind: "chunk", job: job.id });
  return held < chunksAtOnce(engine, job, perWorker);
}

/**
 * Every hand is full: a chunk may have to give way to a job that waits (`give-way.ts`). Its calls in flight end first, and
 * what has no outcome is taken again later.
 */
function makeRoom(engine: Engine): void {
  const { hands, givingBack, storeWaits } = engine;
  const next = pickNext(engine);
  if (next === null) return;
  const full = { ...picking(engine), chunks: hands.items("chunk"), givingBack };
  const lower = giveWayToHigher(full, next.job);
  if (lower !== null) return giveBack(engine, lower);
  const own = pickOwn(engine);
  if (own === null || storeWaits.waits(readingOf(own.job))) return;
  const equal = giveWayToEqual(full, { job: own.job, now: engine.clock.now() });
  if (equal !== null) giveBack(engine, equal);
}

function giveBack(engine: Engine, item: WorkItem): void {
  engine.givingBack.add(item);
  stopGivenBack(engine, item);
}

function stopGivenBack({ board, workers }: Engine, item: WorkItem): void {
  const job = board.jobs.get(item.job);
  if (job === undefined) return;
  workers[item.worker!]!.stopChunk({ job: job.id, ...partOfChunk(job, item.number) });
}

/**
 * Chunks of a job that this process may run at once: no more than calls, so that each may make at least one, and no more
 * than there are, so that a small job gets all that it may use.
 */
function chunksAtOnce(engine: Engine, job: JobBoard, perWorker: number): number {
  const share = shareOf(engine, job);
  const ofStore = shareOfStore(engine, job);
  if (share === null || ofStore === "nothing") return 0;
  return Math.min(
    engine.workers.length * perWorker,
    share.maxConcurrency ?? Infinity,
    ofStore?.maxConcurrency ?? Infinity,
    Math.max(1, job.chunks.length - job.chunksComplete),
  );
}

function takeChunk(
  engine: Engine,
  picked: Picked,
  to: { readonly worker: Worker; readonly index: number },
): void {
  const { job, number } = picked;
  const since = engine.clock.now();
  const item: WorkItem = { kind: "chunk", job: job.id, number, worker: to.index, since };
  engine.hands.take(item, ({ tries }) =>
    claimAndRun(engine, picked, { item, worker: to.worker, tries }).finally(() =>
      engine.givingBack.delete(item),
    ),
  );
}

async function claimAndRun(
  engine: Engine,
  picked: Picked,
  as: { readonly item: WorkItem; readonly worker: Worker; readonly tries: number },
): Promise<WorkEnd> {
  const { job, number } = picked;
  const { item, worker, tries } = as;
  const held = thisTerm(engine.lease);
  const claimed = await claimChunk(engine, job, picked);
  if (claimed === null) return settled;
  if (!held.isHeld()) {
    await releaseChunk(engine, claimed);
    return settled;
  }
  const isAlone = engine.isolated?.job.id === job.id && engine.isolated.number === number;
  if (isDeadly(claimed.state) && !isAlone) {
    return isolate(engine, picked, claimed);
  }
  applyShare(engine, job);
  const running = worker.run({
    ...claimed,
    limits: engine.sharedLimits.forChunk(job),
    flushWaitMs: flushWaitMs(threadsOfFleet(engine.board, engine.rule, engine.workers.length)),
  });
  // The job or the process may have begun to stop, or to search another chunk, after the claim, when there was nothing to
  // stop yet.
  stopChunksOfStoppedJobs(engine);
  if (engine.givingBack.has(item)) stopGivenBack(engine, item);
  const givesWay = engine.isolated !== null && !isAlone;
  if (engine.stopping.aborted || engine.isStalled() || givesWay) worker.stopAll();
  return afterChunk(engine, job, { result: await running, tries });
}

function shareOf({ board, rule }: Engine, job: JobBoard): JobLimits | null {
  return shareOfJob(job, rule.self, (executor) => isClaimOver(board, rule, executor));
}

/** The same of the limits of its store, among all who hold chunks of any job on it; null: the store has none. */
function shareOfStore(engine: Engine, job: JobBoard): JobLimits | "nothing" | null {
  const { board, rule, sharedLimits, limitsOfStore } = engine;
  const store = sharedLimits.storeOf(job);
  const limits = limitsOfStore?.(store) ?? null;
  if (limits === null) return null;
  const held = new Map(
    [...board.jobs.values()]
      .filter((other) => other.held.size > 0 && sharedLimits.storeOf(other) === store)
      .flatMap((other) =>
        [...other.held].map(([chunk, holder]) => [`${other.id} ${chunk}`, holder] as const),
      ),
  );
  const isLost = (executor: string) => isClaimOver(board, rule, executor);
  return shareOfJob({ held, limits }, rule.self, isLost) ?? "nothing";
}

/** What this process may use of the limits of a job and its store. Who may use nothing gives back what it holds. */
function applyShare(engine: Engine, job: JobBoard): void {
  const { sharedLimits, workers } = engine;
  const share = shareOf(engine, job);
  const ofStore = shareOfStore(engine, job);
  const none = { maxConcurrency: 1, maxRequestsPerSecond: null };
  sharedLimits.apply(
    job,
    share ?? { ...job.limits, maxConcurrency: 1 },
    ofStore === "nothing" ? none : ofStore,
  );
  if (share === null || ofStore === "nothing") for (const worker of workers) worker.stopJob(job.id);
}

/** Limits, priorities and shares that were changed reach the chunks that run. */
export function applyLimits(engine: Engine): void {
  const { board, hands, sharedLimits } = engine;
  sharedLimits.keepOnly(board.jobs);
  for (const id of hands.jobs("chunk")) {
    const job = board.jobs.get(id);
    if (job !== undefined) applyShare(engine, job);
  }
}

/**
 * A chunk that executors die on is run with nothing beside it, so that no other row is blamed for the death: it is given
 * back, and so is all else, and then it is taken alone.
 */
async function isolate(engine: Engine, picked: Picked, claimed: ClaimedChunk): Promise<WorkEnd> {
  engine.log.warn(
    "executors ended on this chunk; the row they end on is searched for, with nothing beside it",
    {
      job: claimed.job,
      part: claimed.part,
      chunk: claimed.chunk,
    },
  );
  engine.isolated ??= picked;
  for (const worker of engine.workers) worker.stopAll();
  await releaseChunk(engine, claimed);
  return settled;
}

function takeIsolated(engine: Engine, picked: Picked): void {
  const { hands, board, workers } = engine;
  const { job, number } = picked;
  if (hands.count({ kind: "chunk" }) > 0 || hands.holds({ kind: "chunk", job: job.id, number }))
    return;
  const isOpen = job.chunks[number] !== chunkPlace.complete;
  if (board.jobs.get(job.id)?.status !== "ACTIVE" || !isOpen || engine.isolationEnds) {
    engine.isolated = null;
    engine.isolationEnds = false;
    return takeChunks(engine);
  }
  engine.isolationEnds = true;
  takeChunk(engine, { ...picked, over: null }, { worker: workers[0]!, index: 0 });
}

async function afterChunk(
  engine: Engine,
  job: JobBoard,
  { result, tries }: { readonly result: ChunkResult; readonly tries: number },
): Promise<WorkEnd> {
  const { position } = result;
  // Any chunk shows whether the manifest can be read, and the next one is another.
  const reading = readingOf(job);
  if (result.kind !== "unreadable") {
    engine.storeWaits.ended(reading);
    return { position };
  }
  const { failure } = result;
  if (failure.kind === "permanent") {
    const command = { type: "FailJob", ...manifestFailure(failure) } as const;
    const proposal = { kind: "command", job: job.id, command } as const;
    await carryOut(engine, job, { proposal, failingSince: null });
    return { position };
  }
  const store = manifestStoreOf(job.spec.manifest);
  return tryAgain(engine, reading, { store, failure, tries });
}

function readingOf(job: JobBoard): WorkItem {
  return { kind: "chunk", job: job.id, number: -1 };
}

/** Chunks of jobs that are not ACTIVE any more are given back as soon as their calls in flight have ended. */
export function stopChunksOfStoppedJobs({ board, hands, workers }: Engine): void {
  for (const job of hands.jobs("chunk")) {
    if (board.jobs.get(job)?.status === "ACTIVE") continue;
    for (const worker of workers) worker.stopJob(job);
  }
}
