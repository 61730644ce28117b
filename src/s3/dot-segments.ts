/**
 * `.` and `..` between the slashes of a key are a part of it, but some servers and proxies resolve them as paths of files
 * are, and take `a/../b` for `b`: a call would reach another object. Before the first call on such a key a bucket is asked
 * which of the two it does, by a call that changes nothing.
 */
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { ownFailure, type StoreFailure } from "./failures.ts";
import { bindCommand, type Answer, type OperationCommand, type Transport } from "./transport.ts";

export function hasDotSegments(key: string): boolean {
  return /(?:^|\/)\.\.?(?:\/|$)/.test(key);
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
      // A prefix of target keys may have some of its own.
      const plain = objectOf(commandOf({ bucket: "bucket", key: "key", versionId: null }));
      const always = hasDotSegments(plain.key);
      return (target) =>
        always || hasDotSegments(target.key)
          ? guarded(objectOf(commandOf(target)), () => send(target))
          : send(target);
    },
  };
}

/** A key that nobody has. Resolved it is the bucket itself, and that is there. */
const unlikelyKey = "stevedore-asks-about-dots/..";

async function ask(transport: Transport, bucket: string): Promise<StoreFailure | null> {
  const answer = await transport.send(new HeadObjectCommand({ Bucket: bucket, Key: unlikelyKey }));
  if (answer.ok) return ownFailure("DotSegments");
  return answer.failure.kind === "permanent" ? null : answer.failure;
}

/** What a command is about; one on a bucket, or with its keys in the body, has no key in its path. */
function objectOf({ input }: OperationCommand): { readonly bucket: string; readonly key: string } {
  const { Bucket, Key } = input as { readonly Bucket?: string; readonly Key?: string };
  return { bucket: Bucket ?? "", key: Key ?? "" };
}
