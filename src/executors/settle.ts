/** What a try of a row comes to: an outcome, or another try. Rows that share a call are settled each for itself. */
import type { DeferredTask as DeferredBefore } from "../job/chunk.ts";
import { keepAttempt, toLogged, type FailedAttempt } from "../job/failed-attempts.ts";
import type { Clock } from "../lib/clock.ts";
import type { ManifestEntry } from "../manifest/manifest.ts";
import type { Judgement } from "../operations/operation.ts";
import { kindOfAnswer } from "../s3/failure-kinds.ts";
import type { StoreFailure } from "../s3/failures.ts";
import type { CallGate } from "./call-gate.ts";
import { cutText, type Outcome } from "./outcomes.ts";
import { afterFailure, type RetryPolicy } from "./retry.ts";

export interface SettleDependencies {
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  readonly random: () => number;
  /** Who starts a task has entered the gate for its first call; the task leaves it after each. */
  readonly gate: CallGate;
}

/** A row while it is tried in one round. */
export interface Trying {
  /** What is known of earlier rounds. */
  readonly before: DeferredBefore | undefined;
  tries: number;
  /** Tries that count, without those that failed for the store as a whole. */
  used: number;
  firstCode: string | undefined;
  /** Failed attempts of this round, as far as they are kept; undefined before the first. */
  failures: FailedAttempt[] | undefined;
  /** Until when a refusal for lack of patience uses up no attempt; 0 before the first. */
  patienceUntil: number;
}

/** Most bytes of the code of an attempt: a store may say anything, and many attempts are kept. */
const codeBytesMax = 128;

/** While the limiter backs off, a task that is refused uses up no attempts for so long, in all rounds together. */
const throttledMaxMs = 15 * 60_000;

export function beginTrying(before: DeferredBefore | undefined): Trying {
  const patienceUntil = before !== undefined && wasRefused(before) ? -Infinity : 0;
  const firstCode = before?.firstCode;
  return { before, tries: 0, used: 0, firstCode, failures: undefined, patienceUntil };
}

/** Who was set aside for a refusal has had its quarter of an hour. */
function wasRefused({ code, status }: DeferredBefore): boolean {
  return kindOfAnswer({ code, status: status ?? 0 }) === "throttle";
}

/** Whether the next call is the first of a row that was never set aside. */
export function isFresh({ tries, before }: Trying): boolean {
  return tries === 0 && before === undefined;
}

/** The outcome that a try makes, or when the next one is due. */
export function settle(
  { retry, clock, random, gate }: SettleDependencies,
  { row, rawKey, versionId }: ManifestEntry,
  trying: Trying,
  judgement: Judgement,
): Outcome | { readonly kind: "retry"; readonly afterMs: number } {
  trying.tries += 1;
  const { before, tries } = trying;
  const attempts = (before?.attempts ?? 0) + tries;
  if (judgement.succeeded) {
    const { message } = judgement;
    const told = { kind: "succeeded", row, rawKey, versionId, attempts, message } as const;
    return trying.failures === undefined ? told : { ...told, ...attemptsOf(trying) };
  }
  const { failure } = judgement;
  const { code, status, message } = failure.recordedAs ?? failure;
  const now = clock.now();
  trying.firstCode ??= code;
  if (failure.kind === "throttle") trying.patienceUntil ||= now + throttledMaxMs;
  if (!isExcused(gate, failure, now < trying.patienceUntil)) trying.used += 1;
  const rounds = before?.round ?? 0;
  const after = afterFailure(retry, failure, { used: trying.used, tries, rounds, random });
  // Of a task that fails at its first attempt the outcome says all.
  if (after.next !== "fail" || attempts > 1)
    keepAttempt((trying.failures ??= []), { at: now, code: cutText(code, codeBytesMax), status });
  if (after.next === "retry") return { kind: "retry", afterMs: after.afterMs };
  const { firstCode } = trying;
  const facts = { row, rawKey, versionId, attempts, code, status, message, firstCode };
  const told = { ...facts, ...attemptsOf(trying) };
  return after.next === "fail"
    ? { kind: "failed", ...told }
    : { kind: "deferred", ...told, round: rounds + 1 };
}

function attemptsOf({ failures }: Trying) {
  return failures === undefined ? {} : { failedAttempts: toLogged(failures) };
}

/** A failure of the store as a whole uses up no attempt of the task. */
function isExcused(gate: CallGate, failure: StoreFailure, isPatient: boolean): boolean {
  return (failure.kind !== "throttle" || isPatient) && gate.isStoreAtFault(failure);
}
