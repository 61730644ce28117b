/** Whether a store works, asked of the store itself. */
import { askStore } from "../s3/ask-store.ts";
import { StoreError } from "../s3/failures.ts";
import type { Transport } from "../s3/transport.ts";
import { inTime } from "./in-time.ts";

export interface StoreHealth {
  readonly state: "UP" | "DEGRADED" | "DOWN";
  /** Null when nothing is wrong. */
  readonly message: string | null;
}

/** Whoever looks at a page that shows it looks again and again, and there may be many of them. */
const keptMs = 10_000;
const answerMsMax = 3_000;

export function createStoreHealth(parts: {
  readonly transport: (store: string) => Transport;
  /** Milliseconds, from any start. */
  readonly now: () => number;
}): (store: string) => Promise<StoreHealth> {
  const kept = new Map<string, { readonly at: number; readonly health: Promise<StoreHealth> }>();
  return (store) => {
    const known = kept.get(store);
    if (known !== undefined && parts.now() - known.at < keptMs) return known.health;
    const health = lookAt(parts.transport(store));
    kept.set(store, { at: parts.now(), health });
    return health;
  };
}

async function lookAt(transport: Transport): Promise<StoreHealth> {
  const answer = await inTime(askStore(transport), answerMsMax).catch((error: unknown) => {
    if (error instanceof StoreError) return { kind: "fails", failure: error.failure } as const;
    throw error;
  });
  if (answer.kind !== "fails") return { state: "UP", message: null };
  const { code, message, status, kind } = answer.failure;
  const isBusy = status !== null && kind !== "permanent";
  // Stores that cannot list their buckets are none the worse for it.
  if (code === "NotImplemented") return { state: "UP", message: null };
  return { state: isBusy ? "DEGRADED" : "DOWN", message: `${code}: ${message}` };
}
