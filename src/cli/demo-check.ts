/** Whether the copies agree with the report: read back through plain S3 calls, past the engine. */
import type { DevelopmentClient } from "../devstore/client.ts";
import { demoBuckets, demoPrefix, missingKeys } from "./demo-objects.ts";
import type { Place } from "./job.ts";

/** A file of the report, with its text. */
export interface ReportText {
  readonly status: string;
  readonly key: string;
  readonly text: string;
}

/** The result files that the report's `manifest.json` names. */
export async function readReport(
  client: DevelopmentClient,
  { bucket, key }: Place,
): Promise<readonly ReportText[]> {
  const { Results } = JSON.parse((await client.get(bucket, key)).toString()) as {
    readonly Results: readonly {
      readonly TaskExecutionStatus: string;
      readonly Bucket: string;
      readonly Key: string;
    }[];
  };
  return Promise.all(
    Results.map(async ({ TaskExecutionStatus, Bucket, Key }) => ({
      status: TaskExecutionStatus,
      key: Key,
      text: (await client.get(Bucket, Key)).toString(),
    })),
  );
}

/** What does not agree, in sentences; empty when all is well. `etags`: the objects that were put. */
export async function checkCopies(
  client: DevelopmentClient,
  files: readonly ReportText[],
  etags: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const succeeded = keysOf(files, "succeeded");
  const failed = keysOf(files, "failed");
  const copies = new Map<string, string>();
  for await (const { key, etag } of client.list(demoBuckets.target)) copies.set(key, etag);
  return [
    ...differences("the report of successes", { found: succeeded, wanted: [...etags.keys()] }),
    ...differences("the report of failures", { found: failed, wanted: missingKeys }),
    ...differences("the bucket of copies", {
      found: [...copies.keys()],
      wanted: succeeded.map((key) => `${demoPrefix}/${key}`),
    }),
    ...[...etags]
      .filter(([key, etag]) => (copies.get(`${demoPrefix}/${key}`) ?? etag) !== etag)
      .map(([key]) => `The copy of ${JSON.stringify(key)} has other contents than the object.`),
  ];
}

/** Keys in the files of one status. Keys are URL-encoded there, so no cell before the third is quoted. */
function keysOf(files: readonly ReportText[], status: string): string[] {
  return files
    .filter((file) => file.status === status)
    .flatMap(({ text }) =>
      text.split("\n").filter((line) => line.startsWith(`${demoBuckets.source},`)),
    )
    .map((line) => decodeURIComponent(line.split(",", 2)[1]!));
}

const shownMax = 3;

function differences(
  where: string,
  { found, wanted }: { readonly found: readonly string[]; readonly wanted: readonly string[] },
): string[] {
  const foundSet = new Set(found);
  const wantedSet = new Set(wanted);
  const missing = wanted.filter((key) => !foundSet.has(key));
  const extra = found.filter((key) => !wantedSet.has(key));
  const repeated = found.length - foundSet.size;
  return [
    ...(missing.length === 0 ? [] : [`${where} lacks ${few(missing)}`]),
    ...(extra.length === 0 ? [] : [`${where} has ${few(extra)} besides`]),
    ...(repeated === 0 ? [] : [`${where} has ${repeated} keys more than once`]),
  ];
}

function few(keys: readonly string[]): string {
  const shown = keys.slice(0, shownMax).map((key) => JSON.stringify(key));
  return `${keys.length}, such as ${shown.join(", ")}`;
}
