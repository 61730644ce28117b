/** What this process depends on, each with its health. */
import { sleep } from "../../lib/clock.ts";
import type { Context } from "./context.ts";
import { isSilence } from "./errors.ts";
import type { EngineComponent } from "./generated/resolvers.ts";
import { healthOf } from "./store-fields.ts";

export async function components(context: Context): Promise<EngineComponent[]> {
  const { stores: all } = context;
  // A store that nobody configured is none that jobs depend on.
  const configured = all.names.filter((name) => !all.describe(name).implied);
  const stores = configured.map(async (name) => {
    const health = await healthOf(name, context);
    return { name: `store:${name}`, ...health };
  });
  return [
    eventStore(context),
    ...(await Promise.all([readModels(context), ...stores])),
    ...notices(context),
  ];
}

function eventStore({ eventStoreStatus }: Context): EngineComponent {
  const name = "event-store";
  if (eventStoreStatus.reachable()) return { name, state: "UP", message: null };
  return { name, state: "DOWN", message: "It does not answer; work waits for it." };
}

/** No work waits for whoever takes notices, so it is not down. */
function notices({ notices: destinations }: Context): EngineComponent[] {
  return destinations.map(({ name: destination, problem }) => {
    const message = problem();
    const name = destination === "webhook" ? "notices" : `notices:${destination}`;
    return { name, state: message === null ? "UP" : "DEGRADED", message };
  });
}

/** Who lacks for longer what was recorded before is behind; so is who cannot tell in that time. */
const behindMs = 1_000;

async function readModels(context: Context): Promise<EngineComponent> {
  const { readModels: rows, eventStoreStatus } = context;
  const name = "read-models";
  const up: EngineComponent = { name, state: "UP", message: null };
  const degraded = (message: string): EngineComponent => ({ name, state: "DEGRADED", message });
  if (!rows.caughtUp()) return degraded(`${readSoFar(rows.share())}; lists come after it.`);
  const next = eventStoreStatus.reachable() ? await lookForNext(context) : "silence";
  if (next === "silence") return degraded("What was recorded since cannot be read.");
  if (next === null || (await rows.waitFor(next, { timeoutMs: behindMs }))) return up;
  return degraded("What was recorded last is not in lists yet.");
}

function readSoFar(share: number | null): string {
  if (share === null) return "The log is being read";
  return `The log is being read, ${Math.floor(100 * share)} % of it so far`;
}

/** Where the first event stands that the rows lack; null when they have all. */
async function lookForNext({
  readModels: rows,
  fromStreams,
  clock,
}: Context): Promise<number | null | "silence"> {
  const ended = new AbortController();
  const late = sleep(clock, behindMs, ended.signal).then(() => "silence" as const);
  const next = fromStreams.nextOfRows(rows.position()).catch((error: unknown) => {
    if (isSilence(error)) return "silence" as const;
    throw error;
  });
  try {
    return await Promise.race([next, late]);
  } finally {
    ended.abort();
  }
}
