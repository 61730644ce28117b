import { describe, expect, it } from "vitest";
import type { JobFailureCode } from "../../src/job/events.ts";
import type { ManifestReader } from "../../src/manifest/manifest.ts";
import { hostileKeys } from "../support/hostile-keys.ts";
import {
  checkpointAfter,
  openManifest,
  placeOf,
  readPart,
  readWhole,
} from "../support/manifests.ts";

/** A row that the manifest under test is to hold. */
export interface ListedObject {
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  /** Null when the manifest is to have no such column; the same in all rows. */
  readonly versionId: string | null;
}

interface ManifestUnderTest {
  readonly reader: ManifestReader;
  /** Puts other content in the place of what the reader reads its rows from. */
  readonly replaceContent: () => void;
  /** What is said of that. */
  readonly replaced: { readonly code: JobFailureCode; readonly reason: RegExp };
}

export interface ManifestReaderSetup {
  /** A manifest of these rows, in several parts when there are many, and of chunks of so many rows. */
  readonly setup: (rows: readonly ListedObject[], rowsPerChunk: number) => ManifestUnderTest;
}

/** What every reader of manifests does. */
export function describeManifestReader(name: string, { setup }: ManifestReaderSetup): void {
  describe(`manifest reader: ${name}`, () => {
    const rows = objectsNamed(Array.from({ length: 250 }, (_, row) => `photos/${row}.jpg`));

    it("covers all rows once and in order with its parts and chunks", async () => {
      const { parts, entries } = await readWhole(setup(rows, 7).reader);

      expect(parts.length).toBeGreaterThan(1);
      expect(entries.flat().map(({ key }) => key)).toEqual(rows.map(({ key }) => key));
      const chunks = parts.flatMap((part) => part.chunks);
      expect(chunks.reduce((sum, chunk) => sum + chunk.rows, 0)).toBe(rows.length);
      expect(new Set(chunks.map(({ bucket }) => bucket))).toEqual(new Set(["photos"]));
    });

    it("numbers the rows of each part from 0", async () => {
      const { entries } = await readWhole(setup(rows, 7).reader);

      for (const part of entries) {
        expect(part.map(({ row }) => row)).toEqual([...part.keys()]);
      }
    });

    it("gives of each chunk as many rows as were planned, all chunks but the last being full", async () => {
      const { reader } = setup(rows, 7);
      const opened = await openManifest(reader);
      for (const part of opened.partOffsets.keys()) {
        const read = await readPart(reader, opened, part);
        for (const [index, { rows: planned }] of read.chunks.entries()) {
          expect(await reader.readChunk(opened, placeOf(read, index))).toHaveLength(planned);
        }
        expect(read.chunks.slice(0, -1).every((chunk) => chunk.rows === 7)).toBe(true);
      }
    });

    it("goes on from any checkpoint as if it had not stopped", async () => {
      const { reader } = setup(rows, 7);
      const opened = await openManifest(reader);
      let checkpoints = 0;
      for (const part of opened.partOffsets.keys()) {
        const whole = await readPart(reader, opened, part);
        for (const index of whole.chunks.keys()) {
          const rest = await readPart(reader, opened, part, checkpointAfter(whole, index));
          expect(rest).toMatchObject({
            problem: null,
            chunks: { length: whole.chunks.length - index - 1 },
          });
          // From where a chunk is decompressed may differ: what counts is what is read there.
          for (const [later, { start, end, rows: planned }] of rest.chunks.entries()) {
            expect(whole.chunks[index + 1 + later]).toMatchObject({ start, end, rows: planned });
            expect(await reader.readChunk(opened, placeOf(rest, later))).toHaveLength(planned);
          }
          checkpoints += 1;
        }
      }
      expect(checkpoints).toBeGreaterThan(30);
    });

    it("gives keys as they are, and raw keys that are read back to the same", async () => {
      const keys = hostileKeys.map(([, key]) => key);
      const { entries } = await readWhole(setup(objectsNamed(keys), 500).reader);

      expect(entries.flat().map(({ key }) => key)).toEqual(keys);
      for (const { rawKey, key } of entries.flat()) {
        expect(decodeURIComponent(rawKey.replaceAll("+", " "))).toBe(key);
      }
    });

    it("gives the versions of rows that name them, and empty text where they do not", async () => {
      const versions = ["3HL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY", "null", "", "_-.~/="];
      const listed = versions.map((versionId) => ({ bucket: "photos", key: "a", versionId }));
      const { entries } = await readWhole(setup(listed, 500).reader);

      expect(entries.flat().map(({ versionId }) => versionId)).toEqual(versions);
    });

    it("knows of no version where the manifest has no such column", async () => {
      const { entries } = await readWhole(setup(rows, 500).reader);

      expect(new Set(entries.flat().map(({ versionId }) => versionId))).toEqual(new Set([null]));
    });

    it("fixes the same parts when it is opened again", async () => {
      const { reader } = setup(rows, 7);

      expect(await reader.open()).toEqual(await reader.open());
    });

    it("reads nothing of content that was put in place of what it opened", async () => {
      const { reader, replaceContent, replaced } = setup(rows, 7);
      const opened = await openManifest(reader);
      const place = placeOf(await readPart(reader, opened, 0), 0);
      replaceContent();

      expect(await readPart(reader, opened, 0)).toMatchObject({
        chunks: [],
        problem: {
          code: replaced.code,
          row: null,
          column: null,
          reason: expect.stringMatching(replaced.reason) as string,
        },
      });
      await expect(reader.readChunk(opened, place)).rejects.toMatchObject({
        failure: { code: "PreconditionFailed" },
      });
    });
  });
}

function objectsNamed(keys: readonly string[]): ListedObject[] {
  return keys.map((key) => ({ bucket: "photos", key, versionId: null }));
}
