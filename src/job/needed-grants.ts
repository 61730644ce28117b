import type { OperationKind, OperationSpec } from "./spec.ts";

/** What permission to run jobs does not include, because it destroys objects, lifts a protection or runs code. */
export type ExtraGrant = "DELETE_OBJECTS" | "BYPASS_GOVERNANCE" | "FUNCTIONS";

type Parameters<Kind extends OperationKind> = Extract<
  OperationSpec,
  { readonly kind: Kind }
>["parameters"];

type Needs = {
  readonly [Kind in OperationKind]: (parameters: Parameters<Kind>) => readonly ExtraGrant[];
};

/** What every job of an operation needs, whatever its parameters are. */
export const grantOfKind: Readonly<Record<OperationKind, ExtraGrant | null>> = {
  COPY_OBJECT: null,
  PUT_OBJECT_TAGGING: null,
  DELETE_OBJECT_TAGGING: null,
  PUT_OBJECT_ACL: null,
  RESTORE_OBJECT: null,
  PUT_OBJECT_LEGAL_HOLD: null,
  PUT_OBJECT_RETENTION: null,
  DELETE_OBJECT: "DELETE_OBJECTS",
  MERGE_OBJECT_TAGS: null,
  COMPUTE_CHECKSUM: null,
  INVOKE_FUNCTION: "FUNCTIONS",
};

const nothing = () => [];

/** What its parameters need on top. A row for each operation, so that a new one cannot be forgotten: it does not compile. */
const needs: Needs = {
  COPY_OBJECT: nothing,
  PUT_OBJECT_TAGGING: nothing,
  DELETE_OBJECT_TAGGING: nothing,
  PUT_OBJECT_ACL: nothing,
  RESTORE_OBJECT: nothing,
  PUT_OBJECT_LEGAL_HOLD: nothing,
  DELETE_OBJECT: bypass,
  MERGE_OBJECT_TAGS: nothing,
  COMPUTE_CHECKSUM: nothing,
  INVOKE_FUNCTION: nothing,
  PUT_OBJECT_RETENTION: bypass,
};

function bypass({ bypassGovernance }: { readonly bypassGovernance: boolean }): ExtraGrant[] {
  return bypassGovernance ? ["BYPASS_GOVERNANCE"] : [];
}

/** The grants that who runs a job with this operation must have. */
export function neededGrants(operation: OperationSpec): readonly ExtraGrant[] {
  const needed = needs[operation.kind] as (parameters: unknown) => readonly ExtraGrant[];
  const always = grantOfKind[operation.kind];
  return [...(always === null ? [] : [always]), ...needed(operation.parameters)];
}
