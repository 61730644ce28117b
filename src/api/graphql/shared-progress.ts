/**
 * One execution for all who watch the same job in the same way: equal document, variables and permissions. Each gets a
 * snapshot of its own, and then what the one execution gives, conflated: who is slow gets the newest, and holds up nobody.
 * What is shared is written once as JSON and goes from here to each connection without a step between: with a thousand who
 * watch, a step for each message is most of the cost.
 */
import {
  Kind,
  OperationTypeNode,
  getOperationAST,
  type ExecutionArgs,
  type ExecutionResult,
} from "graphql/index.js";
import type { Context } from "./context.ts";

/** A result that many are given, as JSON that is written once. */
export class SharedResult {
  readonly #write: () => string;
  #bytes: Uint8Array | null = null;
  constructor(write: () => string) {
    this.#write = write;
  }
  /** UTF-8. */
  get bytes(): Uint8Array {
    this.#bytes ??= Buffer.from(this.#write());
    return this.#bytes;
  }
}

/** Sends a shared result to who subscribed; `sent` is called once, when it is away. */
export type SendShared = (result: SharedResult, sent: () => void) => void;

type Results = AsyncIterable<ExecutionResult> | ExecutionResult;

export interface SharedProgressOptions {
  readonly subscribe: (args: ExecutionArgs) => Promise<Results>;
  /** A result as a client sees it. */
  readonly write: (result: ExecutionResult) => string;
}

export interface SharedProgress {
  /** Executions that run; for tests. */
  readonly running: number;
  /**
   * As `subscribe` of GraphQL. Of the progress of a job the snapshot alone is among the results; what follows is shared and
   * goes to `send` from when the next one is asked for, until the results end.
   */
  subscribe(args: ExecutionArgs, send: SendShared): Promise<Results>;
}

export function createSharedProgress(options: SharedProgressOptions): SharedProgress {
  const hubs = new Map<string, Hub>();
  return {
    get running() {
      return hubs.size;
    },
    async subscribe(args, send) {
      const key = keyOf(args);
      if (key === null) return options.subscribe(args);
      // Joined before the snapshot is taken, so that nothing falls in between.
      const hub = hubs.get(key) ?? startHub(options, args, { key, hubs });
      const reader = hub.join(send);
      try {
        const own = await options.subscribe(args);
        if (isIterable(own)) return readerOf(own, reader);
        reader.leave();
        return own;
      } catch (error) {
        reader.leave();
        throw error;
      }
    },
  };
}

/** What agrees is shared; null for what is not the progress of a job alone. */
function keyOf({
  document,
  operationName,
  variableValues,
  contextValue,
}: ExecutionArgs): string | null {
  const operation = getOperationAST(document, operationName);
  const [field, other] = operation?.selectionSet.selections ?? [];
  const isProgress =
    operation?.operation === OperationTypeNode.SUBSCRIPTION &&
    field?.kind === Kind.FIELD &&
    field.name.value === "jobProgress" &&
    other === undefined;
  const text = document.loc?.source.body;
  if (!isProgress || text === undefined) return null;
  const { actor, rules } = (contextValue as Context).caller;
  return JSON.stringify([text, operationName, variableValues, actor, rules]);
}

/** One execution, and who reads it. */
interface Hub {
  join(send: SendShared): HubReader;
}

interface HubReader {
  /** From now on results are sent. Resolves when the execution has ended and the last result is away, or at `leave`. */
  follow(): Promise<void>;
  leave(): void;
}

function startHub(
  { subscribe, write }: SharedProgressOptions,
  args: ExecutionArgs,
  { key, hubs }: { readonly key: string; readonly hubs: Map<string, Hub> },
): Hub {
  const readers = new Set<Reader>();
  let ended: End | null = null;
  const source = subscribe(args);
  const end = (how: End): void => {
    if (ended !== null) return;
    ended = how;
    if (hubs.get(key) === hub) hubs.delete(key);
    for (const reader of readers) reader.end(how);
  };
  const stop = async (): Promise<void> => {
    end({ error: null });
    const results = await source.catch(() => null);
    if (results !== null && isIterable(results)) await results[Symbol.asyncIterator]().return?.();
  };
  const run = async (): Promise<void> => {
    const results = await source;
    if (!isIterable(results)) return;
    let isFirst = true;
    for await (const result of results) {
      // Every reader takes a snapshot of its own.
      if (!isFirst) {
        const shared = new SharedResult(() => write(result));
        for (const reader of readers) reader.give(shared);
      }
      isFirst = false;
    }
  };
  const hub: Hub = {
    join(send) {
      const reader = new Reader(send);
      readers.add(reader);
      return {
        follow: () => reader.follow(),
        leave() {
          readers.delete(reader);
          reader.leave();
          if (readers.size === 0 && ended === null) void stop();
        },
      };
    },
  };
  hubs.set(key, hub);
  run().then(
    () => end({ error: null }),
    (error: unknown) => end({ error }),
  );
  return hub;
}

/** Null: as it should. */
interface End {
  readonly error: unknown;
}

/** Who watches: is given each result that comes while nothing is on its way, and else the newest when that is away. */
class Reader {
  readonly #send: SendShared;
  readonly #done = Promise.withResolvers<void>();
  #pending: SharedResult | null = null;
  #end: End | null = null;
  /** Until the snapshot is away, and while a result is on its way. */
  #isBusy = true;

  constructor(send: SendShared) {
    this.#send = send;
    // An error is told to who follows.
    this.#done.promise.catch(() => {});
  }

  follow(): Promise<void> {
    this.#next();
    return this.#done.promise;
  }

  give(result: SharedResult): void {
    this.#pending = result;
    if (!this.#isBusy) this.#next();
  }

  end(how: End): void {
    this.#end = how;
    if (!this.#isBusy) this.#next();
  }

  leave(): void {
    this.#pending = null;
    this.#isBusy = true;
    this.#done.resolve();
  }

  readonly #next = (): void => {
    const result = this.#pending;
    this.#isBusy = result !== null;
    if (result !== null) {
      this.#pending = null;
      this.#send(result, this.#next);
    } else if (this.#end !== null) {
      if (this.#end.error === null) this.#done.resolve();
      else this.#done.reject(this.#end.error);
    }
  };
}

/** The own snapshot, and its end when there is nothing more to send; `return` leaves at once. */
function readerOf(
  own: AsyncIterable<ExecutionResult>,
  reader: HubReader,
): AsyncGenerator<ExecutionResult, void, void> {
  const snapshot = own[Symbol.asyncIterator]();
  let isFirst = true;
  const done = { done: true, value: undefined } as const;
  const leave = async () => {
    reader.leave();
    await snapshot.return?.();
    return done;
  };
  // The server looks for the whole of a generator.
  const generator: AsyncGenerator<ExecutionResult, void, void> = {
    async next() {
      if (isFirst) {
        isFirst = false;
        const first = await snapshot.next();
        await snapshot.return?.();
        return first.done === true ? done : { done: false, value: first.value };
      }
      await reader.follow();
      return done;
    },
    return: leave,
    async throw(error) {
      await leave();
      throw error;
    },
    [Symbol.asyncIterator]: () => generator,
    async [Symbol.asyncDispose]() {
      await leave();
    },
  };
  return generator;
}

function isIterable(results: Results): results is AsyncIterable<ExecutionResult> {
  return Symbol.asyncIterator in results;
}
