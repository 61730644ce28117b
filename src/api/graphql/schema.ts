/** The schema that runs: the SDL of `schema/`, with the resolvers put in. */
import { readdirSync, readFileSync } from "node:fs";
import {
  buildSchema,
  isInterfaceType,
  isObjectType,
  isScalarType,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLTypeResolver,
} from "graphql/index.js";
import { assert } from "../../lib/assert.ts";
import { scalars, type ScalarCodec } from "./scalars.ts";
import { resolvers } from "./types.ts";

const schemaFolder = new URL("../../../schema/", import.meta.url);

/** The public contract, all files of `schema/` in one text. */
function readSdl(): string {
  return readdirSync(schemaFolder)
    .filter((file) => file.endsWith(".graphql"))
    .toSorted()
    .map((file) => readFileSync(new URL(file, schemaFolder), "utf8"))
    .join("\n");
}

export function createSchema(): GraphQLSchema {
  const schema = buildSchema(readSdl());
  for (const [name, codec] of Object.entries(scalars)) addScalar(schema.getType(name), codec);
  for (const [name, fields] of Object.entries(resolvers)) {
    addResolvers(schema.getType(name), fields as Entries);
  }
  return schema;
}

type Resolve = GraphQLFieldResolver<unknown, unknown>;
type FieldEntry = Resolve | { readonly subscribe: Resolve; readonly resolve: Resolve };

/** The resolvers of one type, by field; an interface has only the way to tell its types apart. */
type Entries = Readonly<Record<string, FieldEntry>> & {
  readonly __resolveType?: GraphQLTypeResolver<unknown, unknown>;
};

function addScalar(type: GraphQLNamedType | undefined, codec: ScalarCodec): void {
  assert(isScalarType(type), "each scalar codec has a scalar of the schema");
  Object.assign(type, codec);
}

function addResolvers(
  type: GraphQLNamedType | undefined,
  { __resolveType: resolveType, ...entries }: Entries,
): void {
  if (isInterfaceType(type)) {
    if (resolveType !== undefined) type.resolveType = resolveType;
    return;
  }
  assert(isObjectType(type), "each resolver has an object type of the schema");
  for (const [name, entry] of Object.entries(entries)) {
    const field = type.getFields()[name];
    assert(field !== undefined, `the schema has ${type.name}.${name}`);
    if (typeof entry === "function") field.resolve = entry;
    else Object.assign(field, entry);
  }
}
