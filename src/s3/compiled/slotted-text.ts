/** A text with places that are filled in for each request. */

/** What is filled in. Key and version are escaped before. */
export interface Fillings {
  readonly key: string;
  /** Empty where the request has no version. */
  readonly version: string;
  /** As x-amz-date has it. */
  readonly date: string;
  readonly sessionToken: string;
  /** Made of all others, so it comes last. */
  readonly authorization: string;
}

export type Slot = { readonly [Name in keyof Fillings]: { readonly slot: Name } }[keyof Fillings];

/** Pieces of text, and slots between them. */
export type SlottedText = readonly (string | Slot)[];

/** Only joined, never replaced in: a key may hold what patterns of a replacement mean something by. */
export function fill(text: SlottedText, fillings: Fillings): string {
  let filled = "";
  for (const piece of text) filled += typeof piece === "string" ? piece : valueOf(piece, fillings);
  return filled;
}

/** By name, as it is asked for some ten times a request: a field that is looked up takes several times as long. */
function valueOf({ slot }: Slot, fillings: Fillings): string {
  switch (slot) {
    case "key":
      return fillings.key;
    case "version":
      return fillings.version;
    case "date":
      return fillings.date;
    case "sessionToken":
      return fillings.sessionToken;
    case "authorization":
      return fillings.authorization;
  }
}

/** One after another, with neighbouring texts made one. */
export function join(...texts: readonly (SlottedText | string)[]): SlottedText {
  const joined: (string | Slot)[] = [];
  for (const piece of texts.flat()) {
    const last = joined.at(-1);
    if (typeof piece === "string" && typeof last === "string")
      joined[joined.length - 1] = last + piece;
    else if (piece !== "") joined.push(piece);
  }
  return joined;
}

/** A text that holds markers, as one with slots in their places. */
export function slotsOf(
  text: string,
  markers: { readonly key: string; readonly version: string },
): SlottedText {
  const slots: (string | Slot)[] = [];
  for (const [index, piece] of text.split(markers.key).entries()) {
    if (index > 0) slots.push({ slot: "key" });
    for (const [inner, rest] of piece.split(markers.version).entries()) {
      if (inner > 0) slots.push({ slot: "version" });
      slots.push(rest);
    }
  }
  return join(slots);
}

export function isSame(one: SlottedText, other: SlottedText): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
