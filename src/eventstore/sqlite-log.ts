import type { DatabaseSync } from "node:sqlite";
import { assert, unreachable } from "../lib/assert.ts";
import { err, ok } from "../lib/result.ts";
import type { Result } from "../lib/result.ts";
import { checkAppend } from "./check-append.ts";
import type { StreamView } from "./check-append.ts";
import { AppendInDoubt, StreamConflict } from "./eventstore.ts";
import type {
  AppendResult,
  ExpectedRevision,
  LogPage,
  ReadStreamOptions,
  RecordedEvent,
} from "./eventstore.ts";
import type { FollowedLog } from "./follow-log.ts";
import { LogTail, pageBytesMax, rowBytes, toRecordedEvent } from "./log-tail.ts";
import type { LogEvents, LogRow, LogSlice } from "./log-tail.ts";
import type { SerialisedEvent } from "./serialise.ts";
import { prepareStatements, typesPerQuery } from "./sqlite-database.ts";
import type { Statements } from "./sqlite-database.ts";
import { integerIn, textIn, uuidBytes, uuidIn } from "./sqlite-rows.ts";
import type { SqlRow } from "./sqlite-rows.ts";
import { StreamHeads } from "./stream-heads.ts";
import type { StreamHead } from "./stream-heads.ts";

/** Stands in the place of the last revision of a stream that was deleted. */
const deleted = -2;

/** Some 2 MB; a stream that is not among them costs one look-up. */
const headsMax = 20_000;

/** One append as the log takes it. */
export interface LogAppend {
  readonly stream: string;
  readonly events: readonly SerialisedEvent[];
  readonly expected: ExpectedRevision;
}

/** The log in SQLite: decides and writes appends, reads. Holds the numbers that stand for names, and the ends. */
export class SqliteLog {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;
  readonly #now: () => Date;
  readonly #heads = new StreamHeads(headsMax);
  readonly #typeIds = new Map<string, number>();
  readonly #tail: LogTail;
  /** Where the committed log ends; readers see nothing beyond. */
  #end = 0;
  #recordedAtMs = 0;

  constructor(database: DatabaseSync, now: () => Date) {
    this.#database = database;
    this.#sql = prepareStatements(database);
    this.#now = now;
    this.#load();
    this.#tail = new LogTail(this.#end);
  }

  /** Position of the last event. */
  get end(): number {
    return this.#end;
  }

  /** Decides each append in order and writes those that may be written; one that conflicts leaves the others alone. */
  commit(appends: readonly LogAppend[]): readonly Result<AppendResult, StreamConflict>[] {
    // Never back, also when the clock of the machine is: folds and time travel go by these times.
    this.#recordedAtMs = Math.max(this.#recordedAtMs, this.#now().getTime());
    const transaction = newTransaction(this.#end);
    let outcomes: readonly Result<AppendResult, StreamConflict>[];
    try {
      this.#database.exec("BEGIN IMMEDIATE");
      outcomes = appends.map((append) => this.#append(append, transaction));
      this.#sql.saveEnd.run(transaction.end, this.#recordedAtMs);
    } catch (cause) {
      this.#rollBack(transaction);
      throw new Error("the events were not written", { cause });
    }
    try {
      this.#database.exec("COMMIT");
    } catch (cause) {
      // The disk may hold the transaction or not: only a repeat tells.
      this.#rollBack(transaction);
      throw new AppendInDoubt(
        "the commit failed, it is not known whether the events were written",
        { cause },
      );
    }
    this.#end = transaction.end;
    for (const row of transaction.rows) this.#tail.push(row);
    return outcomes;
  }

  readStream(stream: string, options: ReadStreamOptions): readonly RecordedEvent[] {
    const { backwards = false, maxCount = Number.MAX_SAFE_INTEGER } = options;
    const from = options.from ?? (backwards ? Number.MAX_SAFE_INTEGER : 0);
    assert(Number.isSafeInteger(maxCount) && maxCount > 0, "a read asks for at least one event");
    const statement = backwards ? this.#sql.readBackwards : this.#sql.readForwards;
    return statement.all(stream, from, maxCount).map((row) => toRecordedEvent(toLogRow(row)));
  }

  readPage(options: Parameters<FollowedLog["readPage"]>[0]): LogPage {
    const { after, typePrefixes, maxCount } = options;
    assert(Number.isSafeInteger(maxCount) && maxCount > 0, "a page holds at least one event");
    const types = typePrefixes && this.#typesThatStartWith(typePrefixes);
    const slice = { after, types, maxCount };
    const { events, complete } = this.#tail.read(slice) ?? this.#readSlice(slice);
    const position = complete ? Math.max(after, this.#end) : events.at(-1)!.position;
    return { events, position, caughtUp: position >= this.#end, end: this.#end };
  }

  truncate(stream: string, before: number): void {
    assert(Number.isSafeInteger(before) && before >= 0, "a stream is truncated before a revision");
    const head = this.#head(stream);
    if (head !== undefined) this.#remove(head.id, before);
  }

  /** Takes away the events of a stream that are older than so long; never the last one. */
  removeOlder(stream: string, seconds: number): void {
    const head = this.#head(stream);
    if (head === undefined) return;
    const since = this.#now().getTime() - seconds * 1000;
    const row = this.#sql.firstSince.get(head.id, since);
    this.#remove(head.id, row === undefined ? head.revision : integerIn(row, "revision"));
  }

  delete(stream: string): void {
    const head = this.#head(stream) ?? this.#addStream(stream);
    this.#remove(head.id, Number.MAX_SAFE_INTEGER, () =>
      this.#sql.saveRevision.run(deleted, head.id),
    );
    this.#heads.set(stream, { id: head.id, revision: deleted });
  }

  /** The pages that become free are given back a few at a time, for moving them costs as much as writing them. */
  #remove(stream: number, before: number, also: () => unknown = () => {}): void {
    this.#heads.clear();
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      this.#sql.removeBefore.run(stream, before);
      also();
      this.#database.exec("COMMIT");
    } catch (cause) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw new Error("the events were not taken away", { cause });
    }
    this.#database.exec("PRAGMA incremental_vacuum(64)");
  }

  close(): void {
    try {
      this.#database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } finally {
      this.#database.close();
    }
  }

  #append(append: LogAppend, transaction: Transaction): Result<AppendResult, StreamConflict> {
    const { stream, events, expected } = append;
    const head = this.#head(stream);
    if (head?.revision === deleted) return err(new StreamConflict(stream, expected, null));
    const ids = events.map((event) => event.id);
    const verdict = checkAppend(this.#view(head), expected, ids);
    switch (verdict.kind) {
      case "conflict":
        return err(new StreamConflict(stream, expected, head?.revision ?? null));
      case "repeat":
        return ok({
          revision: verdict.revision,
          position: this.#positionOf(head, verdict.revision),
        });
      case "write": {
        const { revision } = this.#write(append, head ?? this.#addStream(stream), transaction);
        return ok({ revision, position: transaction.end });
      }
      default:
        return unreachable(verdict);
    }
  }

  #view(head: StreamHead | undefined): StreamView {
    if (head === undefined) return { current: -1, idsFrom: () => [], findId: () => undefined };
    return {
      current: head.revision,
      idsFrom: (from, count) =>
        this.#sql.idsFrom.all(head.id, from, count).map((row) => uuidIn(row, "id")),
      findId: (id, from) => {
        const row = this.#sql.findId.get(head.id, from, uuidBytes(id));
        return row && integerIn(row, "revision");
      },
    };
  }

  #positionOf(head: StreamHead | undefined, revision: number): number {
    const row = head && this.#sql.positionOf.get(head.id, revision);
    assert(row, "a repeated event is in the log");
    return positionIn(row);
  }

  #write(append: LogAppend, head: StreamHead, transaction: Transaction): StreamHead {
    const { stream, events } = append;
    const at = this.#recordedAtMs;
    let { revision } = head;
    for (const { id, type, data, metadata } of events) {
      const position = ++transaction.end;
      const typeId = this.#typeIds.get(type) ?? this.#addType(type, transaction);
      const idBytes = uuidBytes(id);
      revision++;
      this.#sql.addEvent.run(position, head.id, revision, typeId, idBytes, at, data, metadata);
      const row = { position, stream, revision, type, id, recordedAtMs: at, data, metadata };
      transaction.rows.push(row);
    }
    this.#sql.saveRevision.run(revision, head.id);
    const moved = { id: head.id, revision };
    this.#heads.set(stream, moved);
    return moved;
  }

  #readSlice(slice: LogSlice): LogEvents {
    const positions = this.#positionsOf(slice);
    const events: RecordedEvent[] = [];
    let bytes = 0;
    for (const position of positions) {
      if (bytes >= pageBytesMax) break;
      const stored = this.#sql.readAt.get(position);
      assert(stored, `position ${position} is in the log`);
      const row = toLogRow(stored);
      events.push(toRecordedEvent(row));
      bytes += rowBytes(row);
    }
    const isWhole = events.length === positions.length && positions.length < slice.maxCount;
    return { events, complete: isWhole };
  }

  #positionsOf({ after, types, maxCount }: LogSlice): readonly number[] {
    if (types === undefined) return this.#sql.positions.all(after, maxCount).map(positionIn);
    const typeIds = Array.from(types, (type) => this.#typeIds.get(type) ?? 0);
    const found: number[] = [];
    for (let place = 0; place < typeIds.length; place += typesPerQuery) {
      // Zero stands for no type, and fills the places that are left.
      const asked = Array.from(
        { length: typesPerQuery },
        (_, offset) => typeIds[place + offset] ?? 0,
      );
      const rows = this.#sql.positionsByType.all(after, maxCount, ...asked);
      found.push(...rows.map(positionIn));
    }
    if (typeIds.length <= typesPerQuery) return found;
    return found.toSorted((a, b) => a - b).slice(0, maxCount);
  }

  #typesThatStartWith(prefixes: readonly string[]): ReadonlySet<string> {
    const types = [...this.#typeIds.keys()];
    return new Set(types.filter((type) => prefixes.some((prefix) => type.startsWith(prefix))));
  }

  #head(stream: string): StreamHead | undefined {
    const known = this.#heads.get(stream);
    if (known) return known;
    const row = this.#sql.findStream.get(stream);
    if (row === undefined) return undefined;
    const head = { id: integerIn(row, "id"), revision: integerIn(row, "revision") };
    this.#heads.set(stream, head);
    return head;
  }

  #addStream(stream: string): StreamHead {
    return { id: Number(this.#sql.addStream.run(stream).lastInsertRowid), revision: -1 };
  }

  #addType(type: string, transaction: Transaction): number {
    const id = Number(this.#sql.addType.run(type).lastInsertRowid);
    this.#typeIds.set(type, id);
    transaction.types.push(type);
    return id;
  }

  /** Forgets the transaction; what memory holds of it goes first, whatever else fails. */
  #rollBack(transaction: Transaction): void {
    this.#heads.clear();
    for (const type of transaction.types) this.#typeIds.delete(type);
    try {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
    } catch {
      // The error that led here is the one to tell. A database in this state refuses the next transaction, too.
    }
  }

  #load(): void {
    const end = this.#sql.readEnd.get();
    assert(end, "the log has an end");
    this.#end = integerIn(end, "position");
    this.#recordedAtMs = integerIn(end, "recorded_at");
    for (const row of this.#sql.readTypes.all()) {
      this.#typeIds.set(textIn(row, "name"), integerIn(row, "id"));
    }
  }
}

/** What one transaction adds to memory when it is committed, and takes from it when it is not. */
interface Transaction {
  end: number;
  readonly rows: LogRow[];
  readonly types: string[];
}

function newTransaction(end: number): Transaction {
  return { end, rows: [], types: [] };
}

function positionIn(row: SqlRow): number {
  return integerIn(row, "position");
}

function toLogRow(row: SqlRow): LogRow {
  return {
    position: positionIn(row),
    stream: textIn(row, "stream"),
    revision: integerIn(row, "revision"),
    type: textIn(row, "type"),
    id: uuidIn(row, "id"),
    recordedAtMs: integerIn(row, "recorded_at"),
    data: textIn(row, "data"),
    metadata: textIn(row, "metadata"),
  };
}
