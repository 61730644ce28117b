/** Manifests: well-formed ones by a grammar, half-broken ones by a looser one, and mutations of both. */
import type { ManifestField } from "../../src/job/spec.ts";
import { mutate, type Random } from "./random.ts";

export interface ManifestCase {
  readonly bytes: Buffer;
  readonly fields: readonly ManifestField[];
  /** Where it is cut. */
  readonly partBytes: number;
  readonly blockBytes: number;
  readonly rowsPerChunk: number;
}

const fieldLists: readonly (readonly ManifestField[])[] = [
  ["BUCKET", "KEY"],
  ["BUCKET", "KEY", "VERSION_ID"],
  ["KEY", "BUCKET"],
  ["BUCKET", "KEY", "OPTIONAL_VERSION_ID", "IGNORE"],
  ["IGNORE", "BUCKET", "VERSION_ID", "IGNORE", "KEY"],
];
const keys = [
  "a",
  "a/b",
  "a+b",
  "%41",
  "%2B",
  "%25",
  "%2F",
  "caf%C3%A9",
  "%E7%AE%B1",
  "箱",
  "🚢",
  "e\u0301",
  "\uFEFF",
  "\u2028",
  "\u0085",
  "a b",
  " a",
  "a,b",
  'a"b',
  '""',
  "..",
  "/",
  "//",
  "%00",
  "%0A",
  "%0D",
  "%F0%9F%9A%A2",
  "x".repeat(1024),
  "%41".repeat(1024),
  "key",
  "bucket",
  "=1",
  "\t",
] as const;
const oddKeys = [
  "",
  "%",
  "%4",
  "%zz",
  "%FF",
  "%C3",
  "%ED%A0%80",
  "%C0%80",
  "%F4%90%80%80",
  "%F5%80%80%80",
  "+%",
  "a ",
  "a\t",
  "x".repeat(1025),
  "é".repeat(513),
  "%C3%A9".repeat(513),
  "a\0",
  "a\r",
  "a\rb",
  "a\u00a0",
] as const;
const buckets = ["b", "photos", "a.b-c_d", "B", "x".repeat(255)] as const;
const oddBuckets = [
  "a:b",
  "b--euc1-az1--x-s3",
  "",
  " b",
  "b ",
  "c d",
  "b/c",
  "x".repeat(256),
  "bü",
  "bucket",
  "\uFEFFb",
  "b\t",
  "c",
] as const;
const versions = [
  "v1",
  "null",
  "",
  "3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY",
  "!~",
  "v".repeat(1024),
] as const;
const oddVersions = [" v", "v ", "v v", "é", "v\u007f", "v".repeat(1025), "\t"] as const;
const pieces = [
  '"',
  '""',
  ",",
  "\n",
  "\r\n",
  "\r",
  "\n\n",
  "\r\r\n",
  "%",
  "%2",
  "%2C",
  "+",
  " ",
  "\t",
  "\0",
  "b,k\n",
  '"b","k"\n',
  "\uFEFF",
  "箱",
  "bucket,key\n",
  "x".repeat(70_000),
].map((text) => Buffer.from(text));
const badBytes = [
  "ff",
  "fe",
  "fffe",
  "feff",
  "c3",
  "c080",
  "eda080",
  "f4908080",
  "80",
  "1f8b",
  "efbbbf",
].map((hex) => Buffer.from(hex, "hex"));
const mutationPieces = [...pieces, ...badBytes];

export function manifestCase(random: Random): ManifestCase {
  const fields = random.pick(fieldLists);
  const odds = random.pick([0, 0, 40, 8]);
  let bytes = Buffer.from(manifestText(random, fields, odds));
  if (random.oneIn(2)) bytes = mutate(random, bytes, mutationPieces) as Buffer<ArrayBuffer>;
  return {
    bytes,
    fields,
    partBytes: random.pick([1_000_000, 1_000_000, 1 + random.below(40), 64 + random.below(200)]),
    blockBytes: random.pick([65_536, 65_536, 1 + random.below(20), 32 + random.below(200)]),
    rowsPerChunk: 1 + random.below(5),
  };
}

/** One value in `odds` is an odd one; 0: none. */
function manifestText(random: Random, fields: readonly ManifestField[], odds: number): string {
  const isOdd = () => odds > 0 && random.oneIn(odds);
  const bucket = random.pick(buckets);
  const end = random.pick(["\n", "\r\n", null]);
  const lineEnd = () => end ?? random.pick(["\n", "\r\n"]);
  const quoting = random.pick(["needed", "all", "some"] as const);
  const column = (field: ManifestField): string => {
    const text = valueOf(random, field, { bucket, isOdd: isOdd() });
    const isQuoted =
      quoting === "all" || (quoting === "some" && random.oneIn(2)) || /[",]/.test(text);
    return isQuoted && !isOdd() ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = random.list(7, () => {
    if (isOdd()) return random.pick(["", "b", "b,k,v,w,x,y", "bucket,key", '"b', 'b,k"', " "]);
    return fields.map(column).join(",");
  });
  const last = random.pick(["", lineEnd(), lineEnd() + lineEnd(), isOdd() ? "\r" : ""]);
  return `${isOdd() ? "\uFEFF" : ""}${rows.map((row, index) => row + (index < rows.length - 1 ? lineEnd() : "")).join("")}${last}`;
}

function valueOf(
  random: Random,
  field: ManifestField,
  { bucket, isOdd }: { readonly bucket: string; readonly isOdd: boolean },
): string {
  switch (field) {
    case "BUCKET":
      return isOdd ? random.pick(oddBuckets) : bucket;
    case "KEY":
      return isOdd ? random.pick(oddKeys) : random.pick(keys);
    case "VERSION_ID":
    case "OPTIONAL_VERSION_ID":
      return isOdd ? random.pick(oddVersions) : random.pick(versions);
    case "IGNORE":
      return random.pick(["", "x", "2026-01-31T09:30:00.000Z", "key", "a b", "🚢"]);
  }
}
