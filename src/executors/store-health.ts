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
import { createCellBuffer, SharedCells } from "../lib/shared-cells.ts";
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

/** What a call that was admitted came to. */
export interface Told {
  readonly sign: Sign;
  readonly probe: boolean;
  readonly message?: string | undefined;
  /** Whether there is a way to ask the store whether it answers at all. */
  readonly canAsk?: boolean;
}

/** Made by `openStoreHealth`; the same numbers in every thread that opens the buffer. */
export class StoreHealth {
  readonly #cells: SharedCells;
  readonly #numbers: Float64Array;
  readonly #downMaxMs: number;

  constructor(downMaxMs: number, buffer: SharedArrayBuffer) {
    this.#cells = new SharedCells(buffer, cells);
    this.#numbers = this.#cells.numbers;
    this.#downMaxMs = downMaxMs;
  }

  get buffer(): SharedArrayBuffer {
    return this.#cells.buffer;
  }

  /** A call that is admitted must end. */
  admit(now: number): Admission {
    this.#cells.lock();
    try {
      return this.#admit(now);
    } finally {
      this.#cells.unlock();
    }
  }

  /** True: it has to be asked now whether it answers at all. */
  ended(now: number, told: Told): boolean {
    this.#cells.lock();
    try {
      return this.#ended(now, told);
    } finally {
      this.#cells.unlock();
    }
  }

  /** What came of asking. */
  asked(now: number, answered: boolean): void {
    this.#cells.locked(() => {
      // A task may have had a good answer meanwhile.
      if (this.#get(cell.since) === 0) return;
      this.#numbers[cell.unreachable] = answered ? 0 : 1;
      if (!answered) this.#numbers[cell.failedAt] = now;
      else if (this.#get(cell.signs) === 0) this.#recover();
    });
  }

  /** Nothing good came since several calls failed, and the store is still waited for: failures are not the tasks'. */
  isSuspect(now: number): boolean {
    return this.#cells.locked(() => this.#isSuspect(now));
  }

  /** Null unless it is down. */
  outage(now: number): Outage | null {
    return this.#cells.locked(() => {
      if (!this.#isDown(now) || this.#isForgotten(now)) return null;
      // A shared buffer cannot be decoded as it is.
      const text = Uint8Array.from(this.#cells.bytes.subarray(0, this.#get(cell.messageBytes)));
      return { since: this.#get(cell.since), message: new TextDecoder().decode(text) };
    });
  }

  #get(place: number): number {
    return this.#numbers[place]!;
  }

  #isSuspect(now: number): boolean {
    const since = this.#get(cell.since);
    if (since === 0 || now - since >= this.#downMaxMs) return false;
    return this.#get(cell.signs) >= signsMin || this.#get(cell.unreachable) === 1;
  }

  #isDown(now: number): boolean {
    return this.#isSuspect(now) && now - this.#get(cell.since) >= silentMs;
  }

  #isForgotten(now: number): boolean {
    return this.#get(cell.inFlight) === 0 && now - this.#get(cell.failedAt) > forgottenMs;
  }

  #admit(now: number): Admission {
    if (this.#isForgotten(now)) this.#recover();
    if (!this.#isDown(now)) return this.#start("open");
    const probeAt = this.#get(cell.probeAt);
    if (this.#get(cell.probes) > 0 || probeAt > now)
      return { waitMs: Math.max(20, Math.min(250, probeAt - now)) };
    this.#numbers[cell.probes] = 1;
    return this.#start("probe");
  }

  #start(admission: Admission): Admission {
    this.#numbers[cell.inFlight] = this.#get(cell.inFlight) + 1;
    return admission;
  }

  #recover(): void {
    this.#numbers[cell.since] = 0;
    this.#numbers[cell.signs] = 0;
    this.#numbers[cell.unreachable] = 0;
  }

  #ended(now: number, { sign, probe, message, canAsk = false }: Told): boolean {
    const numbers = this.#numbers;
    numbers[cell.inFlight] = Math.max(0, this.#get(cell.inFlight) - 1);
    if (probe) numbers[cell.probes] = 0;
    if (sign === "good") this.#recover();
    else if (message !== undefined) this.#failed(now, sign, message);
    if (sign !== "unreachable") return false;
    if (!canAsk) numbers[cell.unreachable] = 1;
    return canAsk && this.#startsToAsk(now);
  }

  #failed(now: number, sign: Sign, message: string): void {
    const numbers = this.#numbers;
    if (sign === "none" && this.#get(cell.since) === 0) return;
    if (this.#get(cell.since) === 0) numbers[cell.since] = now;
    if (sign === "bad") numbers[cell.signs] = this.#get(cell.signs) + 1;
    numbers[cell.failedAt] = now;
    const sinceMs = now - this.#get(cell.since);
    const everyMs = Math.min(probeEveryMs.max, Math.max(probeEveryMs.min, sinceMs / 20));
    numbers[cell.probeAt] = now + everyMs;
    const { bytes } = this.#cells;
    numbers[cell.messageBytes] = new TextEncoder().encodeInto(message, bytes).written;
  }

  #startsToAsk(now: number): boolean {
    const sinceMs = now - this.#get(cell.askedAt);
    if (sinceMs >= 0 && sinceMs < askEveryMs) return false;
    this.#numbers[cell.askedAt] = now;
    return true;
  }
}

/** `downMaxMs`: how long a store that is down is waited for. */
export function openStoreHealth(
  { downMaxMs }: { readonly downMaxMs: number },
  buffer = createCellBuffer(cells, messageBytes),
): StoreHealth {
  return new StoreHealth(downMaxMs, buffer);
}
