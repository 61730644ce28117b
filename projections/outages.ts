/** Which stores do not answer which executor, by its last beat. A beat without any, or its stop, is the end of all. */
import type { ProjectedEvent, Projection, RowChange, Table } from "./projection.ts";
import { put } from "./rows.ts";

const outages: Table = {
  name: "outages",
  columns: {
    executor: "TEXT",
    store: "TEXT",
    since: "TEXT",
    /** What it said last. */
    message: "TEXT",
    /** When the executor was seen with it: one that died tells no end. */
    seen_at: "TEXT",
  },
  primaryKey: ["executor", "store"],
  indexes: [["seen_at"]],
};

export const outagesProjection: Projection = {
  name: "outages",
  version: 1,
  tables: [outages],
  ofEngine: true,
  apply,
};

function apply({ event, recordedAt }: ProjectedEvent): readonly RowChange[] {
  if (event.type !== "ExecutorSeen" && event.type !== "ExecutorStopped") return [];
  const { executor } = event.data;
  const { outages: seen = [] } = event.type === "ExecutorSeen" ? event.data : {};
  return [
    { kind: "delete", table: "outages", where: { executor } },
    ...seen.map(({ store, since, message }) =>
      put("outages", { executor, store, since, message, seen_at: recordedAt }),
    ),
  ];
}
