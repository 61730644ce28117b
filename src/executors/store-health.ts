/**
 * Whether a store is down: for ten seconds it gave nothing but failures of its own. Then one call at a time asks whether
 * it is back, and no task uses up attempts, for an hour at most; after that the store is called as usual and tasks fail.
 * The threads of a process share what they see.
 *
 * A single object that can never be read looks, once all others are done, as if the store gave nothing but errors. So an
 * answer with an error tells only when it is the first of a fresh row, and three of them are needed. A connection that
 * does not come about may be the object's, too (something between resets those that name it): the store is asked then,
 * and only if it does not answer that either, no connection comes about.
 */
import { createCellBuffer, openCells } from "../lib/shared-cells.ts";
import { areCredentialsRefused } from "../s3/failure-kinds.ts";
import type { StoreFailure } from "../s3/failures.ts";

/** What a call tells of its store. */
export type Sign = "good" | "bad" | "unreachable" | "none";

const unreachableCodes = new Set(["ConnectionFailed", "DnsFailed"]);

/** `isFresh`: the first call for a row that was never set aside. */
export function signOf(failure: StoreFailure | null, isFresh: boolean): Sign {
  if (failure === null || failure.kind === "permanent") return "good";
  if (unreachableCodes.has(failure.code)) return "unreachable";
  if (!isStoreFailing(failure)) return "good";
  return isFresh ? "bad" : "none";
}

/**
 * Whether a failure is the store's own, so that it may be down; a store that asks for patience is well. One that does not
 * know its credentials (any more) gives nothing until they are mended, which is the same to a task.
 */
export function isStoreFailing({ kind, status, code }: StoreFailure): boolean {
  if (code === "ServiceUnavailable" || areCredentialsRefused(code)) return true;
  return kind === "transient" && (status === null || status >= 500);
}

/** Failures in a row, at least, of a store that is down. */
const signsMin = 3;
const silentMs = 10_000;
/** A store that was not called for so long is asked anew. */
const forgottenMs = 60_000;
const probeEveryMs = { min: 500, max: 5000 };
/** It is asked no more often, however many connections fail. */
const askEveryMs = 1000;
const messageBytes = 1024;

const cell = {
  /** Since when nothing good came, 0 when something did; the failures that tell since, and the last failure at all. */
  since: 0,
  signs: 1,
  failedAt: 2,
  inFlight: 3,
  probes: 4,
  probeAt: 5,
  messageBytes: 6,
  /** 1 when no connection comes about; when it was asked last. */
  unreachable: 7,
  askedAt: 8,
} as const;
const cells = 9;

/** How a call may start. */
export type Admission = "open" | "probe" | { readonly waitMs: number };

export interface Outage {
  /** Milliseconds since 1970. */
  readonly since: number;
  /** What the store said last. */
  readonly message: string;
}

export interface StoreHealth {
  readonly buffer: SharedArrayBuffer;
  /** A call that is admitted must end. */
  admit(now: number): Admission;
  /** True: it has to be asked now whether it answers at all. `canAsk`: whether there is a way to. */
  ended(
    now: number,
    told: {
      readonly sign: Sign;
      readonly probe: boolean;
      readonly message?: string | undefined;
      readonly canAsk?: boolean;
    },
  ): boolean;
  /** What came of asking. */
  asked(now: number, answered: boolean): void;
  /** Nothing good came since several calls failed, and the store is still waited for: failures are not the tasks'. */
  isSuspect(now: number): boolean;
  /** Null unless it is down. */
  outage(now: number): Outage | null;
}

/** `downMaxMs`: how long a store that is down is waited for. */
export function openStoreHealth(
  options: { readonly downMaxMs: number },
  buffer = createCellBuffer(cells, messageBytes),
): StoreHealth {
  const shared = openCells(buffer, cells);
  const { numbers, bytes } = shared;
  const get = (place: number): number => numbers[place]!;
  const isSuspect = (now: number): boolean => {
    const sinceMs = now - get(cell.since);
    const tells = get(cell.signs) >= signsMin || get(cell.unreachable) === 1;
    return get(cell.since) > 0 && tells && sinceMs < options.downMaxMs;
  };
  const isDown = (now: number): boolean => isSuspect(now) && now - get(cell.since) >= silentMs;

  const isForgotten = (now: number): boolean =>
    get(cell.inFlight) === 0 && now - get(cell.failedAt) > forgottenMs;

  function admit(now: number): Admission {
    if (isForgotten(now)) recover();
    if (!isDown(now)) return start("open");
    if (get(cell.probes) > 0 || get(cell.probeAt) > now)
      return { waitMs: Math.max(20, Math.min(250, get(cell.probeAt) - now)) };
    numbers[cell.probes] = 1;
    return start("probe");
  }

  function start(admission: Admission): Admission {
    numbers[cell.inFlight] = get(cell.inFlight) + 1;
    return admission;
  }

  function recover(): void {
    numbers[cell.since] = 0;
    numbers[cell.signs] = 0;
    numbers[cell.unreachable] = 0;
  }

  function failed(now: number, sign: Sign, message: string): void {
    if (sign === "none" && get(cell.since) === 0) return;
    if (get(cell.since) === 0) numbers[cell.since] = now;
    if (sign === "bad") numbers[cell.signs] = get(cell.signs) + 1;
    numbers[cell.failedAt] = now;
    const sinceMs = now - get(cell.since);
    const everyMs = Math.min(probeEveryMs.max, Math.max(probeEveryMs.min, sinceMs / 20));
    numbers[cell.probeAt] = now + everyMs;
    numbers[cell.messageBytes] = new TextEncoder().encodeInto(message, bytes).written;
  }

  const ended: StoreHealth["ended"] = (now, { sign, probe, message, canAsk = false }) => {
    numbers[cell.inFlight] = Math.max(0, get(cell.inFlight) - 1);
    if (probe) numbers[cell.probes] = 0;
    if (sign === "good") recover();
    else if (message !== undefined) failed(now, sign, message);
    if (sign !== "unreachable") return false;
    if (!canAsk) numbers[cell.unreachable] = 1;
    return canAsk && startsToAsk(now);
  };

  function startsToAsk(now: number): boolean {
    const sinceMs = now - get(cell.askedAt);
    if (sinceMs >= 0 && sinceMs < askEveryMs) return false;
    numbers[cell.askedAt] = now;
    return true;
  }

  function asked(now: number, answered: boolean): void {
    // A task may have had a good answer meanwhile.
    if (get(cell.since) === 0) return;
    numbers[cell.unreachable] = answered ? 0 : 1;
    if (!answered) numbers[cell.failedAt] = now;
    else if (get(cell.signs) === 0) recover();
  }

  return {
    buffer,
    admit: (now) => shared.locked(() => admit(now)),
    ended: (now, told) => shared.locked(() => ended(now, told)),
    asked: (now, answered) => shared.locked(() => asked(now, answered)),
    isSuspect: (now) => shared.locked(() => isSuspect(now)),
    outage: (now) =>
      shared.locked(() => {
        if (!isDown(now) || isForgotten(now)) return null;
        // A shared buffer cannot be decoded as it is.
        const text = Uint8Array.from(bytes.subarray(0, get(cell.messageBytes)));
        return { since: get(cell.since), message: new TextDecoder().decode(text) };
      }),
  };
}
