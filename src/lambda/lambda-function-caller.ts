/** Functions at any endpoint that speaks Lambda's Invoke, through Amazon's SDK. */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { InvokeCommandOutput } from "@aws-sdk/client-lambda";
import { ownFailure, storeFailure, type StoreFailure } from "../s3/failures.ts";
import type { FunctionAnswer, FunctionCaller, FunctionTrial } from "./function-caller.ts";
import { findFunction, knownFunctions, type ConfiguredFunction } from "./function-names.ts";

/** A function of the configuration: where it is, and how it is called. */
export interface FunctionSettings extends ConfiguredFunction {
  /** Absent: AWS. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  /** Absent: the SDK's own chain. */
  readonly credentials?:
    | { readonly accessKeyId: string; readonly secretAccessKey: string }
    | undefined;
}

export interface FunctionCallerOptions {
  readonly functions: readonly FunctionSettings[];
  readonly connectionsMax: number;
  /** Without a byte in either direction: a function may think for a quarter of an hour. */
  readonly timeoutMs: number;
}

export function createLambdaFunctionCaller(
  options: FunctionCallerOptions,
): FunctionCaller & FunctionTrial & { close(): void } {
  const { functions } = options;
  const clients = new Map<string, LambdaClient>();
  const clientOf = (settings: FunctionSettings): LambdaClient => {
    const known = clients.get(settings.name);
    if (known !== undefined) return known;
    const client = createClient(settings, options);
    clients.set(settings.name, client);
    return client;
  };
  return {
    ...knownFunctions(functions),
    async invoke({ function: name, payload }) {
      const found = findFunction(functions, name);
      // It was configured when the job was created.
      if (found === null) return { ok: false, failure: named(ownFailure("NoSuchFunction")) };
      const { configured, qualifier } = found;
      const command = new InvokeCommand({
        FunctionName: configured.target,
        ...(qualifier === null ? {} : { Qualifier: qualifier }),
        InvocationType: "RequestResponse",
        Payload: new TextEncoder().encode(payload),
      });
      return send(clientOf(configured), command);
    },
    async try(name) {
      const configured = functions.find((one) => one.name === name);
      if (configured === undefined) return named(ownFailure("NoSuchFunction"));
      const command = new InvokeCommand({
        FunctionName: configured.target,
        InvocationType: "DryRun",
      });
      try {
        const { StatusCode: status } = await clientOf(configured).send(command);
        // 204: it may be invoked. What does not know a dry run would have run the function.
        return status === 204
          ? null
          : named(ownFailure("UnexpectedStatus", { status: status ?? null }));
      } catch (error) {
        return named(storeFailure(error));
      }
    },
    close() {
      for (const client of clients.values()) client.destroy();
    },
  };
}

async function send(client: LambdaClient, command: InvokeCommand): Promise<FunctionAnswer> {
  let output: InvokeCommandOutput;
  try {
    output = await client.send(command);
  } catch (error) {
    return { ok: false, failure: named(storeFailure(error)) };
  }
  const { StatusCode: status = 200, FunctionError, Payload } = output;
  // A function error is a 200, and the SDK does not throw for it.
  if (status !== 200)
    return { ok: false, failure: named(ownFailure("UnexpectedStatus", { status })) };
  const payload = Payload === undefined ? "" : new TextDecoder().decode(Payload);
  return { ok: true, status, functionError: FunctionError ?? null, payload };
}

/** The shape of messages is that of S3; the service that refused is another. */
function named(failure: StoreFailure): StoreFailure {
  const message = failure.message.replace("(Service: Amazon S3;", "(Service: AWSLambda;");
  return { ...failure, message };
}

function createClient(
  { endpoint, region, credentials }: FunctionSettings,
  { connectionsMax, timeoutMs }: FunctionCallerOptions,
): LambdaClient {
  const agent = { keepAlive: true, maxSockets: connectionsMax };
  return new LambdaClient({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: 1,
    requestHandler: {
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
      socketTimeout: timeoutMs,
      socketAcquisitionWarningTimeout: 2 ** 31 - 1,
    },
  });
}
