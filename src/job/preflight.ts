/** How the operation of a job was tried on a scratch object before its first task. */
export interface Preflight {
  /** `REFUSED`: the store damages objects, or ignores the operation; the job fails. `OFF`: by the configuration. */
  readonly outcome: "PASSED" | "REFUSED" | "OFF";
  readonly store: string;
  /** Where the scratch object was. */
  readonly bucket: string;
  /** Null when none was written. */
  readonly key: string | null;
  /** What was seen, a sentence each. */
  readonly checks: readonly string[];
  /** What could not be seen, and why. */
  readonly notes: readonly string[];
}
