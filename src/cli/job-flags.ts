/** The flags of `run` that describe a job, and the spec they make. */
import { UsageError } from "./context.ts";
import { oneOf, pairs, wholeNumber, type FlagTable, type FlagValues } from "./flags.ts";
import { given, isGiven, operationFlags, operationOf, type Input } from "./operation-flags.ts";
import { manifestFlags, manifestOf } from "./manifest-flags.ts";
import { parseS3Url } from "./s3-url.ts";

export const jobFlags = {
  ...operationFlags,
  ...manifestFlags,
  report: { kind: "value", value: "s3://BUCKET/PREFIX", meaning: "where the report goes" },
  "report-scope": { kind: "value", value: "WORD", meaning: "all or failed tasks (default all)" },
  priority: { kind: "value", value: "N", meaning: "higher runs first (default 10)" },
  description: { kind: "value", value: "TEXT", meaning: "shown in lists" },
  "job-tag": { kind: "list", value: "K=V", meaning: "tag of the job itself" },
  "max-concurrency": { kind: "value", value: "N", meaning: "most calls in flight" },
  "max-requests-per-second": { kind: "value", value: "N", meaning: "most calls in a second" },
  "report-store": { kind: "value", value: "NAME", meaning: "store of the report" },
} as const satisfies FlagTable;

export type JobFlags = FlagValues<typeof jobFlags>;

/** The names of the flags that were given. */
export function givenJobFlags(flags: JobFlags): string[] {
  return Object.keys(jobFlags).filter((name) => isGiven(flags[name as keyof JobFlags]));
}

/** A `JobSpecInput`. @throws UsageError */
export function jobSpecOf(flags: JobFlags): Input {
  const max = 2 ** 31 - 1;
  const limits = given({
    maxConcurrency: wholeNumber(flags["max-concurrency"], { flag: "max-concurrency", min: 1, max }),
    maxRequestsPerSecond: wholeNumber(flags["max-requests-per-second"], {
      flag: "max-requests-per-second",
      min: 1,
      max,
    }),
  });
  return given({
    operation: operationOf(flags),
    manifest: manifestOf(flags),
    report: reportOf(flags),
    priority: wholeNumber(flags.priority, { flag: "priority", min: 0, max }),
    description: flags.description,
    tags: flags["job-tag"].length === 0 ? undefined : pairs(flags["job-tag"], "job-tag"),
    limits: Object.keys(limits).length === 0 ? undefined : limits,
  });
}

function reportOf(flags: JobFlags): Input | undefined {
  const scope = oneOf(flags["report-scope"], { flag: "report-scope", words: ["all", "failed"] });
  if (flags.report === undefined) {
    const foreign = (["report-scope", "report-store"] as const).find((name) =>
      isGiven(flags[name]),
    );
    if (foreign !== undefined)
      throw new UsageError(`--${foreign} needs --report s3://bucket/prefix.`);
    return undefined;
  }
  const { bucket, key } = parseS3Url(flags.report, { flag: "report", key: "optional" });
  return given({
    store: flags["report-store"],
    bucket,
    prefix: key === "" ? undefined : key,
    scope: scope === "failed" ? "FAILED_TASKS_ONLY" : "ALL_TASKS",
  });
}
