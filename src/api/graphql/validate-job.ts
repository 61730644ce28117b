/** Everything that `createJob` would check, and what the job would be made of, without creating it. */
import { checkWholeSpec } from "../../job/check-list.ts";
import { requirePermission } from "../access/require-permission.ts";
import { jobSpecOf } from "./create-job.ts";
import { amazonOnlyProblems } from "./create-operation.ts";
import type { JobValidation, QueryResolvers } from "./generated/resolvers.ts";
import { validationError, type UserProblem } from "./rejections.ts";

/** Rows of the list that are looked at. */
const rowsMax = 10_000;

export const validateJob: NonNullable<QueryResolvers["validateJob"]> = async (
  _,
  { spec: input },
  { inspector, stores, caller },
) => {
  requirePermission(caller, "RUN");
  const notServed = amazonOnlyProblems(input.operation, ["spec", "operation"]);
  if (notServed.length > 0) return refused(notServed.map(validationError));
  const spec = jobSpecOf(input, { defaultStore: stores.defaultName });
  const problems = [
    ...checkWholeSpec(spec).map((problem) => ({ ...problem, path: ["spec", ...problem.path] })),
    ...inspector.check(spec),
  ];
  // What is not as it must be, or not the caller's to use, is not looked at.
  if (problems.length > 0) return refused(problems.map(validationError));
  const seen = await inspector.look({ spec, rowsMax, mayUseBucket: () => true });
  return {
    valid: seen.problems.length === 0,
    errors: seen.problems.map(validationError),
    warnings: seen.warnings.map(({ isFatal: fatal, path, ...warning }) => ({
      ...warning,
      path: [...path],
      fatal,
    })),
    estimatedTasks: seen.estimatedRows,
    manifestBytes: seen.sizeBytes,
  };
};

function refused(errors: UserProblem[]): JobValidation {
  return { valid: false, errors, warnings: [], estimatedTasks: null, manifestBytes: null };
}
