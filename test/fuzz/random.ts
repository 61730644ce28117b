/** Random choices that a seed repeats: a case is told by its seed and its number alone. */
export interface Random {
  /** From 0 to one below `end`. */
  below(end: number): number;
  /** True once in so many times. */
  oneIn(times: number): boolean;
  pick<Value>(values: readonly Value[]): Value;
  /** `count` is up to `max`. */
  list<Value>(max: number, make: () => Value): Value[];
}

/** Mulberry32, started from seed and case: short, fast, and good enough to choose by. */
export function createRandom(seed: number, number: number): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    oneIn: (times) => below(times) === 0,
    pick: (values) => values[below(values.length)]!,
    list: (max, make) => Array.from({ length: below(max + 1) }, make),
  };
}

/** Cuts, doubles, swaps and overwrites runs of bytes. `pieces`: what such an input is sensitive to. */
export function mutate(random: Random, input: Buffer, pieces: readonly Uint8Array[]): Buffer {
  let bytes = input;
  for (let times = 1 + random.below(3); times > 0; times--) {
    const at = random.below(bytes.length + 1);
    const end = Math.min(bytes.length, at + random.below(8));
    const [before, run, after] = [
      bytes.subarray(0, at),
      bytes.subarray(at, end),
      bytes.subarray(end),
    ];
    switch (random.below(5)) {
      case 0:
        bytes = Buffer.concat([before, after]);
        break;
      case 1:
        bytes = Buffer.concat([before, run, run, after]);
        break;
      case 2:
        bytes = Buffer.concat([before, random.pick(pieces), run, after]);
        break;
      case 3:
        bytes = Buffer.concat([before, random.pick(pieces), after]);
        break;
      default:
        bytes = Buffer.concat([before, Buffer.from([random.below(256)]), run, after]);
    }
  }
  return bytes;
}
