import { describe, expect, it } from "vitest";
import { addReadings, appendBounds, createMeter } from "../../src/lib/meter.ts";

const silent = () => {};

describe("a meter", () => {
  it("counts calls by store and code, tries and refusals", () => {
    let changes = 0;
    const meter = createMeter(() => (changes += 1));
    meter.call("default", { code: null, refused: false, repeated: false });
    meter.call("default", { code: "SlowDown", refused: true, repeated: false });
    meter.call("default", { code: null, refused: false, repeated: true });
    expect(meter.read()).toMatchObject({
      calls: [
        { store: "default", code: "OK", count: 2 },
        { store: "default", code: "SlowDown", count: 1 },
      ],
      repeated: [{ store: "default", count: 1 }],
      refused: [{ store: "default", count: 1 }],
    });
    expect(changes).toBe(3);
  });

  it("keeps a hundred codes of a store, whatever that makes up", () => {
    const meter = createMeter(silent);
    for (let code = 0; code < 150; code++)
      meter.call("default", { code: `Code${code}`, refused: false, repeated: false });
    const { calls } = meter.read();
    expect(calls).toHaveLength(101);
    expect(calls.at(-1)).toEqual({ store: "default", code: "other", count: 50 });
  });

  it("asks for rates when it is read, and tells of those there are", () => {
    const meter = createMeter(silent);
    let rate: number | null = null;
    meter.rate("default", "photos", () => rate);
    meter.rate("default", "lists", () => null);
    expect(meter.read().rates).toEqual([]);
    rate = 40;
    expect(meter.read().rates).toEqual([{ store: "default", bucket: "photos", perSecond: 40 }]);
  });

  it("sorts appends by how long they took", () => {
    const meter = createMeter(silent);
    for (const seconds of [0.001, 0.02, 9]) meter.append(seconds);
    const { count, seconds, within } = meter.read().appends;
    expect([count, seconds]).toEqual([3, 9.021]);
    expect(within).toEqual(appendBounds.map((bound) => (bound < 0.02 ? 1 : 2)));
  });
});

describe("the meters of all threads", () => {
  it("are added up; of a rate, which they share, there is one", () => {
    const [one, other] = [createMeter(silent), createMeter(silent)];
    for (const meter of [one, other]) {
      meter.call("default", { code: null, refused: false, repeated: true });
      meter.rate("default", "photos", () => 7);
      meter.append(0.01);
      meter.reportBytes(5);
    }
    other.call("archive", { code: "NoSuchKey", refused: false, repeated: false });
    expect(addReadings([one.read(), other.read()])).toMatchObject({
      calls: [
        { store: "default", code: "OK", count: 2 },
        { store: "archive", code: "NoSuchKey", count: 1 },
      ],
      repeated: [{ store: "default", count: 2 }],
      rates: [{ store: "default", bucket: "photos", perSecond: 7 }],
      appends: { count: 2, within: appendBounds.map((bound) => (bound < 0.01 ? 0 : 2)) },
      reportBytes: 10,
    });
    expect(addReadings([]).appends).toMatchObject({ count: 0, seconds: 0 });
  });
});
