/**
 * Prefix codes of DEFLATE (RFC 1951, 3.2). Codes of up to ten bits are found by one look into a table; the longer ones,
 * which are rare by their nature, bit by bit.
 */

/** A code as it is read: a table for its short words, and counts and symbols by length for the long ones. */
export interface HuffmanCode {
  /** By the next ten bits: `symbol << 4 | length`; 0 for a word that is longer, or none. */
  readonly table: Int32Array;
  /** How many words have each length. */
  readonly counts: Uint16Array;
  /** The symbols in the order of their words. */
  readonly symbols: Uint16Array;
}

/** Bits that the table looks at. */
export const TABLE_BITS = 10;
const LENGTH_MAX = 15;

/**
 * The code whose symbols have words of these lengths. Null when there is none: more words than the lengths allow, or
 * fewer, but for the code of one word that the format permits.
 */
export function huffmanCode(lengths: Uint8Array): HuffmanCode | null {
  const counts = new Uint16Array(LENGTH_MAX + 1);
  for (const length of lengths) counts[length]! += 1;
  counts[0] = 0;
  if (!isComplete(counts)) return null;
  const starts = new Uint16Array(LENGTH_MAX + 2);
  for (let length = 1; length <= LENGTH_MAX; length++) {
    starts[length + 1] = starts[length]! + counts[length]!;
  }
  const symbols = new Uint16Array(lengths.length);
  for (const [symbol, length] of lengths.entries()) {
    if (length > 0) symbols[starts[length]!++] = symbol;
  }
  return { table: tableOf(lengths, counts), counts, symbols };
}

function isComplete(counts: Uint16Array): boolean {
  let left = 1;
  let words = 0;
  for (let length = 1; length <= LENGTH_MAX; length++) {
    left = left * 2 - counts[length]!;
    words += counts[length]!;
    if (left < 0) return false;
  }
  return left === 0 || words === 0 || (words === 1 && counts[1] === 1);
}

function tableOf(lengths: Uint8Array, counts: Uint16Array): Int32Array {
  const table = new Int32Array(1 << TABLE_BITS);
  const next = new Uint16Array(LENGTH_MAX + 1);
  for (let length = 1; length < LENGTH_MAX; length++) {
    next[length + 1] = (next[length]! + counts[length]!) << 1;
  }
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    const word = next[length]!++;
    if (length > TABLE_BITS) continue;
    const entry = (symbol << 4) | length;
    for (let at = reversed(word, length); at < table.length; at += 1 << length) table[at] = entry;
  }
  return table;
}

/** Words are written from their highest bit, everything else in a stream from its lowest. */
function reversed(word: number, length: number): number {
  let bits = 0;
  for (let bit = 0; bit < length; bit++) bits |= ((word >> bit) & 1) << (length - 1 - bit);
  return bits;
}

/** The next symbol of `bits`, as in the table: `symbol << 4 | length`; 0 when no word begins so. */
export function decodeSlowly({ counts, symbols }: HuffmanCode, bits: number): number {
  let word = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= LENGTH_MAX; length++) {
    word |= (bits >>> (length - 1)) & 1;
    const count = counts[length]!;
    if (word - first < count) return (symbols[index + word - first]! << 4) | length;
    index += count;
    first = (first + count) << 1;
    word <<= 1;
  }
  return 0;
}

/** The codes that a block has which brings none of its own. */
export function fixedLengths(): Uint8Array {
  const lengths = new Uint8Array(320);
  lengths.fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280, 288).fill(5, 288);
  return lengths;
}
