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

const nothing = () => [];

/** A row for each operation, so that a new one cannot be forgotten: it does not compile. */
const needs: Needs = {
  COPY_OBJECT: nothing,
  PUT_OBJECT_TAGGING: nothing,
  DELETE_OBJECT_TAGGING: nothing,
  PUT_OBJECT_ACL: nothing,
  RESTORE_OBJECT: nothing,
  PUT_OBJECT_LEGAL_HOLD: nothing,
  DELETE_OBJECT: ({ bypassGovernance }) =>
    bypassGovernance ? ["DELETE_OBJECTS", "BYPASS_GOVERNANCE"] : ["DELETE_OBJECTS"],
  MERGE_OBJECT_TAGS: nothing,
  COMPUTE_CHECKSUM: nothing,
  INVOKE_FUNCTION: () => ["FUNCTIONS"],
  PUT_OBJECT_RETENTION: ({ bypassGovernance }) => (bypassGovernance ? ["BYPASS_GOVERNANCE"] : []),
};

/** The grants that who runs a job with this operation must have. */
export function neededGrants(operation: OperationSpec): readonly ExtraGrant[] {
  const needed = needs[operation.kind] as (parameters: unknown) => readonly ExtraGrant[];
  return needed(operation.parameters);
}
