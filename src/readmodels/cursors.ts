import { BadCursor, type AnyPage, type Page } from "./read-models.ts";

/** The lists that give cursors. A cursor names its list, so that one of another list is refused and not misread. */
export type CursorList =
  | "jobsByCreation"
  | "jobsByChange"
  | "jobsByPriority"
  | "failedTasks"
  | "failedTasksByKey"
  | "tasks"
  | "history"
  | "historyOfLog"
  | "reportFiles"
  | "bulkCommands"
  // Of what lies in a store.
  | "buckets"
  | "objects";

/** The place of a row in the order of its list: the values the list is ordered by. */
export type Place = readonly (string | number)[];

export function encodeCursor(list: CursorList, place: Place): string {
  return Buffer.from(JSON.stringify([list, ...place])).toString("base64url");
}

/** @throws BadCursor when this list did not give it. */
export function decodeCursor(
  cursor: string,
  expected: { readonly list: CursorList; readonly types: readonly ("string" | "number")[] },
): Place {
  const { list, types } = expected;
  const [name, ...place] = parts(cursor);
  const fits =
    name === list &&
    place.length === types.length &&
    types.every((type, index) => typeof place[index] === type) &&
    place.every((value) => typeof value === "string" || Number.isSafeInteger(value));
  // Written again it must be the same text: base64url has more than one way to say a thing.
  if (!fits || encodeCursor(list, place as Place) !== cursor) {
    throw new BadCursor(`${JSON.stringify(cursor.slice(0, 200))} is not a cursor of this list.`);
  }
  return place as Place;
}

/** Cuts a page of `first` from one row more than that, which tells whether others follow. */
export function toPage<Found, Shown>(
  found: readonly Found[],
  page: {
    readonly first: number;
    readonly cursor: (row: Found) => string;
    readonly show: (row: Found) => Shown;
  },
): Page<Shown> {
  const rows = found
    .slice(0, page.first)
    .map((row) => ({ cursor: page.cursor(row), row: page.show(row) }));
  return { rows, hasNextPage: found.length > page.first };
}

/** A page that was read from the end of its list, in the order of the list; and what lies on either side of it. */
export function turned<Row>(page: Page<Row>, query: Omit<AnyPage, "first">): Page<Row> {
  const { after, before, backwards = false } = query;
  if (!backwards) return { ...page, hasPreviousPage: after !== undefined };
  const { rows, hasNextPage: more } = page;
  return { rows: rows.toReversed(), hasNextPage: before !== undefined, hasPreviousPage: more };
}

function parts(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
