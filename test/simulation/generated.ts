/** The list of a job of a simulation as one that the engine makes: the same rows, in folders, among objects that a filter drops. */
import type { GeneratedManifestSpec, ManifestFilter } from "../../src/job/spec.ts";
import type { Random } from "./random.ts";
import type { GeneratedList, JobPlan } from "./scenario.ts";
import type { SourceObject } from "./source-bucket.ts";

/** How the filter tells apart what it keeps. */
type Means = "nothing" | "suffix" | "size" | "class" | "encryption";

const anything: ManifestFilter = {
  keyPrefixes: [],
  keySuffixes: [],
  keySubstrings: [],
  createdAfter: null,
  createdBefore: null,
  sizeGreaterThan: null,
  sizeLessThan: null,
  storageClasses: [],
  encryptions: [],
  replicationStatuses: [],
  eligibleForReplication: null,
};

const filters: Readonly<Record<Means, Partial<ManifestFilter>>> = {
  nothing: {},
  suffix: { keySuffixes: [".jpg"] },
  size: { sizeGreaterThan: 10 },
  class: { storageClasses: ["STANDARD"] },
  encryption: { encryptions: [{ kind: "SSE_S3", kmsKeyArn: null, bucketKeyEnabled: null }] },
};

export function asGenerated(random: Random, job: JobPlan, keepsVersions: boolean): JobPlan {
  const [root] = job.keys[0]!.split("/");
  const means = random.pick<Means>(["nothing", "suffix", "size", "class", "encryption"]);
  const folders = pickFolders(random, job.keys.length);
  const kept = random.chance(0.5) ? folders : folders.filter(() => random.chance(0.7));
  const prefixes = kept.length === 0 || kept === folders ? [""] : kept;
  const dropped = means === "nothing" ? 0 : 0.5 * random.next();
  const moving = random.chance(0.5) ? 0.4 * random.next() : 0;
  const renamed = new Map<string, string>();
  const objects = job.keys.map((old, row): SourceObject => {
    const folder = folders[Math.floor((row * folders.length) / job.keys.length)]!;
    const isDropped = random.chance(dropped);
    const suffix = isDropped && means === "suffix" ? "tmp" : "jpg";
    const key = `${root}/${folder}${String(row).padStart(4, "0")}.${suffix}`;
    renamed.set(old, key);
    return {
      key,
      versionId: keepsVersions ? `v${random.int(1, 1000)}` : null,
      sizeBytes: isDropped && means === "size" ? 10 : random.int(11, 1000),
      storageClass: isDropped && means === "class" ? "GLACIER" : "STANDARD",
      encryption: isDropped && means === "encryption" ? null : "AES256",
      ...pickStay(random, job.createdAtMs, moving),
      isKept: !isDropped && prefixes.some((prefix) => folder.startsWith(prefix)),
    };
  });
  const manifest: GeneratedManifestSpec = {
    kind: "generated",
    sourceStore: job.spec.manifest.sourceStore,
    sourceBucket: "photos",
    expectedBucketOwner: null,
    filter: { ...anything, ...filters[means], keyPrefixes: prefixes.map((at) => `${root}/${at}`) },
    output: pickOutput(random, `${root}/own`),
  };
  // While the list is made.
  const atMs = job.createdAtMs + Math.floor(random.skewed(0, 10_000));
  const cancel = { atMs, command: { type: "CancelJob", reason: null } } as const;
  return {
    ...job,
    commands: random.chance(0.2) ? [...job.commands, cancel] : job.commands,
    spec: { ...job.spec, manifest },
    keys: [],
    list: [],
    generated: pickList(random, objects, `${root}/own/`),
    fates: new Map([...job.fates].map(([old, fate]) => [renamed.get(old)!, fate])),
  };
}

/** In the order of their names; some lie within others. */
function pickFolders(random: Random, rows: number): readonly string[] {
  const count = random.int(1, Math.min(6, rows));
  return Array.from({ length: count }, (_, folder) =>
    random.chance(0.3) ? `${folder}/0/` : `${folder}/`,
  );
}

function pickStay(random: Random, createdAtMs: number, moving: number) {
  const always = { fromMs: -Infinity, untilMs: Infinity };
  if (!random.chance(moving)) return always;
  const atMs = createdAtMs + random.skewed(0, 30_000);
  return random.chance(0.5) ? { ...always, fromMs: atMs } : { ...always, untilMs: atMs };
}

/** Into the bucket that is listed, and below what is listed, at times: a list does not list itself. */
function pickOutput(random: Random, prefix: string): GeneratedManifestSpec["output"] {
  if (random.chance(0.6)) return null;
  const bucket = random.chance(0.05) ? "missing" : random.pick(["lists", "photos"]);
  return { store: "default", bucket, prefix, expectedBucketOwner: null, encryption: null };
}

function pickList(random: Random, objects: readonly SourceObject[], prefix: string): GeneratedList {
  const bucket = random.pick(["scratch", "photos"]);
  const rowsPerFile = random.pick([1, 10, 40, 1000]);
  return { objects, scratch: { store: "default", bucket, prefix }, rowsPerFile };
}
