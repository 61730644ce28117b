/** The order of keys in a store: that of their UTF-8 bytes, which for characters beyond U+FFFF is not that of strings. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Halves of characters beyond U+FFFF stand above all others. */
function rank(unit: number): number {
  if (unit < 0xd8_00) return unit;
  return unit >= 0xe0_00 ? unit - 0x08_00 : unit + 0x20_00;
}
