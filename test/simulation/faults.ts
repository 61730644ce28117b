/** What may go wrong, and how often. A seed picks its own mix; in the end the world is quiet, so that all must end. */
import type { Random } from "./random.ts";

export interface Faults {
  /** Longest usual way to the event store or back. */
  readonly storeMs: number;
  /** Longest usual call of an object store. */
  readonly callMs: number;
  /** Longest delay of a page of the log. */
  readonly pageMs: number;
  /** Chances of each append. */
  readonly answerLate: number;
  readonly answerLost: number;
  readonly requestLost: number;
  /** In doubt, and written long after. */
  readonly writtenLate: number;
  /** Chance that a read of the event store throws, of which the process dies. */
  readonly readBreaks: number;
  /** Chances of each call of an operation. */
  readonly callHangs: number;
  readonly callSlow: number;
  readonly callAnswerLost: number;
  readonly callLost: number;
  /** Chance that a call for a manifest or a report meets a store that does not answer. */
  readonly objectStoreFails: number;
}

export const noFaults: Faults = {
  storeMs: 10,
  callMs: 30,
  pageMs: 20,
  answerLate: 0,
  answerLost: 0,
  requestLost: 0,
  writtenLate: 0,
  readBreaks: 0,
  callHangs: 0,
  callSlow: 0,
  callAnswerLost: 0,
  callLost: 0,
  objectStoreFails: 0,
};

export function pickFaults(random: Random): Faults {
  const sometimes = (chance: number) => (random.chance(0.4) ? chance * random.next() : 0);
  return {
    storeMs: random.pick([2, 20, 200]),
    callMs: random.pick([5, 100, 1000]),
    pageMs: random.pick([2, 50, 1000, 5000]),
    answerLate: sometimes(0.1),
    answerLost: sometimes(0.15),
    requestLost: sometimes(0.15),
    writtenLate: sometimes(0.1),
    readBreaks: sometimes(0.005),
    callHangs: sometimes(0.01),
    callSlow: sometimes(0.05),
    callAnswerLost: sometimes(0.05),
    callLost: sometimes(0.05),
    objectStoreFails: sometimes(0.2),
  };
}
