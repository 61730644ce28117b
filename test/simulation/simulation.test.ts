import { expect, test } from "vitest";
import { simulate, type SimulationResult } from "./simulate.ts";

const seeds = 300;

test(`whatever goes wrong in ${seeds} seeds, every row of every job has one outcome and every job ends`, async () => {
  const results: SimulationResult[] = [];
  for (let seed = 0; seed < seeds; seed++) results.push(await simulate(seed));
  const failures = results
    .filter(({ failure }) => failure !== null)
    .map(({ seed, failure }) => `${failure}: node test/simulation/run.ts --seed ${seed} --trace`);
  expect(failures).toEqual([]);
  const sum = (of: (result: SimulationResult) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  // A simulation in which nothing happens finds nothing.
  expect(sum(({ calls }) => calls)).toBeGreaterThan(30 * seeds);
  expect(sum(({ kills }) => kills)).toBeGreaterThan(seeds);
});

test.each([2, 3, 7, 42, 1235])("seed %i plays back to the byte", async (seed) => {
  const lines: string[][] = [[], []];
  const first = await simulate(seed, { trace: (line) => lines[0]!.push(line) });
  const second = await simulate(seed, { trace: (line) => lines[1]!.push(line) });
  expect(second).toEqual(first);
  expect(lines[1]).toEqual(lines[0]);
  expect(first.events).toBeGreaterThan(10);
});
