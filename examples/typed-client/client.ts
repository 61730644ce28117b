/**
 * A client of the GraphQL API, typed by the schema alone: every answer has the type of its document. It knows nothing else
 * of the engine, so it can be copied into a project of its own, with graphql-ws beside it.
 */
import { createClient } from "graphql-ws";
import {
  JobChangesDocument,
  JobEventsDocument,
  type JobChangesSubscription,
  type JobEventsSubscription,
  type JobFilter,
  type TypedDocumentString,
} from "./generated.ts";

export interface StevedoreOptions {
  /** Of the server, as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly token?: string;
  /** How long to wait before connecting again; told of each lost connection. */
  readonly waitMs?: (lost: number) => number;
}

export interface StevedoreClient {
  /** @throws StevedoreError with the codes of the server's errors. */
  request<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result>;
  /** Every event of a job once, in order, whatever happens to the connection. Ends when `signal` aborts. */
  events(options: {
    readonly jobId: string;
    /** The cursor of the last event that was handled; else from the first. */
    readonly after?: string;
    readonly signal: AbortSignal;
  }): AsyncGenerator<JobEventsSubscription["jobEvents"], void>;
  /** What becomes of a list after its `cursor`. */
  changes(options: {
    readonly after: string;
    readonly filter?: JobFilter;
    readonly signal: AbortSignal;
  }): AsyncGenerator<JobChangesSubscription["jobs"], void>;
}

/** The server answered with errors; a client can go by their codes. */
export class StevedoreError extends Error {
  override readonly name = "StevedoreError";
  readonly codes: readonly string[];

  constructor(errors: readonly GraphQLErrorShape[]) {
    super(errors.map(({ message }) => message).join("\n"));
    this.codes = errors.map(({ extensions }) => extensions?.code ?? "");
  }
}

interface GraphQLErrorShape {
  readonly message: string;
  readonly extensions?: { readonly code?: string };
}

export function createStevedoreClient(options: StevedoreOptions): StevedoreClient {
  return {
    request: (document, variables) => request(options, document, variables),
    async *events({ jobId: id, after, signal }) {
      const messages = resumed(options, {
        document: JobEventsDocument,
        variablesAfter: (cursor) =>
          cursor === undefined ? { id, fromStart: true } : { id, after: cursor, fromStart: false },
        cursorOf: ({ jobEvents }) => jobEvents.cursor,
        after,
        signal,
      });
      for await (const { jobEvents } of messages) yield jobEvents;
    },
    async *changes({ after, filter, signal }) {
      const messages = resumed(options, {
        document: JobChangesDocument,
        variablesAfter: (cursor) => ({ filter: filter ?? null, after: cursor ?? null }),
        cursorOf: ({ jobs }) => jobs.cursor,
        after,
        signal,
      });
      for await (const { jobs } of messages) yield jobs;
    },
  };
}

async function request<Result, Variables>(
  { url, token }: StevedoreOptions,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors } = (await response.json()) as {
    readonly data?: Result;
    readonly errors?: readonly GraphQLErrorShape[];
  };
  if (errors !== undefined) throw new StevedoreError(errors);
  return data as Result;
}

interface Resumed<Data, Variables> {
  readonly document: TypedDocumentString<Data, Variables>;
  readonly variablesAfter: (cursor: string | undefined) => Variables;
  readonly cursorOf: (data: Data) => string;
  readonly after: string | undefined;
  readonly signal: AbortSignal;
}

/** Subscribes again, after the last cursor, whenever the connection is lost; errors of the server end it. */
async function* resumed<Data, Variables extends Readonly<Record<string, unknown>>>(
  { url, token, waitMs = usualWaitMs }: StevedoreOptions,
  { document, variablesAfter, cursorOf, after, signal }: Resumed<Data, Variables>,
): AsyncGenerator<Data, void> {
  let cursor = after;
  for (let lost = 0; !signal.aborted; lost++) {
    const client = createClient({
      url: `${url.replace(/^http/, "ws")}/graphql`,
      retryAttempts: 0,
      ...(token === undefined ? {} : { connectionParams: { token } }),
    });
    const query = document.toString();
    const results = client.iterate<Data>({ query, variables: variablesAfter(cursor) });
    const end = () => void results.return?.();
    signal.addEventListener("abort", end, { once: true });
    try {
      for await (const { data, errors } of results) {
        if (errors !== undefined) throw new StevedoreError(errors);
        if (data === undefined || data === null) continue;
        cursor = cursorOf(data);
        lost = 0;
        yield data;
      }
      return; // completed by the server, or ended by the signal
    } catch (error) {
      if (Array.isArray(error)) throw new StevedoreError(error as GraphQLErrorShape[]);
      // All else is the connection: what was sent and not received comes again after the cursor.
      if (error instanceof StevedoreError) throw error;
    } finally {
      signal.removeEventListener("abort", end);
      await client.dispose();
    }
    await sleep(waitMs(lost + 1), signal);
  }
}

const usualWaitMs = (lost: number) => Math.min(250 * 2 ** lost, 10_000);

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
