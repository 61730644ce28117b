/**
 * The rows of a chunk as long as it is worked on. A worker holds tens of thousands, so they are kept as text, and become
 * entries one at a time.
 */
import { assert } from "../lib/assert.ts";
import { decodeKey } from "./keys.ts";
import type { ChunkRows, ManifestEntry } from "./manifest.ts";

/** What a row says of its object; `rawKey` is a key that can be decoded. */
export type RowObject = Omit<ManifestEntry, "row">;

export class PackedRows implements ChunkRows {
  readonly #firstRow: number;
  readonly #blocks: Block[] = [];
  #length = 0;

  constructor(firstRow: number) {
    this.#firstRow = firstRow;
  }

  get length(): number {
    return this.#length;
  }

  /** The rows that come next; nothing of them is kept. */
  add(objects: readonly RowObject[]): void {
    this.#blocks.push(packBlock(objects));
    this.#length += objects.length;
  }

  *[Symbol.iterator](): Generator<ManifestEntry, void, void> {
    let row = this.#firstRow;
    for (const { rows, keys, isPlain, versions } of this.#blocks) {
      for (let index = 0; index < rows; index++) {
        const rawKey = textAt(keys, index);
        const key = isPlain ? rawKey : decoded(rawKey);
        const versionId = versions === null ? null : versionOf(textAt(versions, index));
        yield { row, rawKey, key, versionId };
        row += 1;
      }
    }
  }
}

interface Block {
  readonly rows: number;
  readonly keys: Texts;
  /** No key of it is encoded. */
  readonly isPlain: boolean;
  /** Null when no row has one. */
  readonly versions: Texts | null;
}

function packBlock(objects: readonly RowObject[]): Block {
  const isVersioned = objects.some(({ versionId }) => versionId !== null);
  return {
    rows: objects.length,
    keys: packTexts(objects.map(({ rawKey }) => rawKey)),
    isPlain: objects.every(({ rawKey, key }) => rawKey === key),
    versions: isVersioned
      ? packTexts(objects.map(({ versionId }) => versionId ?? currentVersion))
      : null,
  };
}

/** Stands for no version id among those of others; none can be so. */
const currentVersion = "\0";

function versionOf(text: string): string | null {
  return text === currentVersion ? null : text;
}

function decoded(rawKey: string): string {
  const key = decodeKey(rawKey);
  assert(key.ok, `${JSON.stringify(rawKey)} could be decoded before`);
  return key.value;
}

/** One after the other in one text, and where each ends. */
interface Texts {
  readonly joined: string;
  readonly ends: Uint32Array;
}

function packTexts(texts: readonly string[]): Texts {
  const ends = new Uint32Array(texts.length);
  let end = 0;
  for (const [index, text] of texts.entries()) {
    end += text.length;
    ends[index] = end;
  }
  return { joined: texts.join(""), ends };
}

function textAt({ joined, ends }: Texts, index: number): string {
  return joined.slice(index === 0 ? 0 : ends[index - 1], ends[index]);
}
