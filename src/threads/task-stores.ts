/** The stores as executors call them, task after task: with compiled requests, if the configuration has them on. */
import type { Config } from "../config.ts";
import type { Logger } from "../log.ts";
import { createCompiledTransport } from "../s3/compiled/compiled-transport.ts";
import type { Stores } from "../s3/stores.ts";
import { openStores } from "./stores.ts";

export function openTaskStores(config: Config, { log }: { readonly log: Logger }): Stores {
  return openStores(config, { log, compile: createCompiledTransport });
}
