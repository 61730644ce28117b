/**
 * Where requests may come from. Without tokens the API listens on loopback only, so whoever can send it a request has
 * this machine; except for web pages: a page of another site can make its visitor's browser send requests here, and by
 * DNS rebinding even under a name of its own. Both are told by the headers Host and Origin, and refused.
 */

/** The headers that tell where a request comes from; of a WebSocket upgrade too. */
export interface RequestOrigin {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];

/** Why a request is refused; null when it may pass. `hostNames` are allowed beside those of loopback. */
export function refusalOf(
  { host, origin }: RequestOrigin,
  hostNames: readonly string[],
): string | null {
  const name = nameOf(host ?? "");
  const allowed = [...loopbackNames, ...hostNames.map((each) => each.toLowerCase())];
  if (name === null || !allowed.includes(name)) {
    return `This server does not answer to the host ${JSON.stringify(host ?? "")}. Use localhost, or add the name to its configured host names.`;
  }
  if (origin === undefined || isSameOrigin(origin, host ?? "")) return null;
  return `Pages of ${JSON.stringify(origin)} may not use this server.`;
}

/** The host without its port and without a 12-digit account in front, which stock S3 Control clients put there. */
function nameOf(host: string): string | null {
  const match = /^(?:\d{12}\.)?(?<name>\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/.exec(
    host.toLowerCase(),
  );
  return match?.groups?.["name"] ?? null;
}

/** A page of this very server: same name and same port. Another port of this machine is another site. */
function isSameOrigin(origin: string, host: string): boolean {
  return [`http://${host}`, `https://${host}`].includes(origin);
}

/** @throws NotLoopback for an address that others can reach, unless callers must show a token. */
export function assertMayListen(
  host: string,
  { needsToken }: { readonly needsToken: boolean },
): void {
  if (needsToken || host === "localhost" || host === "::1") return;
  if (/^127(?:\.\d{1,3}){3}$/.test(host)) return;
  throw new NotLoopback(
    `HOST is ${JSON.stringify(host)}, which other machines can reach, and there are no access tokens to tell who asks. Make one with \`stevedore token new\`, or listen on 127.0.0.1.`,
  );
}

/** The server would be open to everyone. */
export class NotLoopback extends Error {
  override readonly name = "NotLoopback";
}
