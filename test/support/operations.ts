/** The operations of `test/api/operations.graphql`, each as a document of its own with the fragments it uses. */
import { readFileSync } from "node:fs";
import { Kind, parse, print, separateOperations } from "graphql/index.js";
import { assert } from "../../src/lib/assert.ts";

const file = new URL("../api/operations.graphql", import.meta.url);
const separated = separateOperations(parse(readFileSync(file, "utf8")));

export const operationNames: readonly string[] = Object.keys(separated);

/** The text of one operation, to be sent to a server. */
export function operation(name: string): string {
  const document = separated[name];
  assert(document !== undefined, `there is an operation ${name}`);
  assert(
    document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION),
    `${name} is an operation`,
  );
  return print(document);
}
