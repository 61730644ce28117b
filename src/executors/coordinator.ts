/**
 * Competing consumers by claim: follows the log into the board, takes parts, chunks and report files for this process,
 * hands chunks to the workers, beats, and is the steward when that falls to it. Two processes or two hundred, the code
 * is the same.
 */
import type { CommandHandler } from "../commands/handle-command.ts";
import type { EventStore } from "../eventstore/eventstore.ts";
import type { JobSpec } from "../job/spec.ts";
import { backoffMs } from "../lib/backoff.ts";
import { sleep, type Clock } from "../lib/clock.ts";
import type { Logger } from "../log.ts";
import type { ManifestReader } from "../manifest/manifest.ts";
import { StoreError } from "../s3/failures.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import { createBeat } from "./beat.ts";
import { boardTypes, createBoard, type Board } from "./board.ts";
import { claimChunk, releaseChunk, type ClaimedChunk } from "./claim.ts";
import { createHands, type Hands, type WorkEnd, type WorkItem } from "./hands.ts";
import { chunkPlace, type JobBoard } from "./job-board.ts";
import { isClaimOver, type ClaimRule } from "./liveness.ts";
import { pickChunk, pickPart, pickReportFile, type Picked, type Picking } from "./pick-work.ts";
import { manifestFailure, preparePart } from "./prepare-part.ts";
import { nextDueAt, propose, type Proposal, type StewardLimits } from "./proposals.ts";
import { isDeadly, type ChunkResult } from "./run-chunk.ts";
import { carryOut, claimStewardship, reportFailed } from "./steward.ts";
import type { StreamWriter } from "./stream-writer.ts";
import type { Worker } from "./worker.ts";
import { writeReportFile } from "./write-report-file.ts";

export interface Coordinator {
  /** Begins to follow the log. Rejects when the event store fails, after which the process must end. */
  run(): Promise<void>;
  /** Takes nothing more, gives everything back, and resolves when nothing is in hand. */
  stop(): Promise<void>;
  readonly board: Board;
}

export interface CoordinatorDependencies {
  readonly eventStore: EventStore;
  readonly commands: CommandHandler;
  readonly writer: StreamWriter;
  readonly workers: readonly Worker[];
  readonly openReader: (spec: JobSpec) => ManifestReader;
  readonly objectStore: (name: string) => ObjectStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  readonly host: string;
  readonly limits: CoordinatorLimits;
}

export interface CoordinatorLimits extends StewardLimits {
  /** Chunks a worker holds at once: one that ends, one that runs, one that begins. */
  readonly chunksPerWorker: number;
  readonly partsAtOnce: number;
  readonly reportFilesAtOnce: number;
}

/** What does not answer is tried again after a while. */
const laterBackoff = { baseMs: 1000, capMs: 30_000 };

export function createCoordinator(dependencies: CoordinatorDependencies): Coordinator {
  const { eventStore, writer, clock, log, host, workers } = dependencies;
  const rule: ClaimRule = { self: writer.executor, exclusive: eventStore.exclusive };
  const board = createBoard(writer.executor);
  const following = new AbortController();
  const stopping = new AbortController();
  let caughtUp = false;
  let alarm = Promise.withResolvers<void>();
  const wake = () => alarm.resolve();
  const { promise: failure, reject: fail } = Promise.withResolvers<never>();
  failure.catch(() => {});
  const hands = createHands({ clock, changed: wake, failed: fail });
  const engine: Engine = {
    ...dependencies,
    board,
    rule,
    hands,
    stopping: stopping.signal,
    isolated: null,
    isolationEnds: false,
  };
  const beat = createBeat({
    writer,
    clock,
    host,
    threads: workers.length,
    needed: () => !eventStore.exclusive || hands.count({}) > 0,
  });

  async function follow(): Promise<void> {
    for await (const page of eventStore.subscribe({
      typePrefixes: boardTypes,
      signal: following.signal,
    })) {
      board.apply(page);
      hands.reached(board.position);
      stopChunksOfStoppedJobs(engine);
      caughtUp ||= page.caughtUp;
      wake();
    }
  }

  async function act(): Promise<void> {
    while (!stopping.signal.aborted) {
      const nap = new AbortController();
      alarm = Promise.withResolvers();
      if (caughtUp) actOnce(engine, { stalled: beat.isStalled() });
      const dueAt = nextDueAt(board) ?? Infinity;
      const napMs = Math.max(0, Math.min(napMaxMs, dueAt - clock.now()));
      await Promise.race([alarm.promise, sleep(clock, napMs, nap.signal)]);
      nap.abort();
    }
  }

  return {
    board,
    async run() {
      log.info("executor started", { executor: writer.executor, workers: workers.length });
      const all = Promise.all([follow(), act(), beat.run(stopping.signal)]);
      await Promise.race([all, failure]);
    },
    async stop() {
      stopping.abort();
      wake();
      for (const worker of workers) worker.stopAll();
      await Promise.race([hands.empty(), failure.catch(() => {})]);
      following.abort();
    },
  };
}

/** However quiet it is, the board is looked at so often: a due date or a claim that ended needs no event. */
const napMaxMs = 1000;

/** What every step of the coordinator works with. */
interface Engine extends CoordinatorDependencies {
  readonly board: Board;
  readonly rule: ClaimRule;
  readonly hands: Hands;
  /** The process takes nothing more. */
  readonly stopping: AbortSignal;
  /** A chunk that is to be run with nothing beside it. */
  isolated: Picked | null;
  /** It was taken: when nothing is in hand again, the others may go on. */
  isolationEnds: boolean;
}

function actOnce(engine: Engine, { stalled }: { readonly stalled: boolean }): void {
  beSteward(engine);
  takeParts(engine);
  takeReportFiles(engine);
  // A process whose beats do not get through starts no call: its claims may be another's soon.
  if (!stalled) takeChunks(engine);
}

const stewardship: WorkItem = { kind: "steward", job: "", number: 0 };

function beSteward(engine: Engine): void {
  const { board, rule, hands, clock } = engine;
  const { steward } = board;
  if (steward !== rule.self) {
    const free = steward === null || isClaimOver(board, rule, steward);
    if (!free || hands.holds(stewardship)) return;
    hands.take(stewardship, async () => {
      await claimStewardship(engine);
      return { settleMs: 100 };
    });
    return;
  }
  const proposals = propose(board, rule, {
    limits: engine.limits,
    now: new Date(clock.now()).toISOString(),
    settled: (job) => !hands.holds({ kind: "proposal", job, number: 0 }),
  });
  for (const proposal of proposals) takeProposal(engine, proposal);
}

function takeProposal(engine: Engine, proposal: Proposal): void {
  const { board, hands, log, random } = engine;
  const job = board.jobs.get(proposal.job);
  const item: WorkItem = { kind: "proposal", job: proposal.job, number: 0 };
  if (job === undefined || hands.holds(item)) return;
  hands.take(item, async ({ tries }) => {
    const carried = await carryOut(engine, job, proposal);
    if (carried.kind === "done") return { position: carried.position };
    log.warn("a store does not answer", {
      job: job.id,
      doing: proposal.kind,
      failure: carried.failure,
    });
    return later(tries, random);
  });
}

function takeParts(engine: Engine): void {
  const { hands, limits, log, random } = engine;
  while (hands.count({ kind: "part" }) < limits.partsAtOnce) {
    const picked = pickPart(picking(engine));
    if (picked === null) return;
    const { job, number, over } = picked;
    hands.take({ kind: "part", job: job.id, number }, async ({ tries }) => {
      const stop = {
        get aborted() {
          return engine.stopping.aborted || job.status !== "PREPARING";
        },
      };
      const reader = engine.openReader(job.spec);
      const result = await preparePart({ ...engine, reader, stop }, job, { part: number, over });
      if (result.kind !== "unreadable") return settled;
      log.warn("the manifest cannot be read now", {
        job: job.id,
        part: number,
        failure: result.failure,
      });
      return later(tries, random);
    });
  }
}

function takeReportFiles(engine: Engine): void {
  const { hands, limits, log, random } = engine;
  while (hands.count({ kind: "file" }) < limits.reportFilesAtOnce) {
    const picked = pickReportFile(picking(engine));
    if (picked === null) return;
    const { job, number, over } = picked;
    hands.take({ kind: "file", job: job.id, number }, async ({ tries }) => {
      const store = engine.objectStore(job.spec.report!.store);
      try {
        await writeReportFile({ ...engine, store }, job, { file: number, over });
        return settled;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        const carried = await reportFailed(engine, job, error.failure);
        if (carried.kind === "done") return { position: carried.position };
        log.warn("the report cannot be written now", { job: job.id, failure: error.failure });
        return later(tries, random);
      }
    });
  }
}

function takeChunks(engine: Engine): void {
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
    if (idlest === undefined || idlest.held >= limits.chunksPerWorker) return;
    const mayTake = (job: JobBoard) =>
      hands.count({ kind: "chunk", job: job.id }) < chunksAtOnce(engine, job);
    const picked = pickChunk(picking(engine), mayTake);
    if (picked === null) return;
    takeChunk(engine, picked, idlest);
  }
}

/** A job with a bound on its calls is given no more chunks than calls, so that each may make at least one. */
function chunksAtOnce({ workers, limits }: Engine, job: JobBoard): number {
  return Math.min(
    workers.length * limits.chunksPerWorker,
    job.spec.limits.maxConcurrency ?? Infinity,
  );
}

function takeChunk(
  engine: Engine,
  picked: Picked,
  to: { readonly worker: Worker; readonly index: number },
): void {
  const { job, number, over } = picked;
  const item: WorkItem = { kind: "chunk", job: job.id, number, worker: to.index };
  engine.hands.take(item, async ({ tries }) => {
    const claimed = await claimChunk(engine, job, { number, over });
    if (claimed === null) return settled;
    if (isDeadly(claimed.state) && engine.isolated?.number !== number) {
      return isolate(engine, picked, claimed);
    }
    const running = to.worker.run({ ...claimed, ...shareOf(engine, job) });
    // The job or the process may have begun to stop after the claim, when there was nothing to stop yet.
    stopChunksOfStoppedJobs(engine);
    if (engine.stopping.aborted) to.worker.stopAll();
    return afterChunk(engine, job, { result: await running, tries });
  });
}

/** What one chunk may use of the limits of its job. */
function shareOf(engine: Engine, job: JobBoard) {
  const { maxConcurrency, maxRequestsPerSecond } = job.spec.limits;
  const share = chunksAtOnce(engine, job);
  return {
    callsMax: maxConcurrency === null ? null : Math.floor(maxConcurrency / share),
    callsPerSecondMax: maxRequestsPerSecond === null ? null : maxRequestsPerSecond / share,
  };
}

/**
 * A chunk that executors die on is run with nothing beside it, so that no other row is blamed for the death: it is given
 * back, and so is all else, and then it is taken alone.
 */
async function isolate(engine: Engine, picked: Picked, claimed: ClaimedChunk): Promise<WorkEnd> {
  engine.log.warn("executors ended on this chunk; it is run row by row, alone", {
    job: claimed.job,
    part: claimed.part,
    chunk: claimed.chunk,
  });
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
  if (result.kind !== "unreadable") return { position };
  const { failure } = result;
  if (failure.kind === "permanent") {
    const command = { type: "FailJob", ...manifestFailure(failure) } as const;
    await carryOut(engine, job, { kind: "command", job: job.id, command });
    return { position };
  }
  engine.log.warn("the manifest cannot be read now", { job: job.id, failure });
  return later(tries, engine.random);
}

function stopChunksOfStoppedJobs({ board, hands, workers }: Engine): void {
  for (const job of hands.jobs("chunk")) {
    if (board.jobs.get(job)?.status === "ACTIVE") continue;
    for (const worker of workers) worker.stopJob(job);
  }
}

function picking({ board, rule, random, workers, limits, hands }: Engine): Picking {
  const window = 4 * workers.length * limits.chunksPerWorker;
  const inHand: Picking["inHand"] = (job, kind, number) => hands.holds({ kind, job, number });
  return { board, rule, random, window, inHand };
}

/** Long enough for the board to show what was written, so that nothing is taken twice. */
const settled: WorkEnd = { settleMs: 100 };

function later(tries: number, random: () => number): WorkEnd {
  return { settleMs: backoffMs(laterBackoff, tries, random), failed: true };
}
