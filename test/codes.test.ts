import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { ownFailures } from "../src/s3/failure-kinds.ts";

const read = (file: string) => readFile(new URL(`../${file}`, import.meta.url), "utf8");

/** Members of a union of texts, as the source writes it: types are gone when the program runs. */
async function unionOf(file: string, type: string): Promise<string[]> {
  const source = await read(file);
  const declaration = new RegExp(`export type ${type} =([^;]*);`).exec(source)?.[1] ?? "";
  const members = [...declaration.matchAll(/"([A-Za-z_]+)"/g)].map(([, code]) => code!);
  expect(members.length).toBeGreaterThan(2);
  return members;
}

const rejectionCodes = async () =>
  [...(await read("src/job/rejections.ts")).matchAll(/readonly code: "([A-Z_]+)"/g)].map(
    ([, code]) => code!,
  );

/** Where the codes of each kind come from. */
const sources: readonly (readonly [kind: string, codesOf: () => Promise<readonly string[]>])[] = [
  ["of jobs that failed", () => unionOf("src/job/events.ts", "JobFailureCode")],
  ["of fields", () => unionOf("src/job/spec.ts", "FieldProblemCode")],
  ["of calls without an answer", async () => Object.keys(ownFailures)],
  ["of refused commands", rejectionCodes],
];

/** Codes of tasks whose call was never made. */
async function codesOfRunTask(): Promise<string[]> {
  const source = await read("src/executors/run-task.ts");
  return [...source.matchAll(/\bcode: "([A-Za-z]+)"/g)].map(([, code]) => code!);
}

describe("docs/errors.md", () => {
  test.each(sources)("lists every code %s", async (_, codesOf) => {
    const page = await read("docs/errors.md");
    const listed = new Set([...page.matchAll(/`([A-Za-z_]+)`/g)].map(([, code]) => code!));
    const codes = await codesOf();
    expect(codes.length).toBeGreaterThan(3);
    expect(codes.filter((code) => !listed.has(code))).toEqual([]);
  });

  test("lists no code that nothing gives", async () => {
    const page = await read("docs/errors.md");
    const cells = [...page.matchAll(/^\| (`[^|]*)\|/gm)].map(([, cell]) => cell!);
    const listed = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, code]) => code!));
    const lists = [codesOfRunTask(), ...sources.map(([, codesOf]) => codesOf())];
    const given = new Set((await Promise.all(lists)).flat());
    expect(listed.length).toBeGreaterThan(20);
    expect(listed.filter((code) => !given.has(code))).toEqual([]);
  });
});
