/** The flags that say which objects are meant: a CSV file, an inventory, or what a bucket holds. */
import { UsageError } from "./context.ts";
import { oneOf, type FlagTable, type FlagValues } from "./flags.ts";
import { listFilterOf } from "./list-filter.ts";
import { given, isGiven, type Input } from "./operation-flags.ts";
import { parseS3Url } from "./s3-url.ts";

export const manifestFlags = {
  manifest: { kind: "value", value: "s3://BUCKET/KEY", meaning: "CSV file of the objects" },
  inventory: {
    kind: "value",
    value: "s3://BUCKET/KEY",
    meaning: "or: manifest.json of an S3 Inventory report in CSV",
  },
  generate: {
    kind: "value",
    value: "s3://BUCKET/PREFIX",
    meaning: "or: what the bucket holds, below the prefix if one is given",
  },
  filter: {
    kind: "list",
    value: "NAME=VALUE",
    meaning: "generate: keep only such objects, as suffix=.jpg or larger-than=1000",
  },
  "keep-list": {
    kind: "value",
    value: "s3://BUCKET/PREFIX",
    meaning: "generate: write the list here and keep it",
  },
  fields: {
    kind: "value",
    value: "NAMES",
    meaning:
      "its columns, of Bucket, Key, VersionId, OptionalVersionId, Ignore (default Bucket,Key); report: those of a report",
  },
  "header-row": {
    kind: "switch",
    meaning: "the first line of the CSV file names its columns",
  },
  "manifest-etag": {
    kind: "value",
    value: "ETAG",
    meaning: "the content it must have (default: the present one)",
  },
  "manifest-store": { kind: "value", value: "NAME", meaning: "store of the manifest" },
  "source-store": { kind: "value", value: "NAME", meaning: "store of the objects" },
} as const satisfies FlagTable;

export type ManifestFlags = FlagValues<typeof manifestFlags>;

const columns = {
  Bucket: "BUCKET",
  Key: "KEY",
  VersionId: "VERSION_ID",
  OptionalVersionId: "OPTIONAL_VERSION_ID",
  Ignore: "IGNORE",
} as const;

/** The columns of a file of a report: bucket, key and version, and how the task ended. */
const reportColumns = "Bucket,Key,OptionalVersionId,Ignore,Ignore,Ignore,Ignore";

/** @throws UsageError */
function fieldsOf(names: string): string[] {
  const listed = names.trim().toLowerCase() === "report" ? reportColumns : names;
  const words = Object.keys(columns) as (keyof typeof columns)[];
  return listed.split(",").map((name) => {
    const word = oneOf(name.trim(), { flag: "fields", words });
    return columns[word!];
  });
}

/** A `ManifestInput`. @throws UsageError */
export function manifestOf(flags: ManifestFlags): Input {
  if (flags.generate !== undefined) return generatorOf(flags, flags.generate);
  const foreign = (["filter", "keep-list"] as const).find((name) => isGiven(flags[name]));
  if (foreign !== undefined) throw new UsageError(`--${foreign} needs --generate s3://bucket.`);
  if (flags.inventory !== undefined) return inventoryOf(flags, flags.inventory);
  if (flags.manifest === undefined)
    throw new UsageError(
      "Which objects? Give --manifest s3://bucket/key of a CSV file, --inventory s3://bucket/key of a manifest.json, or --generate s3://bucket/prefix.",
    );
  const fields = flags.fields === undefined ? undefined : fieldsOf(flags.fields);
  const object = objectOf(flags, parseS3Url(flags.manifest, { flag: "manifest", key: "needed" }));
  const headerRow = flags["header-row"] ? true : undefined;
  return { csv: given({ object, fields, headerRow, sourceStore: flags["source-store"] }) };
}

function inventoryOf(flags: ManifestFlags, url: string): Input {
  const foreign = (["manifest", "fields", "header-row"] as const).find((name) =>
    isGiven(flags[name]),
  );
  if (foreign !== undefined) throw new UsageError(`--${foreign} does not go with --inventory.`);
  const object = objectOf(flags, parseS3Url(url, { flag: "inventory", key: "needed" }));
  return { inventory: given({ object, sourceStore: flags["source-store"] }) };
}

const notGenerated = [
  "manifest",
  "inventory",
  "fields",
  "header-row",
  "manifest-etag",
  "manifest-store",
] as const;

function generatorOf(flags: ManifestFlags, url: string): Input {
  const foreign = notGenerated.find((name) => isGiven(flags[name]));
  if (foreign !== undefined) throw new UsageError(`--${foreign} does not go with --generate.`);
  const { bucket, key } = parseS3Url(url, { flag: "generate", key: "optional" });
  const filter = listFilterOf(flags.filter, key);
  const place = flags["keep-list"];
  const list = place && parseS3Url(place, { flag: "keep-list", key: "optional" });
  return {
    generator: given({
      sourceStore: flags["source-store"],
      sourceBucket: bucket,
      filter: Object.keys(filter).length === 0 ? undefined : filter,
      output: list
        ? given({ bucket: list.bucket, prefix: list.key === "" ? undefined : list.key })
        : undefined,
    }),
  };
}

function objectOf(
  flags: ManifestFlags,
  place: { readonly bucket: string; readonly key: string },
): Input {
  return given({ store: flags["manifest-store"], ...place, etag: flags["manifest-etag"] });
}
