/**
 * Rows that executors may have died on. Those of a chunk on which several ended are announced before they are called, many
 * at once first, then fewer, then each alone: only who was alone again and again is blamed.
 */
import { withoutRows, type RowRanges } from "./rows.ts";

/** Of rows of which nothing was recorded since. */
export interface Suspects {
  /** Rows that the present holder has announced: how many at once, each itself included. */
  readonly announced: ReadonlyMap<number, number>;
  /** Rows that were announced when a holder was lost: the same, for each loss. */
  readonly losses: ReadonlyMap<number, readonly number[]>;
}

export const noSuspects: Suspects = { announced: new Map(), losses: new Map() };

/** A row is blamed when so many executors were lost while it was announced alone. */
const lossesAloneMax = 3;

/** Rows that are announced at once: as many as this while nothing is known of them, the next fewer after each loss. */
const groupSizes = [64, 8, 1] as const;

export function withAnnounced(suspects: Suspects, row: number, together: number): Suspects {
  return { ...suspects, announced: new Map(suspects.announced).set(row, together) };
}

/** The holder gave the chunk back, so it has not died. */
export function withoutAnnounced(suspects: Suspects): Suspects {
  return { ...suspects, announced: noSuspects.announced };
}

/** The holder was lost. */
export function afterLoss({ announced, losses }: Suspects): Suspects {
  const all = new Map(losses);
  for (const [row, together] of announced) all.set(row, [...(all.get(row) ?? []), together]);
  return { announced: noSuspects.announced, losses: all };
}

/** Something was recorded of these rows, so nobody has died on them. */
export function withoutLiving({ announced, losses }: Suspects, rows: RowRanges): Suspects {
  return { announced: withoutRows(announced, rows), losses: withoutRows(losses, rows) };
}

/** How many rows like this one may be announced at once. */
export function groupSizeFor({ losses }: Suspects, row: number): number {
  const fewest = Math.min(...(losses.get(row) ?? []));
  return groupSizes.find((size) => size < fewest) ?? 1;
}

/** Executors died on this very row. */
export function isDeadlyRow({ losses }: Suspects, row: number): boolean {
  const alone = losses.get(row)?.filter((together) => together === 1) ?? [];
  return alone.length >= lossesAloneMax;
}
