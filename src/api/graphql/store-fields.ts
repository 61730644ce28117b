/** The fields of a configured store. */
import { maskUrl } from "../../lib/mask-url.ts";
import type { StoreResolvers } from "./generated/resolvers.ts";
import { outagesNow } from "./outages.ts";

export const storeFields: StoreResolvers = {
  name: ({ name }) => name,
  default: (store) => store.default,
  development: ({ development }) => development,
  region: ({ region }) => region,
  endpoint: ({ endpoint }) => (endpoint === null ? null : maskUrl(endpoint)),
  health: async ({ name }, _, { browser, readModels, now }) => {
    const outage = outagesNow({ readModels, now: now() }).find(({ store }) => store === name);
    if (outage === undefined) return browser.health(name);
    return { state: "DOWN", message: `Executors cannot reach it since ${outage.since}.` };
  },
};
