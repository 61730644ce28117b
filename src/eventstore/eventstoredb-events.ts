/** Events and positions of EventStoreDB in the words of the port. */
import type { AllStreamRecordedEvent, Position } from "@eventstore/db-client";
import { assert } from "../lib/assert.ts";
import type { JsonObject, RecordedEvent } from "./eventstore.ts";

/**
 * The position of the port is the commit position: a count of bytes, exact as a number up to 8 PiB of log. Events that
 * a client appends over gRPC have one each. (The transactions of old TCP clients, whose events share one, are not ours.)
 */
export function positionOf({ commit }: Pick<Position, "commit">): number {
  const position = Number(commit);
  assert(Number.isSafeInteger(position), `position ${commit} is beyond what a number holds`);
  return position;
}

export function toPosition(position: number): Position {
  return { commit: BigInt(position), prepare: BigInt(position) };
}

/** An event as the client gives it, from a stream or from the log. */
export type ClientEvent = Omit<AllStreamRecordedEvent, "position"> & {
  readonly position?: Position;
};

export function toRecordedEvent(event: ClientEvent): RecordedEvent {
  assert(event.position !== undefined, "EventStoreDB 22.6 and later tell the position of an event");
  return {
    id: event.id,
    type: event.type,
    data: objectIn(event.data),
    metadata: objectIn(event.metadata),
    stream: event.streamId,
    revision: Number(event.revision),
    position: positionOf(event.position),
    recordedAt: event.created.toISOString(),
  };
}

/** Events of other programs on the same server may hold anything; what is no object is none of ours. */
function objectIn(value: unknown): JsonObject {
  const isObject =
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array);
  return isObject ? (value as JsonObject) : {};
}

/** About how much of a page an event takes; close enough to keep a page of bulky events bounded. */
export function roughBytes(event: RecordedEvent): number {
  let bytes = 300;
  for (const value of Object.values(event.data)) {
    if (typeof value === "string") bytes += value.length;
    else if (Array.isArray(value)) bytes += 40 * value.length;
    else bytes += 40;
  }
  return bytes;
}
