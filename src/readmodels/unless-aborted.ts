/** The outcome of `work`, or null as soon as the signal aborts; what comes of the work then is nobody's concern. */
export async function unlessAborted<Value>(
  signal: AbortSignal,
  work: Promise<Value>,
): Promise<Value | null> {
  // Told to whoever waits for it; an error that comes after the signal must not end the process.
  work.catch(() => {});
  if (signal.aborted) return null;
  const { promise: aborted, resolve } = Promise.withResolvers<null>();
  const abort = (): void => resolve(null);
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
