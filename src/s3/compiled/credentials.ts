/**
 * The credentials of a store as its SDK client has them: from the provider chain, and refreshed by it. Asked for once in
 * a while, not for each of many thousand calls a second; the chain refreshes minutes before it must.
 */
import { performance } from "node:perf_hooks";
import type { S3Client } from "@aws-sdk/client-s3";
import type { StoreCredentials } from "../s3-client.ts";

export interface KeptCredentials {
  /** The same object as long as they are the same ones. Rejects when none can be had. */
  get(): StoreCredentials | Promise<StoreCredentials>;
  /** A store says that these are over, whatever they say themselves. */
  refresh(): void;
}

const askAgainMs = 5000;

export function keepCredentials(provider: S3Client["config"]["credentials"]): KeptCredentials {
  let kept: Awaited<ReturnType<typeof provider>> | null = null;
  let askedAt = -Infinity;
  let asking: Promise<StoreCredentials> | null = null;
  function ask(options?: { readonly forceRefresh: boolean }): Promise<StoreCredentials> {
    askedAt = performance.now();
    asking ??= provider(options)
      .then((credentials) => (kept = credentials))
      .finally(() => (asking = null));
    return asking;
  }
  const isOver = () => kept?.expiration !== undefined && kept.expiration.getTime() <= Date.now();
  return {
    get() {
      if (kept === null) return ask();
      if (performance.now() - askedAt < askAgainMs) return kept;
      if (isOver()) return ask();
      // Those that are kept still serve; that no others can be had shows when they are over.
      ask().catch(() => {});
      return kept;
    },
    refresh() {
      if (asking === null) ask({ forceRefresh: true }).catch(() => {});
    },
  };
}
