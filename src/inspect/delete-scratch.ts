/** Deletes what a trial left, every version of it, also when it is under a hold or a short retention. */
import { sleep, type Clock } from "../lib/clock.ts";
import {
  deleteScratch,
  liftHold,
  listScratch,
  versionsOf,
  type ScratchVersion,
} from "../operations/scratch.ts";
import type { Answer, Transport } from "../s3/transport.ts";

export interface DeleteParts {
  readonly transport: Transport;
  readonly bucket: string;
  /** All keys that begin with it are the trial's. */
  readonly key: string;
  readonly clock: Clock;
}

/** Gives a note on what could not be deleted. `keys`: what was written. `retainMs`: after so long no retention of the trial lasts. */
export async function deleteAll(
  parts: DeleteParts,
  { keys, retainMs }: { readonly keys: readonly string[]; readonly retainMs: number },
): Promise<string[]> {
  const { transport, bucket, key, clock } = parts;
  const listed = versionsOf(await transport.send(listScratch({ bucket, key })), bucket);
  // A store that cannot list versions has none.
  const known = keys.map((one) => ({ bucket, key: one, versionId: null, writtenAt: null }));
  const versions = listed === null || listed.length === 0 ? known : listed;
  let left = await deleteEach(transport, versions);
  if (left.length > 0 && retainMs > 0) {
    await sleep(clock, retainMs + 1000);
    left = await deleteEach(
      transport,
      left.map(({ version }) => version),
    );
  }
  return left.map(
    ({ version, code }) => `The scratch object ${version.key} could not be deleted (${code}).`,
  );
}

/** No trial lasts so long, so what is older was left behind by one that was cut off. */
const leftBehindMs = 3_600_000;

/** Deletes what earlier trials left under a prefix, as far as one page of a list tells; gives a note where there was any. */
export async function deleteLeftBehind(
  parts: Omit<DeleteParts, "key"> & { readonly prefix: string },
): Promise<string[]> {
  const { transport, bucket, prefix, clock } = parts;
  const listed = versionsOf(await transport.send(listScratch({ bucket, key: prefix })), bucket);
  const before = clock.now() - leftBehindMs;
  const old = (listed ?? []).filter(
    ({ writtenAt }) => writtenAt !== null && writtenAt.getTime() < before,
  );
  if (old.length === 0) return [];
  const left = await deleteEach(transport, old);
  const gone = old.length - left.length;
  return gone === 0 ? [] : [`Deleted ${gone} scratch objects that earlier trials had left behind.`];
}

interface Left {
  readonly version: ScratchVersion;
  readonly code: string;
}

async function deleteEach(
  transport: Transport,
  versions: readonly ScratchVersion[],
): Promise<Left[]> {
  const left: Left[] = [];
  for (const version of versions) {
    const code = await deleteOne(transport, version);
    if (code !== null) left.push({ version, code });
  }
  return left;
}

/** Null when it is gone. */
async function deleteOne(transport: Transport, version: ScratchVersion): Promise<string | null> {
  const plain = await transport.send(deleteScratch(version, { bypass: false }));
  if (isGone(plain)) return null;
  await transport.send(liftHold(version));
  const again = await transport.send(deleteScratch(version, { bypass: true }));
  return isGone(again) ? null : failureCode(again);
}

function isGone(answer: Answer): boolean {
  return answer.ok || answer.failure.status === 404;
}

function failureCode(answer: Answer): string {
  return answer.ok ? "" : answer.failure.code;
}
