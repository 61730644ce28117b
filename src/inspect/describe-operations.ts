import { operations } from "../operations/index.ts";
import type { OperationKind } from "../job/spec.ts";

/** What a person needs to know to choose an operation. */
export interface OperationDescription {
  readonly kind: OperationKind;
  readonly title: string;
  readonly summary: string;
  /** S3 actions that the credentials need on the objects. */
  readonly s3Actions: readonly string[];
}

/** The operations there are, in the order of their table. */
export function describeOperations(): OperationDescription[] {
  return Object.values(operations).map(({ kind, title, summary, s3Actions }) => ({
    kind,
    title,
    summary,
    s3Actions,
  }));
}
