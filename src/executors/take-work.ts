/** Takes what is not chunks: the steward's duties, parts of manifests, files of reports. */
import { sleep } from "../lib/clock.ts";
import { StoreError } from "../s3/failures.ts";
import { picking, settled, tryAgain, type Engine } from "./engine.ts";
import type { WorkEnd, WorkItem } from "./hands.ts";
import { discardList, isReadNoMore } from "./generated-lists.ts";
import type { JobBoard } from "./job-board.ts";
import { isClaimOver } from "./liveness.ts";
import { manifestStoreOf } from "./needed-stores.ts";
import { pickPart, pickReportFile } from "./pick-work.ts";
import { preparePart } from "./prepare-part.ts";
import { propose, type Proposal } from "./proposals.ts";
import { saveBoard, stateToSave } from "./saved-board.ts";
import { carryOut, claimStewardship, reportFailed } from "./steward.ts";
import { writeReportFile } from "./write-report-file.ts";

const stewardship: WorkItem = { kind: "steward", job: "", number: 0 };

/** Proposes what spans streams, or takes over from a steward who is gone. */
export function beSteward(engine: Engine): void {
  const { board, rule, hands, clock } = engine;
  const { steward } = board;
  if (steward !== rule.self) {
    const free = steward === null || isClaimOver(board, rule, steward);
    if (!free || hands.holds(stewardship)) return;
    const { position: seenAt } = board;
    hands.take(stewardship, async () => {
      await claimStewardship(engine, { seenAt });
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

const boardSave: WorkItem = { kind: "board", job: "", number: 0 };

/** One saves for all. A board that leaves jobs alone does not know all, and is not worth saving. */
export function saveBoardWhenDue(engine: Engine): void {
  const { board, rule, hands, limits, log } = engine;
  if (board.steward !== rule.self || engine.eventsSinceSave < limits.saveBoardEvents) return;
  if (board.leftAlone.size > 0 || hands.holds(boardSave)) return;
  const toSave = stateToSave(board);
  engine.eventsSinceSave = 0;
  hands.take(boardSave, async () => {
    await saveBoard(engine, toSave);
    log.debug("the board is saved", { position: toSave.position, characters: toSave.state.length });
    return { settleMs: 0 };
  });
}

function takeProposal(engine: Engine, proposal: Proposal): void {
  const { board, hands, storeWaits } = engine;
  const job = board.jobs.get(proposal.job);
  const item: WorkItem = { kind: "proposal", job: proposal.job, number: 0 };
  if (hands.holds(item)) return;
  if (asksStores(proposal) && job !== undefined && !engine.canServe(job)) return;
  hands.take(item, async ({ tries, failingSince }) => {
    const carried = await carryOut(engine, job, { proposal, failingSince });
    if (carried.kind === "later") return tryAgain(engine, item, { ...carried, tries });
    storeWaits.ended(item);
    return endOf(carried.position);
  });
}

function asksStores(proposal: Proposal): boolean {
  return proposal.kind !== "command" || proposal.command.type === "FinishPreparing";
}

/** After a refusal the board is behind: it is given time, and not asked at once again. */
function endOf(position: number | null): WorkEnd {
  return position === null ? settled : { position };
}

export function takeParts(engine: Engine): void {
  const { hands, limits, storeWaits } = engine;
  while (hands.count({ kind: "part" }) < limits.partsAtOnce) {
    const picked = pickPart(picking(engine));
    if (picked === null) return;
    const { job, number } = picked;
    const item: WorkItem = { kind: "part", job: job.id, number };
    if (job.opened?.listing?.scratch === true) engine.listed.set(job.id, job);
    hands.take(item, async ({ tries }) => {
      const stop = {
        get aborted() {
          return engine.stopping.aborted || job.status !== "PREPARING";
        },
      };
      const reader = engine.openReader(job.spec, job.id);
      const result = await preparePart({ ...engine, reader, stop }, job, {
        ...picked,
        part: number,
      });
      if (result.kind === "unreadable") {
        const store = manifestStoreOf(job.spec.manifest);
        return tryAgain(engine, item, { store, failure: result.failure, tries });
      }
      storeWaits.ended(item);
      return settled;
    });
  }
}

/**
 * A list is removed for all by the steward. Who was listing then may have written a file later, before it read that the
 * job had stopped: it removes the list once more.
 */
export function discardLateLists(engine: Engine): void {
  const { board, hands, listed, storeWaits } = engine;
  for (const [id, job] of listed) {
    const isOver = board.jobs.get(id)?.drained ?? board.ended.has(id);
    const item: WorkItem = { kind: "list", job: id, number: 0 };
    if (!isOver || hands.jobs("part").has(id) || hands.holds(item)) continue;
    hands.take(item, async ({ tries, failingSince }) => {
      const left = await discardList(engine, job, failingSince);
      if (left !== null) return tryAgain(engine, item, { ...left, tries });
      storeWaits.ended(item);
      listed.delete(id);
      return settled;
    });
  }
}

/** A process that stops waits no longer for a store that does not answer. */
const lastDiscardMaxMs = 5000;

/** The same once more when the process stops, by the log itself: the board may be behind, and nobody comes after it. */
export async function discardListsAtLast(engine: Engine): Promise<void> {
  const { eventStore, listed, log, clock } = engine;
  const discard = async ([id, job]: readonly [string, JobBoard]) => {
    try {
      if (!(await isReadNoMore(eventStore, id))) return;
      const left = await discardList(engine, job, null);
      if (left !== null) log.warn("a list may be left behind", { job: id, ...left });
    } catch (error) {
      log.warn("a list may be left behind", { job: id, error });
    }
  };
  const inTime = new AbortController();
  await Promise.race([
    Promise.all([...listed].map(discard)),
    sleep(clock, lastDiscardMaxMs, inTime.signal),
  ]);
  inTime.abort();
}

export function takeReportFiles(engine: Engine): void {
  const { hands, limits, storeWaits } = engine;
  while (hands.count({ kind: "file" }) < limits.reportFilesAtOnce) {
    const picked = pickReportFile(picking(engine));
    if (picked === null) return;
    const { job, number } = picked;
    const item: WorkItem = { kind: "file", job: job.id, number };
    hands.take(item, async ({ tries, failingSince }) => {
      const { report, roleArn } = job.spec;
      const store = engine.objectStore(report!.store, roleArn);
      try {
        await writeReportFile({ ...engine, store }, job, { ...picked, file: number });
        storeWaits.ended(item);
        return settled;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        const carried = await reportFailed(engine, job, { failure: error.failure, failingSince });
        if (carried.kind === "later") return tryAgain(engine, item, { ...carried, tries });
        storeWaits.ended(item);
        return endOf(carried.position);
      }
    });
  }
}
