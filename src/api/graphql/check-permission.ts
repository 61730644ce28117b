import { OperationTypeNode, type OperationDefinitionNode } from "graphql/index.js";
import type { Caller } from "../access/caller.ts";
import { requirePermission } from "../access/require-permission.ts";

/** Queries and subscriptions need READ, which everybody has who was let in; mutations need RUN. @throws FORBIDDEN */
export function checkPermission({ operation }: OperationDefinitionNode, caller: Caller): void {
  requirePermission(caller, operation === OperationTypeNode.MUTATION ? "RUN" : "READ");
}
