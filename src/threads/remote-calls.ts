import type { MessagePort } from "node:worker_threads";
import type { LogPage } from "../eventstore/eventstore.ts";
import { assert } from "../lib/assert.ts";
import { openOutbox, type Outbox } from "./outbox.ts";
import { errorFromData } from "./remote-messages.ts";
import type { Answer, Call, Reply, Request } from "./remote-messages.ts";

interface PendingCall {
  /** The call for a page may wait for ever; closing gives it up and waits for all others. */
  readonly isPage: boolean;
  readonly answered: (answer: Answer) => void;
  readonly lost: () => void;
}

/** The calls that wait for a reply from the other end of a port. */
export class RemoteCalls {
  readonly #port: MessagePort;
  readonly #outbox: Outbox<Request>;
  readonly #pending = new Map<number, PendingCall>();
  readonly #settled = Promise.withResolvers<void>();
  #number = 0;
  #closed = false;

  constructor(port: MessagePort) {
    this.#port = port;
    this.#outbox = openOutbox(port);
    port.on("message", (replies: readonly Reply[]) => {
      for (const reply of replies) this.#settle(reply);
    });
    port.on("close", () => this.#lose(() => true));
  }

  /** Nothing more can be asked: this end, or the other, has closed. */
  get closed(): boolean {
    return this.#closed;
  }

  nextNumber(): number {
    return this.#number++;
  }

  tell(request: Request): void {
    if (!this.#closed) this.#outbox.post(request);
  }

  /** Asks and gives the answer; `lost` makes the error when the port closes before it. */
  call(call: Call, lost: () => Error): Promise<Answer> {
    assert(!this.#closed, "the connection to the event store is closed");
    return new Promise((resolve, reject) => {
      this.#ask(call, {
        isPage: false,
        answered: (answer) =>
          answer.answer === "error" ? reject(errorFromData(answer.error)) : resolve(answer),
        lost: () => reject(lost()),
      });
    });
  }

  /** The next page of a subscription; undefined when it has ended, on whichever side. */
  async nextPage(subscription: number, stop: AbortSignal): Promise<LogPage | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<LogPage | undefined>();
    const end = (): void => resolve(undefined);
    const number = this.#ask(
      { ask: "nextPage", subscription },
      {
        isPage: true,
        answered(answer) {
          if (answer.answer === "error") reject(errorFromData(answer.error));
          else resolve(answer.answer === "page" ? answer.page : undefined);
        },
        lost: end,
      },
    );
    stop.addEventListener("abort", end);
    try {
      return await promise;
    } finally {
      stop.removeEventListener("abort", end);
      this.#pending.delete(number);
    }
  }

  /** Waits for what was asked and closes the port. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#lose(({ isPage }) => isPage);
    await this.#settled.promise;
    this.#port.close();
  }

  #ask(call: Call, pending: PendingCall): number {
    const number = this.nextNumber();
    this.#pending.set(number, pending);
    this.tell({ ...call, call: number });
    return number;
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.call);
    this.#pending.delete(reply.call);
    pending?.answered(reply);
    this.#checkSettled();
  }

  #lose(isLost: (pending: PendingCall) => boolean): void {
    this.#closed = true;
    for (const [number, pending] of this.#pending) {
      if (!isLost(pending)) continue;
      this.#pending.delete(number);
      pending.lost();
    }
    this.#checkSettled();
  }

  #checkSettled(): void {
    if (this.#closed && this.#pending.size === 0) this.#settled.resolve();
  }
}
