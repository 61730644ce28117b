import { request } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startFunctionHost, type FunctionHost } from "../../src/devlambda/function-host.ts";

const folder = new URL("./handlers", import.meta.url).pathname;
const limits = { timeoutMs: 60_000, memoryMb: 64, processesMax: 2 };

function clientOf({ url }: FunctionHost): LambdaClient {
  return new LambdaClient({
    endpoint: url,
    region: "us-east-1",
    maxAttempts: 1,
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  });
}

async function invoke(client: LambdaClient, FunctionName: string, payload: unknown) {
  const output = await client.send(
    new InvokeCommand({
      FunctionName,
      LogType: "Tail",
      Payload: Buffer.from(JSON.stringify(payload)),
    }),
  );
  return {
    error: output.FunctionError,
    log: Buffer.from(output.LogResult ?? "", "base64").toString(),
    payload: JSON.parse(Buffer.from(output.Payload ?? []).toString()) as Record<string, unknown>,
  };
}

const about = (s3Key: string) => ({
  invocationSchemaVersion: "1.0",
  invocationId: "i",
  tasks: [{ taskId: "t", s3Key }],
});

describe("the development function host", () => {
  let host: FunctionHost;
  let client: LambdaClient;
  beforeAll(async () => {
    host = await startFunctionHost({ folder, attached: ["outside"], ...limits });
    client = clientOf(host);
  });
  afterAll(async () => {
    client.destroy();
    await host.close();
  });

  test("runs the handlers of its folder by their names, and knows no other", async () => {
    expect(host.names.toSorted()).toEqual(["broken", "outside", "results", "retries"]);
    const { payload, error } = await invoke(client, "results", about("a%20b"));
    expect(error).toBeUndefined();
    expect(payload).toMatchObject({ results: [{ taskId: "t", resultString: "done a b" }] });
  });

  test.each([
    "results:live",
    "results:$LATEST",
    "arn:aws:lambda:us-east-1:000000000000:function:results",
    "arn:aws:lambda:us-east-1:000000000000:function:results:7",
    "000000000000:function:results",
  ])("finds a function by %s", async (name) => {
    expect((await invoke(client, name, about("a"))).payload).toHaveProperty("results");
  });

  test.each(["none", "..", "handlers", "results.mjs"])(
    "refuses the name %s with 404",
    async (name) => {
      await expect(invoke(client, name, {})).rejects.toMatchObject({
        name: "ResourceNotFoundException",
        $metadata: { httpStatusCode: 404 },
      });
    },
  );

  test("an exception is a function error with status 200, with the log's tail", async () => {
    const { payload, error, log } = await invoke(client, "results", about("throws"));
    expect(error).toBe("Unhandled");
    expect(payload).toMatchObject({
      errorMessage: "cannot work on throws",
      errorType: "TypeError",
    });
    expect(log).toContain("working on throws");
  });

  test("a process that exits is a function error, and the next invocation has another process", async () => {
    const { payload, error } = await invoke(client, "results", about("exits"));
    expect(error).toBe("Unhandled");
    expect(payload["errorMessage"]).toContain("Runtime exited with error: exit status 3");
    expect((await invoke(client, "results", about("a"))).error).toBeUndefined();
  });

  test("a handler that cannot be loaded is a function error, not an invocation that waits for ever", async () => {
    const { payload, error } = await invoke(client, "broken", about("a"));
    expect(error).toBe("Unhandled");
    expect(payload["errorType"]).toBe("Runtime.ExitError");
  });

  test("the environment of a handler holds no credentials and nothing of ours", async () => {
    process.env["AWS_SECRET_ACCESS_KEY"] ??= "a secret of this process";
    const { payload } = await invoke(client, "results", about("env"));
    const [result] = payload["results"] as { resultString: string }[];
    const names = Object.keys(JSON.parse(result!.resultString) as object);
    expect(names.toSorted()).toEqual([
      "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
      "AWS_LAMBDA_FUNCTION_NAME",
      "AWS_LAMBDA_FUNCTION_TIMEOUT_MS",
      "AWS_LAMBDA_RUNTIME_API",
      "LANG",
      "PATH",
      "TZ",
    ]);
  });

  test("runs invocations at once in as many processes as it may", async () => {
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
    const answers = await Promise.all(keys.map((key) => invoke(client, "results", about(key))));
    expect(answers.map(({ payload }) => payload["results"])).toMatchObject(
      keys.map((key) => [{ resultString: `done ${key}` }]),
    );
  });

  test("a payload that is no JSON is refused, and one over 6 MiB", async () => {
    const send = (Payload: Buffer) =>
      client.send(new InvokeCommand({ FunctionName: "results", Payload }));
    await expect(send(Buffer.from("{"))).rejects.toMatchObject({
      name: "InvalidRequestContentException",
    });
    await expect(send(Buffer.alloc(7 * 1024 * 1024, " "))).rejects.toMatchObject({
      name: "RequestTooLargeException",
    });
  });

  describe("for a runtime that attaches", () => {
    const next = async () => {
      const answer = await fetch(
        `http://${host.runtimeApi("outside")}/2018-06-01/runtime/invocation/next`,
      );
      return {
        id: answer.headers.get("lambda-runtime-aws-request-id"),
        event: await answer.json(),
      };
    };
    const post = (path: string, body: string) =>
      fetch(`http://${host.runtimeApi("outside")}/2018-06-01/runtime/invocation/${path}`, {
        method: "POST",
        body,
      });

    test("gives invocations and takes answers and errors", async () => {
      const invoked = invoke(client, "outside", { n: 1 });
      const { id, event } = await next();
      expect(event).toEqual({ n: 1 });
      expect((await post(`${id}/response`, '{"n":2}')).status).toBe(202);
      expect(await invoked).toMatchObject({ payload: { n: 2 }, error: undefined });
      const failing = invoke(client, "outside", {});
      const { id: second } = await next();
      await post(`${second}/error`, '{"errorMessage":"no"}');
      expect(await failing).toMatchObject({ error: "Unhandled", payload: { errorMessage: "no" } });
    });

    test("refuses a second answer, and every request without its secret", async () => {
      const invoked = invoke(client, "outside", {});
      const { id } = await next();
      expect((await post(`${id}/response`, "1")).status).toBe(202);
      expect((await post(`${id}/response`, "2")).status).toBe(400);
      expect((await invoked).payload).toBe(1);
      const guess = `${host.url}/runtime/guess/2018-06-01/runtime/invocation/next`;
      expect((await fetch(guess)).status).toBe(403);
      expect((await fetch(`${host.url}/2018-06-01/runtime/invocation/next`)).status).toBe(404);
    });
  });

  test("refuses what a browser sends, and names that are not this machine's", async () => {
    const path = `${host.url}/2015-03-31/functions/results/invocations`;
    const status = (headers: Record<string, string>) =>
      new Promise((resolve) => {
        const sent = request(path, { method: "POST", headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        sent.end("{}");
      });
    const authorization = "AWS4-HMAC-SHA256 Credential=any";
    expect(await status({ authorization, origin: "https://evil.example" })).toBe(403);
    expect(await status({ authorization, host: "evil.example" })).toBe(403);
    expect(await status({})).toBe(403);
    expect(await status({ authorization })).toBe(200);
  });
});

test("an invocation that runs out of time is ended, its process too, and the next one runs", async () => {
  const host = await startFunctionHost({ folder, ...limits, timeoutMs: 1500, processesMax: 1 });
  const client = clientOf(host);
  const { payload, error } = await invoke(client, "results", about("hangs"));
  expect(error).toBe("Unhandled");
  expect(payload["errorMessage"]).toMatch(/Task timed out after 1\.50 seconds$/);
  expect((await invoke(client, "results", about("a"))).error).toBeUndefined();
  client.destroy();
  await host.close();
});

test("a process that needs more memory than it may have is a function error", async () => {
  const made = await mkdtemp(join(tmpdir(), "functions-"));
  const hungry = `export const handler = () => { const all = []; for (;;) all.push(new Array(1e5).fill({})); };`;
  await writeFile(join(made, "hungry.mjs"), hungry);
  const host = await startFunctionHost({ folder: made, ...limits, memoryMb: 32 });
  const client = clientOf(host);
  const { error, payload } = await invoke(client, "hungry", {});
  expect(error).toBe("Unhandled");
  expect(payload["errorType"]).toBe("Runtime.ExitError");
  client.destroy();
  await host.close();
  await rm(made, { recursive: true });
});
