/** An operation that is one call a task, as tests of its command and its judgement want it. */
import { assert } from "../../src/lib/assert.ts";
import type { OperationSpec } from "../../src/job/spec.ts";
import { operationOf } from "../../src/operations/index.ts";
import type { Attempt } from "../../src/operations/operation.ts";
import type { Answer } from "../../src/s3/transport.ts";

/** A task that nothing is known of. */
export const firstAttempt: Attempt = {
  job: "job",
  part: 0,
  row: 0,
  rawKey: "a.jpg",
  unanswered: false,
};

export function oneCallOf(spec: OperationSpec, sourceStore = "default") {
  const bound = operationOf(spec);
  const way = bound.way(sourceStore);
  assert(way.kind === "one-call", `${spec.kind} is one call a task`);
  const { command, judge, followUps = () => [] } = way;
  return {
    ...bound,
    command,
    judge: (answer: Answer, attempt: Attempt = firstAttempt) => judge(answer, attempt),
    followUps,
  };
}
