/** What must be true when all is over: what was recorded was done, and the reports tell what was recorded. */
import type { JobTruth, Judge } from "./truth.ts";
import { outcomeCodes } from "./truth.ts";
import type { SimulatedS3 } from "./simulated-s3.ts";

export interface EndContext {
  readonly judge: Judge;
  readonly s3: SimulatedS3;
  /** Everything that was written, by key. */
  readonly reports: ReadonlyMap<string, string>;
}

export function checkEnd(context: EndContext, job: JobTruth): void {
  const { judge, s3 } = context;
  for (const [row, key] of job.keys.entries()) {
    const outcome = job.outcomes[row];
    const fate = job.plan.fates.get(key)?.kind ?? "fine";
    if (outcome === outcomeCodes.succeeded)
      judge.expect(s3.done.has(key), () => `${key} is recorded as done, and was not`);
    if (fate === "forbidden")
      judge.expect(outcome !== outcomeCodes.succeeded, () => `${key} is forbidden and succeeded`);
    if (fate === "deadly")
      judge.expect(outcome !== outcomeCodes.succeeded, () => `${key} is deadly and succeeded`);
  }
  if (job.plan.preflight === "is refused") {
    const called = s3.calls.find(({ key }) => job.rowOfKey(key) !== undefined);
    judge.expect(called === undefined, () => `${job.id} was refused, and ${called?.key} called`);
    judge.expect(job.status !== "COMPLETE", () => `${job.id} was refused, and is complete`);
  }
  if (job.status === "COMPLETE") {
    const open = job.outcomes.indexOf(outcomeCodes.none);
    judge.expect(open < 0, () => `${job.id} is complete, and row ${open} has no outcome`);
    judge.expect(job.unknown === 0, () => `${job.id} is complete with unknown rows`);
  }
  checkReport(context, job);
}

/** A report lists each outcome of its scope once, and nothing else. */
function checkReport({ judge, reports }: EndContext, job: JobTruth): void {
  const { report } = job.plan.spec;
  const written = [...reports.keys()].filter((key) => key.includes(job.id));
  if (report === null || report.bucket === "missing" || job.succeeded + job.failed === 0)
    return judge.expect(written.length === 0, () => `${job.id} wrote ${written.join(", ")}`);
  const manifest = written.find((key) => key.endsWith("/manifest.json"));
  if (manifest === undefined) return judge.fail(`${job.id} has no report`);
  const { Results: results } = JSON.parse(reports.get(manifest)!) as {
    readonly Results: readonly { readonly Key: string }[];
  };
  const rows = results.flatMap(({ Key: key }) => (reports.get(key) ?? "").trimEnd().split("\n"));
  const found = rows.map((row) => row.split(",").slice(1, 4).join(" ")).toSorted();
  const expected = [...job.keys.entries()].flatMap(([row, key]) => {
    const outcome = job.outcomes[row];
    const version = job.versionOf(key) ?? "";
    if (outcome === outcomeCodes.failed) return [`${key} ${version} failed`];
    const listed = outcome === outcomeCodes.succeeded && report.scope === "ALL_TASKS";
    return listed ? [`${key} ${version} succeeded`] : [];
  });
  judge.expect(
    JSON.stringify(found) === JSON.stringify(expected),
    () =>
      `the report of ${job.id} lists ${found.length} rows, not the ${expected.length} it should`,
  );
}
