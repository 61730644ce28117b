import type { JobAction } from "./actions.ts";
import type { JobStatus } from "./lifecycle.ts";
import type { FieldProblem } from "./spec.ts";

/** Every way in which a command to a job can be refused. A value, never an exception; the doors map it by `code`. */
export type JobRejection =
  | {
      /** Fields of the request cannot stand. */
      readonly code: "INVALID_INPUT";
      readonly problems: readonly FieldProblem[];
    }
  | {
      /** There is no such job, or it has expired. */
      readonly code: "JOB_NOT_FOUND";
      readonly jobId: string;
    }
  | {
      /** The job is in a status that does not allow the command. */
      readonly code: "INVALID_JOB_STATUS";
      readonly command: string;
      readonly status: JobStatus;
      /** What is allowed instead. */
      readonly allowedActions: readonly JobAction[];
    }
  | {
      /** The job is not at the revision that the caller expected. */
      readonly code: "CONFLICT";
      readonly expectedRevision: number;
      readonly actualRevision: number;
    }
  | {
      /** The client request token was used with another request. */
      readonly code: "IDEMPOTENCY_MISMATCH";
      readonly jobId: string;
    };

export type JobRejectionCode = JobRejection["code"];

/** The sentence a person reads. */
export function rejectionMessage(rejection: JobRejection): string {
  switch (rejection.code) {
    case "INVALID_INPUT":
      return rejection.problems
        .map(({ path, message }) => `${path.join(".")}: ${message}`)
        .join("; ");
    case "JOB_NOT_FOUND":
      return `There is no job ${rejection.jobId}.`;
    case "INVALID_JOB_STATUS":
      return `The job is ${rejection.status}, which does not allow ${rejection.command}.`;
    case "CONFLICT":
      return `The job is at revision ${rejection.actualRevision}, not ${rejection.expectedRevision}: it changed since it was read.`;
    case "IDEMPOTENCY_MISMATCH":
      return `This client request token already created job ${rejection.jobId} with another request.`;
  }
}
