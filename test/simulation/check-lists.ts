/** A generated list holds what was in the bucket while it was made, and goes or stays as it was asked for. */
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import type { PartChunksPlanned } from "../../src/job/events.ts";
import { compareKeys } from "../../src/lib/key-order.ts";
import type { MemoryObjectStore } from "../support/memory-object-store.ts";
import type { Life } from "./life.ts";
import type { SourceBucket } from "./source-bucket.ts";
import type { JobTruth, Judge } from "./truth.ts";

export interface ListChecksOptions {
  readonly judge: Judge;
  readonly objects: MemoryObjectStore;
  readonly source: SourceBucket;
}

interface Listing {
  readonly beganAt: number;
  /** Keys of the rows of each part, as they stand in the files that the plan names. */
  readonly parts: string[][];
}

export class ListChecks {
  readonly #options: ListChecksOptions;
  readonly #listings = new Map<string, Listing>();
  /** When each object was written, and by whom. */
  readonly #written = new Map<string, { readonly atMs: number; readonly life: Life }>();
  /** When a job began to end: its list may be removed from then on. */
  readonly #overAt = new Map<string, number>();

  constructor(options: ListChecksOptions) {
    this.#options = options;
  }

  objectWritten(key: string, life: Life): void {
    this.#written.set(key, { atMs: this.#options.source.now(), life });
  }

  begun({ id }: JobTruth): void {
    this.#listings.set(id, { beganAt: this.#options.source.now(), parts: [] });
  }

  over({ id }: JobTruth): void {
    if (!this.#overAt.has(id)) this.#overAt.set(id, this.#options.source.now());
  }

  planned(job: JobTruth, part: number, { rows, offsets, packed }: PartChunksPlanned["data"]): void {
    const { judge, objects } = this.#options;
    const keys = (this.#listings.get(job.id)!.parts[part] ??= []);
    const { bucket } = placeOf(job);
    // What a lost process still writes of a job that has stopped, nobody reads.
    if (job.status !== "PREPARING") return;
    if (packed === undefined) return judge.fail(`the plan of ${job.id} names no file`);
    if (!objects.keys(bucket).includes(packed.key))
      return judge.fail(`${job.id} plans ${packed.key}, which is not there`);
    const text = gunzipSync(objects.bytesOf({ bucket, key: packed.key }));
    const listed = this.#keysIn(job, text.subarray(offsets[0], offsets.at(-1)));
    const count = rows.reduce((sum, each) => sum + each, 0);
    judge.expect(
      listed.length === count,
      () => `${packed.key} holds ${listed.length} rows where ${count} are planned`,
    );
    keys.push(...listed);
  }

  /** The rows of the job are known from here on. */
  read(job: JobTruth): void {
    const { judge, source } = this.#options;
    const { beganAt, parts } = this.#listings.get(job.id)!;
    const keys = parts.flat();
    job.lists(keys);
    const endedAt = source.now();
    const inOrder = keys.every((key, row) => row === 0 || compareKeys(keys[row - 1]!, key) < 0);
    judge.expect(inOrder, () => `${job.id} lists its keys out of order, or twice`);
    const listed = new Set(keys);
    const known = new Set<string>();
    for (const { key, fromMs, untilMs, isKept } of job.plan.generated!.objects) {
      const always = isKept && fromMs <= beganAt && untilMs > endedAt;
      const ever = isKept && fromMs <= endedAt && untilMs > beganAt;
      known.add(key);
      judge.expect(listed.has(key) || !always, () => `${job.id} does not list ${key}`);
      judge.expect(!listed.has(key) || ever, () => `${job.id} lists ${key}`);
    }
    for (const key of keys)
      judge.expect(known.has(key), () => `${job.id} lists ${key}, which is none of its objects`);
  }

  /** When all is over. */
  lookAtEnd(job: JobTruth): void {
    const { objects } = this.#options;
    const { bucket, prefix } = placeOf(job);
    if (bucket === "missing") return;
    const left = objects.keys(bucket).filter((key) => key.startsWith(`${prefix}job-${job.id}/`));
    if (keepsList(job)) this.#checkKept(job, left);
    else for (const key of left) this.#checkLeft(job, key);
  }

  /** Only what comes of a lost process, after the list was removed, may stay. */
  #checkLeft(job: JobTruth, key: string): void {
    const { judge } = this.#options;
    const { atMs, life } = this.#written.get(key)!;
    const overAt = this.#overAt.get(job.id) ?? Infinity;
    judge.expect(
      atMs >= overAt && life.wasLost,
      () => `${job.id} leaves ${key} behind, of ${life.name} at ${atMs}, over at ${overAt}`,
    );
  }

  #checkKept(job: JobTruth, left: readonly string[]): void {
    const { judge, objects } = this.#options;
    if (job.totals === null) return;
    const { bucket, prefix } = placeOf(job);
    const manifest = `${prefix}job-${job.id}/manifest.json`;
    judge.expect(job.totals.generated?.key === manifest, () => `${job.id} tells of no list`);
    if (!left.includes(manifest)) return judge.fail(`${job.id} has no ${manifest}`);
    const { files } = JSON.parse(
      Buffer.from(objects.bytesOf({ bucket, key: manifest })).toString(),
    ) as { readonly files: readonly { readonly key: string; readonly MD5checksum: string }[] };
    const keys = files.flatMap(({ key, MD5checksum: md5 }) => {
      const bytes = objects.bytesOf({ bucket, key });
      const found = createHash("md5").update(bytes).digest("hex");
      judge.expect(found === md5, () => `${key} is not what the list of ${job.id} says`);
      return this.#keysIn(job, gunzipSync(bytes));
    });
    judge.expect(
      JSON.stringify(keys) === JSON.stringify(job.keys),
      () => `the list of ${job.id} holds ${keys.length} rows, its plan ${job.keys.length}`,
    );
  }

  #keysIn(job: JobTruth, text: Buffer): string[] {
    const lines = text.toString().split("\n").slice(0, -1);
    return lines.map((line) => {
      const [, key, , version = null] = /^"photos","([^"]*)"(,"([^"]*)")?$/.exec(line)!;
      const wanted = job.versionOf(key!);
      this.#options.judge.expect(version === wanted, () => `${line} is to name ${wanted}`);
      return key!;
    });
  }
}

function keepsList({ plan }: JobTruth): boolean {
  const { manifest } = plan.spec;
  return manifest.kind === "generated" && manifest.output !== null;
}

function placeOf({ plan }: JobTruth): { readonly bucket: string; readonly prefix: string } {
  const { manifest } = plan.spec;
  const output = manifest.kind === "generated" ? manifest.output : null;
  return output === null
    ? plan.generated!.scratch
    : { bucket: output.bucket, prefix: `${output.prefix}/` };
}
