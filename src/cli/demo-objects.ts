/** The cargo of the demo: objects with keys that programs stumble over, and the list of them. */
import type { DevelopmentClient } from "../devstore/client.ts";

/** Buckets of the demo. */
export const demoBuckets = {
  source: "demo-source",
  target: "demo-copies",
  reports: "demo-reports",
} as const;

export const demoManifestKey = "lists/objects.csv";
export const demoPrefix = "copies";

/** Rows of the manifest that name no object, so that there is something to see in the report of failures. */
export const missingKeys: readonly string[] = [
  "missing/never uploaded.txt",
  "missing/deleted+yesterday.txt",
  "missing/100%.txt",
  "missing/café.txt",
  "missing/../nowhere",
];

/** S3 allows 1,024 bytes, of which the prefix and a slash take some. */
const keyBytesMax = 1024 - demoPrefix.length - 1;

const shapes: readonly ((number: string) => string)[] = [
  (number) => `plain/object-${number}.txt`,
  (number) => `with space/photo ${number} of many.jpg`,
  (number) => `plus+plus/a+b c+${number}`,
  (number) => `percent/100% of %41 and %2F ${number}`,
  (number) => `quotes/"double" 'single' \`back\` ${number}`,
  (number) => `commas/a,b,,${number}.csv`,
  (number) => `crème brûlée/Ünïcödé ${number}.txt`,
  (number) => `箱/コンテナ/컨테이너 ${number}`,
  (number) => `🚢/👩‍🚀 ${number}.txt`,
  (number) => `dots/./a/../b/${number}..`,
  (number) => `../up/${number}`,
  (number) => `double//slash///${number}`,
  (number) => `signs/!*'()[]{}|^~:@=&$;?#<>\\ ${number}`,
  (number) => long(`long/${number}/`),
];

function long(beginning: string): string {
  return beginning.padEnd(keyBytesMax, "x");
}

/** The key of the object of that number; no two are equal. */
export function demoKey(index: number): string {
  const shape = shapes[index % shapes.length]!;
  return shape(String(index + 1).padStart(6, "0"));
}

/** Puts the objects and the manifest; gives the ETag of each, by key. */
export async function loadCargo(
  client: DevelopmentClient,
  objects: number,
): Promise<ReadonlyMap<string, string>> {
  for (const bucket of Object.values(demoBuckets)) await client.createBucket(bucket);
  const etags = new Map<string, string>();
  let next = 0;
  const hand = async () => {
    while (next < objects) {
      const key = demoKey(next++);
      etags.set(key, await client.put(demoBuckets.source, key, `The object ${key}\n`));
    }
  };
  await Promise.all(Array.from({ length: handsMax }, hand));
  await client.put(demoBuckets.reports, demoManifestKey, manifestOf(objects));
  return etags;
}

const handsMax = 32;

/** Bucket and URL-encoded key, one row an object; the missing ones are spread among the others. */
export function manifestOf(objects: number): string {
  const keys = Array.from({ length: objects }, (_, index) => demoKey(index));
  const step = Math.floor(objects / missingKeys.length) + 1;
  missingKeys.forEach((key, index) => keys.splice(Math.min(keys.length, index * step), 0, key));
  return keys.map((key) => `${demoBuckets.source},${encodeURIComponent(key)}\n`).join("");
}
