/** How long a job was in each status, from the events that moved it. */
import type { JobStatus } from "../../graphql/generated.ts";
import type { StepEvent } from "./entered.ts";

/** Milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A status, and every time that the job was in it. */
export interface Phase {
  readonly status: JobStatus;
  readonly spans: readonly Span[];
  readonly seconds: number;
}

/**
 * In the order in which the job came to each. `end`: up to when it is known to be in its last status; null for a job that has
 * ended: that status lasts for ever, and is none of them.
 */
export function phasesOf(
  events: readonly Pick<StepEvent, "statusAfter" | "recordedAt">[],
  end: number | null,
): readonly Phase[] {
  const spans = new Map<JobStatus, Span[]>();
  const moves = events.filter(
    ({ statusAfter }, index) =>
      statusAfter !== null && statusAfter !== events.slice(0, index).findLast(isMove)?.statusAfter,
  );
  for (const [index, { statusAfter, recordedAt }] of moves.entries()) {
    const from = Date.parse(recordedAt);
    const next = moves[index + 1];
    const until = next === undefined ? end : Date.parse(next.recordedAt);
    if (statusAfter === null || until === null) continue;
    const to = Math.max(from, until);
    spans.set(statusAfter, [...(spans.get(statusAfter) ?? []), { from, to }]);
  }
  return [...spans].map(([status, each]) => ({
    status,
    spans: each,
    seconds: each.reduce((sum, { from, to }) => sum + (to - from) / 1000, 0),
  }));
}

function isMove({ statusAfter }: Pick<StepEvent, "statusAfter">): boolean {
  return statusAfter !== null;
}
