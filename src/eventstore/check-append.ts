import type { ExpectedRevision } from "./eventstore.ts";

/** What the check needs to know of the stream that is appended to. */
export interface StreamView {
  /** Revision of the last event, -1 when there is none. */
  readonly current: number;
  /** Ids of the events from a revision on, at most `count`. */
  idsFrom(revision: number, count: number): readonly string[];
  /** Where an id stands at or after a revision; the last place when it stands there more than once. */
  findId(id: string, fromRevision: number): number | undefined;
}

/** `write`: append the events. `repeat`: they were written before, up to this revision. */
export type Verdict =
  | { kind: "write" }
  | { kind: "repeat"; revision: number }
  | { kind: "conflict" };

/**
 * How far back `any` looks for an id, beyond the length of the append. EventStoreDB looks among the ids that it happens
 * to hold in memory: with `any` a repeat is recognised at best effort, there and here. Who must not write twice says
 * at which revision.
 */
const lookBackEvents = 1000;

/**
 * Whether an append is new, the repeat of an earlier one, or in conflict: the rules of EventStoreDB, to the letter.
 *
 * Only ids are compared. An expected revision *below* the current one can only be a repeat: all ids must stand at the
 * revisions that follow it, in this order. At the current revision the events are written, even when the same ids
 * stand in the stream already.
 */
export function checkAppend(
  stream: StreamView,
  expected: ExpectedRevision,
  ids: readonly string[],
): Verdict {
  if (expected === "any") {
    const first = stream.findId(
      ids[0]!,
      Math.max(0, stream.current + 1 - ids.length - lookBackEvents),
    );
    return first === undefined ? { kind: "write" } : checkRepeat(stream, first, ids);
  }
  const expectedRevision = expected === "no-stream" ? -1 : expected;
  if (expectedRevision === stream.current) return { kind: "write" };
  if (expectedRevision > stream.current) return { kind: "conflict" };
  return checkRepeat(stream, expectedRevision + 1, ids);
}

function checkRepeat(stream: StreamView, from: number, ids: readonly string[]): Verdict {
  const recorded = stream.idsFrom(from, ids.length);
  const isRepeat = ids.every((id, place) => recorded[place] === id);
  return isRepeat ? { kind: "repeat", revision: from + ids.length - 1 } : { kind: "conflict" };
}
