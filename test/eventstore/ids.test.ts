import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createEventIds, jobIdOfToken, uuidV5 } from "../../src/eventstore/ids.ts";

const dnsNamespace = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
const urlNamespace = "6ba7b811-9dad-11d1-80b4-00c04fd430c8";

describe("a UUIDv5", () => {
  test("is that of the RFC for its example", () => {
    expect(uuidV5("www.example.com", dnsNamespace)).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");
  });

  test("is that of other implementations for names of theirs", () => {
    expect(uuidV5("python.org", dnsNamespace)).toBe("886313e1-3b8a-5372-9b90-0c9aee199e5d");
    expect(uuidV5("http://python.org/", urlNamespace)).toBe("4c565f0d-3f5a-5890-b41b-20cf47701c5e");
  });

  test("does not depend on how the namespace is written", () => {
    expect(uuidV5("a", dnsNamespace.toUpperCase())).toBe(uuidV5("a", dnsNamespace));
  });

  test("says its version and variant", () => {
    for (let n = 0; n < 100; n++) {
      expect(uuidV5(`name ${n}`, dnsNamespace)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
  });
});

describe("ids of events", () => {
  test("are all different, within an append, between appends and between writers", () => {
    const writers = [createEventIds(randomUUID()), createEventIds(randomUUID())];
    const ids = writers.flatMap((next) => [next(3), next(1), next(12), next(2)].flat());
    expect(ids).toHaveLength(36);
    expect(new Set(ids).size).toBe(36);
  });

  test("of a writer depend on nothing but its id, the number of the append and the place in it", () => {
    const writer = randomUUID();
    const first = createEventIds(writer);
    const again = createEventIds(writer);
    expect([first(2), first(3)]).toEqual([again(2), again(3)]);
  });
});

describe("the id of a job with a token", () => {
  const names = { installationId: randomUUID(), account: "1", token: "t", generation: 0 };

  test("is the same for every door", () => {
    expect(jobIdOfToken({ ...names })).toBe(jobIdOfToken({ ...names }));
  });

  test("differs by installation, account, token and generation, however they are put together", () => {
    const ids = [
      names,
      { ...names, installationId: randomUUID() },
      { ...names, account: "11" },
      { ...names, token: "t1" },
      { ...names, generation: 1 },
      { ...names, account: '1","t' },
      { ...names, account: "", token: "1t" },
    ].map(jobIdOfToken);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
