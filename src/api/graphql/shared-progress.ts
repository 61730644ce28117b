/**
 * One execution for all who watch the same job in the same way: equal document, variables and permissions. Each gets a
 * snapshot of its own, and then what the one execution gives, conflated: who is slow gets the newest, and holds up nobody.
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
  #text: string | null = null;
  constructor(write: () => string) {
    this.#write = write;
  }
  get text(): string {
    this.#text ??= this.#write();
    return this.#text;
  }
}

type Results = AsyncIterable<ExecutionResult> | ExecutionResult;

export interface SharedProgressOptions {
  readonly subscribe: (args: ExecutionArgs) => Promise<Results>;
  /** A result as a client sees it. */
  readonly write: (result: ExecutionResult) => string;
}

export interface SharedProgress {
  /** Executions that run; for tests. */
  readonly running: number;
  /** As `subscribe` of GraphQL; the results of a job's progress may be shared ones. */
  subscribe(
    args: ExecutionArgs,
  ): Promise<AsyncIterable<ExecutionResult | SharedResult> | ExecutionResult>;
}

export function createSharedProgress(options: SharedProgressOptions): SharedProgress {
  const hubs = new Map<string, Hub>();
  return {
    get running() {
      return hubs.size;
    },
    async subscribe(args) {
      const key = keyOf(args);
      if (key === null) return options.subscribe(args);
      // Joined before the snapshot is taken, so that nothing falls in between.
      const hub = hubs.get(key) ?? startHub(options, args, { key, hubs });
      const reader = hub.join();
      try {
        const own = await options.subscribe(args);
        if (!isIterable(own)) {
          reader.leave();
          return own;
        }
        return readerOf(own, reader);
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
  join(): HubReader;
}

interface HubReader {
  /** The newest result that was not taken yet; undefined when the execution has ended. */
  next(): Promise<SharedResult | undefined>;
  leave(): void;
}

interface Waiting {
  pending: SharedResult | null;
  wake: (() => void) | null;
}

function startHub(
  { subscribe, write }: SharedProgressOptions,
  args: ExecutionArgs,
  { key, hubs }: { readonly key: string; readonly hubs: Map<string, Hub> },
): Hub {
  const readers = new Set<Waiting>();
  let ended = false;
  let failure: { readonly error: unknown } | null = null;
  const source = subscribe(args);
  const end = (): void => {
    ended = true;
    if (hubs.get(key) === hub) hubs.delete(key);
    for (const reader of readers) reader.wake?.();
  };
  const stop = async (): Promise<void> => {
    end();
    const results = await source.catch(() => null);
    if (results !== null && isIterable(results)) await results[Symbol.asyncIterator]().return?.();
  };
  const run = async (): Promise<void> => {
    const results = await source;
    if (!isIterable(results)) return;
    let isFirst = true;
    for await (const result of results) {
      // Every reader takes a snapshot of its own.
      if (!isFirst) publish(readers, new SharedResult(() => write(result)));
      isFirst = false;
    }
  };
  const hub: Hub = {
    join() {
      const waiting: Waiting = { pending: null, wake: null };
      readers.add(waiting);
      return {
        async next() {
          for (;;) {
            const { pending } = waiting;
            waiting.pending = null;
            if (pending !== null) return pending;
            if (failure !== null) throw failure.error;
            if (ended || !readers.has(waiting)) return undefined;
            await new Promise<void>((resolve) => {
              waiting.wake = resolve;
            });
            waiting.wake = null;
          }
        },
        leave() {
          readers.delete(waiting);
          waiting.wake?.();
          if (readers.size === 0 && !ended) void stop();
        },
      };
    },
  };
  hubs.set(key, hub);
  run()
    .catch((error: unknown) => {
      failure = { error };
    })
    .finally(end);
  return hub;
}

function publish(readers: Iterable<Waiting>, result: SharedResult): void {
  for (const reader of readers) {
    reader.pending = result;
    reader.wake?.();
  }
}

/** The own snapshot, then what is shared; `return` leaves at once. The server looks for the whole of a generator. */
function readerOf(
  own: AsyncIterable<ExecutionResult>,
  reader: HubReader,
): AsyncGenerator<ExecutionResult | SharedResult, void, void> {
  const snapshot = own[Symbol.asyncIterator]();
  let isFirst = true;
  const done = { done: true, value: undefined } as const;
  const leave = async () => {
    reader.leave();
    await snapshot.return?.();
    return done;
  };
  const generator: AsyncGenerator<ExecutionResult | SharedResult, void, void> = {
    async next() {
      if (isFirst) {
        isFirst = false;
        const first = await snapshot.next();
        await snapshot.return?.();
        return first.done === true ? done : { done: false, value: first.value };
      }
      const value = await reader.next();
      return value === undefined ? done : { done: false, value };
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
