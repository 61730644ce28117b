import type { MessagePort } from "node:worker_threads";

export interface Outbox<Message> {
  /** Sends it with all others of this round of the event loop, in their order. */
  post(message: Message): void;
  /** Sends at once what waits. */
  flush(): void;
}

/**
 * Messages of one round of the event loop as one: who is asleep on the other side wakes once and has all of them, instead
 * of beginning with the first of them alone. They must be plain data: one that cannot be cloned takes the process down.
 */
export function openOutbox<Message>(port: MessagePort): Outbox<Message> {
  let waiting: Message[] = [];
  const flush = (): void => {
    if (waiting.length === 0) return;
    const all = waiting;
    waiting = [];
    port.postMessage(all);
  };
  return {
    post(message) {
      if (waiting.push(message) === 1) setImmediate(flush);
    },
    flush,
  };
}
