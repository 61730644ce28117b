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
  type GraphQLFormattedError,
  type GraphQLSchema,
} from "graphql/index.js";
import { makeHandler } from "graphql-ws/use/@fastify/websocket";
import type { SubscribePayload } from "graphql-ws";
import { checkLimits } from "./check-limits.ts";
import type { Authenticator } from "../access/authenticate.ts";
import { admittedNow, type Caller } from "../access/caller.ts";
import { callerOf } from "../access/gate.ts";
import { admit } from "../access/socket-access.ts";
import { checkPermission } from "./check-permission.ts";
import type { Context, LogEntry } from "./context.ts";
import { apiError, presentError, type ErrorCode } from "./errors.ts";
import { limits } from "./limits.ts";
import { createSendShared } from "./shared-frames.ts";
import { createSharedProgress, type SendShared } from "./shared-progress.ts";

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

/** What a subscription is run with, and how what it shares with others is sent. */
interface SocketArgs extends ExecutionArgs {
  readonly send: SendShared;
}

function createProtocolHandler(dependencies: SocketDependencies): SocketHandler {
  const { schema, newContext, log } = dependencies;
  const progress = createSharedProgress({
    subscribe: async (args) => subscribe(args),
    write: (result) => JSON.stringify(presentResult(result, log)),
  });
  return makeHandler({
    subscribe: (args) =>
      progress.subscribe(args, (args as SocketArgs).send) as ReturnType<typeof subscribe>,
    // Closes tell no more than their code.
    isProd: true,
    onConnect: ({ extra, connectionParams }) => admit(extra, connectionParams, dependencies),
    onSubscribe: ({ subscriptions, extra }, id, payload) => {
      if (Object.keys(subscriptions).length > limits.subscriptionsMax) {
        return [
          apiError(
            "RATE_LIMITED",
            `At most ${limits.subscriptionsMax} operations may be open on one connection.`,
          ),
        ];
      }
      const admission = admittedNow(callerOf(extra.request));
      if ("unmet" in admission) return [apiError("FORBIDDEN", admission.unmet)];
      const { caller } = admission;
      const prepared = prepare(payload, { schema, caller });
      if ("errors" in prepared) return prepared.errors;
      const { socket, request } = extra;
      const send = createSendShared({ socket, stream: request.raw.socket }, id);
      return { ...prepared.args, contextValue: newContext(caller), send } satisfies SocketArgs;
    },
    onError: (_, __, ___, errors) => errors.map((error) => present(error, log)),
    onNext: (_, __, ___, ____, result) => presentResult(result, log),
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
