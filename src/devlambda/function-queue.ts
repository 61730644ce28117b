/** Invocations of one function: waiting for a runtime, in the hand of one, answered. */
import { randomUUID } from "node:crypto";

/** How an invocation ended. */
export interface InvocationEnd {
  readonly payload: Buffer;
  /** The function threw, ended or ran out of time. */
  readonly functionError: boolean;
  /** The last of what the runtime wrote meanwhile. */
  readonly log: string;
}

/** An invocation in the hand of a runtime. */
export interface Taken {
  readonly id: string;
  readonly payload: Buffer;
  /** Milliseconds since 1970. */
  readonly deadline: number;
}

/** A runtime that takes invocations. */
export interface Runtime {
  /** It was given an invocation. */
  readonly taken: () => void;
  /** What it wrote lately. */
  readonly logTail: () => string;
  /** Its invocation has run out of time. */
  readonly timedOut: () => void;
}

export interface FunctionQueue {
  /** Null when too many wait. */
  invoke(payload: Buffer): Promise<InvocationEnd> | null;
  /** Resolves with the next invocation, or null when the queue is closed or the signal aborts. */
  take(runtime: Runtime, stop: AbortSignal): Promise<Taken | null>;
  /** False for an invocation that is not in this runtime's hand any more. */
  finish(runtime: Runtime, id: string, end: Omit<InvocationEnd, "log">): boolean;
  /** The runtime is gone: what it had in hand failed. */
  lose(runtime: Runtime, reason: string): void;
  /** A runtime ended before it took anything: the invocation that has waited longest fails, or it would wait for ever. */
  refuseNext(reason: string, log: string): void;
  /** Invocations that no runtime has taken. */
  readonly waiting: number;
  /** Called when an invocation comes. */
  onInvoke: () => void;
  close(): void;
}

interface Open {
  readonly id: string;
  readonly payload: Buffer;
  readonly resolve: (end: InvocationEnd) => void;
  runtime: Runtime | null;
  timer: NodeJS.Timeout | null;
}

/** A queue without a bound would take a whole manifest into memory. */
const waitingMax = 1000;

export function createFunctionQueue(options: { readonly timeoutMs: number }): FunctionQueue {
  const waiting: Open[] = [];
  const taken = new Map<string, Open>();
  const takers = new Set<() => void>();
  let closed = false;

  function end(open: Open, outcome: InvocationEnd): void {
    taken.delete(open.id);
    clearTimeout(open.timer ?? undefined);
    open.resolve(outcome);
  }

  function give(runtime: Runtime): Taken | null {
    const open = waiting.shift();
    if (open === undefined) return null;
    open.runtime = runtime;
    runtime.taken();
    open.timer = setTimeout(() => timeOut(open, runtime), options.timeoutMs);
    taken.set(open.id, open);
    return { id: open.id, payload: open.payload, deadline: Date.now() + options.timeoutMs };
  }

  function timeOut(open: Open, runtime: Runtime): void {
    const seconds = (options.timeoutMs / 1000).toFixed(2);
    const message = `${new Date().toISOString()} ${open.id} Task timed out after ${seconds} seconds`;
    end(open, failure({ errorMessage: message }, runtime.logTail()));
    runtime.timedOut();
  }

  return {
    onInvoke: () => {},
    get waiting() {
      return waiting.length;
    },
    invoke(payload) {
      if (closed || waiting.length >= waitingMax) return null;
      const { promise, resolve } = Promise.withResolvers<InvocationEnd>();
      waiting.push({ id: randomUUID(), payload, resolve, runtime: null, timer: null });
      const [wake] = takers;
      wake?.();
      this.onInvoke();
      return promise;
    },
    async take(runtime, stop) {
      while (!closed && !stop.aborted) {
        const given = give(runtime);
        if (given !== null) return given;
        await untilWoken(takers, stop);
      }
      return null;
    },
    finish(runtime, id, outcome) {
      const open = taken.get(id);
      if (open === undefined || open.runtime !== runtime) return false;
      end(open, { ...outcome, log: runtime.logTail() });
      return true;
    },
    lose(runtime, reason) {
      for (const open of taken.values()) {
        if (open.runtime !== runtime) continue;
        end(open, exited(open, reason, runtime.logTail()));
      }
    },
    refuseNext(reason, log) {
      const open = waiting.shift();
      if (open !== undefined) end(open, exited(open, reason, log));
    },
    close() {
      closed = true;
      const error = { errorMessage: "The function host stops.", errorType: "Runtime.ExitError" };
      for (const open of [...waiting.splice(0), ...taken.values()]) end(open, failure(error, ""));
      for (const wake of takers) wake();
    },
  };
}

function exited({ id }: Open, reason: string, log: string): InvocationEnd {
  const errorMessage = `RequestId: ${id} Error: ${reason}`;
  return failure({ errorMessage, errorType: "Runtime.ExitError" }, log);
}

function failure(error: object, log: string): InvocationEnd {
  return { payload: Buffer.from(JSON.stringify(error)), functionError: true, log };
}

function untilWoken(takers: Set<() => void>, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      takers.delete(wake);
      stop.removeEventListener("abort", wake);
      resolve();
    };
    takers.add(wake);
    stop.addEventListener("abort", wake, { once: true });
  });
}
