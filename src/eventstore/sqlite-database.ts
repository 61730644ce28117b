import { DatabaseSync } from "node:sqlite";
import type { StatementSync } from "node:sqlite";
import { assert } from "../lib/assert.ts";
import { integerIn } from "./sqlite-rows.ts";

/** Stored in the file; a program that does not know the number leaves the file alone. */
const schemaVersion = 1;

const schema = `
  CREATE TABLE streams (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    type INTEGER NOT NULL,
    id BLOB NOT NULL,
    recorded_at INTEGER NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
  CREATE INDEX events_by_type ON events (type);
  -- One row: where the log ends. It outlives the events themselves, so that no position is used twice.
  CREATE TABLE log_end (position INTEGER NOT NULL, recorded_at INTEGER NOT NULL) STRICT;
  INSERT INTO log_end VALUES (0, 0);
  PRAGMA user_version = ${schemaVersion};
`;

/** Opens the file, or makes a new one; anything that is not an event store of this version is left alone. */
export function openDatabase(file: string): DatabaseSync {
  // The time-out is for people who look into the file with other tools, at the moment of a checkpoint.
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    const version = firstInteger(database, "PRAGMA user_version");
    const tables = firstInteger(database, "SELECT count(*) FROM sqlite_schema");
    const isNew = version === 0 && tables === 0;
    if (!isNew && version !== schemaVersion) {
      throw new Error(
        `${file} is no event store of schema version ${schemaVersion}; it says version ${version}`,
      );
    }
    // Only a new file takes this: what is deleted can be given back to the disk later.
    if (isNew) database.exec("PRAGMA auto_vacuum = INCREMENTAL");
    // A checkpoint waits for the disk twice: every 16 MB of log rather than every 4.
    database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000",
    );
    if (isNew) database.exec(`BEGIN; ${schema} COMMIT`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function firstInteger(database: DatabaseSync, sql: string): number {
  const row = database.prepare(sql).get();
  assert(row, `${sql} has an answer`);
  return integerIn(row, Object.keys(row)[0]!);
}

/** How many types `positionsByType` takes: the parameters after the position and the limit. */
export const typesPerQuery = 32;

/** Everything the log asks of SQLite. */
export type Statements = ReturnType<typeof prepareStatements>;

const event = `
  SELECT position, streams.name AS stream, events.revision, types.name AS type, events.id,
    recorded_at, data, metadata
  FROM events JOIN streams ON streams.id = events.stream JOIN types ON types.id = events.type`;

/** Where the value of a LIMIT is bound as it is, SQLite makes the whole statement anew each time it is another. */
const limit = "CAST(? AS INTEGER)";

// SQLite merges the branches as it goes: each follows the index of its type and stops at the limit, so that few events
// among many others are found without reading the others.
const positionsByType = Array.from(
  { length: typesPerQuery },
  (_, place) =>
    `SELECT position FROM events INDEXED BY events_by_type WHERE type = ?${place + 3} AND position > ?1`,
).join(" UNION ALL ");

/** Prepares all statements once. */
export function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  return {
    readEnd: prepare("SELECT position, recorded_at FROM log_end"),
    saveEnd: prepare("UPDATE log_end SET position = ?, recorded_at = ?"),
    readTypes: prepare("SELECT id, name FROM types"),
    addType: prepare("INSERT INTO types (name) VALUES (?)"),
    findStream: prepare("SELECT id, revision FROM streams WHERE name = ?"),
    addStream: prepare("INSERT INTO streams (name, revision) VALUES (?, -1)"),
    saveRevision: prepare("UPDATE streams SET revision = ? WHERE id = ?"),
    addEvent: prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
    idsFrom: prepare(
      `SELECT id FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ${limit}`,
    ),
    findId: prepare(
      "SELECT revision FROM events WHERE stream = ? AND revision >= ? AND id = ? ORDER BY revision DESC LIMIT 1",
    ),
    removeBefore: prepare("DELETE FROM events WHERE stream = ? AND revision < ?"),
    firstSince: prepare(
      "SELECT revision FROM events WHERE stream = ? AND recorded_at >= ? ORDER BY revision LIMIT 1",
    ),
    positionOf: prepare("SELECT position FROM events WHERE stream = ? AND revision = ?"),
    readForwards: prepare(
      `${event} WHERE streams.name = ? AND events.revision >= ? ORDER BY events.revision LIMIT ${limit}`,
    ),
    readBackwards: prepare(
      `${event} WHERE streams.name = ? AND events.revision <= ? ORDER BY events.revision DESC LIMIT ${limit}`,
    ),
    readAt: prepare(`${event} WHERE position = ?`),
    positions: prepare("SELECT position FROM events WHERE position > ? ORDER BY position LIMIT ?"),
    positionsByType: prepare(`${positionsByType} ORDER BY position LIMIT ?2`),
  };
}
