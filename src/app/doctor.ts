/** Tries everything that the configuration names: stores, functions, event store, data folder, whom notices go to. Nothing is changed by it. */
import { existsSync } from "node:fs";
import type { Config } from "../config.ts";
import type { FunctionTrial } from "../lambda/function-caller.ts";
import { createLambdaFunctionCaller } from "../lambda/lambda-function-caller.ts";
import { examine, type Finding, type Trial } from "../inspect/doctor.ts";
import { maskUrl } from "../lib/mask-url.ts";
import { createLogger } from "../log.ts";
import { refuseUnusableFolder } from "../threads/data-folder.ts";
import { eventStoreFile, isEmbedded, openEventStore } from "../threads/open-event-store.ts";
import { openStores } from "../threads/stores.ts";
import { refuseUnknownOperations } from "./notices.ts";
import { tryDestinations } from "./try-destinations.ts";

export type { Finding } from "../inspect/doctor.ts";

/** What does not answer within this time is given up. */
const patienceMs = 15_000;

/** `testMail`: whoever gets notices by mail gets one that says it is a trial. */
export async function doctor(
  config: Config,
  { testMail }: { readonly testMail: boolean },
): Promise<readonly Finding[]> {
  refuseUnknownOperations(config.destinations);
  const log = createLogger({ level: "silent", write: () => {}, now: () => new Date() });
  const stores = openStores(
    {
      ...config,
      connectTimeoutMs: Math.min(config.connectTimeoutMs, patienceMs),
      requestTimeoutMs: Math.min(config.requestTimeoutMs, patienceMs),
    },
    { log },
  );
  const caller = createLambdaFunctionCaller({
    functions: config.functions,
    connectionsMax: 4,
    timeoutMs: patienceMs,
  });
  try {
    const others = [
      tryDataFolder(config),
      tryEventStore(config),
      ...tryFunctions(config, caller),
      ...tryDestinations(config, { testMail, patienceMs }),
    ];
    return await examine({ stores, others, now: () => performance.now() });
  } finally {
    caller.close();
    stores.close();
  }
}

/** An endpoint that does not know a dry run may invoke the function, with an empty payload; it is told by its status. */
function tryFunctions({ functions }: Config, caller: FunctionTrial): Trial[] {
  return functions.map(({ name, endpoint }) => ({
    kind: "function",
    name,
    cure: "Check that the function is there under this name or ARN, the endpoint, and that the credentials may invoke it.",
    async run() {
      const failure = await caller.try(name);
      if (failure !== null) throw new Error(`${failure.code}: ${failure.message}`);
      return `${endpoint === undefined ? "AWS Lambda" : maskUrl(endpoint)} has it, and it may be invoked.`;
    },
  }));
}

function tryDataFolder({ dataDir }: Config): Trial {
  return {
    kind: "data folder",
    name: dataDir,
    cure: "Set DATA_DIR to a folder that this user may write to.",
    async run() {
      refuseUnusableFolder(dataDir);
      return existsSync(dataDir)
        ? "The folder is there and can be written to."
        : "The folder is not there yet; it will be made.";
    },
  };
}

function tryEventStore(config: Config): Trial {
  if (isEmbedded(config)) {
    return {
      kind: "event store",
      name: "embedded",
      cure: "Look at the message; a damaged file is best restored from a copy.",
      run: () => askEmbedded(config),
    };
  }
  return {
    kind: "event store",
    name: maskUrl(config.eventStoreUrl),
    cure: "Check that EventStoreDB runs, its address in EVENTSTORE_URL, and tls against its certificate.",
    run: () => within(patienceMs, askForEvents(config)),
  };
}

async function askEmbedded(config: Config): Promise<string> {
  if (!existsSync(eventStoreFile(config))) return "There is none yet; it will be made.";
  try {
    return await askForEvents(config);
  } catch (error) {
    if (error instanceof Error && error.name === "StoreLocked")
      return "A running server has it open.";
    throw error;
  }
}

async function askForEvents(config: Config): Promise<string> {
  const log = { info() {}, warn() {} };
  const { eventStore } = await openEventStore(config, { user: "doctor", log });
  try {
    const page = await eventStore.readAll({ maxCount: 1 });
    return page.events.length === 0 ? "It answers, and is empty." : "It answers, and holds events.";
  } finally {
    await eventStore.close();
  }
}

function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No answer within ${ms} ms.`)), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
