/** Each append to a chunk is one that its decider allows there, and no row gets a second outcome. */
import type { RecordedEvent } from "../../src/eventstore/eventstore.ts";
import { hashOf } from "../../src/audit/outcomes-hash.ts";
import { isDeadly } from "../../src/executors/run-chunk.ts";
import type { ChunkEvent } from "../../src/job/chunk-events.ts";
import { attemptsKept } from "../../src/job/failed-attempts.ts";
import { chunkDecider, type ChunkCommand, type ChunkState } from "../../src/job/chunk.ts";
import { exceedsThreshold } from "../../src/job/progress.ts";
import { rowsOf } from "../../src/job/rows.ts";
import { canonicalJson } from "../../src/job/spec.ts";
import type { ClaimChecks } from "./check-claims.ts";
import type { Life } from "./life.ts";
import { outcomeCodes, type ChunkTruth, type JobTruth, type Judge } from "./truth.ts";

export interface ChunkChecksContext {
  readonly judge: Judge;
  readonly claims: ClaimChecks;
  /** The most rows of one chunk that a lost executor may have called without a record. */
  readonly repeatsMax: number;
  /** By executor id. */
  readonly lives: ReadonlyMap<string, Life>;
}

export function checkChunkAppend(
  context: ChunkChecksContext,
  job: JobTruth,
  append: {
    readonly part: number;
    readonly chunk: number;
    readonly recorded: readonly RecordedEvent[];
  },
): void {
  const { judge, claims } = context;
  const { part, recorded } = append;
  const truth = job.chunk(part, append.chunk);
  const [first] = recorded;
  const { stream, position, metadata } = first!;
  const events = recorded.map(
    ({ type, data }): ChunkEvent => ({ type, data }) as unknown as ChunkEvent,
  );
  const command = commandOf(events, truth.state);
  const decision = chunkDecider.decide(command, truth.state);
  judge.expect(
    decision.ok && canonicalJson(decision.value) === canonicalJson(events),
    () => `${stream}@${first!.revision}: ${canonicalJson(events)} is not what the decider gives`,
  );
  const holder = truth.state.claimed ? truth.state.holder : null;
  const writer = (metadata["actor"] as { readonly id: string }).id;
  const taken = command.type === "ClaimChunk" || (command.type === "ReleaseChunk" && command.lost);
  if (taken && holder !== null) {
    judge.expect(
      claims.mayTake(writer, holder, truth.claimedAt),
      () =>
        `${stream}@${first!.revision}: ${writer} takes it from ${holder}, whose claim is not over`,
    );
    truth.robbed.add(holder);
    checkRepeats(context, stream, truth);
    noteLoss(truth);
    if (command.type === "ClaimChunk") truth.everLost = true;
  } else {
    judge.expect(
      command.executor === writer,
      () => `${stream}@${first!.revision}: written by ${writer} in the name of ${command.executor}`,
    );
  }
  if (command.type === "ClaimChunk") {
    truth.robbed.delete(command.executor);
    truth.claimedAt = position;
    truth.claimedActive = job.status === "ACTIVE";
    truth.calledByHolder.clear();
  }
  if (command.type === "AnnounceTasks") {
    const inFlight = context.lives.get(writer)?.callsInFlightTotal;
    judge.expect(
      inFlight === 0,
      () => `${stream}@${first!.revision}: announced with ${inFlight} calls in flight`,
    );
  }
  for (const event of events) applyEvent(judge, job, { truth, event, part });
  if (command.type === "ClaimChunk") truth.searched = truth.state.claimed && isDeadly(truth.state);
}

/** The holder is lost: a row that was all it had under way may be what it died on. */
function noteLoss({ announced, calledByHolder, lostAlone }: ChunkTruth): void {
  const [row, ...others] = new Set([...announced, ...calledByHolder]);
  if (row !== undefined && others.length === 0) lostAlone.set(row, (lostAlone.get(row) ?? 0) + 1);
  announced.clear();
}

/** The command whose decision these events must be. */
function commandOf(events: readonly ChunkEvent[], state: ChunkState): ChunkCommand {
  const [first] = events;
  switch (first!.type) {
    case "ChunkClaimed": {
      const over = state.claimed ? state.holder : null;
      return { type: "ClaimChunk", ...first!.data, over };
    }
    case "TaskStarted":
      return {
        type: "AnnounceTasks",
        executor: first!.data.executor,
        rows: events.flatMap(({ type, data }) => (type === "TaskStarted" ? [data.row] : [])),
      };
    case "ChunkReleased": {
      const { executor, lost } = first!.data;
      return { type: "ReleaseChunk", executor, lost };
    }
    case "TaskSucceeded":
    case "TaskFailed":
    case "TaskDeferred":
    case "ChunkAdvanced":
    case "ChunkCompleted": {
      const outcomes = events.filter(
        (event) =>
          event.type === "TaskSucceeded" ||
          event.type === "TaskFailed" ||
          event.type === "TaskDeferred",
      );
      const advanced = events.find(({ type }) => type === "ChunkAdvanced");
      const { executor } = (advanced ?? first!).data as { readonly executor: string };
      const outcomesHash = hashOf(state.claimed ? state.outcomesHash : "", outcomes);
      return { type: "AdvanceChunk", executor, outcomes, outcomesHash };
    }
  }
}

function applyEvent(
  judge: Judge,
  job: JobTruth,
  {
    truth,
    event,
    part,
  }: {
    readonly truth: ChunkTruth;
    readonly event: ChunkEvent;
    readonly part: number;
  },
): void {
  if (event.type === "TaskSucceeded" || event.type === "TaskFailed")
    addOutcomes(judge, job, event, part);
  if (event.type === "TaskFailed") checkBlame(judge, truth, event);
  if (event.type === "TaskStarted") truth.announced.add(event.data.row);
  if (event.type === "ChunkReleased") truth.announced.clear();
  if (event.type === "ChunkAdvanced")
    job.everOverThreshold ||= exceedsThreshold(job, job.plan.spec.failureThreshold);
  if (event.type === "ChunkReleased" && event.data.lost) truth.everLost = true;
  if (
    event.type === "TaskSucceeded" ||
    event.type === "TaskFailed" ||
    event.type === "TaskDeferred"
  ) {
    checkAttempts(judge, truth, event);
    for (const row of rowsOf(event.data.rows)) {
      truth.calledByHolder.delete(row);
      truth.announced.delete(row);
      truth.lostAlone.delete(row);
    }
  }
  truth.state = chunkDecider.evolve(truth.state, event, "");
}

/** Rows that will be called again because a holder was lost: bounded, whatever else happened. */
function checkRepeats(
  { judge, repeatsMax }: ChunkChecksContext,
  stream: string,
  truth: ChunkTruth,
): void {
  const { size } = truth.calledByHolder;
  judge.expect(size <= repeatsMax, () => `${stream}: ${size} rows were called and not recorded`);
  for (const row of truth.calledByHolder) truth.doubtful.add(row);
}

/** No row is blamed for deaths at which others were under way, too. */
function checkBlame(
  judge: Judge,
  { lostAlone }: ChunkTruth,
  { data }: Extract<ChunkEvent, { type: "TaskFailed" }>,
): void {
  for (const [index, row] of [...rowsOf(data.rows)].entries()) {
    if (data.codes[index] !== "ExecutorLost") continue;
    const losses = lostAlone.get(row) ?? 0;
    judge.expect(losses >= 3, () => `row ${row} is blamed, and was lost alone ${losses} times`);
  }
}

/** Each failed attempt of a task that took more than one stands beside what it led to, up to the bound. */
function checkAttempts(
  judge: Judge,
  { state }: ChunkTruth,
  { type, data }: Extract<ChunkEvent, { type: "TaskSucceeded" | "TaskFailed" | "TaskDeferred" }>,
): void {
  for (const [index, row] of [...rowsOf(data.rows)].entries()) {
    if (type === "TaskFailed" && data.codes[index] === "ExecutorLost") continue;
    const attempts = data.attempts?.[index] ?? 1;
    const before = (state.claimed && state.deferred.get(row)?.attempts) || 0;
    const failed = attempts - before - (type === "TaskSucceeded" ? 1 : 0);
    const most =
      type === "TaskFailed" && attempts === 1 ? 0 : attemptsKept.first + attemptsKept.last;
    const told = data.failedAttempts?.[index]?.length ?? 0;
    judge.expect(
      told === Math.min(failed, most),
      () => `row ${row}: of ${failed} failed attempts ${told} are told`,
    );
  }
}

function addOutcomes(
  judge: Judge,
  job: JobTruth,
  event: Extract<ChunkEvent, { type: "TaskSucceeded" | "TaskFailed" }>,
  part: number,
): void {
  judge.expect(!job.drained, () => `${job.id} is drained and gets an outcome`);
  const code = event.type === "TaskSucceeded" ? outcomeCodes.succeeded : outcomeCodes.failed;
  let index = 0;
  for (const rowInPart of rowsOf(event.data.rows)) {
    const row = job.rowOf(part, rowInPart);
    judge.expect(
      job.outcomes[row] === outcomeCodes.none,
      () => `row ${row} of ${job.id} gets a second outcome`,
    );
    judge.expect(
      event.data.keys[index] === job.keys[row],
      () => `row ${row} of ${job.id} is recorded as ${event.data.keys[index]}`,
    );
    job.outcomes[row] = code;
    index += 1;
  }
  if (event.type === "TaskSucceeded") job.succeeded += index;
  else job.failed += index;
}
