/** Rows as inclusive ranges, in order: `[[0, 99], [105, 105]]`. What stands in the log instead of a number a row. */
export type RowRanges = readonly (readonly [first: number, last: number])[];

/** Ranges of row numbers that are given in ascending order, each once. */
export function toRanges(rows: Iterable<number>): RowRanges {
  const ranges: [number, number][] = [];
  for (const row of rows) {
    const last = ranges.at(-1);
    if (last !== undefined && row === last[1] + 1) last[1] = row;
    else ranges.push([row, row]);
  }
  return ranges;
}

export function* rowsOf(ranges: RowRanges): Generator<number> {
  for (const [first, last] of ranges) for (let row = first; row <= last; row++) yield row;
}

export function countRows(ranges: RowRanges): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** What is known of each row, but for these. */
export function withoutRows<Known>(
  of: ReadonlyMap<number, Known>,
  ranges: RowRanges,
): ReadonlyMap<number, Known> {
  if (of.size === 0) return of;
  const left = new Map(of);
  for (const row of rowsOf(ranges)) left.delete(row);
  return left;
}

/** A set of rows of one chunk, a bit each. Adding gives a new set that shares nothing with the old one. */
export interface RowSet {
  readonly firstRow: number;
  readonly rows: number;
  readonly bits: Uint8Array;
}

export function emptyRowSet(firstRow: number, rows: number): RowSet {
  return { firstRow, rows, bits: new Uint8Array(Math.ceil(rows / 8)) };
}

export function hasRow(set: RowSet, row: number): boolean {
  const index = row - set.firstRow;
  return ((set.bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
}

export function addRows(set: RowSet, ranges: RowRanges): RowSet {
  const bits = set.bits.slice();
  for (const [first, last] of ranges) {
    const end = last - set.firstRow;
    for (let index = first - set.firstRow; index <= end; index++)
      bits[index >> 3]! |= 1 << (index & 7);
  }
  return { ...set, bits };
}
