/** A manifest of any length whose rows all have the same length, so that any run of its bytes is made from nothing. */

const digits = 12;
const keyBefore = "photos/2026/camera-007/picture-";
const rowBefore = `source,${keyBefore}`;
const rowAfter = ".jpg\n";
const rowBytes = rowBefore.length + digits + rowAfter.length;

export function sizeOfManifest(rows: number): number {
  return rows * rowBytes;
}

/** The key of a row, from 0. */
export function keyOfRow(row: number): string {
  return `${keyBefore}${String(row).padStart(digits, "0")}.jpg`;
}

/** From the first byte to the one before `end`. */
export function manifestBytes(start: number, end: number): Buffer {
  const firstRow = Math.floor(start / rowBytes);
  const lastRow = Math.floor((end - 1) / rowBytes);
  let text = "";
  for (let row = firstRow; row <= lastRow; row++) {
    text += rowBefore + String(row).padStart(digits, "0") + rowAfter;
  }
  const offset = start - firstRow * rowBytes;
  return Buffer.from(text, "latin1").subarray(offset, offset + end - start);
}
