/**
 * Finds one item of an ordered row that can only be looked at item by item, each look being dear: in growing steps from
 * the first place where it may be, and then by halves.
 */
export async function findByHalves<Item>(search: {
  /** The item is not before this place. */
  readonly from: number;
  /** The first item at or after a place, and where it is; null beyond the last one. */
  readonly look: (place: number) => Promise<{ readonly item: Item; readonly place: number } | null>;
  /** Where the wanted item is, seen from this one. */
  readonly wanted: (item: Item) => "here" | "before" | "after";
}): Promise<Item | null> {
  let { from } = search;
  // The item begins at or after `from`, and before `to`.
  let to = Infinity;
  for (let step = 1; from < to; step *= 2) {
    const at = to === Infinity ? from + step - 1 : Math.floor((from + to - 1) / 2);
    const found = await search.look(at);
    const side = found === null ? "before" : search.wanted(found.item);
    if (found !== null && side === "here") return found.item;
    if (found === null || side === "before") to = at;
    else from = found.place + 1;
  }
  return null;
}
