import { decode, encode, type AnyEvent, type StoredEvent } from "../../src/job/codec.ts";

export const engineMetadata = {
  actor: { kind: "ENGINE", id: "executor-1", name: "executor" },
  correlationId: "correlation-1",
  causationId: null,
} as const;

/** The event as it comes back from a store: encoded, written as JSON, read and decoded. */
export function throughStore(event: AnyEvent): AnyEvent {
  const stored: StoredEvent = JSON.parse(JSON.stringify(encode(event, engineMetadata)));
  const decoded = decode(stored);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value;
}
