/** A server for the lifetime of one command. */
import type { Config } from "../config.ts";
import type { Logger } from "../log.ts";
import { createApiClient, type ApiClient } from "./api-client.ts";

/** Runs `use` against a server of this process, and stops it afterwards, whatever happened. */
export async function withOwnServer<Result>(
  { config, log }: { readonly config: Config; readonly log: Logger },
  use: (api: ApiClient) => Promise<Result>,
): Promise<Result> {
  // Loaded here, so that verbs without a server of their own start at once.
  const { startApp } = await import("../app.ts");
  const app = await startApp(config, { log });
  try {
    return await Promise.race([use(createApiClient(app.url)), app.failure]);
  } finally {
    await app.stop();
  }
}
