/**
 * Competing consumers by claim: follows the log into the board, takes parts, chunks and report files for this process,
 * hands chunks to the workers, beats, and is the steward when that falls to it. Two processes or two hundred, the code
 * is the same.
 */
import { createBeat } from "./beat.ts";
import { boardTypes, createBoard, type Board } from "./board.ts";
import { createCatchUpLog } from "./catch-up-log.ts";
import { createCanServe, type CoordinatorDependencies, type Engine } from "./engine.ts";
import { sayFailedJobs } from "./failed-jobs-log.ts";
import { createHands } from "./hands.ts";
import { isWatching, type ClaimRule } from "./liveness.ts";
import { createOutageLog } from "./outage-log.ts";
import { loadBoard } from "./saved-board.ts";
import { createSharedLimits, type StoreOutage } from "./shared-limits.ts";
import { createStoreWaits } from "./store-waits.ts";
import { isOverdue, nextDueAt } from "./proposals.ts";
import { applyLimits, stopChunksOfStoppedJobs, takeChunks } from "./take-chunks.ts";
import {
  beSteward,
  discardLateLists,
  discardListsAtLast,
  saveBoardWhenDue,
  takeParts,
  takeReportFiles,
} from "./take-work.ts";

export interface Coordinator {
  /** Begins to follow the log. Rejects when the event store fails, after which the process must end. */
  run(): Promise<void>;
  /** Takes nothing more, gives everything back, the steward's duties too, and resolves when nothing is in hand. */
  stop(): Promise<void>;
  readonly board: Board;
}

export function createCoordinator(dependencies: CoordinatorDependencies): Coordinator {
  const { eventStore, writer, clock, log, host, workers, lease } = dependencies;
  const rule: ClaimRule = { self: writer.executor, exclusive: eventStore.exclusive };
  const board = createBoard({
    onLeftAlone: (job, reason) => log.warn("a job is left alone", { job, reason }),
  });
  const following = new AbortController();
  const stopping = new AbortController();
  let caughtUp = false;
  let beating = Promise.resolve();
  let alarm = Promise.withResolvers<void>();
  const wake = () => alarm.resolve();
  const { promise: failure, reject: fail } = Promise.withResolvers<never>();
  failure.catch(() => {});
  const hands = createHands({ clock, changed: wake, failed: fail });
  const { storeDownMaxMs } = dependencies.limits;
  const sharedLimits = createSharedLimits({ clock, storeDownMaxMs });
  const storeWaits = createStoreWaits({ clock, log, hands });
  const engine: Engine = {
    ...dependencies,
    sharedLimits,
    storeWaits,
    board,
    rule,
    hands,
    stopping: stopping.signal,
    isStalled: () => !lease.isHeld(),
    canServe: createCanServe(dependencies),
    listed: new Map(),
    givingBack: new Set(),
    isolated: null,
    isolationEnds: false,
    eventsSinceSave: 0,
  };
  const sayOutages = createOutageLog(log, () => clock.now());
  const beat = createBeat({
    writer,
    clock,
    host,
    threads: workers.length,
    // What is waited for outside of tasks is logged where it fails.
    outages: () => eachOnce([...sayOutages(sharedLimits.outages()), ...storeWaits.outages()]),
    lease,
    limitAge: eventStore.limitAge.bind(eventStore),
    shared: !eventStore.exclusive,
    needed: () =>
      isWatching(board, rule, {
        holds: hands.count({}) > 0,
        isOverdue: isOverdue(board, clock.now(), dependencies.limits.periods),
      }),
  });

  async function follow(): Promise<void> {
    const saved = await loadBoard(eventStore);
    if (saved !== null) board.restore(saved.state, saved.position);
    const { signal } = following;
    const after = saved?.position;
    const say = createCatchUpLog(log, clock);
    for await (const page of eventStore.subscribe({ after, typePrefixes: boardTypes, signal })) {
      board.apply(page);
      engine.eventsSinceSave += page.events.length;
      say(page);
      if (caughtUp && board.steward === rule.self) sayFailedJobs(page.events, log);
      hands.reached(board.position);
      beat.look();
      stopChunksOfStoppedJobs(engine);
      applyLimits(engine);
      caughtUp ||= page.caughtUp;
      wake();
    }
  }

  async function act(): Promise<void> {
    while (!stopping.signal.aborted) {
      alarm = Promise.withResolvers();
      if (caughtUp) actOnce(engine);
      const now = clock.now();
      const dueAt = nextDueAt(board, now, dependencies.limits.periods) ?? Infinity;
      const callOff = clock.after(Math.min(napMaxMs, dueAt - now), wake);
      await alarm.promise;
      callOff();
    }
  }

  /** Everything in hand has ended, and nothing that was written too late stays behind. */
  async function allBack(): Promise<void> {
    await hands.empty();
    await discardListsAtLast(engine);
  }

  return {
    board,
    async run() {
      log.info("executor started", { executor: writer.executor, workers: workers.length });
      beating = beat.run(following.signal);
      const all = Promise.all([follow(), act(), beating]);
      await Promise.race([all, failure]);
    },
    async stop() {
      stopping.abort();
      wake();
      for (const worker of workers) worker.stopAll();
      const isAllBack = allBack().then(() => true);
      const mayLeave = await Promise.race([isAllBack, failure.catch(() => false)]);
      following.abort();
      if (mayLeave) await beating.then(() => beat.sayStopped());
    },
  };
}

/** A store that both calls of tasks and other work wait for is told of once, from when it was noticed first. */
function eachOnce(outages: readonly StoreOutage[]): readonly StoreOutage[] {
  const first = new Map<string, StoreOutage>();
  for (const outage of outages)
    if (outage.since < (first.get(outage.store)?.since ?? Infinity))
      first.set(outage.store, outage);
  return [...first.values()];
}

/** However quiet it is, the board is looked at so often: a due date or a claim that ended needs no event. */
const napMaxMs = 1000;

function actOnce(engine: Engine): void {
  beSteward(engine);
  saveBoardWhenDue(engine);
  takeParts(engine);
  discardLateLists(engine);
  takeReportFiles(engine);
  // A process whose beats do not get through starts no call: its claims may be another's soon.
  if (engine.isStalled()) for (const worker of engine.workers) worker.stopAll();
  else takeChunks(engine);
}
