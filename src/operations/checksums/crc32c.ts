/** CRC-32 by the Castagnoli polynomial; Node has only the other one. Eight tables, so that eight bytes go at a time. */

const polynomial = 0x82f63b78; // bit-reversed
const slices = 8;

const tables: readonly Uint32Array[] = makeTables();

function makeTables(): readonly Uint32Array[] {
  const made = Array.from({ length: slices }, () => new Uint32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    made[0]![byte] = value >>> 0;
  }
  for (let slice = 1; slice < slices; slice++) {
    for (let byte = 0; byte < 256; byte++) {
      const before = made[slice - 1]![byte]!;
      made[slice]![byte] = (before >>> 8) ^ made[0]![before & 0xff]!;
    }
  }
  return made;
}

const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
];

/** Goes on from the value of the bytes before; 0 at the beginning. */
export function crc32c(bytes: Uint8Array, before: number): number {
  let value = ~before;
  let place = 0;
  for (const end = bytes.length - slices; place <= end; place += slices) {
    value =
      t7[(value ^ bytes[place]!) & 0xff]! ^
      t6[((value >>> 8) ^ bytes[place + 1]!) & 0xff]! ^
      t5[((value >>> 16) ^ bytes[place + 2]!) & 0xff]! ^
      t4[((value >>> 24) ^ bytes[place + 3]!) & 0xff]! ^
      t3[bytes[place + 4]!]! ^
      t2[bytes[place + 5]!]! ^
      t1[bytes[place + 6]!]! ^
      t0[bytes[place + 7]!]!;
  }
  for (; place < bytes.length; place++) value = t0[(value ^ bytes[place]!) & 0xff]! ^ (value >>> 8);
  return ~value >>> 0;
}
