/**
 * Records the outcomes of one held chunk: one flush is one append, and the revision of the chunk's stream makes sure
 * that only the holder writes. A flush that meets a conflict has lost the chunk: nothing more is recorded.
 */
import { hashOf } from "../audit/outcomes-hash.ts";
import { StreamConflict } from "../eventstore/eventstore.ts";
import type { ChunkEvent } from "../job/chunk-events.ts";
import { chunkDecider, type ChunkCommand, type KnownChunk } from "../job/chunk.ts";
import { assert } from "../lib/assert.ts";
import { shortestWaitMs, type FlushMoments, type FlushRhythm } from "./flush-moments.ts";
import { cutOutcome, outcomeBytes, toEvents, type Outcome } from "./outcomes.ts";
import type { StreamWriter } from "./stream-writer.ts";

export interface FlushPolicy extends FlushRhythm {
  /** A flush is made when so many outcomes or bytes wait, and else at the moments of its rhythm. */
  readonly outcomesMax: number;
  readonly bytesMax: number;
  /** No call starts while so many outcomes wait for the store. */
  readonly waitingMax: number;
}

export const defaultFlushPolicy: FlushPolicy = {
  outcomesMax: 1000,
  bytesMax: 256 * 1024,
  waitMs: shortestWaitMs,
  offsetMs: 0,
  waitingMax: 4000,
};

export interface ChunkRecorder {
  add(outcome: Outcome): void;
  /** As many outcomes wait for the store as may. */
  isFull(): boolean;
  /** Resolves when fewer than `waitingMax` outcomes wait, or the chunk is lost. */
  ready(): Promise<void>;
  /** Announces rows that executors may have died on, before they are called. False when the chunk is lost. */
  announce(rows: readonly number[]): Promise<boolean>;
  /** Writes what waits. */
  flush(): Promise<void>;
  /** Writes what waits, and gives the chunk back unless it is complete. */
  finish(): Promise<void>;
  /** Aborts when another has taken the chunk, or the event store failed: no further call may start, nothing is recorded. */
  readonly gone: AbortSignal;
  /** Place in the log of what was written last; -1 before that. */
  position(): number;
  state(): KnownChunk;
  /** Never resolves. Rejects when the event store itself fails, after which the process cannot go on. */
  readonly broken: Promise<never>;
}

export interface ChunkRecorderDependencies {
  readonly writer: StreamWriter;
  readonly moments: FlushMoments;
  readonly policy: FlushPolicy;
  readonly stream: string;
  readonly correlationId: string;
  /** Where the stream stands after the claim, and the state folded from it. */
  readonly revision: number;
  readonly state: KnownChunk;
}

export function createChunkRecorder(dependencies: ChunkRecorderDependencies): ChunkRecorder {
  const { writer, moments, policy, stream, correlationId } = dependencies;
  let { revision, state } = dependencies;
  let waiting: Outcome[] = [];
  let waitingBytes = 0;
  const gone = new AbortController();
  let position = -1;
  let writing: Promise<void> = Promise.resolve();
  let cancelTimer: (() => void) | null = null;
  let flushing = false;
  let wakeReady: (() => void)[] = [];
  const { promise: broken, reject: breaks } = Promise.withResolvers<never>();
  broken.catch(() => {});

  /** Appends are made one after another: each expects the revision that the one before it left. */
  function inOrder(write: () => Promise<void>): Promise<void> {
    writing = writing.then(write).catch((error: unknown) => {
      gone.abort();
      if (!(error instanceof StreamConflict)) breaks(error);
      wakeAll();
    });
    return writing;
  }

  async function append(command: ChunkCommand): Promise<void> {
    if (gone.signal.aborted) return;
    const decision = chunkDecider.decide(command, state);
    assert(decision.ok, `${command.type} on ${stream} was refused`);
    if (decision.value.length === 0) return;
    const result = await writer.append(stream, decision.value, {
      expected: revision,
      correlationId,
    });
    ({ revision, position } = result);
    for (const event of decision.value) state = evolveKnown(state, event);
  }

  async function flushOnce(): Promise<void> {
    const batch = takeBatch();
    if (batch.length === 0) return;
    const outcomes = toEvents(batch);
    const outcomesHash = hashOf(state.outcomesHash, outcomes);
    await append({ type: "AdvanceChunk", executor: writer.executor, outcomes, outcomesHash });
    wakeAll();
  }

  function wakeAll(): void {
    for (const wake of wakeReady.splice(0)) wake();
  }

  function takeBatch(): Outcome[] {
    if (waiting.length <= policy.outcomesMax && waitingBytes <= policy.bytesMax) {
      const all = waiting;
      waiting = [];
      waitingBytes = 0;
      return all;
    }
    let bytes = 0;
    let count = 0;
    for (const outcome of waiting) {
      if (count >= policy.outcomesMax || (count > 0 && bytes > policy.bytesMax)) break;
      bytes += outcomeBytes(outcome);
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    waitingBytes -= bytes;
    return batch;
  }

  function isDue(): boolean {
    return waiting.length >= policy.outcomesMax || waitingBytes >= policy.bytesMax;
  }

  async function flush(): Promise<void> {
    stopTimer();
    while (waiting.length > 0 && !gone.signal.aborted) await inOrder(flushOnce);
    await writing;
  }

  /** What came while the store wrote waits for a limit of its own; else a fast chunk would make an append a row. */
  async function flushDue(): Promise<void> {
    if (flushing) return;
    flushing = true;
    do {
      stopTimer();
      await inOrder(flushOnce);
    } while (isDue() && !gone.signal.aborted);
    flushing = false;
    if (waiting.length > 0) startTimer();
  }

  function startTimer(): void {
    cancelTimer ??= moments.next(policy, () => void flushDue());
  }

  function stopTimer(): void {
    cancelTimer?.();
    cancelTimer = null;
  }

  return {
    broken,
    gone: gone.signal,
    position: () => position,
    state: () => state,
    add(given) {
      const outcome = cutOutcome(given);
      waiting.push(outcome);
      waitingBytes += outcomeBytes(outcome);
      if (isDue()) void flushDue();
      else if (!flushing) startTimer();
    },
    isFull: () => waiting.length >= policy.waitingMax,
    async ready() {
      while (waiting.length >= policy.waitingMax && !gone.signal.aborted) {
        await Promise.race([new Promise<void>((resolve) => wakeReady.push(resolve)), broken]);
      }
    },
    async announce(rows) {
      await inOrder(() => append({ type: "AnnounceTasks", executor: writer.executor, rows }));
      return !gone.signal.aborted;
    },
    flush,
    async finish() {
      await flush();
      if (!state.completed) {
        await inOrder(() =>
          append({ type: "ReleaseChunk", executor: writer.executor, lost: false }),
        );
      }
    },
  };
}

function evolveKnown(state: KnownChunk, event: ChunkEvent): KnownChunk {
  const next = chunkDecider.evolve(state, event, "");
  assert(next.claimed, "a chunk cannot become unknown");
  return next;
}
