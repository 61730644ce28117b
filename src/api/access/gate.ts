/** The gate before every route: where a request comes from, and, for what not everybody may see, who sends it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { assert } from "../../lib/assert.ts";
import type { Permission } from "../../config/access.ts";
import { errorBody } from "../graphql/errors.ts";
import { bearerOf, type Authenticator, type Refusal } from "./authenticate.ts";
import { hasPermission, type Caller } from "./caller.ts";
import { refusalOf } from "./origins.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The permission that callers of this route need; without it the route is everybody's. */
    access?: Permission;
  }
  interface FastifyRequest {
    /** Null until somebody was let in. */
    caller: Caller | null;
  }
}

export interface GateOptions {
  readonly authenticator: Authenticator;
  readonly hostNames: readonly string[];
}

export function addGate(app: FastifyInstance, { authenticator, hostNames }: GateOptions): void {
  app.decorateRequest("caller", null);
  app.addHook("onRequest", async (request, reply) => {
    const refusal = refusalOf(request.headers, hostNames);
    if (refusal !== null) {
      await reply.code(403).send(errorBody("FORBIDDEN", refusal));
      return;
    }
    const access = request.routeOptions.config?.access;
    if (access === undefined) return;
    const token = bearerOf(request.headers.authorization);
    // Browsers cannot put a token into an upgrade: it comes with the first message of the protocol.
    if (token === null && request.headers.authorization === undefined && request.ws) {
      if (authenticator.needsToken) return;
    }
    const answer = await authenticator.authenticate(token, request.ip);
    if (!answer.ok) {
      await refuse(reply, answer.refusal);
      return;
    }
    if (!hasPermission(answer.caller, access)) {
      const message = `This needs the permission ${access}.`;
      await reply.code(403).send(errorBody("FORBIDDEN", message));
      return;
    }
    request.caller = answer.caller;
  });
}

async function refuse(reply: FastifyReply, refusal: Refusal): Promise<void> {
  const { status, code, message, retryAfterSeconds } = refusal;
  if (status === 401) reply.header("www-authenticate", 'Bearer realm="stevedore"');
  if (retryAfterSeconds !== null) reply.header("retry-after", String(retryAfterSeconds));
  await reply.code(status).send(errorBody(code, message));
}

/** Who sent a request that passed the gate. */
export function callerOf({ caller }: Pick<FastifyRequest, "caller">): Caller {
  assert(caller !== null, "nothing is answered before it is known who asks");
  return caller;
}
