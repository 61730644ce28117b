/** What an answer means where the status alone tells (S3 API, the response of each call). */
import { ownFailure } from "../s3/failures.ts";
import type { StoreFailure } from "../s3/failures.ts";
import type { Answer } from "../s3/transport.ts";
import type { Judgement } from "./operation.ts";

const done: Judgement = { succeeded: true, message: null };

/**
 * Success is the documented status and no other. A server that does not know a call may still answer 2xx to what it
 * takes for another one, and then nothing was done or, worse, something else.
 */
export function judgeStatus(answer: Answer, ...expected: readonly number[]): Judgement {
  if (!answer.ok) return { succeeded: false, failure: answer.failure };
  if (expected.includes(answer.status)) return done;
  return { succeeded: false, failure: unexpectedStatus(answer.status, expected) };
}

function unexpectedStatus(status: number, expected: readonly number[]): StoreFailure {
  const message = `The store answered ${status} where ${expected.join(" or ")} says that it was done`;
  return ownFailure("UnexpectedStatus", { message, status });
}
