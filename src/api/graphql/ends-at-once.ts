/**
 * An iterable whose `return` ends what it waits for. A generator alone would take note of `return` only when its next
 * value comes, which may be never, and would keep its place in the feed until then.
 */
export function endsAtOnce<Value>(
  start: (signal: AbortSignal) => AsyncGenerator<Value>,
): AsyncIterable<Value> {
  const ended = new AbortController();
  const values = start(ended.signal);
  const iterator: AsyncIterator<Value> = {
    next: () => values.next(),
    return: async () => {
      ended.abort();
      return values.return(undefined);
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
