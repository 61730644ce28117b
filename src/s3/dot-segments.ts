/**
 * `.` and `..` between the slashes of a key are a part of it, but some servers and proxies resolve them as paths of files
 * are, and take `a/../b` for `b`: a call would reach another object. Before the first call on such a key a bucket is asked
 * which of the two it does, by a call that changes nothing.
 */
import { HeadObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { ownFailure, type StoreFailure } from "./failures.ts";
import {
  bindCommand,
  byPromise,
  type Answer,
  type Answered,
  type OperationCommand,
  type Transport,
} from "./transport.ts";

export function hasDotSegments(key: string): boolean {
  return (key.startsWith(".") || key.includes("/.")) && /(?:^|\/)\.\.?(?:\/|$)/.test(key);
}

/** The same transport, except that no call is sent that the store would take for one on another object. */
export function keepDotSegments(transport: Transport): Transport {
  /** What was said of each bucket, or is being asked. */
  const asked = new Map<string, Promise<StoreFailure | null>>();

  function refusalOf(bucket: string): Promise<StoreFailure | null> {
    const known = asked.get(bucket) ?? askFor(bucket);
    asked.set(bucket, known);
    return known;
  }

  async function askFor(bucket: string): Promise<StoreFailure | null> {
    const refusal = await ask(transport, bucket);
    // Whoever comes next asks anew when there was no answer to the question.
    if (refusal !== null && refusal.kind !== "permanent") asked.delete(bucket);
    return refusal;
  }

  async function guarded(
    { bucket, key }: ReturnType<typeof objectOf>,
    send: () => Promise<Answer>,
  ): Promise<Answer> {
    const failure = hasDotSegments(key) ? await refusalOf(bucket) : null;
    return failure === null ? send() : { ok: false, failure };
  }

  return {
    send: (command) => guarded(objectOf(command), () => transport.send(command)),
    bind(commandOf) {
      const send = bindCommand(transport, commandOf);
      // A prefix of target keys may have some of its own, and a template with dots may make some.
      const plain = objectOf(commandOf({ bucket: "bucket", key: "key", versionId: null }));
      const always = plain.key.includes(".");
      return (target, answered) => {
        if (always || hasDotSegments(target.key))
          void guarded(objectOf(commandOf(target)), () => byPromise(send)(target)).then(answered);
        else send(target, answered);
      };
    },
  };
}

/** Between nobody's folder and the way out of it; resolved, this leads to what is after it. */
const detour = "stevedore-asks-about-dots/..";

/**
 * Asks for an object that is there by a detour, and where none is known for the bucket itself. When the credentials may
 * not list the bucket, both answers look alike: then nothing is sent either.
 */
async function ask(transport: Transport, bucket: string): Promise<StoreFailure | null> {
  const listed = await transport.send(
    new ListObjectsV2Command({ Bucket: bucket, MaxKeys: keysMax }),
  );
  if (!listed.ok && listed.failure.kind !== "permanent") return listed.failure;
  const there = listed.ok ? somePlainKey(listed) : undefined;
  const key = there === undefined ? detour : `${detour}/${there}`;
  const answer = await transport.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  if (answer.ok) return ownFailure("DotSegments");
  if (answer.failure.kind !== "permanent") return answer.failure;
  if (!listed.ok && answer.failure.status === 403)
    return ownFailure("DotSegments", { message: notKnown });
  return null;
}

const keysMax = 20;
const notKnown =
  "Whether the store resolves the . and .. in a key like those in a path cannot be told, for the credentials may not list the bucket. Nothing was sent.";

function somePlainKey({ output }: Answered): string | undefined {
  const objects = "Contents" in output ? (output.Contents ?? []) : [];
  return objects
    .map(({ Key = "" }) => Key)
    .find((key) => /^[\w./-]*\w$/.test(key) && !hasDotSegments(key));
}

/** What a command is about; one on a bucket, or with its keys in the body, has no key in its path. */
function objectOf({ input }: OperationCommand): { readonly bucket: string; readonly key: string } {
  const { Bucket, Key } = input as { readonly Bucket?: string; readonly Key?: string };
  return { bucket: Bucket ?? "", key: Key ?? "" };
}
