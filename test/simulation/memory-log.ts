/** The log of an event store in memory: what the store itself does, at once. How calls reach it is another matter. */
import { checkAppend } from "../../src/eventstore/check-append.ts";
import {
  StreamConflict,
  type AppendResult,
  type ExpectedRevision,
  type LogPage,
  type NewEvent,
  type ReadStreamOptions,
  type RecordedEvent,
} from "../../src/eventstore/eventstore.ts";
import { Bell } from "../../src/eventstore/follow-log.ts";
import { serialiseAppend } from "../../src/eventstore/serialise.ts";
import { assert } from "../../src/lib/assert.ts";

export interface MemoryLogOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How far the next position is from the last: positions may have gaps. */
  readonly gap?: () => number;
  /** Called with what each append wrote. */
  readonly onWrite?: (stream: string, events: readonly RecordedEvent[]) => void;
}

export interface PageOptions {
  readonly after: number;
  readonly typePrefixes: readonly string[] | undefined;
  readonly maxCount: number;
}

export class MemoryLog {
  readonly #options: MemoryLogOptions;
  readonly #events: RecordedEvent[] = [];
  readonly #streams = new Map<string, RecordedEvent[]>();
  /** Events of a stream before these are gone; `Infinity`: the stream was deleted. The log still shows them. */
  readonly #removedBefore = new Map<string, number>();
  readonly bell = new Bell();

  constructor(options: MemoryLogOptions) {
    this.#options = options;
  }

  get events(): readonly RecordedEvent[] {
    return this.#events;
  }

  /** Position of the last event. */
  get end(): number {
    return this.#events.at(-1)?.position ?? 0;
  }

  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): AppendResult {
    const serialised = serialiseAppend(stream, events);
    if (this.isDeleted(stream)) throw new StreamConflict(stream, expected, null);
    const recorded = this.#streams.get(stream) ?? [];
    const view = {
      current: recorded.length - 1,
      idsFrom: (from: number, count: number) =>
        this.#kept(stream, recorded.slice(from, from + count)).map(({ id }) => id),
      findId: (id: string, from: number) => {
        const found = recorded.findLast((event) => event.id === id)?.revision;
        return found === undefined || found < from ? undefined : found;
      },
    };
    const ids = serialised.map(({ id }) => id);
    const verdict = checkAppend(view, expected, ids);
    if (verdict.kind === "conflict")
      throw new StreamConflict(stream, expected, recorded.at(-1)?.revision ?? null);
    if (verdict.kind === "repeat") {
      const { revision } = verdict;
      return { revision, position: recorded[revision]!.position };
    }
    const { now, gap = () => 1, onWrite } = this.#options;
    const recordedAt = new Date(now()).toISOString();
    let { end } = this;
    const written = serialised.map((event, place): RecordedEvent => {
      end += gap();
      const data = JSON.parse(event.data) as RecordedEvent["data"];
      const metadata = JSON.parse(event.metadata) as RecordedEvent["metadata"];
      const revision = recorded.length + place;
      const { id, type } = event;
      return { id, type, data, metadata, stream, revision, position: end, recordedAt };
    });
    recorded.push(...written);
    this.#streams.set(stream, recorded);
    this.#events.push(...written);
    onWrite?.(stream, written);
    this.bell.ring();
    return { revision: recorded.length - 1, position: end };
  }

  readStream(stream: string, options: ReadStreamOptions = {}): readonly RecordedEvent[] {
    const { backwards = false, maxCount = Number.MAX_SAFE_INTEGER } = options;
    const recorded = this.#streams.get(stream) ?? [];
    if (!backwards) {
      const from = options.from ?? 0;
      return this.#kept(stream, recorded.slice(from)).slice(0, maxCount);
    }
    const from = options.from ?? recorded.length - 1;
    return this.#kept(stream, recorded.slice(0, from + 1))
      .toReversed()
      .slice(0, maxCount);
  }

  truncate(stream: string, before: number): void {
    this.#removedBefore.set(stream, Math.max(before, this.#removedBefore.get(stream) ?? 0));
  }

  removeOlder(stream: string, seconds: number): void {
    const since = this.#options.now() - seconds * 1000;
    const recorded = this.#streams.get(stream) ?? [];
    const kept = recorded.find(({ recordedAt }) => Date.parse(recordedAt) >= since);
    if (!this.isDeleted(stream))
      this.truncate(stream, kept?.revision ?? Math.max(0, recorded.length - 1));
  }

  delete(stream: string): void {
    this.#removedBefore.set(stream, Infinity);
  }

  isDeleted(stream: string): boolean {
    return this.#removedBefore.get(stream) === Infinity;
  }

  #kept(stream: string, events: readonly RecordedEvent[]): readonly RecordedEvent[] {
    const before = this.#removedBefore.get(stream);
    return before === undefined ? events : events.filter(({ revision }) => revision >= before);
  }

  readPage({ after, typePrefixes, maxCount }: PageOptions): LogPage {
    assert(maxCount > 0, "a page holds at least one event");
    const events: RecordedEvent[] = [];
    for (let place = this.#firstAfter(after); place < this.#events.length; place++) {
      const event = this.#events[place]!;
      if (typePrefixes?.some((prefix) => event.type.startsWith(prefix)) === false) continue;
      if (events.length === maxCount)
        return { events, position: events.at(-1)!.position, caughtUp: false, end: this.end };
      events.push(event);
    }
    return { events, position: Math.max(after, this.end), caughtUp: true, end: this.end };
  }

  #firstAfter(position: number): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#events[middle]!.position <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
