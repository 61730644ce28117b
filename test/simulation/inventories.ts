/** The list of a job of a simulation as an inventory: the same rows in several gzip files, one of them damaged at times. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Random } from "./random.ts";
import type { CsvJobPlan, JobPlan, ListObject } from "./scenario.ts";

export function asInventory(random: Random, job: CsvJobPlan): Pick<JobPlan, "spec" | "list"> {
  const { spec } = job;
  const rows = job.list.flatMap(({ bytes }) => bytes.toString().trimEnd().split("\n"));
  const count = random.int(1, Math.min(4, rows.length));
  const perFile = Math.ceil(rows.length / count);
  const damaged = random.chance(0.05) ? random.int(0, count - 1) : null;
  const { object, sourceStore } = spec.manifest;
  const prefix = object.key.replace(".csv", "");
  const files: ListObject[] = [];
  const listed = [];
  for (let file = 0; file < count; file++) {
    const text = rows.slice(file * perFile, (file + 1) * perFile).map((row) => `${row}\n`);
    const bytes = gzipSync(text.join(""));
    const key = `${prefix}/data/${file}.csv.gz`;
    const MD5checksum = createHash("md5").update(damaged === file ? "other bytes" : bytes);
    listed.push({ key, size: bytes.length, MD5checksum: MD5checksum.digest("hex") });
    files.push({ key, bytes });
  }
  const list = {
    sourceBucket: "photos",
    destinationBucket: "arn:aws:s3:::lists",
    version: "2016-11-30",
    creationTimestamp: "1767225600000",
    fileFormat: "CSV",
    fileSchema: "Bucket, Key",
    files: listed,
  };
  const key = `${prefix}/manifest.json`;
  return {
    spec: {
      ...spec,
      manifest: { kind: "inventory", object: { ...object, key, etag: null }, sourceStore },
    },
    list: [...files, { key, bytes: JSON.stringify(list) }],
  };
}
