/**
 * One schema behind two doors: Apollo Server answers HTTP, graphql-ws answers WebSockets (`graphql-transport-ws`). Both
 * keep the same limits and show errors alike.
 */
import { randomUUID } from "node:crypto";
import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import { unwrapResolverError } from "@apollo/server/errors";
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import { OperationTypeNode } from "graphql/index.js";
import type { RouteHandlerMethod } from "fastify";
import { systemClock } from "../../lib/clock.ts";
import { checkLimits } from "./check-limits.ts";
import type { Authenticator } from "../access/authenticate.ts";
import { callerOf } from "../access/gate.ts";
import type { Caller } from "../access/caller.ts";
import { narrow } from "../access/narrow.ts";
import { checkPermission } from "./check-permission.ts";
import type { ApiDependencies, Context } from "./context.ts";
import { apiError, presentError } from "./errors.ts";
import { limits } from "./limits.ts";
import { createSchema } from "./schema.ts";
import { createSocketHandler, type SocketHandler } from "./sockets.ts";

export interface GraphQLServer {
  /** For GET and POST. */
  readonly handler: RouteHandlerMethod;
  /** For WebSocket upgrades of the same address. */
  readonly socketHandler: SocketHandler;
  /** Ends what is left; the HTTP server has drained before. */
  stop(): Promise<void>;
}

export interface GraphQLServerDependencies extends ApiDependencies {
  readonly authenticator: Authenticator;
}

export async function createGraphQLServer({
  authenticator,
  ...dependencies
}: GraphQLServerDependencies): Promise<GraphQLServer> {
  const schema = createSchema();
  const { log } = dependencies;
  const newContext = (caller: Caller): Context => ({
    ...narrow({ clock: systemClock, ...dependencies }, caller),
    caller,
    correlationId: randomUUID(),
  });
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokensMax },
    formatError: (formatted, error) => presentError(formatted, unwrapResolverError(error), log),
    logger: apolloLogger(log),
    plugins: [
      limitsPlugin,
      // Its landing page loads scripts from another origin; the others would report to one.
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
    ],
  });
  await apollo.start();
  return {
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => newContext(callerOf(request)),
    }),
    socketHandler: createSocketHandler({
      schema,
      newContext,
      authenticator,
      now: dependencies.now,
      log,
    }),
    stop: () => apollo.stop(),
  };
}

/** After validation, so that only documents without cycles are measured, and with the variables in hand. */
const limitsPlugin: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ schema, document, request, operation, contextValue }) {
        if (operation !== undefined) checkPermission(operation, contextValue.caller);
        if (operation?.operation === OperationTypeNode.SUBSCRIPTION) throw needsSocket();
        const variables = request.variables ?? {};
        const [error] = checkLimits({ schema, document, variables });
        if (error !== undefined) throw error;
      },
    };
  },
};

function needsSocket() {
  const message =
    "Subscriptions need a WebSocket (graphql-transport-ws) at the same address; an HTTP request takes queries and mutations.";
  return apiError("BAD_REQUEST", message, { http: { status: 400 } });
}

function apolloLogger(log: ApiDependencies["log"]) {
  const write = (level: "info" | "warn" | "error") => (message: unknown) =>
    log({ level, message: String(message) });
  return { debug: () => {}, info: write("info"), warn: write("warn"), error: write("error") };
}
