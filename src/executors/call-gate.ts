/**
 * The one gate that every call of a task goes through: entered before the call, left after it, and not held while a task
 * waits for its next try. Whatever bounds calls (slots of the worker, caps of the job, what the store takes, stores that
 * are down) stands here; `gates.ts` makes one for each chunk.
 */
import type { Judgement } from "../operations/operation.ts";
import type { StoreFailure } from "../s3/failures.ts";

/** Thrown within a task of which no further call may start: it ends without an outcome. */
export class NoFurtherCall extends Error {
  override readonly name = "NoFurtherCall";
}

export interface CallGate {
  /** Calls that may be in flight at once, as things stand. */
  readonly slots: number;
  /** Those that are not taken. */
  readonly free: number;
  /**
   * True: a call may start now. Otherwise `answered` is called once, with true when one may, or with false when the signal
   * aborts first; that may be before this returns. Who was let in must leave.
   */
  tryEnter(stop: AbortSignal, answered: (entered: boolean) => void): boolean;
  /** The same by a promise. */
  enter(stop: AbortSignal): true | Promise<boolean>;
  /** The same for now or never: who is not let in does not wait. */
  enterNow(): boolean;
  /**
   * A further call of a task that is inside: true when it may start now, otherwise resolves when one may, or to false
   * when none may start any more.
   */
  next(): true | Promise<boolean>;
  /** What the call came to; null when none was made after all. `isFresh`: the first of a row that was never set aside. */
  leave(judgement: Judgement | null, isFresh: boolean): void;
  /** The store as a whole fails, or asks for patience: a failure that says so is not one of the task. */
  isStoreAtFault(failure: StoreFailure): boolean;
}

/** `enter` of a gate, made of its `tryEnter`. */
export function enterBy(
  gate: Pick<CallGate, "tryEnter">,
  stop: AbortSignal,
): true | Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  return gate.tryEnter(stop, resolve) ? true : promise;
}

/**
 * A gate around another, which does what that one does but for the methods that a subclass has of its own. Gates are classes
 * because one is made for each chunk: object literals with getters have no shape in common, and are slow to look into.
 */
export class GateAround implements CallGate {
  protected readonly inner: CallGate;

  constructor(inner: CallGate) {
    this.inner = inner;
  }

  get slots(): number {
    return this.inner.slots;
  }

  get free(): number {
    return this.inner.free;
  }

  tryEnter(stop: AbortSignal, answered: (entered: boolean) => void): boolean {
    return this.inner.tryEnter(stop, answered);
  }

  enter(stop: AbortSignal): true | Promise<boolean> {
    return enterBy(this, stop);
  }

  enterNow(): boolean {
    return this.inner.enterNow();
  }

  next(): true | Promise<boolean> {
    return this.inner.next();
  }

  leave(judgement: Judgement | null, isFresh: boolean): void {
    this.inner.leave(judgement, isFresh);
  }

  isStoreAtFault(failure: StoreFailure): boolean {
    return this.inner.isStoreAtFault(failure);
  }
}
