/** Keeps the schema as it is now, for later versions to be compared with: run at each release. */
import { writeFileSync } from "node:fs";
import { lexicographicSortSchema, printSchema } from "graphql/index.js";
import { createSchema } from "../../src/api/graphql/schema.ts";

const text = printSchema(lexicographicSortSchema(createSchema()));
writeFileSync(new URL("released-schema.graphql", import.meta.url), `${text}\n`);
