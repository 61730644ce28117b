import { timingSafeEqual } from "node:crypto";
import type { TokenConfig } from "../../config/access.ts";
import { sha256Of } from "../../config/tokens.ts";

/** Finds the token with this text; every one is looked at, so that the time tells nothing. */
export function createTokenFinder(
  tokens: readonly TokenConfig[],
): (given: string) => TokenConfig | null {
  const hashed = tokens.map((token) => ({ token, hash: Buffer.from(token.sha256, "hex") }));
  return (given) => {
    const hash = Buffer.from(sha256Of(given), "hex");
    let found: TokenConfig | null = null;
    for (const each of hashed) if (timingSafeEqual(each.hash, hash)) found = each.token;
    return found;
  };
}
