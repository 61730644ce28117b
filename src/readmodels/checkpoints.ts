/**
 * How far each projection has come, in the same file as its rows and in the same transactions. The last event that was
 * applied is kept as a witness: a log that does not hold it is not the one these rows were made from.
 */
import type { RecordedEvent } from "../eventstore/eventstore.ts";
import { schemaVersions } from "../job/codec.ts";
import { numberIn, textIn } from "../../projections/rows.ts";
import type { Projection, Table } from "../../projections/projection.ts";
import type { Database, Log } from "./database.ts";
import { createTable, dropTable } from "./tables.ts";

const projectionTable: Table = {
  name: "stevedore_projections",
  columns: { name: "TEXT", version: "INTEGER", position: "INTEGER", tables: "TEXT" },
  primaryKey: ["name"],
};

const witnessTable: Table = {
  name: "stevedore_witness",
  columns: { id: "TEXT", stream: "TEXT", revision: "INTEGER", position: "INTEGER" },
  primaryKey: ["id"],
};

/** Jobs that this version cannot read on from some event. */
export const unreadableTable: Table = {
  name: "unreadable_jobs",
  columns: {
    job_id: "TEXT",
    position: "INTEGER",
    type: "TEXT",
    schema_version: "INTEGER",
    code: "TEXT",
    message: "TEXT",
  },
  primaryKey: ["job_id"],
};

/** Place in the log of the last event that each projection has applied; -1 before the first. */
export type Checkpoints = ReadonlyMap<string, number>;

/** Makes the tables that are missing or of another version, and says how far each projection has come. */
export function prepareTables(
  database: Database,
  projections: readonly Projection[],
  log: Log,
): Checkpoints {
  const known = database.get("SELECT 1 FROM sqlite_schema WHERE name = ?", projectionTable.name);
  if (known === null) return createAll(database, projections);
  const rows = database.all(`SELECT * FROM ${projectionTable.name}`);
  const stored = new Map(rows.map((row) => [textIn(row, "name"), row]));
  const current = projections.filter(
    ({ name, version }) => stored.get(name)?.["version"] === version,
  );
  const changed = projections.length !== current.length || stored.size !== current.length;
  if (mustStartOver(database, changed)) {
    log("Jobs that could not be read before may be readable now; the read models are made again.");
    database.discard();
    return createAll(database, projections);
  }
  database.transaction(() => {
    for (const [name, row] of stored) {
      if (current.some((projection) => projection.name === name)) continue;
      log(`The read model ${name} is of another version; it is made again from the log.`);
      const tables: readonly string[] = JSON.parse(textIn(row, "tables"));
      for (const table of tables) dropTable(database, table);
      database.run(`DELETE FROM ${projectionTable.name} WHERE name = ?`, name);
    }
    for (const projection of projections) {
      if (!current.includes(projection)) createProjection(database, projection);
    }
  });
  const after = database.all(`SELECT name, position FROM ${projectionTable.name}`);
  return new Map(after.map((row) => [textIn(row, "name"), numberIn(row, "position")]));
}

/** Writes how far the projections are; in the transaction that wrote their rows. */
export function saveCheckpoints(
  database: Database,
  checkpoints: Checkpoints,
  last: RecordedEvent,
): void {
  for (const [name, position] of checkpoints) {
    database.run(`UPDATE ${projectionTable.name} SET position = ? WHERE name = ?`, position, name);
  }
  const { id, stream, revision, position } = last;
  const witness = database.get(`SELECT position FROM ${witnessTable.name}`);
  // A projection that is made again alone passes events that are older than the witness.
  if (witness !== null && numberIn(witness, "position") > position) return;
  database.run(`DELETE FROM ${witnessTable.name}`);
  database.run(
    `INSERT INTO ${witnessTable.name} (id, stream, revision, position) VALUES (?, ?, ?, ?)`,
    id,
    stream,
    revision,
    position,
  );
}

/** The last event that these rows stand for; null before the first. */
export function readWitness(
  database: Database,
): Pick<RecordedEvent, "id" | "stream" | "revision" | "position"> | null {
  const row = database.get(`SELECT * FROM ${witnessTable.name}`);
  if (row === null) return null;
  return {
    id: textIn(row, "id"),
    stream: textIn(row, "stream"),
    revision: numberIn(row, "revision"),
    position: numberIn(row, "position"),
  };
}

function createAll(database: Database, projections: readonly Projection[]): Checkpoints {
  database.transaction(() => {
    for (const table of [projectionTable, witnessTable, unreadableTable])
      createTable(database, table);
    for (const projection of projections) createProjection(database, projection);
  });
  return new Map(projections.map(({ name }) => [name, -1]));
}

function createProjection(database: Database, { name, version, tables }: Projection): void {
  for (const table of tables) createTable(database, table);
  const names = JSON.stringify(tables.map((table) => table.name));
  database.run(
    `INSERT INTO ${projectionTable.name} (name, version, position, tables) VALUES (?, ?, -1, ?)`,
    name,
    version,
    names,
  );
}

/**
 * Events of a job that could not be read were passed over by every projection, so no single one can catch up. Everything
 * is made again when this version knows them, or when a fold that stumbled over them may have been mended.
 */
function mustStartOver(database: Database, projectionsChanged: boolean): boolean {
  const notes = database.all(`SELECT * FROM ${unreadableTable.name}`);
  return notes.some((note) => {
    if (textIn(note, "code") === "NOT_FOLDABLE") return projectionsChanged;
    const known: Readonly<Record<string, number>> = schemaVersions;
    return (known[textIn(note, "type")] ?? 0) >= numberIn(note, "schema_version");
  });
}
