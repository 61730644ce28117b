/**
 * Invokes a function for each object, synchronously (S3 Batch Operations guide, "Invoke AWS Lambda function"). What the
 * function answers is the outcome of the task; after a crash it may be invoked again for the same one.
 */
import { checkText, problem } from "../job/check-spec.ts";
import type { FieldProblem, InvokeFunctionParameters } from "../job/spec.ts";
import { judgeFunction } from "./function-results.ts";
import { invocationOf } from "./function-payload.ts";
import type { Operation } from "./operation.ts";

export const invokeFunction: Operation<"INVOKE_FUNCTION"> = {
  kind: "INVOKE_FUNCTION",
  title: "Invoke function",
  summary:
    "Invokes a function for each object; after a crash it may be invoked again for the same object.",
  s3Actions: ["lambda:InvokeFunction"],
  check: checkParameters,
  store: (_parameters, sourceStore) => sourceStore,
  slow: () => true,
  way: (parameters) => ({
    kind: "many-calls",
    async perform(task, calls, attempt) {
      const { taskId, payload } = invocationOf(parameters, task, attempt);
      const answer = await calls.invoke({ function: parameters.function, payload });
      return judgeFunction(answer, taskId);
    },
  }),
};

const argumentsMax = 10;

function checkParameters(parameters: InvokeFunctionParameters): FieldProblem[] {
  const { function: name, invocationSchemaVersion, userArguments } = parameters;
  const problems = [
    ...checkText(name, { path: ["function"], min: 1, max: 1024, what: "A function" }),
  ];
  if (/^https?:/i.test(name)) {
    const message = "A function is named as the configuration names it, never by a URL.";
    problems.push(problem(["function"], "NOT_SUPPORTED", message));
  }
  if (invocationSchemaVersion !== "1.0" && invocationSchemaVersion !== "2.0") {
    const message = "The invocation schema version is 1.0 or 2.0.";
    problems.push(problem(["invocationSchemaVersion"], "NOT_SUPPORTED", message));
  }
  if (userArguments.length > 0 && invocationSchemaVersion === "1.0") {
    const message = "User arguments go with the invocation schema 2.0 only.";
    problems.push(problem(["userArguments"], "MUTUALLY_EXCLUSIVE", message));
  }
  if (userArguments.length > argumentsMax) {
    const message = `At most ${argumentsMax} user arguments are allowed; there are ${userArguments.length}.`;
    problems.push(problem(["userArguments"], "TOO_MANY", message));
  }
  return [...problems, ...checkArguments(userArguments)];
}

function checkArguments(userArguments: InvokeFunctionParameters["userArguments"]): FieldProblem[] {
  const seen = new Set<string>();
  return userArguments.flatMap(({ key, value }, index) => {
    const at = ["userArguments", String(index)];
    const isTwice = seen.has(key);
    seen.add(key);
    const message = `The argument ${JSON.stringify(key)} stands twice.`;
    return [
      ...checkText(key, { path: [...at, "key"], min: 1, max: 64, what: "An argument's key" }),
      ...checkText(value, { path: [...at, "value"], min: 0, max: 1024, what: "An argument" }),
      ...(isTwice ? [problem([...at, "key"], "DUPLICATE", message)] : []),
    ];
  });
}
