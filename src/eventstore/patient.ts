import type { EventStore } from "./eventstore.ts";

/** The event store did not answer in time. Of an append it is not known whether it was recorded. */
export class EventStoreSilent extends Error {
  override readonly name = "EventStoreSilent";
}

/**
 * The same event store for callers who are waited for by people: calls that others would make until there is an answer
 * are given up after a while. Subscriptions are left as they are.
 */
export function withPatience(eventStore: EventStore, ms: number): EventStore {
  const inTime = async <Value>(answer: Promise<Value>): Promise<Value> => {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(
          new EventStoreSilent(
            "The event store does not answer now. Whether a change was recorded is not known: look before you ask again.",
          ),
        );
      }, ms);
    });
    answer.catch(() => {});
    try {
      return await Promise.race([answer, silence]);
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    ...eventStore,
    append: (...append) => inTime(eventStore.append(...append)),
    readStream: (...read) => inTime(eventStore.readStream(...read)),
    readAll: (...read) => inTime(eventStore.readAll(...read)),
    truncateStream: (...truncate) => inTime(eventStore.truncateStream(...truncate)),
    deleteStream: (...stream) => inTime(eventStore.deleteStream(...stream)),
  };
}
