/** One HTTP server: `/graphql` for requests and WebSockets, and what a supervisor asks. */
import fastifyWebsocket from "@fastify/websocket";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { handleProtocols } from "graphql-ws";
import { assert } from "../lib/assert.ts";
import type { Reading } from "../lib/meter.ts";
import type { Authenticator } from "./access/authenticate.ts";
import { addDownloads } from "./downloads-route.ts";
import { addGate } from "./access/gate.ts";
import { addExplorer } from "./explorer.ts";
import { addAuditRoute } from "./audit-route.ts";
import { addConsoleFiles, belowBase, readConsole, sendPage, type Console } from "./console.ts";
import { addMetrics } from "./metrics.ts";
import { addSafeHeaders, refuseOtherBodies } from "./safe-http.ts";
import { assertMayListen } from "./access/origins.ts";
import type { ApiDependencies } from "./graphql/context.ts";
import { errorBody, maskError, type ErrorCode } from "./graphql/errors.ts";
import { limits } from "./graphql/limits.ts";
import { createGraphQLServer } from "./graphql/server.ts";

export interface HttpServerDependencies extends ApiDependencies {
  /** Address to listen on; only loopback is taken while nobody needs a token. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Names that the server answers to beside those of loopback. */
  readonly hostNames: readonly string[];
  /** Proxies that are believed when they tell whose request they pass on; none when left out. */
  readonly trustedProxies?: readonly string[];
  readonly authenticator: Authenticator;
  /** Whether `/metrics` needs no token. */
  readonly metricsOpen: boolean;
  /** What the executors of this process have counted. */
  readonly reading: () => Reading;
  /** How patient it is with connections; as `limits` say when left out. */
  readonly timeouts?: Timeouts;
  /** Where the built console lies, and the path under which browsers see this server, `/` or as `/batch/`. */
  readonly console: { readonly folder: string; readonly basePath: string };
}

type Timeouts = Readonly<Record<"requestMs" | "requestCheckMs" | "idleMs", number>>;

export interface HttpServer {
  /** Where it listens, as `http://127.0.0.1:4000`; asserts that it does. */
  readonly url: string;
  /** Resolves to `url`. @throws NotLoopback */
  listen(): Promise<string>;
  /** Takes no more requests, lets those in hand finish, closes WebSockets with 1001. */
  close(): Promise<void>;
}

/** How long WebSockets may take to answer a close, and requests to finish. */
const closeMs = { sockets: 1_000, requests: 10_000 } as const;

export function createHttpServer(dependencies: HttpServerDependencies): HttpServer {
  const { host, port } = dependencies;
  let running: { readonly url: string; readonly close: () => Promise<void> } | null = null;
  let closed: Promise<void> | null = null;
  return {
    get url() {
      assert(running !== null, "the HTTP server listens");
      return running.url;
    },
    async listen() {
      assert(running === null, "an HTTP server listens once");
      assertMayListen(host, dependencies.authenticator);
      const graphql = await createGraphQLServer(dependencies);
      const app = await createApp(dependencies, graphql);
      const url = await app.listen({ host, port });
      running = { url, close: () => closeAll(app, graphql) };
      return url;
    },
    async close() {
      closed ??= running?.close() ?? null;
      await closed;
    },
  };
}

type GraphQL = Awaited<ReturnType<typeof createGraphQLServer>>;

async function createApp(
  dependencies: HttpServerDependencies,
  graphql: GraphQL,
): Promise<FastifyInstance> {
  const { folder, basePath } = dependencies.console;
  const pages = readConsole(folder, basePath);
  const { timeouts = limits, trustedProxies = [] } = dependencies;
  const app = fastify({
    bodyLimit: limits.bodyBytesMax,
    logger: false,
    // `request.ip`: the last address in X-Forwarded-For that is not such a proxy. Nothing else that it tells is used.
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    rewriteUrl: ({ url }) => belowBase(url ?? "/", basePath),
    requestTimeout: timeouts.requestMs,
    connectionTimeout: timeouts.idleMs,
    http: {
      headersTimeout: timeouts.requestMs,
      connectionsCheckingInterval: timeouts.requestCheckMs,
      maxHeaderSize: limits.headerBytesMax,
    },
  });
  app.server.maxConnections = limits.connectionsMax;
  app.addHook("onSend", addSafeHeaders);
  app.removeContentTypeParser("text/plain");
  // Before the hook below: it is what ends the connection of an upgrade that is refused.
  await app.register(fastifyWebsocket, {
    options: { maxPayload: limits.messageBytesMax, handleProtocols },
    preClose: closeSockets,
  });
  addGate(app, dependencies);
  app.addHook("onRequest", refuseOtherBodies);
  app.setErrorHandler<FastifyError>(async (error, _, reply) => {
    const { status, body } = describeError(error, dependencies);
    await reply.code(status).send(body);
  });
  app.setNotFoundHandler(async (request, reply) => {
    if (await sendPage(pages, request, reply)) return;
    const { method, url } = request;
    const message = `There is nothing at ${method} ${url.slice(0, 200)}. ${endpoints}`;
    await reply.code(404).send(errorBody("NOT_FOUND", message));
  });
  addAuditRoute(app, dependencies);
  addExplorer(app);
  addMetrics(app, dependencies);
  addRoutes(app, dependencies, { graphql, pages });
  addConsoleFiles(app, pages);
  addDownloads(app, dependencies);
  return app;
}

const endpoints =
  "POST /graphql takes GraphQL over HTTP, and WebSockets (graphql-transport-ws) connect to the same address; a browser finds a page to try it on at /explorer; GET /metrics gives numbers to Prometheus, GET /healthz tells whether the process runs, GET /readyz whether it has read its log.";

const notBuilt = "The console is not built: npm run console:build makes it.\n";

function addRoutes(
  app: FastifyInstance,
  { readModels, eventStoreStatus, version }: HttpServerDependencies,
  { graphql, pages }: { readonly graphql: GraphQL; readonly pages: Console },
): void {
  app.get("/", async (request, reply) => {
    if (await sendPage(pages, request, reply)) return;
    const hint = pages.page === null ? notBuilt : "";
    await reply
      .type("text/plain; charset=utf-8")
      .send(`Stevedore ${version}.\n\n${endpoints}\n${hint}`);
  });
  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async (_, reply) => {
    const reachable = eventStoreStatus.reachable();
    const caughtUp = readModels.caughtUp();
    const reading = caughtUp ? "ready" : "reading the log";
    await reply.code(caughtUp && reachable ? 200 : 503).send({
      status: reachable ? reading : "the event store does not answer",
      position: readModels.position(),
      share: readModels.share(),
    });
  });
  app.route({
    method: "GET",
    url: "/graphql",
    config: { access: "READ" },
    handler: graphql.handler,
    wsHandler: graphql.socketHandler,
  });
  app.post("/graphql", { config: { access: "READ" } }, graphql.handler);
  app.route({
    method: ["PUT", "PATCH", "DELETE", "OPTIONS"],
    url: "/graphql",
    handler: async ({ method }, reply) => {
      const message = `${method} is not for GraphQL: POST an operation, or GET a query.`;
      await reply
        .code(405)
        .header("allow", "GET, POST")
        .send(errorBody("METHOD_NOT_ALLOWED", message));
    },
  });
}

const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
};

function describeError(error: FastifyError, { log }: HttpServerDependencies) {
  const status = error.statusCode ?? 500;
  if (status >= 500) return { status: 500, body: { errors: [maskError(error, log)] } };
  const message =
    status === 415 ? "Send JSON, with the header content-type: application/json." : error.message;
  return { status, body: errorBody(codeOfStatus[status] ?? "BAD_REQUEST", message) };
}

/** 1001 "going away" tells clients to connect again; without it a subscription would look complete. */
function closeSockets(this: FastifyInstance, done: () => void): void {
  const { clients } = this.websocketServer;
  for (const client of clients) client.close(1001, "Going away");
  const timer = setTimeout(() => {
    for (const client of clients) client.terminate();
  }, closeMs.sockets);
  this.websocketServer.close(() => {
    clearTimeout(timer);
    done();
  });
}

async function closeAll(app: FastifyInstance, graphql: GraphQL): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), closeMs.requests);
  await app.close();
  clearTimeout(timer);
  await graphql.stop();
}
