/** GraphQL as the command line speaks it: requests over HTTP, subscriptions over WebSocket, errors as sentences. */
import { createClient } from "graphql-ws";
import { CommandFailed, UsageError, type CliContext } from "./context.ts";
import type { FlagTable } from "./flags.ts";
import { loadCliConfig } from "./load-config.ts";

export const serverFlags = {
  url: {
    kind: "value",
    value: "URL",
    meaning: "the server to ask; else STEVEDORE_URL, else that of this machine, by HOST and PORT",
  },
  "access-token": {
    kind: "value",
    value: "TOKEN",
    meaning: "where the server asks for one; better STEVEDORE_TOKEN, which others do not see",
  },
} as const satisfies FlagTable;

type Variables = Readonly<Record<string, unknown>>;

export interface ApiClient {
  /** Without a slash at its end. */
  readonly url: string;
  /** @throws ApiError, or CommandFailed when there is no answer. */
  query<Data>(document: string, variables?: Variables): Promise<Data>;
  /** The bytes at a path of the server. @throws ApiError, or CommandFailed when there is no answer. */
  download(path: string): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Ends when the server completes it, or the signal aborts.
   * @throws ApiError, or ConnectionLost.
   */
  subscribe<Data>(
    document: string,
    variables: Variables,
    signal: AbortSignal,
  ): AsyncGenerator<Data, void, void>;
}

/** The server answered with errors; the message has one line for each. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly codes: readonly string[];
  /** Where a query of a filter cannot be read; null when it is something else. */
  readonly ofQuery: QueryError | null;

  constructor(errors: readonly GraphQLErrorShape[]) {
    super(errors.map(formatError).join("\n"));
    this.codes = errors.map(codeOf);
    const [error] = errors;
    const place = error?.extensions?.["query"] as Omit<QueryError, "message"> | undefined;
    this.ofQuery = error && place ? { message: error.message, ...place } : null;
  }
}

/** Characters of the query from the first to before the last. */
interface QueryError {
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

/** A subscription ended without the server having completed it. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** An error as GraphQL over HTTP has it. */
export interface GraphQLErrorShape {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** What stands in the `errors` of a payload. */
export interface PayloadError {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
}

/** @throws ApiError when the payload has errors. */
export function refuseErrors(errors: readonly PayloadError[]): void {
  if (errors.length === 0) return;
  throw new ApiError(
    errors.map(({ code, message, path }) => ({ message, path, extensions: { code } })),
  );
}

function formatError(error: GraphQLErrorShape): string {
  const path = (error.path ?? []).join(".");
  return [path, codeOf(error), error.message].filter((part) => part !== "").join(": ");
}

function codeOf({ extensions }: GraphQLErrorShape): string {
  const code = extensions?.["code"];
  return typeof code === "string" ? code : "";
}

/**
 * Where a server of this machine listens that has the same configuration as this process.
 * @throws ConfigError, UsageError
 */
function localUrl(context: Pick<CliContext, "env">): string {
  const { host, port } = loadCliConfig(context, undefined).config;
  if (port === 0)
    throw new UsageError("PORT is 0, so nobody knows where the server listens; give --url.");
  const reached = { "0.0.0.0": "127.0.0.1", "::": "[::1]" }[host] ?? host;
  return `http://${reached.includes(":") && !reached.startsWith("[") ? `[${reached}]` : reached}:${port}`;
}

/** The server of `--url`, or of the environment; undefined when neither names one. @throws UsageError */
export function givenUrl({ env }: Pick<CliContext, "env">, flag: string | undefined) {
  const text = flag ?? env["STEVEDORE_URL"];
  if (text === undefined || text === "") return undefined;
  const where = flag === undefined ? "STEVEDORE_URL" : "--url";
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new UsageError(`${where} takes an address like http://127.0.0.1:4000, not ${text}.`);
  return text.replace(/\/+$/, "").replace(/\/graphql$/, "");
}

export function connect(
  context: Pick<CliContext, "env">,
  flags: { readonly url: string | undefined; readonly "access-token": string | undefined },
): ApiClient {
  const url = givenUrl(context, flags.url) ?? localUrl(context);
  return createApiClient({ url, token: givenToken(context, flags["access-token"]) });
}

/** The token of `--access-token`, or of the environment; null when there is none. */
export function givenToken({ env }: Pick<CliContext, "env">, flag: string | undefined) {
  const token = (flag ?? env["STEVEDORE_TOKEN"] ?? "").trim();
  return token === "" ? null : token;
}

/** Where a server is and what to show there; `url` without a slash at its end. */
interface Server {
  readonly url: string;
  readonly token: string | null;
}

export function createApiClient(server: Server): ApiClient {
  return {
    url: server.url,
    query: <Data>(query: string, variables: Variables = {}) =>
      send<Data>(server, { query, variables }),
    download: (path) => download(server, path),
    subscribe: (query, variables, signal) => subscribe(server, { query, variables }, signal),
  };
}

interface GraphQLRequest {
  readonly query: string;
  readonly variables: Variables;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLErrorShape[];
}

async function send<Data>({ url, token }: Server, request: GraphQLRequest): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      ...authorizationOf(token),
    },
    body: JSON.stringify(request),
  }).catch((cause: unknown) => {
    throw unreachableServer(url, cause);
  });
  const text = await response.text().catch((cause: unknown) => {
    throw new CommandFailed(`${url} broke off its answer.`, { cause });
  });
  const answer = readAnswer(text);
  if (answer === null) {
    throw new CommandFailed(
      `${url} answers with HTTP ${response.status} and not with GraphQL; is it a Stevedore server?`,
    );
  }
  if (answer.errors !== undefined && answer.errors.length > 0) throw new ApiError(answer.errors);
  return answer.data as Data;
}

function authorizationOf(token: string | null): { readonly authorization?: string } {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

async function download({ url, token }: Server, path: string): Promise<AsyncIterable<Uint8Array>> {
  const response = await fetch(`${url}${path}`, { headers: authorizationOf(token) }).catch(
    (cause: unknown) => {
      throw unreachableServer(url, cause);
    },
  );
  if (response.ok && response.body !== null) return response.body;
  const answer = readAnswer(await response.text().catch(() => ""));
  if (answer?.errors !== undefined) throw new ApiError(answer.errors);
  throw new CommandFailed(
    `${url} answers with HTTP ${response.status} and not with a file; is it a Stevedore server?`,
  );
}

function readAnswer(text: string): Answer | null {
  try {
    const answer = JSON.parse(text) as unknown;
    const isAnswer =
      typeof answer === "object" && answer !== null && ("data" in answer || "errors" in answer);
    return isAnswer ? (answer as Answer) : null;
  } catch {
    return null;
  }
}

function unreachableServer(url: string, error: unknown): CommandFailed {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const message =
    code === "ECONNREFUSED"
      ? `No server answers at ${url}; start one with \`npm start\` or pass --url.`
      : `${url} cannot be reached${code === "" ? "" : ` (${code})`}.`;
  return new CommandFailed(message, { cause: error });
}

async function* subscribe<Data>(
  { url, token }: Server,
  request: GraphQLRequest,
  signal: AbortSignal,
): AsyncGenerator<Data, void, void> {
  // When to try again is for the caller to decide, who knows what it already has.
  const client = createClient({
    url: `${url.replace(/^http/, "ws")}/graphql`,
    retryAttempts: 0,
    ...(token === null ? {} : { connectionParams: { token } }),
  });
  const results = client.iterate(request);
  const end = () => void results.return?.();
  signal.addEventListener("abort", end, { once: true });
  try {
    if (signal.aborted) return;
    for await (const { data, errors } of results) {
      if (errors !== undefined) throw new ApiError(errors);
      yield data as Data;
    }
  } catch (error) {
    throw subscriptionError(url, error);
  } finally {
    signal.removeEventListener("abort", end);
    await client.dispose();
  }
}

/** graphql-ws throws a list of GraphQL errors, or the event that ended the socket. */
function subscriptionError(url: string, error: unknown): Error {
  if (error instanceof ApiError) return error;
  if (Array.isArray(error)) return new ApiError(error as readonly GraphQLErrorShape[]);
  return new ConnectionLost(`The connection to ${url} was lost.`, { cause: error });
}
