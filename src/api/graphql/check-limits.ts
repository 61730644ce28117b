/**
 * Keeps the limits: an operation is measured before it runs, its depth, its aliases, and the objects it would give if
 * every list were as long as asked for.
 */
import {
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql/index.js";
import { apiError } from "./errors.ts";
import { limits } from "./limits.ts";
import { measure } from "./measure.ts";

/** What the rules of the schema cannot say about a valid document; nothing when it keeps the limits. */
export function checkLimits(request: {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}): readonly GraphQLError[] {
  const aliases = countAliases(request.document);
  if (aliases > limits.aliasesMax)
    return [tooComplex(`It has ${aliases} aliases; at most ${limits.aliasesMax} are allowed.`)];
  return request.document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .flatMap((operation) => checkOperation(operation, request));
}

function checkOperation(
  operation: OperationDefinitionNode,
  request: Parameters<typeof checkLimits>[0],
): GraphQLError[] {
  const { depth, nodes, longLists } = measure(operation, request);
  if (depth > limits.depthMax)
    return [tooComplex(`It is ${depth} levels deep; at most ${limits.depthMax} are allowed.`)];
  if (nodes > limits.nodesMax) {
    return [
      tooComplex(
        `It asks for up to ${nodes} objects; at most ${limits.nodesMax} are allowed. Ask for shorter pages.`,
      ),
    ];
  }
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return [];
  return [...longLists].map((field) =>
    apiError("GRAPHQL_VALIDATION_FAILED", `${field} cannot be selected in a subscription.`),
  );
}

function countAliases(document: DocumentNode): number {
  let aliases = 0;
  visit(document, {
    Field(node) {
      if (node.alias !== undefined) aliases += 1;
    },
  });
  return aliases;
}

function tooComplex(why: string): GraphQLError {
  return apiError("QUERY_TOO_COMPLEX", `The operation is too large. ${why}`);
}
