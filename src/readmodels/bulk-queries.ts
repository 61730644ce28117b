/** Bulk commands, one by one and as lists, from the rows of their projection. */
import type { Bulk } from "../job/bulk.ts";
import type { Row } from "../../projections/projection.ts";
import { numberIn, textIn } from "../../projections/rows.ts";
import { decodeCursor, encodeCursor, toPage } from "./cursors.ts";
import type { Database } from "./database.ts";
import type { ForwardPage, Page } from "./read-models.ts";

export interface BulkRow {
  /** Its last event. */
  readonly revision: number;
  readonly bulk: Bulk;
}

export interface BulkQueries {
  find(id: string): BulkRow | null;
  /** The newest first; of one user alone when `givenBy` is there. */
  list(query: ForwardPage & { readonly givenBy?: string }): Page<BulkRow>;
  /** Those that have not ended, the oldest first. */
  underWay(): readonly BulkRow[];
  /** Some of those that ended before an instant. */
  endedBefore(at: string): readonly BulkRow[];
}

/** As many at a time are let go of. */
const endedMax = 100;

export function createBulkQueries(database: Database): BulkQueries {
  return {
    find(id) {
      const row = database.get("SELECT * FROM bulk_commands WHERE bulk_id = ?", id);
      return row === null ? null : toBulkRow(row);
    },
    list({ first, after, givenBy }) {
      const [place] =
        after === undefined
          ? [Number.MAX_SAFE_INTEGER]
          : decodeCursor(after, { list: "bulkCommands", types: ["number"] });
      const found =
        givenBy === undefined
          ? database.all(
              "SELECT * FROM bulk_commands WHERE place < ? ORDER BY place DESC LIMIT ?",
              place!,
              first + 1,
            )
          : database.all(
              "SELECT * FROM bulk_commands WHERE given_by = ? AND place < ? ORDER BY place DESC LIMIT ?",
              givenBy,
              place!,
              first + 1,
            );
      return toPage(found, {
        first,
        cursor: (row) => encodeCursor("bulkCommands", [numberIn(row, "place")]),
        show: toBulkRow,
      });
    },
    underWay: () =>
      database
        .all("SELECT * FROM bulk_commands WHERE ended_at IS NULL")
        .map(toBulkRow)
        .toSorted((a, b) => a.bulk.givenAt.localeCompare(b.bulk.givenAt)),
    endedBefore: (at) =>
      database
        .all("SELECT * FROM bulk_commands WHERE ended_at < ? LIMIT ?", at, endedMax)
        .map(toBulkRow),
  };
}

function toBulkRow(row: Row): BulkRow {
  return { revision: numberIn(row, "revision"), bulk: JSON.parse(textIn(row, "state")) };
}
