/** A server for the lifetime of one command. */
import type { Config } from "../config.ts";
import { extraGrants, unbound, type AccessConfig, type TokenConfig } from "../config/access.ts";
import { newToken, sha256Of } from "../config/tokens.ts";
import type { Logger } from "../log.ts";
import { createApiClient, type ApiClient } from "./api-client.ts";

/** Where the server asks for tokens, this command needs one of its own; it ends with the command. */
function withOwnToken(access: AccessConfig) {
  if (access.tokens.length === 0 && access.jwt === null) return { token: null, access };
  const token = newToken();
  const own: TokenConfig = {
    name: "command line",
    sha256: sha256Of(token),
    expiresAt: null,
    permission: "ADMIN",
    grants: extraGrants,
    bounds: unbound,
    conditions: [],
  };
  const others = access.tokens.filter(({ name }) => name !== own.name);
  return { token, access: { ...access, tokens: [...others, own] } };
}

/** Runs `use` against a server of this process, and stops it afterwards, whatever happened. */
export async function withOwnServer<Result>(
  { config, log }: { readonly config: Config; readonly log: Logger },
  use: (api: ApiClient) => Promise<Result>,
): Promise<Result> {
  // Loaded here, so that verbs without a server of their own start at once.
  const { startApp } = await import("../app.ts");
  const { token, access } = withOwnToken(config.access);
  const app = await startApp({ ...config, access }, { log });
  try {
    return await Promise.race([use(createApiClient({ url: app.url, token })), app.failure]);
  } finally {
    await app.stop();
  }
}
