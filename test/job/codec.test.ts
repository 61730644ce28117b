import { describe, expect, test } from "vitest";
import { decode, encode, schemaVersions } from "../../src/job/codec.ts";
import { eventFixtures } from "../support/fixtures.ts";
import { engineMetadata } from "../support/stored.ts";
import { createdEvent, event } from "../support/jobs.ts";

const types = Object.keys(schemaVersions);

/** Where in a value something stands that JSON would drop or change. */
function notJson(value: unknown, path = "$"): string[] {
  if (value === null || typeof value === "string" || typeof value === "boolean") return [];
  if (typeof value === "number") return Number.isFinite(value) ? [] : [path];
  if (typeof value !== "object") return [path];
  return Object.entries(value).flatMap(([name, member]) => notJson(member, `${path}.${name}`));
}

describe("the stored fixtures", () => {
  test("there is one for every version of every type of event, and for nothing else", () => {
    const versions = Object.entries(schemaVersions).flatMap(([type, current]) =>
      Array.from({ length: current }, (_, index) => `${type} ${index + 1}`),
    );
    const held = eventFixtures.map(({ type, version }) => `${type} ${version}`);
    expect(held.toSorted()).toStrictEqual(versions.toSorted());
  });

  test.each(eventFixtures)("$type of version $version is read", ({ type, version, stored }) => {
    expect(stored.type).toBe(type);
    expect(stored.metadata["schemaVersion"]).toBe(version);
    expect(decode(stored)).toMatchObject({ ok: true, value: { type } });
  });

  test.each(eventFixtures.filter(({ type, version }) => isCurrent(type, version)))(
    "$type is written again as it was stored",
    ({ stored }) => {
      const decoded = decode(stored);
      if (!decoded.ok) throw new Error(decoded.error.message);
      const { schemaVersion, ...metadata } = stored.metadata;
      expect(schemaVersion).toBe(schemaVersions[decoded.value.type]);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a fixture is what was written
      const written = encode(decoded.value, metadata as unknown as typeof engineMetadata);
      expect(written).toStrictEqual(stored);
    },
  );
});

function isCurrent(type: string, version: number): boolean {
  return Object.entries(schemaVersions).some(
    ([known, current]) => known === type && current === version,
  );
}

describe("what cannot be understood", () => {
  const stored = encode(event.ready, engineMetadata);

  test.each(types)("%s of a newer version is told apart from what is broken", (type) => {
    const metadata = { ...stored.metadata, schemaVersion: 1_000 };
    const result = decode({ type, data: {}, metadata });
    expect(result).toMatchObject({ ok: false, error: { code: "NEWER_VERSION" } });
    expect(result.ok ? "" : result.error.message).toContain(type);
  });

  test.each(["JobDanced", "", "jobcreated", "$metadata", "constructor", "toString", "__proto__"])(
    "the type %j is unknown",
    (type) => {
      expect(decode({ ...stored, type })).toMatchObject({
        ok: false,
        error: { code: "UNKNOWN_TYPE" },
      });
    },
  );

  test("an event of an unknown type is unknown whatever its version says", () => {
    expect(decode({ type: "JobDanced", data: {}, metadata: { schemaVersion: 9 } })).toMatchObject({
      error: { code: "UNKNOWN_TYPE" },
    });
  });
});

describe("encoding", () => {
  test("puts the version of the type beside who caused the event", () => {
    expect(encode(event.read, engineMetadata)).toStrictEqual({
      type: "ManifestRead",
      data: event.read.data,
      metadata: { ...engineMetadata, schemaVersion: schemaVersions.ManifestRead },
    });
  });

  test("an event without a version is of the first", () => {
    const { type, data } = encode(event.ready, engineMetadata);
    expect(decode({ type, data, metadata: {} })).toStrictEqual({ ok: true, value: event.ready });
  });

  test("the events that tests and fixtures are made of hold plain JSON: nothing undefined", () => {
    const events = [createdEvent(), ...Object.values(event), ...eventFixtures.map((f) => f.stored)];
    expect(events.flatMap(({ type, data }) => notJson(data, type))).toStrictEqual([]);
    expect(notJson({ a: [1, undefined], b: new Map(), c: Number.NaN })).toStrictEqual([
      "$.a.1",
      "$.c",
    ]);
  });
});
