/**
 * The event store port. It keeps history and knows nothing about jobs.
 *
 * *Stream*: an ordered list of events with a name. *Revision*: the number of an event in its stream; the first is 0,
 * without gaps. *Position*: the place of an event in the log of the whole store; grows, may have gaps, is never used
 * again. Every adapter passes `test/contract/eventstore.contract.ts`.
 */
export interface EventStore {
  /** True when one process owns the whole store, so that claims of earlier processes are void at once. */
  readonly exclusive: boolean;

  /**
   * Appends all events in order, or none. Acknowledged means durable, and a later append stands later in the log.
   *
   * Idempotent as EventStoreDB is: the same ids at the original expected revision succeed again, also after later
   * appends; the same ids at the current revision are written a second time; ids are compared, contents are not.
   *
   * @throws StreamConflict when the stream is not at `expected`.
   * @throws AppendTooLarge beyond `limits`, before anything is written.
   * @throws AppendInDoubt when it is not known whether the events were written: repeat with the same events and the
   *   same `expected`, and append nothing else to that stream meanwhile.
   */
  append(
    stream: string,
    events: readonly NewEvent[],
    options: AppendOptions,
  ): Promise<AppendResult>;

  /** Events of one stream in order of revision, at most `maxCount` of them. Empty when there is no such stream. */
  readStream(stream: string, options?: ReadStreamOptions): Promise<readonly RecordedEvent[]>;

  /** One page of the log in order of position. */
  readAll(options: ReadAllOptions): Promise<LogPage>;

  /**
   * Everything after a position, then live: each event once, in order, without a gap. Pulled page by page, so a slow
   * reader slows only itself. A page that reaches the end of the log comes even when it holds no event, so that the
   * reader knows where it is. Ends when `signal` aborts, and when the store closes.
   */
  subscribe(options: SubscribeOptions): AsyncIterable<LogPage>;

  /**
   * Takes away the events of a stream before a revision, for good. The others keep their revisions, and appends go on
   * as before. Whether the log still shows the events that were taken away is left open.
   */
  truncateStream(stream: string, before: number): Promise<void>;

  /**
   * Ends a stream for good: it reads as empty, and an append to it is a `StreamConflict` with no actual revision,
   * whatever it expects. Does nothing to one that has ended. Whether the log still shows its events is left open.
   */
  deleteStream(stream: string): Promise<void>;

  /**
   * Lets go of the events of a stream when they are older than so long, those that come later included. When they are
   * taken away is the store's affair, at the latest when this is called again; the newest may stay.
   */
  limitAge(stream: string, seconds: number): Promise<void>;

  close(): Promise<void>;
}

/** What a stream is expected to be at: the revision of its last event, no event at all, or anything. */
export type ExpectedRevision = number | "no-stream" | "any";

export interface NewEvent {
  /** UUID, the key of idempotence. */
  readonly id: string;
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  /** By the clock of the store; never goes back within a store. RFC 3339, UTC, milliseconds. */
  readonly recordedAt: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export interface AppendOptions {
  readonly expected: ExpectedRevision;
}

export interface AppendResult {
  /** Revision of the last event of this append. */
  readonly revision: number;
  /** Position of the last event of this append. */
  readonly position: number;
}

export interface ReadStreamOptions {
  /** First revision to read; 0 when left out. Backwards: the last when left out. */
  readonly from?: number;
  readonly maxCount?: number;
  readonly backwards?: boolean;
}

export interface ReadAllOptions {
  /** Read what stands after this position; from the start when left out. */
  readonly after?: number | undefined;
  /** Only events whose type starts with one of these; every event when left out. */
  readonly typePrefixes?: readonly string[];
  readonly maxCount: number;
}

export interface SubscribeOptions {
  readonly after?: number | undefined;
  readonly typePrefixes?: readonly string[];
  /** Most events a page; 1 000 when left out. */
  readonly maxCount?: number;
  readonly signal: AbortSignal;
}

export interface LogPage {
  readonly events: readonly RecordedEvent[];
  /** Everything at or before this place has been seen, events that the filter left out included. */
  readonly position: number;
  /**
   * Whether the end of the log, as it was when the page was read, is reached. Only this says so: a page may hold fewer
   * events than asked for because they are bulky.
   */
  readonly caughtUp: boolean;
  /** Where the log ended when its reading began, or later: together with `position` it tells how much is left. */
  readonly end: number;
}

/** Limits of one append, those of EventStoreDB with a margin, so that every adapter refuses the same. */
export const appendLimits = { bytesMax: 768 * 1024, eventsMax: 1000 } as const;

/** The stream is not where the writer thought. */
export class StreamConflict extends Error {
  override readonly name = "StreamConflict";
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** Revision of the last event; null when the stream has none. */
  readonly actual: number | null;
  constructor(stream: string, expected: ExpectedRevision, actual: number | null) {
    super(`stream ${stream} is at ${actual ?? "no event"}, expected ${expected}`);
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }
}

/** Refused before anything was written; split the append. */
export class AppendTooLarge extends Error {
  override readonly name = "AppendTooLarge";
}

/** Whether the events were written is not known. */
export class AppendInDoubt extends Error {
  override readonly name = "AppendInDoubt";
}

/** Another process owns the store. */
export class StoreLocked extends Error {
  override readonly name = "StoreLocked";
}
