/**
 * Tries the operation of a job on a scratch object before its first task: a store that would damage the objects of the
 * manifest, or that ignores the operation and says that all is well, is refused by name.
 */
import type { Preflight } from "../job/preflight.ts";
import type { OperationSpec } from "../job/spec.ts";
import type { Clock } from "../lib/clock.ts";
import type { Judgement, ParametersOf, Task } from "../operations/operation.ts";
import {
  askForDefaultRetention,
  bytesOf,
  defaultRetentionOf,
  lastModifiedOf,
  readScratch,
  writeScratch,
} from "../operations/scratch.ts";
import { trials } from "../operations/trials.ts";
import type { StateRead, Trial, TrialPlace } from "../operations/trial.ts";
import type { StoreFailure } from "../s3/failures.ts";
import type { Transport } from "../s3/transport.ts";
import { deleteAll, deleteLeftBehind } from "./delete-scratch.ts";

export interface PreflightParts {
  readonly operation: OperationSpec;
  /** Where the calls of the tasks go. */
  readonly store: string;
  readonly bucket: string;
  readonly transport: Transport;
  /** Performs an operation on one object, as tasks do. */
  readonly perform: (operation: OperationSpec, task: Task) => Promise<Judgement>;
  /** What is known of the trial before it is made. */
  readonly notes: readonly string[];
  readonly clock: Clock;
  readonly randomId: () => string;
}

export type PreflightResult =
  | { readonly kind: "known"; readonly preflight: Preflight; readonly refusal: Refusal | null }
  /** The store does not answer: try again later. */
  | { readonly kind: "later"; readonly failure: StoreFailure };

/** Why a job cannot run. */
export interface Refusal {
  readonly code: "PreflightRefused" | "NoSuchBucket";
  readonly reason: string;
}

/** Keys of scratch objects begin with this. */
const scratchPrefix = ".stevedore-preflight/";

/** Governance retention of the scratch object: long enough for the calls, short enough to be waited for. */
const retainMs = 10_000;

/** Why a trial ends before its time. */
class Refused extends Error {
  readonly code: Refusal["code"];
  constructor(reason: string, code: Refusal["code"] = "PreflightRefused") {
    super(reason);
    this.code = code;
  }
}
class Later extends Error {
  readonly failure: StoreFailure;
  constructor(failure: StoreFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

export async function preflight(parts: PreflightParts): Promise<PreflightResult> {
  const { store, bucket, operation, randomId } = parts;
  const trial = trials[operation.kind] as Trial | { readonly none: string };
  const about = { store, bucket };
  if ("none" in trial) {
    const told = {
      outcome: "PASSED",
      ...about,
      key: null,
      checks: [],
      notes: [trial.none],
    } as const;
    return { kind: "known", preflight: told, refusal: null };
  }
  const key = `${scratchPrefix}${randomId()}`;
  const run: Run = {
    ...parts,
    trial,
    key,
    checks: [],
    notes: [...parts.notes],
    keys: [key],
    retained: false,
  };
  let refusal: Refusal | null = null;
  try {
    run.notes.push(...(await deleteLeftBehind({ ...run, prefix: scratchPrefix })));
    await tryOut(run);
  } catch (error) {
    if (error instanceof Later) return { kind: "later", failure: error.failure };
    if (!(error instanceof Refused)) throw error;
    const { code, message: reason } = error;
    refusal = { code, reason };
    run.checks.push(reason);
  } finally {
    run.notes.push(
      ...(await deleteAll(run, {
        keys: run.keys,
        retainMs: run.retained ? retainMs : 0,
      })),
    );
  }
  const { checks, notes } = run;
  const outcome = refusal === null ? "PASSED" : "REFUSED";
  return { kind: "known", preflight: { outcome, ...about, key, checks, notes }, refusal };
}

interface Run extends Omit<PreflightParts, "notes"> {
  readonly trial: Trial;
  readonly key: string;
  readonly checks: string[];
  readonly notes: string[];
  /** Everything that was written. */
  readonly keys: string[];
  /** Something of it may be under retention. */
  retained: boolean;
}

/** The parameters of the operation belong to its kind, and so does its trial; the compiler cannot see both at once. */
type Given = ParametersOf<OperationSpec["kind"]> & ParametersOf<"COPY_OBJECT">;

async function tryOut(run: Run): Promise<void> {
  const { trial, bucket, key, operation, clock, notes } = run;
  const given = operation.parameters as Given;
  const body = new TextEncoder().encode(`Stevedore tries an operation on this object: ${key}\n`);
  const retainUntil = new Date(clock.now() + retainMs);
  await writeFirst(run, body, retainUntil);
  const written = await run.transport.send(readScratch({ bucket, key }));
  if (!sameBytes(await bytesOf(written), body)) throw cannotRead(written);
  const writtenAt = lastModifiedOf(written) ?? new Date(clock.now());
  const at: TrialPlace = { bucket, key, writtenAt, retainUntil };
  const tried = trial.parameters(given, at);
  notes.push(...(trial.notes?.(given) ?? []));
  const perform = () => run.perform(withParameters(operation, tried), taskOf(run));
  let judgement = await perform();
  // One answer may break on its way. A store that ignores the operation answers the same again.
  if (isHalfAnswered(judgement)) judgement = await perform();
  const isBroken = !judgement.succeeded && judgement.failure.kind !== "permanent";
  // An operation that finds out by itself that its change is not there asks to be tried again; the object tells why.
  if (isBroken && trial.leaves === undefined)
    await seeBytes(run, { key, body, about: "The object" });
  const did = judge(run, judgement);
  if (did === "worked" && trial.leaves === "gone") return seeGone(run);
  await seeBytes(run, { key, body, about: "The object" });
  if (did === "worked") {
    const resultKey = trial.resultKey?.(tried, key) ?? key;
    if (resultKey !== key) run.keys.push(resultKey);
    if (resultKey !== key) await seeBytes(run, { key: resultKey, body, about: "The copy" });
    for (const read of trial.reads(tried)) await seeState(run, resultKey, read);
    for (const refused of trial.mustRefuse?.(given, at) ?? []) await seeRefusal(run, refused);
  }
}

function taskOf({ bucket, key }: Run): Task {
  return { bucket, key, versionId: null };
}

function isHalfAnswered(judgement: Judgement): boolean {
  if (judgement.succeeded) return false;
  const { kind, status } = judgement.failure;
  return kind !== "permanent" && status !== null && status < 300;
}

function withParameters(operation: OperationSpec, parameters: object): OperationSpec {
  return { ...operation, parameters } as OperationSpec;
}

async function writeFirst(run: Run, body: Uint8Array, retainUntil: Date): Promise<void> {
  const { trial, transport, bucket, key, operation } = run;
  const before = trial.before?.(operation.parameters) ?? {};
  const retention = defaultRetentionOf(await transport.send(askForDefaultRetention(bucket)));
  if (retention === "COMPLIANCE" && trial.resultKey !== undefined)
    throw new Refused(
      `Objects written to the bucket ${bucket} cannot be deleted (default retention, COMPLIANCE), so the copy cannot be tried there. ${otherwise}`,
    );
  const isRetained = before.retained === true || retention !== null;
  run.retained = isRetained || operation.kind === "PUT_OBJECT_RETENTION" || copiesRetention(run);
  const state = { ...before, retainUntil: isRetained ? retainUntil : null };
  const answer = await transport.send(writeScratch({ bucket, key }, body, state));
  if (answer.ok) return;
  const { failure } = answer;
  if (failure.kind !== "permanent") throw new Later(failure);
  if (failure.status === 404)
    throw new Refused(`There is no bucket ${bucket} in the store ${run.store}.`, "NoSuchBucket");
  throw new Refused(
    `The operation cannot be tried, because no scratch object can be written to the bucket ${bucket} (${failure.code}). Let the credentials write there. ${otherwise}`,
  );
}

const otherwise = "Or name another bucket for it, or turn it off: see PREFLIGHT.";

function copiesRetention({ operation }: Run): boolean {
  return operation.kind === "COPY_OBJECT" && operation.parameters.retention !== undefined;
}

/** What the answer to the operation itself tells. */
function judge({ trial, store, operation, checks, notes }: Run, judgement: Judgement) {
  if (judgement.succeeded) {
    if (trial.refusedWith === undefined) return "worked";
    throw new Refused(
      `The store ${store} answers success where it has to refuse (${trial.refusedWith}), so it ignores the operation ${operation.kind}.`,
    );
  }
  const { failure } = judgement;
  const isAnswered = failure.status !== null && failure.status < 300;
  if (isAnswered)
    throw new Refused(
      `The store ${store} answers success to ${operation.kind}, but does not say that it was done (${failure.code}), so it ignores it.`,
    );
  if (failure.kind !== "permanent") throw new Later(failure);
  if (failure.status === 501 || failure.status === 405 || failure.code === "NotImplemented")
    throw new Refused(
      `The store ${store} does not know the operation ${operation.kind} (${failure.code}).`,
    );
  if (failure.code === trial.refusedWith)
    checks.push(
      `The store knows the operation: it answers ${failure.code} for an object like this.`,
    );
  else notes.push(`The operation was refused (${failure.code}); the tasks will tell.`);
  return "refused";
}

async function seeBytes(
  { transport, bucket, store, operation, checks }: Run,
  object: { readonly key: string; readonly body: Uint8Array; readonly about: string },
): Promise<void> {
  const { key, body, about } = object;
  const answer = await transport.send(readScratch({ bucket, key }));
  if (!answer.ok && answer.failure.kind !== "permanent") throw new Later(answer.failure);
  const isGone = !answer.ok && answer.failure.status === 404;
  if (isGone && about === "The copy")
    throw new Refused(
      `The store ${store} answers success and does nothing: the copy is not there (${operation.kind}).`,
    );
  if (isGone)
    throw new Refused(`The store ${store} would DELETE the objects: ${operation.kind} deleted it.`);
  const bytes = await bytesOf(answer);
  if (bytes === null) throw cannotRead(answer);
  if (!sameBytes(bytes, body))
    throw new Refused(
      `The store ${store} would DAMAGE the objects: ${operation.kind} replaced the content of ${about.toLowerCase()}.`,
    );
  checks.push(`${about} has its content.`);
}

async function seeGone({ transport, bucket, key, store, operation, checks }: Run): Promise<void> {
  const answer = await transport.send(readScratch({ bucket, key }));
  if (!answer.ok && answer.failure.kind !== "permanent") throw new Later(answer.failure);
  if (answer.ok || answer.failure.status !== 404)
    throw new Refused(
      `The store ${store} answers success and does nothing: the object is still there (${operation.kind}).`,
    );
  checks.push("The object is gone.");
}

async function seeState(run: Run, key: string, { about, command, isAsTold }: StateRead) {
  const { transport, bucket, store, operation, checks, notes } = run;
  const answer = await transport.send(command({ Bucket: bucket, Key: key }));
  if (isAsTold(answer)) {
    checks.push(`Read back, ${about} is as the job says.`);
    return;
  }
  if (!answer.ok && answer.failure.kind !== "permanent") throw new Later(answer.failure);
  if (!answer.ok && answer.failure.status === 403) {
    notes.push(`Not read back: ${about} (${answer.failure.code}).`);
    return;
  }
  const why = answer.ok ? "differs" : `cannot be read back (${answer.failure.code})`;
  throw new Refused(
    `The store ${store} ignores the operation ${operation.kind} or a part of it: ${about} ${why} after success.`,
  );
}

async function seeRefusal(
  run: Run,
  { about, parameters }: { readonly about: string; readonly parameters: object },
): Promise<void> {
  const { store, operation, checks, notes } = run;
  const judgement = await run.perform(withParameters(operation, parameters), taskOf(run));
  if (judgement.succeeded)
    throw new Refused(
      `The store ${store} ignores ${about}: it would copy what the job leaves out.`,
    );
  const { failure } = judgement;
  if (failure.kind !== "permanent") throw new Later(failure);
  if (failure.code === "PreconditionFailed" || failure.status === 412 || failure.status === 304)
    checks.push(`The store keeps to ${about}.`);
  else notes.push(`Not seen whether the store keeps to ${about} (${failure.code}).`);
}

function cannotRead(answer: { readonly ok: boolean; readonly failure?: StoreFailure }): Error {
  const { failure } = answer;
  if (failure !== undefined && failure.kind !== "permanent") return new Later(failure);
  return new Refused(
    `The operation cannot be tried, because the scratch object cannot be read back (${failure?.code ?? "other bytes came"}). ${otherwise}`,
  );
}

function sameBytes(one: Uint8Array | null, other: Uint8Array): boolean {
  return one !== null && Buffer.compare(one, other) === 0;
}
