import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const leanStart = new URL("../src/lean-start.ts", import.meta.url).href;
const program = fileURLToPath(new URL("support/say-how-started.ts", import.meta.url));

interface Started {
  readonly pid: number;
  readonly flags: readonly string[];
  readonly args: readonly string[];
  readonly arenas: string | null;
}

/** What a process says of itself, each time that it starts. */
function run(flags: readonly string[], env: Record<string, string> = {}): Started[] {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...flags, program, leanStart, "a b", "--c=d"],
    { env: { PATH: process.env["PATH"] ?? "", ...env }, encoding: "utf8" },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Started);
}

describe("a process that is to run for long", () => {
  it("starts anew once, as the same process, with the settings, its flags and its arguments", () => {
    const [before, after, ...more] = run(["--no-warnings"]);
    expect(more).toEqual([]);
    expect(after).toEqual({
      pid: before?.pid,
      flags: ["--max-semi-space-size=2", "--no-warnings"],
      args: ["a b", "--c=d"],
      arenas: "2",
    });
  });

  it("keeps what its environment says", () => {
    expect(run([], { MALLOC_ARENA_MAX: "7" }).at(-1)).toMatchObject({ arenas: "7" });
  });

  it.each([
    ["its flags", ["--max-semi-space-size=32"], {}],
    ["NODE_OPTIONS", [], { NODE_OPTIONS: "--max-semi-space-size=32" }],
    ["NODE_OPTIONS, spelt otherwise", [], { NODE_OPTIONS: "--max_semi_space_size=32" }],
  ])("keeps what %s say of the heap", (_, flags, env) => {
    const starts = run(flags, env);
    expect(starts).toHaveLength(2);
    expect(starts[1]).toMatchObject({ flags, arenas: "2" });
    expect(run(flags, { ...env, MALLOC_ARENA_MAX: "7" })).toHaveLength(1);
  });
});
