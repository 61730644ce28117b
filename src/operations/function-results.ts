/** What the answer of a function means for its task, and how the report tells of it. */
import type { FunctionAnswer } from "../lambda/function-caller.ts";
import type { FailureKind } from "../s3/failure-kinds.ts";
import type { Judgement } from "./operation.ts";

export function judgeFunction(answer: FunctionAnswer, taskId: string): Judgement {
  if (!answer.ok) return { succeeded: false, failure: answer.failure };
  const { payload, functionError } = answer;
  if (functionError !== null)
    return failed("transient", `Lambda returned function error: ${payload}`);
  const read = readPayload(payload);
  if (read === null) return failed("transient", "Invalid JSON returned in Lambda payload");
  const result = read.results.find((one) => fieldOf(one, "taskId") === taskId);
  return result === undefined
    ? judgeMissing(read.treatMissingKeysAs)
    : judgeResult(fieldOf(result, "resultCode"), fieldOf(result, "resultString"));
}

function judgeResult(code: unknown, text: unknown): Judgement {
  const message = typeof text === "string" ? text : null;
  switch (code) {
    case "Succeeded":
      return { succeeded: true, message };
    case "TemporaryFailure":
      return failed("transient", message ?? "The function says that it failed for now");
    case "PermanentFailure":
      return failed("permanent", message ?? "The function says that it failed");
    default: {
      const known = "Succeeded, TemporaryFailure or PermanentFailure";
      return failed("permanent", `The result code ${JSON.stringify(code)} is not ${known}`);
    }
  }
}

/** Amazon's default for a task without a result is TemporaryFailure. */
function judgeMissing(treatMissingKeysAs: unknown): Judgement {
  if (treatMissingKeysAs === "Succeeded") return { succeeded: true, message: null };
  const kind = treatMissingKeysAs === "PermanentFailure" ? "permanent" : "transient";
  return failed(kind, "The function gave no result for this task");
}

interface ReadPayload {
  readonly results: readonly unknown[];
  readonly treatMissingKeysAs: unknown;
}

function readPayload(payload: string): ReadPayload | null {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return null;
  }
  const results = fieldOf(value, "results");
  if (!Array.isArray(results)) return null;
  return { results, treatMissingKeysAs: fieldOf(value, "treatMissingKeysAs") };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** Whatever the function says, the call was answered with 200, and reports have one code for it. */
function failed(kind: FailureKind, message: string): Judgement {
  return { succeeded: false, failure: { code: "PermanentFailure", status: 200, message, kind } };
}
