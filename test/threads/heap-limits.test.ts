import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { leanFlags } from "../../src/lean-start.ts";

const program = fileURLToPath(new URL("fixtures/new-halves.ts", import.meta.url));

function newSpaces(flags: readonly string[], callsInFlight: number): unknown {
  const args = [...flags, program, String(callsInFlight)];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(stdout);
}

test("a process that started lean gives each thread the heap that is meant for it", () => {
  expect(newSpaces(leanFlags, 64)).toEqual({ worker: 8, coordinator: 4 });
});

test("a worker with many calls in flight has room for what belongs to them", () => {
  expect(newSpaces(leanFlags, 128)).toEqual({ worker: 8, coordinator: 4 });
  expect(newSpaces(leanFlags, 129)).toEqual({ worker: 10, coordinator: 4 });
  expect(newSpaces(leanFlags, 1024)).toEqual({ worker: 64, coordinator: 4 });
});

test("what a process was told of all heaps holds for those of threads, too", () => {
  expect(newSpaces(["--max-semi-space-size=1"], 512)).toEqual({ worker: 2, coordinator: 2 });
});
