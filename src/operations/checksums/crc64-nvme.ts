/**
 * CRC-64/NVME (NVM Express specification; the polynomial that S3 uses for whole objects). JavaScript has no numbers of
 * 64 bits that are fast, so high and low halves are kept apart; eight tables, so that eight bytes go at a time.
 */

/** Bit-reversed. */
const polynomialHigh = 0x9a6c9329;
const polynomialLow = 0xac4bc9b5;
const slices = 8;

const high = new Uint32Array(slices * 256);
const low = new Uint32Array(slices * 256);
fillTables();

function fillTables(): void {
  for (let byte = 0; byte < 256; byte++) {
    let [h, l] = [0, byte];
    for (let bit = 0; bit < 8; bit++) {
      const odd = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (odd === 0) continue;
      h ^= polynomialHigh;
      l ^= polynomialLow;
    }
    high[byte] = h >>> 0;
    low[byte] = l >>> 0;
  }
  for (let index = 256; index < slices * 256; index++) {
    const [h, l] = [high[index - 256]!, low[index - 256]!];
    high[index] = ((h >>> 8) ^ high[l & 0xff]!) >>> 0;
    low[index] = (((l >>> 8) | (h << 24)) ^ low[l & 0xff]!) >>> 0;
  }
}

export function createCrc64Nvme() {
  let h = 0xffffffff;
  let l = 0xffffffff;
  return {
    update(bytes: Uint8Array): void {
      let place = 0;
      for (const end = bytes.length - slices; place <= end; place += slices) {
        const i7 = 1792 + ((l ^ bytes[place]!) & 0xff);
        const i6 = 1536 + (((l >>> 8) ^ bytes[place + 1]!) & 0xff);
        const i5 = 1280 + (((l >>> 16) ^ bytes[place + 2]!) & 0xff);
        const i4 = 1024 + (((l >>> 24) ^ bytes[place + 3]!) & 0xff);
        const i3 = 768 + ((h ^ bytes[place + 4]!) & 0xff);
        const i2 = 512 + (((h >>> 8) ^ bytes[place + 5]!) & 0xff);
        const i1 = 256 + (((h >>> 16) ^ bytes[place + 6]!) & 0xff);
        const i0 = ((h >>> 24) ^ bytes[place + 7]!) & 0xff;
        h =
          high[i7]! ^
          high[i6]! ^
          high[i5]! ^
          high[i4]! ^
          high[i3]! ^
          high[i2]! ^
          high[i1]! ^
          high[i0]!;
        l = low[i7]! ^ low[i6]! ^ low[i5]! ^ low[i4]! ^ low[i3]! ^ low[i2]! ^ low[i1]! ^ low[i0]!;
      }
      for (; place < bytes.length; place++) {
        const index = (l ^ bytes[place]!) & 0xff;
        l = ((l >>> 8) | (h << 24)) ^ low[index]!;
        h = (h >>> 8) ^ high[index]!;
      }
    },
    digest(): Buffer {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE(~h >>> 0, 0);
      bytes.writeUInt32BE(~l >>> 0, 4);
      return bytes;
    },
  };
}
