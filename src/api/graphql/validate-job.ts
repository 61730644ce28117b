/** Everything that `createJob` would check, and the first rows of the list, without creating a job. */
import { checkSpec } from "../../job/check-spec.ts";
import type { ManifestPreview } from "../../inspect/preview-manifest.ts";
import { requirePermission } from "../access/narrow.ts";
import { jobSpecOf } from "./create-job.ts";
import type { QueryResolvers } from "./generated/resolvers.ts";
import { validationError, type UserProblem } from "./rejections.ts";

/** Rows of the list that are looked at. */
const rowsMax = 10_000;

export const validateJob: NonNullable<QueryResolvers["validateJob"]> = async (
  _,
  { spec: input },
  { inspector, stores, caller },
) => {
  requirePermission(caller, "RUN");
  const spec = jobSpecOf(input, { defaultStore: stores.defaultName });
  const problems = [
    ...checkSpec(spec).map((problem) => ({ ...problem, path: ["spec", ...problem.path] })),
    ...inspector.check(spec),
  ];
  const nothingSeen = { warnings: [], estimatedTasks: null, manifestBytes: null };
  if (problems.length > 0 || spec.manifest.kind === "failed-tasks")
    return { valid: problems.length === 0, errors: problems.map(validationError), ...nothingSeen };
  const { manifest } = spec;
  const seen = await inspector.preview({ manifest, first: 1, rowsMax, mayUseBucket: () => true });
  const errors = errorsIn(seen);
  return {
    valid: errors.length === 0,
    errors,
    warnings: seen.findings
      .filter(({ isFatal }) => !isFatal)
      .map(({ isFatal: fatal, ...finding }) => ({ ...finding, fatal })),
    estimatedTasks: seen.estimatedRows,
    manifestBytes: seen.sizeBytes,
  };
};

/** What would fail the job before its first task. */
function errorsIn({ problem, findings }: ManifestPreview): UserProblem[] {
  const path = ["spec", "manifest"];
  const fatal = findings
    .filter(({ isFatal }) => isFatal)
    .map(({ code, row, message }) => {
      const place = row === null ? "" : `Row ${row}: `;
      return validationError({ code, path, message: `${place}${message}` });
    });
  if (problem === null) return fatal;
  return [validationError({ code: problem.code, path, message: problem.reason }), ...fatal];
}
