/** One row for each bulk command that is kept: what it is, how far it is, and why jobs refused it. */
import type { BulkEvent } from "../src/job/bulk-events.ts";
import { evolveBulk, noBulk, type BulkState } from "../src/job/bulk.ts";
import type { ProjectedEvent, Projection, RowChange, RowReader, Table } from "./projection.ts";
import { numberIn, put, textIn } from "./rows.ts";

const bulkCommands: Table = {
  name: "bulk_commands",
  columns: {
    bulk_id: "TEXT",
    /** Position of its first event: their order is that in which they were given. */
    place: "INTEGER",
    given_by: "TEXT",
    /** Null until it has ended. */
    ended_at: "TEXT",
    /** Its last event. */
    revision: "INTEGER",
    /** As JSON. */
    state: "TEXT",
  },
  primaryKey: ["bulk_id"],
  indexes: [["place"], ["given_by", "place"], ["ended_at"]],
};

export const bulkCommandsProjection: Projection = {
  name: "bulkCommands",
  version: 1,
  tables: [bulkCommands],
  ofEngine: true,
  apply,
};

function apply(
  { event, about, revision, position, recordedAt: at, actor }: ProjectedEvent,
  rows: RowReader,
): readonly RowChange[] {
  if (about.kind !== "bulk") return [];
  const key = { bulk_id: about.bulk };
  const before = rows.get("bulk_commands", key);
  const known: BulkState = before === null ? noBulk : JSON.parse(textIn(before, "state"));
  const state = evolveBulk(known, { event: event as BulkEvent, revision, at, actor });
  if (state.phase === "none") return [];
  if (state.expired) return [{ kind: "delete", table: "bulk_commands", where: key }];
  return [
    put("bulk_commands", {
      ...key,
      place: before === null ? position : numberIn(before, "place"),
      given_by: state.givenBy.id,
      ended_at: state.ended?.at ?? null,
      revision,
      state: JSON.stringify(state),
    }),
  ];
}
