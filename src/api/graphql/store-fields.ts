/** The fields of a configured store. */
import { maskUrl } from "../../lib/mask-url.ts";
import type { StoreHealth } from "../../inspect/store-health.ts";
import type { Context } from "./context.ts";
import type { StoreResolvers } from "./generated/resolvers.ts";
import { outagesNow } from "./outages.ts";

export const storeFields: StoreResolvers = {
  name: ({ name }) => name,
  default: (store) => store.default,
  development: ({ development }) => development,
  region: ({ region }) => region,
  endpoint: ({ endpoint }) => (endpoint === null ? null : maskUrl(endpoint)),
  health: ({ name }, _, context) => healthOf(name, context),
};

/** As the executors found it, or else as it answers. */
export async function healthOf(
  name: string,
  { browser, readModels, now }: Pick<Context, "browser" | "readModels" | "now">,
): Promise<StoreHealth> {
  const outage = outagesNow({ readModels, now: now() }).find(({ store }) => store === name);
  if (outage === undefined) return browser.health(name);
  return { state: "DOWN", message: `Executors cannot reach it since ${outage.since}.` };
}
