import { describe, expect, test } from "vitest";
import { dependsOnTime, standingOf } from "../../../src/api/access/standing.ts";
import type { AccessRules } from "../../../src/config/access.ts";
import { readAccessRules } from "../../../src/config/access.ts";
import { fc } from "../../support/fast-check.ts";

function rulesOf(given: object): AccessRules {
  const problems: string[] = [];
  const rules = readAccessRules({ permission: "run", ...given }, (each) => problems.push(each));
  expect(problems).toEqual([]);
  return rules!;
}

interface Asked {
  readonly address?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly at?: string;
}
/** Thursday noon in Greenwich. */
const noon = "2026-03-05T12:00:00Z";
const standing = (rules: object, { address = "10.1.2.3", claims = {}, at = noon }: Asked = {}) =>
  standingOf(rulesOf(rules), { address, claims }, new Date(at));
const isMet = (conditions: object, asked: Asked = {}) =>
  standing({ conditions }, asked).unmet === null;

describe("a condition on addresses", () => {
  test.each([
    [["10.1.2.3"], "10.1.2.3", true],
    [["10.1.2.3"], "10.1.2.4", false],
    [["192.168.0.0/16", "10.0.0.0/8"], "10.1.2.3", true],
    [["10.0.0.0/8"], "11.0.0.1", false],
    [["10.0.0.0/8"], "::ffff:10.1.2.3", true],
    [["10.0.0.0/8"], "::ffff:11.1.2.3", false],
    [["fd00::/8"], "fd12:3456::1", true],
    [["fd00::/8"], "fe80::1", false],
    [["fe80::/10"], "fe80::1%eth0", true],
    [["fd00::/8"], "10.1.2.3", false],
    [["10.0.0.0/8"], "fd00::1", false],
    [["10.0.0.0/8"], "", false],
    [[], "10.1.2.3", false],
  ])("of %j is met from %j: %j", (addresses, address, expected) => {
    expect(isMet({ addresses }, { address })).toBe(expected);
  });
});

describe("a condition on times", () => {
  const office = {
    days: ["mon", "tue", "wed", "thu", "fri"],
    from: "08:00",
    until: "18:00",
    zone: "Europe/Berlin",
  };
  test.each([
    [office, "2026-03-05T07:00:00Z", true],
    [office, "2026-03-05T06:59:59Z", false],
    [office, "2026-03-05T16:59:59Z", true],
    [office, "2026-03-05T17:00:00Z", false],
    // In summer its clocks go an hour earlier.
    [office, "2026-07-02T06:00:00Z", true],
    [office, "2026-07-02T16:00:00Z", false],
    // Saturday.
    [office, "2026-03-07T10:00:00Z", false],
    // Friday here is Saturday there.
    [{ days: ["sat"], zone: "Pacific/Auckland" }, "2026-03-06T12:00:00Z", true],
    [{ days: ["thu"] }, "2026-03-05T00:00:00Z", true],
    [{ days: ["thu"] }, "2026-03-05T23:59:59Z", true],
    [{ days: ["thu"] }, "2026-03-06T00:00:00Z", false],
    // The night from Thursday to Friday.
    [{ days: ["thu"], from: "22:00", until: "06:00" }, "2026-03-05T22:00:00Z", true],
    [{ days: ["thu"], from: "22:00", until: "06:00" }, "2026-03-06T05:59:00Z", true],
    [{ days: ["thu"], from: "22:00", until: "06:00" }, "2026-03-06T06:00:00Z", false],
    [{ days: ["thu"], from: "22:00", until: "06:00" }, "2026-03-05T05:00:00Z", false],
    [{ days: ["sun"], from: "22:00", until: "06:00" }, "2026-03-09T03:00:00Z", true],
    // The night in which clocks are put back has an hour twice.
    [
      { days: ["sat"], from: "22:00", until: "03:00", zone: "Europe/Berlin" },
      "2026-10-25T01:30:00Z",
      true,
    ],
    [
      { days: ["sat"], from: "22:00", until: "03:00", zone: "Europe/Berlin" },
      "2026-10-25T02:00:00Z",
      false,
    ],
  ])("of %j is met at %j: %j", (window, at, expected) => {
    expect(isMet({ times: [window] }, { at })).toBe(expected);
  });

  test("is met within one of them", () => {
    const times = [office, { days: ["sat"], from: "10:00", until: "12:00" }];
    expect(isMet({ times }, { at: "2026-03-07T10:30:00Z" })).toBe(true);
    expect(isMet({ times }, { at: "2026-03-08T10:30:00Z" })).toBe(false);
    expect(isMet({ times: [] })).toBe(false);
  });

  test("on days is met from the first instant to the last", () => {
    const conditions = { notBefore: "2026-03-05T12:00:00Z", notAfter: "2026-03-06T12:00:00Z" };
    expect(isMet(conditions, { at: "2026-03-05T11:59:59.999Z" })).toBe(false);
    expect(isMet(conditions, { at: "2026-03-05T12:00:00Z" })).toBe(true);
    expect(isMet(conditions, { at: "2026-03-06T12:00:00Z" })).toBe(true);
    expect(isMet(conditions, { at: "2026-03-06T12:00:00.001Z" })).toBe(false);
  });
});

describe("a condition on claims", () => {
  const claims = {
    org: "acme",
    groups: ["ops", "web"],
    level: 3,
    realm_access: { roles: ["batch"] },
    "https://example.com/org": "acme",
    "a.b": "c",
  };
  test.each([
    [{ org: "acme" }, true],
    [{ org: ["other", "acme"] }, true],
    [{ org: "ACME" }, false],
    [{ org: "ac" }, false],
    [{ groups: "web" }, true],
    [{ groups: "admins" }, false],
    [{ level: 3 }, true],
    [{ level: "3" }, false],
    [{ "realm_access.roles": "batch" }, true],
    [{ "realm_access.toString": "x" }, false],
    [{ "https://example.com/org": "acme" }, true],
    [{ "a.b": "c" }, true],
    [{ nothing: "acme" }, false],
    [{ org: "acme", groups: "admins" }, false],
  ])("of %j is met: %j", (asked, expected) => {
    expect(isMet({ claims: asked }, { claims })).toBe(expected);
  });
});

describe("the standing of a token", () => {
  test("names the condition that is not met", () => {
    const of = (conditions: object, asked?: Asked) => standing({ conditions }, asked).unmet;
    expect(of({ addresses: ["10.0.0.1"] })).toBe("from this address (addresses)");
    expect(of({ times: [{ days: ["fri"] }] })).toBe("at this time (times)");
    expect(of({ notAfter: "2026-01-01T00:00:00Z" })).toContain("(notAfter)");
    expect(of({ claims: { org: "acme" } })).toBe("with its claim org (claims)");
  });

  test("has what is denied when `when` holds and `unless` does not", () => {
    const names = (deny: readonly object[], asked?: Asked) => {
      const found = standing({ deny }, asked);
      return found.unmet === null ? found.denials.map(({ name }) => name) : null;
    };
    const inside = { addresses: ["10.0.0.0/8"] };
    const weekend = { times: [{ days: ["sat", "sun"] }] };
    const deny = [
      { buckets: ["a"] },
      { name: "inside", buckets: ["b"], when: inside },
      { name: "outside", buckets: ["c"], unless: inside },
      { name: "weekend", buckets: ["d"], when: weekend },
      { name: "week", buckets: ["e"], unless: weekend },
      { name: "never", buckets: ["f"], when: inside, unless: inside },
    ];
    expect(names(deny)).toEqual(["deny[0]", "inside", "week"]);
    const saturday = { at: "2026-03-07T10:00:00Z", address: "11.0.0.1" };
    expect(names(deny, saturday)).toEqual(["deny[0]", "outside", "weekend"]);
  });

  test.each(["10.1.2.3:4711", "unknown", ""])(
    "is none from %j, which no rule about addresses can be asked of",
    (address) => {
      const unmet = "from an address that is none (addresses)";
      const when = { addresses: ["10.0.0.0/8"] };
      expect(standing({ deny: [{ stores: ["a"], when }] }, { address })).toEqual({ unmet });
      expect(standing({ deny: [{ stores: ["a"] }] }, { address }).unmet).toBeNull();
    },
  );

  test("may change with time where a time is named, and only there", () => {
    const weekend = { times: [{ days: ["sat"] }] };
    expect(dependsOnTime(rulesOf({ conditions: { addresses: ["10.0.0.1"] } }))).toBe(false);
    expect(dependsOnTime(rulesOf({ conditions: weekend }))).toBe(true);
    expect(dependsOnTime(rulesOf({ deny: [{ stores: ["a"], unless: weekend }] }))).toBe(true);
    expect(dependsOnTime(rulesOf({ deny: [{ stores: ["a"] }] }))).toBe(false);
  });

  const conditions = fc.record(
    {
      addresses: fc.constantFrom(["10.0.0.0/8"], ["10.1.2.3", "fd00::/8"], ["192.168.1.1"]),
      times: fc.constantFrom([{ days: ["thu"] }], [{ from: "22:00", until: "06:00" }]),
      notBefore: fc.constantFrom("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"),
      claims: fc.constantFrom({ org: "acme" }, { org: "other" }),
    },
    { requiredKeys: [] },
  );
  const some = conditions.filter((each) => Object.keys(each).length > 0);
  const asked: fc.Arbitrary<Asked> = fc.record({
    address: fc.constantFrom("10.1.2.3", "192.168.1.1", "fd00::1"),
    claims: fc.constantFrom({}, { org: "acme" }),
    at: fc.constantFrom(noon, "2026-04-02T23:00:00Z", "2026-02-01T03:00:00Z"),
  });
  const denial = fc
    .record({ when: fc.option(some), unless: fc.option(some) })
    .map((each) => ({ buckets: ["a"], ...each }));

  test("is never more with another condition or another denial", () => {
    const holds = fc.property(
      asked,
      fc.array(some, { maxLength: 2 }),
      some,
      fc.array(denial, { maxLength: 3 }),
      denial,
      (request, given, oneMore, deny, denyMore) => {
        const rules = (all: readonly object[], denied: readonly object[]): AccessRules => ({
          ...rulesOf({ deny: denied }),
          conditions: all.flatMap((each) => rulesOf({ conditions: each }).conditions),
        });
        const { address = "", claims = {}, at = noon } = request;
        const of = (each: AccessRules) => standingOf(each, { address, claims }, new Date(at));
        const before = of(rules(given, deny));
        const after = of(rules([...given, oneMore], [...deny, denyMore]));
        if (before.unmet !== null || after.unmet !== null) return after.unmet !== null;
        const kept = after.denials.slice(0, before.denials.length);
        return JSON.stringify(kept) === JSON.stringify(before.denials);
      },
    );
    expect(() => fc.assert(holds)).not.toThrow();
  });
});
