/** Who may call what, and when: measured at the start of each call. */
import { isOpen } from "../../src/job/chunk.ts";
import { isTerminal } from "../../src/job/lifecycle.ts";
import { chunkStream } from "../../src/job/streams.ts";
import type { Life } from "./life.ts";
import type { CallRecord } from "./simulated-s3.ts";
import type { JobTruth, Judge } from "./truth.ts";

export interface CallChecksContext {
  readonly judge: Judge;
  readonly jobs: readonly JobTruth[];
  readonly exclusive: boolean;
  readonly callsInFlightMax: number;
}

/** Three beats without an acknowledgement: looked at in the moment of each call, also after a pause. */
const silentMsMax = 9000;

export function checkCallStart(context: CallChecksContext, call: CallRecord): void {
  const { judge } = context;
  const { life, key, startedAt } = call;
  const { job, row } = locate(context.jobs, key);
  const place = job.chunkOfRow(row);
  const stream = chunkStream(job.id, place.part, place.chunk);
  const chunk = job.chunk(place.part, place.chunk);
  const who = () => `${life.name} calls ${key} at ${startedAt}`;
  judge.expect(call.versionId === job.versionOf(key), () => `${who()} by ${call.versionId}`);
  judge.expect(
    !life.stoppedJobs.has(job.id),
    () => `${who()}, though it knows the job has stopped`,
  );
  judge.expect(!life.lostChunks.has(stream), () => `${who()}, though it knows the chunk is lost`);
  const holder = chunk.state.claimed ? chunk.state.holder : null;
  if (holder === life.executor) {
    // The job is asked after the claim: it may have gone on in between.
    const active = chunk.claimedActive || job.activatedAt > chunk.claimedAt;
    judge.expect(active, () => `${who()} by a claim made after the job had stopped`);
    const open = chunk.state.claimed && isOpen(chunk.state, place.row);
    judge.expect(open, () => `${who()}, which has its outcome`);
    const over = job.status === "PAUSED" || job.drained || isTerminal(job.status!);
    judge.expect(!over, () => `${who()} while the job is ${job.status}`);
    const isAnnounced = !chunk.searched || chunk.announced.has(place.row);
    judge.expect(isAnnounced, () => `${who()}, which was not announced`);
    chunk.calledByHolder.add(place.row);
  } else {
    const robbed = chunk.robbed.has(life.executor);
    judge.fail(
      `${who()} ${robbed ? `after its claim was taken over by ${holder}` : "without a claim"}`,
    );
  }
  const silentMs = startedAt - life.beatAt;
  const heard = context.exclusive || silentMs <= silentMsMax;
  judge.expect(heard, () => `${who()}, ${silentMs} ms after its last beat was acknowledged`);
  countCall(context, life, job);
}

function countCall(
  { judge, callsInFlightMax }: CallChecksContext,
  life: Life,
  job: JobTruth,
): void {
  const ofJob = (life.callsInFlight.get(job.id) ?? 0) + 1;
  life.callsInFlight.set(job.id, ofJob);
  life.callsInFlightTotal += 1;
  const { maxConcurrency } = job.plan.spec.limits;
  judge.expect(
    maxConcurrency === null || ofJob <= maxConcurrency,
    () => `${life.name} has ${ofJob} calls of ${job.id} in flight, ${maxConcurrency} are allowed`,
  );
  judge.expect(
    life.callsInFlightTotal <= callsInFlightMax,
    () => `${life.name} has ${life.callsInFlightTotal} calls in flight`,
  );
}

export function noteCallEnd(context: CallChecksContext, { life, key }: CallRecord): void {
  const { job } = locate(context.jobs, key);
  life.callsInFlight.set(job.id, (life.callsInFlight.get(job.id) ?? 0) - 1);
  life.callsInFlightTotal -= 1;
}

/** Keys say which job they are of: `j0/0012`. */
function locate(
  jobs: readonly JobTruth[],
  key: string,
): { readonly job: JobTruth; readonly row: number } {
  const [, number] = /^j(\d+)\//.exec(key)!;
  const job = jobs[Number(number)]!;
  const row = job.rowOfKey(key);
  if (row === undefined) throw new Error(`${key} is called, and no row of ${job.id}`);
  return { job, row };
}
