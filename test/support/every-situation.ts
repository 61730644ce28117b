import { expect, test } from "vitest";
import type { JobCommand } from "../../src/job/commands.ts";
import { decide, jobDecider } from "../../src/job/decide.ts";
import { fold } from "../../src/job/decider.ts";
import type { JobEvent } from "../../src/job/events.ts";
import type { JobRejectionCode } from "../../src/job/rejections.ts";
import { timed } from "./given-when-then.ts";
import { historyOf, situations, type Situation } from "./jobs.ts";

/** The types of the events that a command gives, or the code it is refused with. */
type Answer = readonly JobEvent["type"][] | JobRejectionCode;

/** What a command gives in every situation; where the table is silent, it is refused for the job's status. */
export type AnswerTable = Readonly<Partial<Record<Situation, Answer>>>;

/** One test a situation: the thirteen statuses, no job, an expired job, and the variants of `Situation`. */
export function testInEverySituation(command: JobCommand, table: AnswerTable): void {
  test.each(situations.map((situation) => [situation, answerIn(situation, table)] as const))(
    `${command.type} on a job that is %s answers %j`,
    (situation, expected) => {
      const state = fold(jobDecider, historyOf(situation).map(timed));
      const result = decide(command, state);
      const answer = result.ok ? result.value.map(({ type }) => type) : result.error.code;
      expect(answer).toStrictEqual(expected);
      if (!result.ok || state.phase === "none") return;
      // What was decided can be folded: history never holds an event that its own state refuses.
      const folded = fold(jobDecider, [...historyOf(situation), ...result.value].map(timed));
      expect(folded.phase).not.toBe("none");
    },
  );
}

function answerIn(situation: Situation, table: AnswerTable): Answer {
  const answer = table[situation];
  if (answer !== undefined) return answer;
  return situation === "NONE" || situation === "EXPIRED" ? "JOB_NOT_FOUND" : "INVALID_JOB_STATUS";
}
