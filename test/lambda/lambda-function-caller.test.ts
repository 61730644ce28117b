import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { findFunction } from "../../src/lambda/function-names.ts";
import { createLambdaFunctionCaller } from "../../src/lambda/lambda-function-caller.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function callerOf(
  answer: (incoming: IncomingMessage, out: ServerResponse) => void,
  timeoutMs = 60_000,
) {
  const seen: string[] = [];
  const server = createServer((incoming, out) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    incoming.resume();
    answer(incoming, out);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const caller = createLambdaFunctionCaller({
    functions: [
      {
        name: "thumbs",
        target: "arn:aws:lambda:us-east-1:000000000000:function:make-thumbs",
        endpoint: `http://127.0.0.1:${port}`,
        region: "us-east-1",
        credentials: { accessKeyId: "a", secretAccessKey: "b" },
      },
    ],
    connectionsMax: 4,
    timeoutMs,
  });
  closers.push(() => {
    caller.close();
    server.closeAllConnections();
    server.close();
  });
  return { caller, seen };
}

const call = { function: "thumbs", payload: '{"a":1}' };

describe("calling a function through the SDK", () => {
  test("an answer is its payload", async () => {
    const { caller, seen } = await callerOf((_incoming, out) => out.end('{"b":2}'));
    expect(await caller.invoke(call)).toEqual({
      ok: true,
      status: 200,
      functionError: null,
      payload: '{"b":2}',
    });
    expect(seen).toEqual([
      "POST /2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Amake-thumbs/invocations",
    ]);
  });

  test("a qualifier of the request is sent along, at each call", async () => {
    const { caller, seen } = await callerOf((_incoming, out) => out.end("{}"));
    await caller.invoke({ ...call, function: "thumbs:live" });
    expect(seen[0]).toMatch(/invocations\?Qualifier=live$/);
  });

  test("a function error is an answer", async () => {
    const { caller } = await callerOf((_incoming, out) => {
      out.writeHead(200, { "x-amz-function-error": "Unhandled" }).end('{"errorMessage":"x"}');
    });
    expect(await caller.invoke(call)).toMatchObject({ ok: true, functionError: "Unhandled" });
  });

  test.each([
    [404, "ResourceNotFoundException", "permanent"],
    [400, "InvalidParameterValueException", "permanent"],
    [413, "RequestTooLargeException", "permanent"],
    [429, "TooManyRequestsException", "throttle"],
    [500, "ServiceException", "transient"],
    [502, "EC2UnexpectedException", "transient"],
  ])("%i %s is a failure of the kind %s, made once", async (status, code, kind) => {
    const { caller, seen } = await callerOf((_incoming, out) => {
      out.writeHead(status, { "x-amzn-errortype": code }).end('{"Message":"no"}');
    });
    const answer = await caller.invoke(call);
    expect(answer).toMatchObject({ ok: false, failure: { code, status, kind } });
    expect(JSON.stringify(answer)).toContain("Service: AWSLambda");
    expect(seen).toHaveLength(1);
  });

  test("a function that says nothing for too long, and one that is gone, are tried again later", async () => {
    const { caller } = await callerOf(() => {}, 500);
    expect(await caller.invoke(call)).toMatchObject({ ok: false, failure: { kind: "transient" } });
    const gone = await callerOf((incoming) => incoming.socket.destroy());
    expect(await gone.caller.invoke(call)).toMatchObject({
      ok: false,
      failure: { kind: "transient", status: null },
    });
  });

  test("a function that the configuration does not name any more is a failure, not a call", async () => {
    const { caller, seen } = await callerOf((_incoming, out) => out.end("{}"));
    expect(await caller.invoke({ ...call, function: "other" })).toMatchObject({
      ok: false,
      failure: { code: "NoSuchFunction", kind: "permanent" },
    });
    expect(seen).toEqual([]);
  });
});

describe("the name of a function in a request", () => {
  const functions = [{ name: "thumbs", target: "arn:aws:lambda:eu-west-1:1:function:t" }];
  test.each([
    ["thumbs", null],
    ["thumbs:live", "live"],
    ["thumbs:$LATEST", "$LATEST"],
    ["arn:aws:lambda:eu-west-1:1:function:t", null],
    ["arn:aws:lambda:eu-west-1:1:function:t:42", "42"],
  ])("%s means a configured one", (name, qualifier) => {
    expect(findFunction(functions, name)).toMatchObject({ qualifier });
  });

  test.each([
    "thumb",
    "thumbs:",
    "thumbs:a/b",
    "thumbs:a:b",
    "http://thumbs",
    "t",
    "",
    "arn:aws:lambda:eu-west-1:1:function:other",
  ])("%j means none", (name) => {
    expect(findFunction(functions, name)).toBeNull();
  });
});
