/** Listings of the null store: a bucket `rows-<n>` or `source` with a prefix `n<rows>/` holds as many objects as it says. */

const pageKeys = 1000;

/** The answer to a request for a listing of objects, version 1 or 2; null when it is not one. */
export function listingOf(target: string): string | null {
  const [path = "", search = ""] = target.split("?", 2);
  const query = new URLSearchParams(search);
  const isBucket = /^\/[^/]+\/?$/.test(path);
  if (!isBucket || query.has("tagging") || query.has("uploads") || query.has("delete")) return null;
  if (query.has("location")) return `<LocationConstraint>us-east-1</LocationConstraint>`;
  if (query.has("versioning")) return `<VersioningConfiguration/>`;
  const prefix = query.get("prefix") ?? "";
  const rows = Number(/^n(\d+)\//.exec(prefix)?.[1] ?? 0);
  const after = query.get("continuation-token") ?? query.get("marker") ?? query.get("start-after");
  const first = after === null || after === "" ? 0 : Number(/(\d+)$/.exec(after)?.[1]) + 1;
  const end = Math.min(first + pageKeys, rows);
  const isTruncated = end < rows;
  const next = isTruncated ? keyOf(rows, end - 1) : "";
  let contents = "";
  for (let row = first; row < end; row++) {
    contents += `<Contents><Key>${keyOf(rows, row)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><Size>0</Size><StorageClass>STANDARD</StorageClass></Contents>`;
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>source</Name><Prefix>${prefix}</Prefix><MaxKeys>1000</MaxKeys><KeyCount>${Math.max(0, end - first)}</KeyCount><IsTruncated>${isTruncated}</IsTruncated>${isTruncated ? `<NextContinuationToken>${next}</NextContinuationToken><NextMarker>${next}</NextMarker>` : ""}${contents}</ListBucketResult>`;
}

/** Keys of one length, in order. */
function keyOf(rows: number, row: number): string {
  return `n${rows}/photos/2026/picture-${String(row).padStart(9, "0")}`;
}
