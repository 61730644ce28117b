/** Who is behind a WebSocket: known from the upgrade, or told by the first message, and let go when the token runs out. */
import type { FastifyRequest } from "fastify";
import { bearerOf, type Authenticator } from "./authenticate.ts";
import type { Caller } from "./caller.ts";

/** What a connection is known by. */
export interface Connection {
  readonly socket: {
    close(code: number, reason: string): void;
    once(event: "close", listener: () => void): unknown;
  };
  readonly request: Pick<FastifyRequest, "caller" | "ip">;
}

/** "Forbidden" of graphql-transport-ws: clients may connect again, with a new token. */
const forbidden = 4403;

/** The longest wait of a timer; who is connected longer is looked at again then. */
const timerMsMax = 2_147_483_647;

/** Whether a connection may go on. `parameters`: the payload of its first message, with `authorization` or `token`. */
export async function admit(
  { socket, request }: Connection,
  parameters: Readonly<Record<string, unknown>> | undefined,
  { authenticator, now }: { readonly authenticator: Authenticator; readonly now: () => Date },
): Promise<boolean> {
  const token = tokenIn(parameters ?? {});
  if (token !== null || request.caller === null) {
    const answer = await authenticator.authenticate(token, request.ip);
    if (!answer.ok) return false;
    request.caller = answer.caller;
  }
  closeAtEnd(socket, { caller: request.caller, now });
  closeAtChange(socket, request.caller);
  return true;
}

function tokenIn(parameters: Readonly<Record<string, unknown>>): string | null {
  const { token } = parameters;
  if (typeof token === "string") return token;
  const header = parameters["authorization"] ?? parameters["Authorization"];
  return typeof header === "string" ? bearerOf(header) : null;
}

function closeAtEnd(
  socket: Connection["socket"],
  { caller, now }: { readonly caller: Caller; readonly now: () => Date },
): void {
  const { expiresAt } = caller;
  if (expiresAt === null) return;
  let timer: NodeJS.Timeout;
  const wait = () => {
    const leftMs = expiresAt.getTime() - now().getTime();
    if (leftMs <= 0) socket.close(forbidden, "The access token has run out");
    else timer = setTimeout(wait, Math.min(leftMs, timerMsMax)).unref();
  };
  wait();
  socket.once("close", () => clearTimeout(timer));
}

/** How often it is looked whether somebody who stays connected may still do what it might. */
const lookMs = 5_000;

/** "Service restart": clients connect again, with what they have. */
const again = 1012;

/** What is under way was begun with other rights: whoever connects again has those of the moment. */
function closeAtChange(socket: Connection["socket"], { rules, recheck }: Caller): void {
  if (recheck === null) return;
  const then = JSON.stringify(rules);
  const timer = setInterval(() => {
    const admission = recheck();
    if ("caller" in admission && JSON.stringify(admission.caller.rules) === then) return;
    clearInterval(timer);
    const code = "caller" in admission ? again : forbidden;
    socket.close(code, "What the access token allows has changed");
  }, lookMs).unref();
  socket.once("close", () => clearInterval(timer));
}
