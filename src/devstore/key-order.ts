/**
 * The keys of a bucket in the order of a listing. Writing a key only notes it; the work of sorting is done by the next
 * listing, once for all that came since the last one. So a bucket that is only written to pays nothing.
 */
export class KeyOrder {
  readonly #live: ReadonlyMap<string, unknown>;
  #sorted: string[] = [];
  #added: string[] = [];

  /** `live` says which keys exist: removals are found there, nobody announces them. */
  constructor(live: ReadonlyMap<string, unknown>) {
    this.#live = live;
  }

  /** Call it for each key that was not there before. */
  add(key: string): void {
    this.#added.push(key);
    // A key that comes and goes and comes again is noted each time, so the notes are bounded by the live keys.
    if (this.#added.length > 1000 + 2 * this.#live.size) this.#settle();
  }

  /** Live keys from `start` on, `start` included, ascending. Write nothing to the bucket while reading it. */
  *from(start: string): Generator<string> {
    this.#settle();
    const keys = this.#sorted;
    for (let place = lowerBound(keys, start); place < keys.length; place++) {
      const key = keys[place]!;
      if (this.#live.has(key)) yield key;
    }
  }

  #settle(): void {
    if (this.#added.length === 0) return;
    const added = this.#added.toSorted(compareKeys);
    const merged: string[] = [];
    let last: string | undefined;
    let left = 0;
    let right = 0;
    while (left < this.#sorted.length || right < added.length) {
      const takeLeft =
        right === added.length ||
        (left < this.#sorted.length && compareKeys(this.#sorted[left]!, added[right]!) <= 0);
      const key = takeLeft ? this.#sorted[left++]! : added[right++]!;
      if (key !== last && this.#live.has(key)) merged.push(key);
      last = key;
    }
    this.#sorted = merged;
    this.#added = [];
  }
}

/**
 * Order of the UTF-8 bytes, which is the order of S3. That of JavaScript differs for characters beyond U+FFFF: their
 * surrogates (D800–DFFF) stand below U+E000–U+FFFF, though the characters themselves stand above.
 */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let place = 0; place < length; place++) {
    const a = left.charCodeAt(place);
    const b = right.charCodeAt(place);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

function rank(codeUnit: number): number {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff ? codeUnit + 0x10000 : codeUnit;
}

function lowerBound(keys: readonly string[], start: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle]!, start) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
