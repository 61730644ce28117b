/** What this process depends on, each with its health. */
import type { Context } from "./context.ts";
import type { EngineComponent } from "./generated/resolvers.ts";
import { healthOf } from "./store-fields.ts";

export async function components(context: Context): Promise<EngineComponent[]> {
  const stores = context.stores.names.map(async (name) => {
    const health = await healthOf(name, context);
    return { name: `store:${name}`, ...health };
  });
  return [eventStore(context), ...(await Promise.all([readModels(context), ...stores]))];
}

function eventStore({ eventStoreStatus }: Context): EngineComponent {
  const name = "event-store";
  if (eventStoreStatus.reachable()) return { name, state: "UP", message: null };
  return { name, state: "DOWN", message: "It does not answer; work waits for it." };
}

/** Who is longer behind what was at the end of the log a moment ago is behind. */
const behindMs = 1_000;

async function readModels({
  readModels: rows,
  fromStreams,
  eventStoreStatus,
}: Context): Promise<EngineComponent> {
  const name = "read-models";
  const degraded = (message: string): EngineComponent => ({ name, state: "DEGRADED", message });
  if (!rows.caughtUp()) return degraded("The log is being read; lists come after it.");
  if (!eventStoreStatus.reachable()) return degraded("What was recorded since cannot be read.");
  const end = await fromStreams.end();
  if (await rows.waitFor(end, { timeoutMs: behindMs })) return { name, state: "UP", message: null };
  return degraded("What was recorded last is not in lists yet.");
}
