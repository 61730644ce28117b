/**
 * Cursors of subscriptions. A cursor is a place in the log, so it holds across restarts of the engine: eight bytes for
 * the position, and for a message about one task of an event four more for the place of that task.
 */
import { apiError } from "./errors.ts";

/** A place in the log. */
export interface LogPlace {
  readonly position: number;
  /** The tasks of the event at `position` up to this one, from 0, are behind; null when the whole event is. */
  readonly task: number | null;
}

export function encodeEventCursor({ position, task }: LogPlace): string {
  const bytes = Buffer.alloc(task === null ? 8 : 12);
  bytes.writeBigInt64BE(BigInt(position));
  if (task !== null) bytes.writeUInt32BE(task, 8);
  return bytes.toString("base64url");
}

/** The place after the event at a position, as a cursor. */
export function cursorAt(position: number): string {
  return encodeEventCursor({ position, task: null });
}

/** @throws CURSOR_INVALID when no subscription gave it. */
export function decodeEventCursor(cursor: string): LogPlace {
  const bytes = Buffer.from(cursor, "base64url");
  if (bytes.length === 8 || bytes.length === 12) {
    const position = Number(bytes.readBigInt64BE());
    const task = bytes.length === 12 ? bytes.readUInt32BE(8) : null;
    const isPlace = Number.isSafeInteger(position) && position >= -1;
    // Written again it must be the same text: base64url has more than one way to say a thing.
    if (isPlace && encodeEventCursor({ position, task }) === cursor) return { position, task };
  }
  throw apiError(
    "CURSOR_INVALID",
    `${JSON.stringify(cursor.slice(0, 100))} is not a cursor of an event.`,
  );
}

/**
 * A cursor is a bare place, so one of another log is noticed only when this log does not go so far.
 * @throws CURSOR_INVALID then.
 */
export function assertInLog({ position }: LogPlace, end: number): void {
  if (position <= end) return;
  throw apiError("CURSOR_INVALID", "This cursor is of another log: this one ends before it.");
}
