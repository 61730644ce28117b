/** The list of objects that an input names, as the core knows it: every default resolved. */
import type { ManifestSpec, ObjectLocation } from "../../job/spec.ts";
import type { ManifestInput, ObjectRefInput } from "./generated/resolvers.ts";

export function manifestOf(input: ManifestInput, defaultStore: string): ManifestSpec {
  if (input.csv !== undefined) {
    const { csv } = input;
    const object = locationOf(csv.object, defaultStore);
    const sourceStore = csv.sourceStore ?? object.store;
    return { kind: "csv", object, fields: csv.fields, sourceStore };
  }
  const { inventory } = input;
  const object = locationOf(inventory.object, defaultStore);
  return { kind: "inventory", object, sourceStore: inventory.sourceStore ?? object.store };
}

function locationOf(
  { store, bucket, key, versionId, etag }: ObjectRefInput,
  defaultStore: string,
): ObjectLocation {
  return {
    store: store ?? defaultStore,
    bucket,
    key,
    versionId: versionId ?? null,
    etag: unquoted(etag),
  };
}

/** Tools show an ETag with its quotes; the core knows it without. */
function unquoted(etag: string | null | undefined): string | null {
  return etag?.replace(/^"(.*)"$/s, "$1") ?? null;
}
