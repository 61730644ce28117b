/**
 * `node test/fuzz/fuzz.ts --target manifest|xml|graphql [--cases N] [--seed S] [--from CASE]`: a million cases unless told.
 *
 * Prints each finding with the number of its case; `--from <number> --cases 1` and the same seed repeat it. Ends with 1
 * when something was found.
 */
import { parseArgs } from "node:util";
import { runFuzz } from "./run-fuzz.ts";
import { isTargetName, openTarget, targetNames } from "./targets.ts";

const { values } = parseArgs({
  options: {
    target: { type: "string", default: "" },
    cases: { type: "string", default: "1000000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    from: { type: "string", default: "0" },
  },
});
const say = (text: string) => process.stdout.write(`${text}\n`);

if (isTargetName(values.target)) {
  const [seed, cases, from] = [values.seed, values.cases, values.from].map(Number) as [
    number,
    number,
    number,
  ];
  const target = await openTarget(values.target);
  const start = performance.now();
  const rate = (done: number) => Math.round(done / ((performance.now() - start) / 1000));
  const findings = await runFuzz(target, {
    seed,
    cases,
    from,
    onProgress: (done) => {
      if (done % 100_000 === 0) say(`${done} cases, ${rate(done)} a second`);
    },
  });
  await target.stop();
  for (const { number, what, input } of findings) say(`case ${number}: ${what}\n${input}\n`);
  say(
    `${values.target}: ${cases} cases, seed ${seed}, ${rate(cases)} a second, ${findings.length} findings`,
  );
  process.exitCode = findings.length === 0 ? 0 : 1;
} else {
  say(`--target is one of ${targetNames.join(", ")}`);
  process.exitCode = 2;
}
