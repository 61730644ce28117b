/** What failed of a job, as people are told of it. */

/** The failed tasks of one code. */
export interface FailuresOfCode {
  readonly code: string;
  readonly count: number;
  /** What the store said of one of them. */
  readonly message: string;
  /** Its key; null when it is not known any more. */
  readonly key: string | null;
}

/** The most frequent codes of a job, as of a place in the log; null when that cannot be had now. */
export type FailuresOfJob = (
  job: string,
  position: number,
) => Promise<readonly FailuresOfCode[] | null>;
