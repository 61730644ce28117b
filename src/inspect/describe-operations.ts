import { operations } from "../operations/index.ts";
import { grantOfKind, type ExtraGrant } from "../job/needed-grants.ts";
import type { OperationKind } from "../job/spec.ts";

/** What a person needs to know to choose an operation. */
export interface OperationDescription {
  readonly kind: OperationKind;
  readonly title: string;
  readonly summary: string;
  /** S3 actions that the credentials need on the objects. */
  readonly s3Actions: readonly string[];
  /** What every job of it needs beside the permission to run jobs. */
  readonly requiredGrant: ExtraGrant | null;
  readonly alwaysConfirmed: boolean;
}

/** The operations there are, in the order of their table. */
export function describeOperations(): OperationDescription[] {
  return Object.values(operations).map(
    ({ kind, title, summary, s3Actions, alwaysConfirmed = false }) => ({
      kind,
      title,
      summary,
      s3Actions,
      requiredGrant: grantOfKind[kind],
      alwaysConfirmed,
    }),
  );
}
