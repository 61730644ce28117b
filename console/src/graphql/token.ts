/** The access token, when the engine asks for one: in memory and in session storage, never in an address. */
import { keep, readKept } from "../lib/kept.ts";
import { createStore } from "../lib/store.ts";

export const tokenStore = createStore<string | null>(readKept("session", "token"));

/** Whether the engine has refused what we have; the page then goes to sign-in. */
export const refused = createStore(false);

export const token = {
  get: tokenStore.get,
  set(value: string | null): void {
    keep("session", "token", value);
    tokenStore.set(value);
    refused.set(false);
  },
  refuse(): void {
    refused.set(true);
  },
};
