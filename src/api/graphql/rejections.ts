/** Refusals as data: what a caller can cause and repair comes in `errors` of a payload, each with its own type. */
import { unreachable } from "../../lib/assert.ts";
import type { JobAction } from "../../job/actions.ts";
import type { JobStatus } from "../../job/lifecycle.ts";
import { rejectionMessage, type JobRejection } from "../../job/rejections.ts";
import type { FieldProblem } from "../../job/spec.ts";

/** One member of `errors`, with the name of its type. */
export type UserProblem = { readonly message: string; readonly path: readonly string[] } & (
  | { readonly __typename: "ValidationError"; readonly code: string }
  | { readonly __typename: "JobNotFoundError"; readonly code: string; readonly jobId: string }
  | {
      readonly __typename: "InvalidJobStatusError";
      readonly code: string;
      readonly status: JobStatus;
      readonly allowedActions: readonly JobAction[];
    }
  | {
      readonly __typename: "ConflictError";
      readonly code: string;
      readonly expectedRevision: number;
      readonly actualRevision: number;
    }
  | { readonly __typename: "IdempotencyError"; readonly code: string; readonly jobId: string }
);

/** `pathOf` leads from a field of the core to the same field of the input. */
export function userProblems(
  rejection: JobRejection,
  pathOf: (path: readonly string[]) => readonly string[],
): UserProblem[] {
  if (rejection.code === "INVALID_INPUT") {
    return rejection.problems.map((problem) =>
      validationError({ ...problem, path: pathOf(problem.path) }),
    );
  }
  const message = rejectionMessage(rejection);
  switch (rejection.code) {
    case "JOB_NOT_FOUND": {
      const { code, jobId } = rejection;
      return [{ __typename: "JobNotFoundError", code, message, path: ["id"], jobId }];
    }
    case "INVALID_JOB_STATUS": {
      const { code, status, allowedActions } = rejection;
      return [
        {
          __typename: "InvalidJobStatusError",
          code,
          message,
          path: ["id"],
          status,
          allowedActions,
        },
      ];
    }
    case "CONFLICT":
      return [{ __typename: "ConflictError", ...rejection, message, path: ["expectedRevision"] }];
    case "IDEMPOTENCY_MISMATCH":
      return [
        { __typename: "IdempotencyError", ...rejection, message, path: ["clientRequestToken"] },
      ];
    default:
      return unreachable(rejection);
  }
}

/** `path` leads from the argument `input`. */
export function validationError({
  code,
  message,
  path,
}: Omit<FieldProblem, "code"> & { readonly code: string }): UserProblem {
  return { __typename: "ValidationError", code, message, path };
}
