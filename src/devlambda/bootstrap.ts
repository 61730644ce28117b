/** Where a child process begins: asks the Runtime API for invocations, and hands each to the handler of one file. */
import { pathToFileURL } from "node:url";

const api = `http://${process.env["AWS_LAMBDA_RUNTIME_API"]}/2018-06-01/runtime`;
const [, , file = ""] = process.argv;

type Handler = (event: unknown, context: object) => unknown;

async function loadHandler(): Promise<Handler> {
  const loaded: unknown = await import(pathToFileURL(file).href);
  const { handler, default: whole } = loaded as {
    handler?: Handler;
    default?: { handler?: Handler };
  };
  const found = handler ?? whole?.handler;
  if (typeof found === "function") return found;
  throw new Error(`${file} exports no function named handler`);
}

async function main(): Promise<void> {
  let handler: Handler;
  try {
    handler = await loadHandler();
  } catch (error) {
    await post("/init/error", errorOf(error));
    throw error;
  }
  for (;;) await serveOne(handler);
}

async function serveOne(handler: Handler): Promise<void> {
  const next = await fetch(`${api}/invocation/next`);
  if (!next.ok) process.exit(0);
  const id = next.headers.get("lambda-runtime-aws-request-id") ?? "";
  const deadline = Number(next.headers.get("lambda-runtime-deadline-ms"));
  const context = {
    awsRequestId: id,
    functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"],
    invokedFunctionArn: next.headers.get("lambda-runtime-invoked-function-arn"),
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    const result: unknown = await handler(await next.json(), context);
    await post(`/invocation/${id}/response`, result ?? null);
  } catch (error) {
    await post(`/invocation/${id}/error`, errorOf(error));
  }
}

async function post(path: string, body: unknown): Promise<void> {
  await fetch(api + path, { method: "POST", body: JSON.stringify(body) });
}

function errorOf(error: unknown): object {
  if (!(error instanceof Error)) return { errorMessage: String(error), errorType: "Error" };
  return {
    errorMessage: error.message,
    errorType: error.name,
    trace: (error.stack ?? "").split("\n"),
  };
}

await main();
