/**
 * The scalars of the schema. Inside, a DateTime is the text of the core (RFC 3339, UTC, milliseconds), a Long and the
 * number behind a BigInt are safe integers.
 */
import { GraphQLError, Kind, valueFromASTUntyped, type ValueNode } from "graphql/index.js";

/** How values of one scalar go out and come in. */
export interface ScalarCodec {
  readonly serialize: (value: unknown) => unknown;
  readonly parseValue: (value: unknown) => unknown;
  /** From the text of a document. */
  readonly parseLiteral: (node: ValueNode, variables?: Record<string, unknown> | null) => unknown;
}

export const scalars: Readonly<
  Record<"DateTime" | "EventCursor" | "URL" | "Long" | "BigInt" | "JSON", ScalarCodec>
> = {
  DateTime: {
    serialize: (value) => (value instanceof Date ? value.toISOString() : value),
    parseValue: parseDateTime,
    parseLiteral: (node) => {
      if (node.kind !== Kind.STRING) throw bad("A DateTime is a string.");
      return parseDateTime(node.value);
    },
  },
  // What a cursor says is looked at where it is used, so that one that says nothing has a code of its own.
  EventCursor: {
    serialize: String,
    parseValue: parseCursor,
    parseLiteral: (node) => {
      if (node.kind !== Kind.STRING) throw bad(cursorHint);
      return node.value;
    },
  },
  // Only given, never taken: nothing here takes an address.
  URL: {
    serialize: String,
    parseValue: () => {
      throw bad("A URL is not taken.");
    },
    parseLiteral: () => {
      throw bad("A URL is not taken.");
    },
  },
  Long: {
    serialize: parseLong,
    parseValue: parseLong,
    parseLiteral: (node) => {
      if (node.kind !== Kind.INT) throw bad("A Long is a whole number.");
      return parseLong(Number(node.value));
    },
  },
  BigInt: {
    serialize: String,
    parseValue: parseBigInt,
    parseLiteral: (node) => {
      if (node.kind !== Kind.STRING) throw bad("A BigInt is a string of digits.");
      return parseBigInt(node.value);
    },
  },
  JSON: {
    serialize: (value) => value,
    parseValue: (value) => value,
    parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
  },
};

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** Any RFC 3339 time, as the core writes it: two texts of one instant are the same to it. */
function parseDateTime(value: unknown): string {
  const time = typeof value === "string" && rfc3339.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time))
    throw bad("A DateTime is an RFC 3339 time such as 2026-01-31T09:30:00.000Z.");
  return new Date(time).toISOString();
}

const cursorHint = "An EventCursor is a string that this API gave.";

function parseCursor(value: unknown): string {
  if (typeof value === "string") return value;
  throw bad(cursorHint);
}

function parseLong(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw bad("A Long is a whole number between -(2^53-1) and 2^53-1.");
}

function parseBigInt(value: unknown): string {
  if (typeof value === "string" && /^\d+$/.test(value)) return value;
  throw bad("A BigInt is a string of digits.");
}

function bad(message: string): GraphQLError {
  return new GraphQLError(message);
}
