import type { JsonObject, RecordedEvent } from "./eventstore.ts";

/** One event as the log holds it. */
export interface LogRow {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly id: string;
  readonly recordedAtMs: number;
  readonly data: string;
  readonly metadata: string;
}

/** What to take from the log. */
export interface LogSlice {
  readonly after: number;
  /** Types to take; every type when undefined. */
  readonly types: ReadonlySet<string> | undefined;
  readonly maxCount: number;
}

/** The events of a slice, and whether nothing that belongs to it follows. */
export interface LogEvents {
  readonly events: readonly RecordedEvent[];
  readonly complete: boolean;
}

/** A page of bulky events ends here, whatever its count: a reader of a thousand of them must not need 256 MB. */
export const pageBytesMax = 4 * 1024 * 1024;

/** Enough for a few flushes of every executor thread. */
const tailBytesMax = 4 * 1024 * 1024;

/** What a row of the log says, in the words of the port. */
export function toRecordedEvent(row: LogRow): RecordedEvent {
  const data: JsonObject = JSON.parse(row.data);
  const metadata: JsonObject = JSON.parse(row.metadata);
  return {
    id: row.id,
    type: row.type,
    data,
    metadata,
    stream: row.stream,
    revision: row.revision,
    position: row.position,
    recordedAt: new Date(row.recordedAtMs).toISOString(),
  };
}

/** How much of a page, or of the tail, a row takes. */
export function rowBytes(row: LogRow): number {
  return row.data.length + row.metadata.length;
}

interface Entry {
  readonly row: LogRow;
  /** Parsed once, when the first reader wants it, and shared by all. */
  event: RecordedEvent | undefined;
}

/**
 * The end of the log in memory. Live readers all want what was just committed; from here they have it without asking
 * the database again, and each event is parsed once for all of them.
 */
export class LogTail {
  #entries: Entry[] = [];
  #bytes = 0;
  /** Everything after this position is here. */
  #after: number;

  constructor(end: number) {
    this.#after = end;
  }

  push(row: LogRow): void {
    this.#entries.push({ row, event: undefined });
    this.#bytes += rowBytes(row);
    // Trimmed by halves, so that the cost of moving the rest is spread over many pushes.
    if (this.#bytes > 2 * tailBytesMax) this.#trim();
  }

  /** The events of a slice; undefined when the slice begins before the tail does. */
  read({ after, types, maxCount }: LogSlice): LogEvents | undefined {
    if (after < this.#after) return undefined;
    const events: RecordedEvent[] = [];
    let bytes = 0;
    for (let place = this.#firstAfter(after); place < this.#entries.length; place++) {
      const entry = this.#entries[place]!;
      if (types !== undefined && !types.has(entry.row.type)) continue;
      if (events.length === maxCount || bytes >= pageBytesMax) return { events, complete: false };
      events.push((entry.event ??= toRecordedEvent(entry.row)));
      bytes += rowBytes(entry.row);
    }
    return { events, complete: true };
  }

  #firstAfter(position: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#entries[middle]!.row.position <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #trim(): void {
    let count = 0;
    while (this.#bytes > tailBytesMax) this.#bytes -= rowBytes(this.#entries[count++]!.row);
    this.#after = this.#entries[count - 1]!.row.position;
    this.#entries.splice(0, count);
  }
}
