/** Numbers that look random and follow from a seed: the same seed plays the same game. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
    // Neighbouring seeds begin alike; a few rounds take them apart.
    for (let round = 0; round < 4; round++) this.next();
  }

  /** From 0 to 1, without 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.int(0, items.length - 1)]!;
  }

  /** Mostly short, now and then up to `max`. */
  skewed(min: number, max: number): number {
    return min + (max - min) * this.next() ** 4;
  }

  /** A source of its own, so that one who asks more often does not change what another gets. */
  fork(): Random {
    return new Random(this.int(0, 2 ** 32 - 1));
  }

  uuid(): string {
    const hex = Array.from({ length: 8 }, () => this.int(0, 0xffff).toString(16).padStart(4, "0"));
    const [a, b, c, d, e, f, g, h] = hex;
    return `${a}${b}-${c}-4${d!.slice(1)}-a${e!.slice(1)}-${f}${g}${h}`;
  }
}
