/**
 * The SQLite file of the read models. It holds nothing that the log does not: what is damaged, or belongs to another
 * log, is thrown away and made again. What is not a file of ours is never touched.
 */
import { existsSync, rmSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Row, Value } from "../../projections/projection.ts";

export interface Database {
  all(sql: string, ...values: readonly Value[]): readonly Row[];
  get(sql: string, ...values: readonly Value[]): Row | null;
  run(sql: string, ...values: readonly Value[]): void;
  /** Grows with all that is written: what was read is true until then. */
  readonly writes: number;
  /** All of `work`, or nothing of it. */
  transaction(work: () => void): void;
  /** Throws the file away and goes on with an empty one. */
  discard(): void;
  close(): void;
}

export type Log = (message: string) => void;

/** Marks a file as ours: "STEV". */
const applicationId = 0x53544556;

/** SQLite's result codes for a file that another process holds, that is damaged, and that is no database. */
const busy = 5;
const corrupt = 11;
const notADatabase = 26;

/** Statements that are kept. The read models have fewer of their own; each shape of a query is another. */
const statementsMax = 1_000;

/** Opens the file, or an empty one in the place of what is damaged. */
export function openDatabase(file: string, log: Log): Database {
  let database = openOrReplace(file, log);
  const statements = new Map<string, StatementSync>();
  let writes = 0;
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    const [oldest] = statements.keys();
    if (statements.size >= statementsMax) statements.delete(oldest!);
    statements.set(sql, statement);
    return statement;
  };
  return {
    all: (sql, ...values) => prepared(sql).all(...values) as readonly Row[],
    get: (sql, ...values) => (prepared(sql).get(...values) as Row | undefined) ?? null,
    run(sql, ...values) {
      writes += 1;
      prepared(sql).run(...values);
    },
    get writes() {
      return writes;
    },
    transaction(work) {
      database.exec("BEGIN IMMEDIATE");
      try {
        work();
        database.exec("COMMIT");
      } catch (error) {
        writes += 1;
        // A full disk rolls back by itself.
        if (database.isTransaction) database.exec("ROLLBACK");
        throw error;
      }
    },
    discard() {
      writes += 1;
      statements.clear();
      database.close();
      remove(file);
      database = open(file);
    },
    close() {
      statements.clear();
      database.close();
    },
  };
}

/** Whether an error says that the file is damaged. */
export function isDamage(error: unknown): boolean {
  const code = resultCode(error);
  return code === corrupt || code === notADatabase;
}

function openOrReplace(file: string, log: Log): DatabaseSync {
  try {
    return open(file);
  } catch (error) {
    if (!isDamage(error)) throw error;
    log(`The read models in ${file} are damaged; they are made again from the log.`);
    remove(file);
    return open(file);
  }
}

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    // One process at a time: two that apply the same events would count them twice.
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    const found = database.prepare("SELECT application_id AS id FROM pragma_application_id").get();
    const schema = database.prepare("SELECT count(*) AS objects FROM sqlite_schema").get();
    if (found?.["id"] !== applicationId && schema?.["objects"] !== 0) {
      throw new Error(
        `${file} is a database of something else; the read models need a file of their own.`,
      );
    }
    database.exec("PRAGMA journal_mode = WAL");
    // NORMAL does not wait for the disk at each commit. A power cut may take the last commits away, rows and checkpoint
    // together, and the log gives them back; the file itself stays whole.
    database.exec("PRAGMA synchronous = NORMAL");
    database.exec(`PRAGMA application_id = ${applicationId}`);
    addFunctions(database);
    return database;
  } catch (error) {
    database.close();
    if (resultCode(error) !== busy) throw error;
    throw new Error(`${file} is in use by another process; give each process a file of its own.`, {
      cause: error,
    });
  }
}

/** Letters of every script: SQLite's own `lower` knows those of ASCII alone. */
export function addFunctions(database: DatabaseSync): void {
  const options = { deterministic: true, directOnly: true } as const;
  database.function("lower_case", options, (text) => {
    return typeof text === "string" ? text.toLowerCase() : null;
  });
}

function remove(file: string): void {
  if (file === ":memory:") return;
  for (const name of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(name)) rmSync(name);
}

function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error)) return null;
  // The low byte is the kind of the error; the rest says where it came from.
  return typeof error.errcode === "number" ? error.errcode & 0xff : null;
}
