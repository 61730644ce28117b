import { describe, expect, test } from "vitest";
import { checkTargetKey, targetKey } from "../../src/operations/target-key.ts";
import { fc } from "../support/fast-check.ts";

const task = (key: string, versionId: string | null = null) => ({
  bucket: "photos",
  key,
  versionId,
});
const fill = (targetKeyTemplate: string, key: string, versionId: string | null = null) =>
  targetKey({ targetKeyTemplate }, task(key, versionId));

describe("the key of a copy", () => {
  test.each([
    ["{key}", "a/b.jpg", "a/b.jpg"],
    ["{folder}2026-{file}", "a/b/c.jpg", "a/b/2026-c.jpg"],
    ["{folder}2026-{file}", "c.jpg", "2026-c.jpg"],
    ["flat/{file}", "a/b/", "flat/"],
    ["{{{key}}}", "a", "{a}"],
    ["{{key}} {file}", "a/b", "{key} b"],
    ["{key}@{versionId}", "a", "a@"],
    ["{key}{key}", "$&$1", "$&$1$&$1"],
    ["{file}", "{key}", "{key}"],
  ])("of the template %s for %s is %s", (template, key, expected) => {
    expect(fill(template, key)).toBe(expected);
  });

  test("has the version of the row", () => {
    expect(fill("{key}/{versionId}", "a", "v1")).toBe("a/v1");
  });

  test("of folder and file together is the key itself, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (key) => {
        expect(fill("{folder}{file}", key)).toBe(key);
      }),
    );
  });

  test.each([
    ["{key", "MALFORMED"],
    ["key}", "MALFORMED"],
    ["{Key}", "MALFORMED"],
    ["{key} {}", "MALFORMED"],
    ["{{{key}", "OK"],
    ["archive", "REQUIRED"],
    ["{folder}x", "REQUIRED"],
    ["{{key}}", "REQUIRED"],
    ["{key}\ud800", "MALFORMED"],
    ["", "TOO_SHORT"],
    [`{key}${"x".repeat(1024)}`, "TOO_LONG"],
  ])("the template %j is checked: %s", (targetKeyTemplate, code) => {
    const [found] = checkTargetKey({ targetKeyTemplate });
    expect(found?.code ?? "OK").toBe(code);
  });

  test("cannot have a prefix and a template", () => {
    expect(checkTargetKey({ targetKeyPrefix: "a", targetKeyTemplate: "{key}" })).toMatchObject([
      { path: ["targetKeyTemplate"], code: "MUTUALLY_EXCLUSIVE" },
    ]);
  });
});
