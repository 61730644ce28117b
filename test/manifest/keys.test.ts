import { describe, expect, it } from "vitest";
import { decodeKey } from "../../src/manifest/keys.ts";
import { ok } from "../../src/lib/result.ts";
import { hostileKeys } from "../support/hostile-keys.ts";
import { fc } from "../support/fast-check.ts";

describe("decoding keys", () => {
  it.for([
    ["a+b", "a b"],
    ["a%20b", "a b"],
    ["a%2Bb", "a+b"],
    ["a%2bb", "a+b"],
    ["100%25", "100%"],
    ["%252F", "%2F"],
    ["a/b%2Fc", "a/b/c"],
    ["%E7%AE%B1", "箱"],
    ["箱%20箱", "箱 箱"],
    ["%00", "\0"],
    ["a b", "a b"],
    ["..", ".."],
  ] as const)("reads %s", ([rawKey, key]) => {
    expect(decodeKey(rawKey)).toEqual(ok(key));
  });

  it.for(hostileKeys)("gives back a key with %s, however it is encoded", ([, key]) => {
    const everyByte = Array.from(
      Buffer.from(key),
      (byte) => `%${byte.toString(16).padStart(2, "0")}`,
    );

    expect(decodeKey(encodeURIComponent(key))).toEqual(ok(key));
    expect(decodeKey(encodeURIComponent(key).replaceAll("%20", "+"))).toEqual(ok(key));
    expect(decodeKey(everyByte.join(""))).toEqual(ok(key));
  });

  it("gives back any text of 1 to 1024 bytes", () => {
    const text = fc.string({ unit: "binary", minLength: 1, maxLength: 256 });
    fc.assert(
      fc.property(
        text.filter((key) => key.isWellFormed()),
        (key) => {
          expect(decodeKey(encodeURIComponent(key))).toEqual(ok(key));
        },
      ),
    );
  });

  it("takes 1024 bytes and no more, whatever their characters are", () => {
    for (const [fits, over] of [
      ["k".repeat(1024), "k".repeat(1025)],
      [`${"箱".repeat(341)}k`, "箱".repeat(342)],
      ["%F0%9F%9A%A2".repeat(256), `${"🚢".repeat(256)}k`],
    ] as const) {
      expect(decodeKey(fits).ok).toBe(true);
      expect(decodeKey(over).ok).toBe(false);
    }
  });

  it("gives a key or a reason for any text, and never throws", () => {
    const text = fc.array(fc.constantFrom("%", "+", "E", "9", "A", "0", "箱", "%E7", "%AE"), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, (pieces) => {
        const decoded = decodeKey(pieces.join(""));
        const found = decoded.ok ? `key: ${decoded.value}` : decoded.error;
        expect(found).toMatch(/^(key|Invalid object key format): ./su);
      }),
    );
  });
});
