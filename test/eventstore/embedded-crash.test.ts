import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import { newEvent } from "../contract/eventstore-helpers.ts";
import { startFixture } from "./child.ts";

const folder = mkdtempSync(path.join(tmpdir(), "embedded-crash-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a process that is killed while it appends", () => {
  interface Acknowledged {
    readonly stream: string;
    readonly batch: string;
    readonly size: number;
    readonly revision: number;
    readonly position: number;
  }

  const killAfter = async (file: string, seed: number, count: number): Promise<Acknowledged[]> => {
    const child = startFixture("append-for-ever.ts", [file, String(seed)]);
    const lines: string[] = [];
    while (lines.length < count) lines.push((await child.nextLine()) ?? "the child has ended");
    lines.push(...(await child.kill()));
    return lines.map((line): Acknowledged => JSON.parse(line));
  };

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "loses nothing that was acknowledged and tears nothing (seed %i)",
    async (seed) => {
      const file = path.join(folder, `events-${seed}.db`);
      const acknowledged = await killAfter(file, seed, (seed * 7919) % 400);
      const store = openEmbeddedEventStore({ file });
      const streams = Array.from({ length: 8 }, (_, writer) => `chunk-${seed}-${writer}`);
      const recorded = (
        await Promise.all(streams.map((stream) => store.readStream(stream)))
      ).flat();
      const places = new Map<unknown, number[]>();
      for (const event of recorded) {
        const { batch, place, size } = event.data;
        places.set(batch, [...(places.get(batch) ?? []), Number(place)]);
        const ending = recorded.find(
          (each) => each.data["batch"] === batch && each.data["place"] === Number(size) - 1,
        );
        expect(ending, `the end of batch ${String(batch)}`).toBeDefined();
      }
      for (const found of places.values()) expect(found).toEqual(found.map((_, place) => place));
      for (const stream of streams) {
        const revisions = recorded
          .filter((event) => event.stream === stream)
          .map((event) => event.revision);
        expect(revisions).toEqual(revisions.map((_, place) => place));
      }
      const ends = new Map(recorded.map((event) => [`${event.stream} ${event.revision}`, event]));
      for (const { stream, batch, revision, position } of acknowledged) {
        expect(ends.get(`${stream} ${revision}`)).toMatchObject({ position, data: { batch } });
      }
      const last = Math.max(0, ...acknowledged.map((each) => each.position));
      const next = await store.append("after", [newEvent("Counted")], { expected: "no-stream" });
      expect(next.position).toBeGreaterThan(last);
      await store.close();
    },
  );
});
