import type { LogPage, RecordedEvent } from "../eventstore/eventstore.ts";

interface Kept {
  readonly event: RecordedEvent;
  readonly weight: number;
}

/** What a reader gets from memory. */
export type MemoryPage = Pick<LogPage, "events" | "position">;

/**
 * A stretch of the log in memory: what was read last, up to a weight. Those who follow the log live have it from here,
 * so that it is read once for all of them.
 */
export class LogMemory {
  readonly #weightMax: number;
  readonly #kept: Kept[] = [];
  #weight = 0;
  /** Every event after `#from` and up to `#to` is kept. */
  #from: number;
  #to: number;

  constructor(options: { readonly start: number; readonly weightMax: number }) {
    this.#weightMax = options.weightMax;
    this.#from = options.start;
    this.#to = options.start;
  }

  /** How far it goes. */
  get end(): number {
    return this.#to;
  }

  push({ events, position }: MemoryPage): void {
    for (const event of events) {
      const weight = weightOf(event);
      this.#kept.push({ event, weight });
      this.#weight += weight;
    }
    this.#to = position;
    // By halves, so that the cost of moving the rest is spread over many events.
    if (this.#weight > 2 * this.#weightMax) this.#trim();
  }

  /** At most `maxCount` events after a place; null when that place is not in memory. */
  after(position: number, maxCount: number): MemoryPage | null {
    if (position < this.#from || position > this.#to) return null;
    const first = this.#firstAfter(position);
    const events = this.#kept.slice(first, first + maxCount).map(({ event }) => event);
    const isRest = first + events.length === this.#kept.length;
    return { events, position: isRest ? this.#to : events.at(-1)!.position };
  }

  #firstAfter(position: number): number {
    let low = 0;
    let high = this.#kept.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#kept[middle]!.event.position <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #trim(): void {
    let count = 0;
    while (this.#weight > this.#weightMax) this.#weight -= this.#kept[count++]!.weight;
    this.#from = this.#kept[count - 1]!.event.position;
    this.#kept.splice(0, count);
  }
}

/** About the bytes that an event takes. What can be large in one are the columns about its tasks. */
function weightOf({ data }: RecordedEvent): number {
  let weight = 1_000;
  for (const column of Object.values(data)) {
    if (!Array.isArray(column)) continue;
    for (const value of column) weight += typeof value === "string" ? 50 + value.length : 50;
  }
  return weight;
}
