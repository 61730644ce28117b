/** GraphQL over WebSocket: the same parsing, limits and errors as over HTTP. */
import {
  getOperationAST,
  GraphQLError,
  parse,
  subscribe,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from "graphql/index.js";
import { makeHandler } from "graphql-ws/use/@fastify/websocket";
import type { SubscribePayload } from "graphql-ws";
import { checkLimits } from "./check-limits.ts";
import type { Authenticator } from "../access/authenticate.ts";
import type { Caller } from "../access/caller.ts";
import { callerOf } from "../access/gate.ts";
import { admit } from "../access/socket-access.ts";
import { checkPermission } from "./check-permission.ts";
import type { Context, LogEntry } from "./context.ts";
import { apiError, presentError, type ErrorCode } from "./errors.ts";
import { limits } from "./limits.ts";
import { createSharedProgress, SharedResult } from "./shared-progress.ts";

export type SocketHandler = ReturnType<typeof makeHandler>;

interface SocketDependencies {
  readonly schema: GraphQLSchema;
  readonly newContext: (caller: Caller) => Context;
  readonly authenticator: Authenticator;
  readonly now: () => Date;
  readonly log: (entry: LogEntry) => void;
}

export function createSocketHandler(dependencies: SocketDependencies): SocketHandler {
  const { log } = dependencies;
  const handle = createProtocolHandler(dependencies);
  return function handleSocket(socket, request) {
    sendShared(socket);
    const ended = handle.call(this, socket, request);
    // Broken frames and messages beyond the limit. They close the socket by themselves, and graphql-ws and the plugin
    // would write them to the console.
    socket.removeAllListeners("error");
    socket.on("error", (error) => {
      log({ level: "warn", message: "a WebSocket broke", error });
    });
    return ended;
  };
}

/** Stands in a message where the text of a shared result goes. */
const sharedMark = "~";
/** No other message ends so: a payload is never text. */
const sharedEnd = `"payload":"${sharedMark}"}`;

/**
 * A result that many are given is written as JSON once. `graphql-ws` writes each message and sends it in the same breath,
 * so what the replacer met last is what belongs into the message.
 */
let lastShared: SharedResult | null = null;

function replaceShared(this: unknown, _: string, value: unknown): unknown {
  if (!(value instanceof SharedResult)) return value;
  lastShared = value;
  return sharedMark;
}

function sendShared(socket: Parameters<SocketHandler>[0]): void {
  const send = socket.send.bind(socket) as (data: string, sent: (error?: Error) => void) => void;
  const sendWhole = (data: string, sent: (error?: Error) => void): void => {
    // What was written for a socket that had closed meanwhile was never sent.
    if (lastShared === null || !data.endsWith(sharedEnd)) return send(data, sent);
    const { text } = lastShared;
    lastShared = null;
    send(`${data.slice(0, -sharedEnd.length)}"payload":${text}}`, sent);
  };
  Object.assign(socket, { send: sendWhole });
}

function createProtocolHandler(dependencies: SocketDependencies): SocketHandler {
  const { schema, newContext, log } = dependencies;
  const progress = createSharedProgress({
    subscribe: async (args) => subscribe(args),
    write: (result) => JSON.stringify(presentResult(result, log)),
  });
  return makeHandler({
    jsonMessageReplacer: replaceShared,
    subscribe: (args) => progress.subscribe(args) as ReturnType<typeof subscribe>,
    // Closes tell no more than their code.
    isProd: true,
    onConnect: ({ extra, connectionParams }) => admit(extra, connectionParams, dependencies),
    onSubscribe: ({ subscriptions, extra }, _, payload) => {
      if (Object.keys(subscriptions).length > limits.subscriptionsMax) {
        return [
          apiError(
            "RATE_LIMITED",
            `At most ${limits.subscriptionsMax} operations may be open on one connection.`,
          ),
        ];
      }
      const caller = callerOf(extra.request);
      const prepared = prepare(payload, { schema, caller });
      return "errors" in prepared
        ? prepared.errors
        : { ...prepared.args, contextValue: newContext(caller) };
    },
    onError: (_, __, ___, errors) => errors.map((error) => present(error, log)),
    onNext: (_, __, ___, ____, result) =>
      // Given back as it is: what is given back is put into the message whole.
      result instanceof SharedResult
        ? (result as unknown as FormattedExecutionResult)
        : presentResult(result, log),
  });
}

type Prepared =
  | { readonly args: ExecutionArgs }
  | { readonly errors: readonly [GraphQLError, ...GraphQLError[]] };

/** What Apollo Server does with a request before it runs it. */
function prepare(
  payload: SubscribePayload,
  { schema, caller }: { readonly schema: GraphQLSchema; readonly caller: Caller },
): Prepared {
  const variables = payload.variables ?? {};
  let document: DocumentNode;
  try {
    document = parse(payload.query, { maxTokens: limits.tokensMax });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { errors: [coded(error, "GRAPHQL_PARSE_FAILED")] };
  }
  const [invalid, ...others] = validate(schema, document);
  if (invalid !== undefined) {
    const code = "GRAPHQL_VALIDATION_FAILED";
    return { errors: [coded(invalid, code), ...others.map((error) => coded(error, code))] };
  }
  const operation = getOperationAST(document, payload.operationName);
  if (!operation) {
    const message =
      "Name the operation that is meant: the document has none of this name, or several.";
    return { errors: [apiError("OPERATION_RESOLUTION_FAILURE", message)] };
  }
  try {
    checkPermission(operation, caller);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { errors: [error] };
  }
  const [tooLarge] = checkLimits({ schema, document, variables });
  if (tooLarge !== undefined) return { errors: [tooLarge] };
  const { operationName } = payload;
  return {
    args: { schema, document, operationName: operationName ?? null, variableValues: variables },
  };
}

function coded(error: GraphQLError, code: ErrorCode): GraphQLError {
  const { nodes, source, positions, path } = error;
  const place = { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null };
  return new GraphQLError(error.message, { ...place, path: path ?? null, extensions: { code } });
}

interface Result {
  readonly data?: ExecutionResult["data"] | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
}

function presentResult({ data, errors }: Result, log: SocketDependencies["log"]) {
  const shown = data === undefined ? {} : { data };
  if (errors === undefined) return shown;
  // Without data nothing was run: variables that do not fit their types.
  const isRequestError = data === undefined;
  return {
    ...shown,
    errors: errors.map((error) =>
      present(isRequestError && isUncoded(error) ? coded(error, "BAD_USER_INPUT") : error, log),
    ),
  };
}

function isUncoded(error: GraphQLError): boolean {
  return error.extensions["code"] === undefined && error.path === undefined;
}

function present(error: GraphQLError, log: SocketDependencies["log"]): GraphQLFormattedError {
  return presentError(error.toJSON(), error.originalError ?? error, log);
}
