/** A person waits for what is looked at, so a store that is slow to answer counts as one that does not. */
import { ownFailure, StoreError } from "../s3/failures.ts";

/** @throws StoreError `TimedOut`; the work goes on without anybody. */
export async function inTime<Value>(work: Promise<Value>, timeoutMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `There was no answer within ${timeoutMs / 1000} seconds`;
    timer = setTimeout(
      () => reject(new StoreError(ownFailure("TimedOut", { message }))),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
