/**
 * Until when this process may start calls: three beats from the sending of the last one that was acknowledged. Looked at
 * in the moment of each call, in every thread, because a process that was stopped and wakes goes on where it was, and
 * others may have taken its claims meanwhile. A compiled request is written at the end of a round of the event loop, and
 * not at all when that took long (`src/s3/compiled/connections.ts`).
 */
import type { Clock } from "../lib/clock.ts";
import { GateAround, type CallGate } from "./call-gate.ts";
import { beatAgeMaxMs } from "./liveness.ts";

export interface Lease {
  /** Whether a call may start now. */
  isHeld(): boolean;
  /** Grows each time the lease is renewed after it had run out: what was held before may be another's. */
  term(): number;
  /** A beat that was sent at this time was acknowledged, or none was needed then. */
  renew(sentAt: number): void;
}

/** What the threads of one process share of its lease. */
export function leaseMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT + Int32Array.BYTES_PER_ELEMENT);
}

/** Threads that are given the same memory have the same lease. */
export function createLease(clock: Pick<Clock, "now">, memory = leaseMemory()): Lease {
  const sent = new BigInt64Array(memory, 0, 1);
  // Narrow, as it is looked at for each call, and a wide number is an object each time it is loaded.
  const terms = new Int32Array(memory, BigInt64Array.BYTES_PER_ELEMENT, 1);
  const sentAt = (): number => Number(Atomics.load(sent, 0));
  return {
    isHeld: () => clock.now() - sentAt() <= beatAgeMaxMs,
    term: () => Atomics.load(terms, 0),
    renew(at) {
      // First the term: nobody may take the lease for held and the term for the old one.
      if (at - sentAt() > beatAgeMaxMs) Atomics.add(terms, 0, 1);
      Atomics.store(sent, 0, BigInt(Math.floor(at)));
    },
  };
}

/** The lease as it is now: lost for good when it runs out, also when it is renewed later. */
export function thisTerm(lease: Pick<Lease, "isHeld" | "term">): Pick<Lease, "isHeld"> {
  const term = lease.term();
  return { isHeld: () => lease.isHeld() && lease.term() === term };
}

/** A gate that lets nobody in when the lease has run out, and says so: what is held has to be given back. */
export function holdToLease(
  gate: CallGate,
  lease: Pick<Lease, "isHeld">,
  ranOut: () => void,
): CallGate {
  return new LeasedGate(gate, lease, ranOut);
}

class LeasedGate extends GateAround {
  readonly #lease: Pick<Lease, "isHeld">;
  readonly #ranOut: () => void;
  /** Whom to answer, mostly the same for each call of a chunk, and the same as far as the lease is held. */
  #answered: ((entered: boolean) => void) | null = null;
  #answeredIfHeld: (entered: boolean) => void = () => {};

  constructor(inner: CallGate, lease: Pick<Lease, "isHeld">, ranOut: () => void) {
    super(inner);
    this.#lease = lease;
    this.#ranOut = ranOut;
  }

  override tryEnter(stop: AbortSignal, answered: (entered: boolean) => void): boolean {
    if (this.#answered !== answered) {
      this.#answered = answered;
      this.#answeredIfHeld = (entered) => answered(entered && this.#mayStay());
    }
    if (!this.inner.tryEnter(stop, this.#answeredIfHeld)) return false;
    if (this.#mayStay()) return true;
    answered(false);
    return false;
  }

  override enterNow(): boolean {
    return this.inner.enterNow() && this.#mayStay();
  }

  override next(): true | Promise<boolean> {
    if (!this.#lease.isHeld()) return Promise.resolve(this.#refuse());
    const turn = this.inner.next();
    return turn === true ? true : this.#goOnLater(turn);
  }

  /** Of who was let in. Asked last: a wait may have been longer than the lease. */
  #mayStay(): boolean {
    if (this.#lease.isHeld()) return true;
    this.inner.leave(null, false);
    return this.#refuse();
  }

  async #goOnLater(turn: Promise<boolean>): Promise<boolean> {
    if (!(await turn)) return false;
    return this.#lease.isHeld() || this.#refuse();
  }

  #refuse(): false {
    this.#ranOut();
    return false;
  }
}
