/**
 * Starts units of work, one after another as the gate lets them in: a unit is a row, or several that share a call. Told by
 * callbacks, because a promise for each step of each unit costs as much as what the step does.
 */
import type { CallGate } from "./call-gate.ts";
import type { ChunkRecorder } from "./chunk-recorder.ts";

/** What a unit that was started tells, once. */
export interface Ends {
  readonly ended: () => void;
  /** A bug: no further unit is started, and the run fails when the others have ended. */
  readonly failed: (error: unknown) => void;
}

export interface RunUnitsDependencies {
  readonly gate: Pick<CallGate, "slots" | "tryEnter" | "leave">;
  readonly recorder: Pick<ChunkRecorder, "isFull" | "ready">;
  /** No further unit may start. */
  readonly stop: AbortSignal;
}

/**
 * Resolves when all units that were started have ended. What `start` gives is called when the gate has been entered for
 * the first call of a unit. Units that were begun and have not ended, those included that wait for their next try outside
 * of the gate, are bounded like calls, for each of them is held in memory.
 */
export function runUnits<Unit>(
  units: Iterable<Unit>,
  { gate, recorder, stop }: RunUnitsDependencies,
  start: (ends: Ends) => (unit: Unit) => void,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const open = units[Symbol.iterator]();
  let next = open.next();
  let begun = 0;
  let bug: { readonly error: unknown } | null = null;
  let isWaiting = false;
  /** Each step that goes on ends here, so that units that end at once do not pile up on the stack. */
  let isGoing = false;
  let isOver = false;

  const ended = (): void => {
    begun -= 1;
    goOn();
  };
  const failed = (error: unknown): void => {
    bug ??= { error };
    ended();
  };
  const begin = start({ ended, failed });

  function mayStart(): boolean {
    return !isOver && bug === null && next.done !== true && begun < gate.slots;
  }

  function goOn(): void {
    if (isGoing) return;
    isGoing = true;
    while (!isWaiting && mayStart()) {
      isWaiting = true;
      // A recorder that has lost its chunk stays full.
      if (recorder.isFull() && !stop.aborted) recorder.ready().then(() => wasLetIn(null), reject);
      else if (gate.tryEnter(stop, wasLetIn)) wasLetIn(true);
    }
    isGoing = false;
    if (begun > 0 || isWaiting) return;
    if (bug === null) resolve();
    else reject(bug.error);
  }

  /** Null: not asked yet. */
  function wasLetIn(entered: boolean | null): void {
    isWaiting = false;
    if (entered === true) beginNext();
    else if (entered === false) isOver = true;
    goOn();
  }

  function beginNext(): void {
    if (stop.aborted || bug !== null || next.done === true) {
      isOver = true;
      gate.leave(null, false);
      return;
    }
    const unit = next.value;
    begun += 1;
    try {
      next = open.next();
      begin(unit);
    } catch (error) {
      failed(error);
    }
  }

  goOn();
  return promise;
}
