import { describe, expect, test } from "vitest";
import { assert } from "../../src/lib/assert.ts";
import type { InvokeFunctionParameters } from "../../src/job/spec.ts";
import type { FunctionAnswer, FunctionCall } from "../../src/lambda/function-caller.ts";
import { operationOf } from "../../src/operations/index.ts";
import type { Task } from "../../src/operations/operation.ts";
import { firstAttempt } from "../support/one-call.ts";

const spec = (parameters: Partial<InvokeFunctionParameters> = {}) =>
  ({
    kind: "INVOKE_FUNCTION",
    parameters: {
      function: "thumbs:live",
      invocationSchemaVersion: "1.0",
      userArguments: [],
      ...parameters,
    },
  }) as const;

type Play = (call: FunctionCall, taskId: string) => FunctionAnswer;

async function perform(
  parameters: Partial<InvokeFunctionParameters>,
  play: Play,
  task: Partial<Task> = {},
) {
  const way = operationOf(spec(parameters)).way("default");
  assert(way.kind === "many-calls", "a function is invoked");
  const made: FunctionCall[] = [];
  const invoke = async (call: FunctionCall) => {
    made.push(call);
    const sent = JSON.parse(call.payload) as { tasks: { taskId: string }[] };
    return play(call, sent.tasks[0]!.taskId);
  };
  const send = () => Promise.reject(new Error("no store is called"));
  const about = { bucket: "photos", key: "in/a b.csv", versionId: null, ...task };
  const attempt = { ...firstAttempt, job: "job-1", part: 2, row: 7, rawKey: "in/a%20b.csv" };
  const judgement = await way.perform(about, { send, invoke }, attempt);
  return { judgement, made, sent: JSON.parse(made[0]!.payload) as Record<string, unknown> };
}

const answers = (payload: unknown, functionError: string | null = null): FunctionAnswer => ({
  ok: true,
  status: 200,
  functionError,
  payload: typeof payload === "string" ? payload : JSON.stringify(payload),
});
const results =
  (resultCode: unknown, resultString?: unknown): Play =>
  (_call, taskId) =>
    answers({ results: [{ taskId: "another" }, { taskId, resultCode, resultString }] });
const succeeds = results("Succeeded", "7 rows");

describe("what a function is sent", () => {
  test("schema 1.0 has the bucket's ARN, and the key as the manifest writes it", async () => {
    const { sent, made } = await perform({}, succeeds);
    expect(made[0]!.function).toBe("thumbs:live");
    expect(sent).toEqual({
      invocationSchemaVersion: "1.0",
      invocationId: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
      job: { id: "job-1" },
      tasks: [
        {
          taskId: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
          s3Key: "in/a%20b.csv",
          s3VersionId: null,
          s3BucketArn: "arn:aws:s3:::photos",
        },
      ],
    });
  });

  test("schema 2.0 has the bucket's name and the user arguments", async () => {
    const userArguments = [{ key: "target", value: "thumbs" }];
    const parameters = { invocationSchemaVersion: "2.0", userArguments };
    const { sent } = await perform(parameters, succeeds, { versionId: "v1" });
    expect(sent).toMatchObject({
      invocationSchemaVersion: "2.0",
      job: { id: "job-1", userArguments: { target: "thumbs" } },
      tasks: [{ s3Key: "in/a%20b.csv", s3VersionId: "v1", s3Bucket: "photos" }],
    });
    expect(JSON.stringify(sent)).not.toContain("s3BucketArn");
  });

  test("a task has the same id in every try, and every try another invocation id", async () => {
    const [first, second] = [await perform({}, succeeds), await perform({}, succeeds)];
    expect(first.sent["tasks"]).toEqual(second.sent["tasks"]);
    expect(first.sent["invocationId"]).not.toBe(second.sent["invocationId"]);
  });
});

describe("what its answer means", () => {
  const failure = (kind: string, message: string) => ({
    succeeded: false,
    failure: { code: "PermanentFailure", status: 200, message, kind },
  });

  test.each<[what: string, play: Play, judgement: object]>([
    [
      "Succeeded: the result string is the message",
      succeeds,
      { succeeded: true, message: "7 rows" },
    ],
    ["Succeeded without a result string", results("Succeeded"), { succeeded: true, message: null }],
    [
      "TemporaryFailure is tried again",
      results("TemporaryFailure", "busy"),
      failure("transient", "busy"),
    ],
    [
      "PermanentFailure is not",
      results("PermanentFailure", "bad file"),
      failure("permanent", "bad file"),
    ],
    [
      "a result code outside of the three is permanent",
      results("Done"),
      failure(
        "permanent",
        'The result code "Done" is not Succeeded, TemporaryFailure or PermanentFailure',
      ),
    ],
    [
      "no result for the task is a temporary failure",
      () => answers({ results: [{ taskId: "other", resultCode: "Succeeded" }] }),
      failure("transient", "The function gave no result for this task"),
    ],
    [
      "treatMissingKeysAs PermanentFailure makes it permanent",
      () => answers({ treatMissingKeysAs: "PermanentFailure", results: [] }),
      failure("permanent", "The function gave no result for this task"),
    ],
    [
      "treatMissingKeysAs Succeeded makes it a success",
      () => answers({ treatMissingKeysAs: "Succeeded", results: [] }),
      { succeeded: true, message: null },
    ],
    [
      "a function error, which comes with status 200, is tried again and told as Amazon tells it",
      () => answers('{"errorMessage":"Task timed out after 3.00 seconds"}', "Unhandled"),
      failure(
        "transient",
        'Lambda returned function error: {"errorMessage":"Task timed out after 3.00 seconds"}',
      ),
    ],
    ...["", "no JSON", "null", "[]", '{"results":{}}'].map(
      (payload) =>
        [
          `the payload ${JSON.stringify(payload)} cannot be read`,
          () => answers(payload),
          failure("transient", "Invalid JSON returned in Lambda payload"),
        ] as [string, Play, object],
    ),
  ])("%s", async (_what, play, judgement) => {
    expect((await perform({}, play)).judgement).toEqual(judgement);
  });

  test("the refusal of the invocation itself is handed on", async () => {
    const throttled = {
      code: "TooManyRequestsException",
      status: 429,
      message: "Rate Exceeded.",
      kind: "throttle",
    } as const;
    const { judgement } = await perform({}, () => ({ ok: false, failure: throttled }));
    expect(judgement).toEqual({ succeeded: false, failure: throttled });
  });
});

describe("parameters of a function", () => {
  const argument = (key: string, value = "") => ({ key, value });
  test.each<[what: string, parameters: Partial<InvokeFunctionParameters>, problems: string[]]>([
    ["nothing wrong", {}, []],
    ["no function", { function: "" }, ["function TOO_SHORT"]],
    ["a URL", { function: "https://evil.example/f" }, ["function NOT_SUPPORTED"]],
    [
      "another schema",
      { invocationSchemaVersion: "3.0" },
      ["invocationSchemaVersion NOT_SUPPORTED"],
    ],
    [
      "arguments with schema 1.0",
      { userArguments: [argument("a")] },
      ["userArguments MUTUALLY_EXCLUSIVE"],
    ],
    [
      "eleven arguments",
      {
        invocationSchemaVersion: "2.0",
        userArguments: Array.from({ length: 11 }, (_, index) => argument(`k${index}`)),
      },
      ["userArguments TOO_MANY"],
    ],
    [
      "bad arguments",
      {
        invocationSchemaVersion: "2.0",
        userArguments: [argument(""), argument("a", "x".repeat(1025)), argument("a")],
      },
      [
        "userArguments.0.key TOO_SHORT",
        "userArguments.1.value TOO_LONG",
        "userArguments.2.key DUPLICATE",
      ],
    ],
  ])("are checked: %s", (_what, parameters, problems) => {
    const found = operationOf(spec(parameters)).check();
    expect(found.map(({ path, code }) => `${path.join(".")} ${code}`)).toEqual(problems);
  });
});
