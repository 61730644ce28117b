/** JSON Web Tokens of one configured issuer. What they allow stands in a claim, in the form of a token of the config file. */
import { readFileSync } from "node:fs";
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from "jose";
import { readAccessRules, type AccessRules, type JwtConfig } from "../../config/access.ts";

export interface VerifiedJwt {
  readonly subject: string;
  readonly name: string;
  readonly expiresAt: Date;
  /** What stands in it, with what holds for every token of its issuer. */
  readonly rules: AccessRules;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The keys of the issuer cannot be had now: whether a token is good cannot be told. */
export class KeysUnavailable extends Error {
  override readonly name = "KeysUnavailable";
}

/** Gives what a token allows; null when it is not one of the issuer, has run out, or says nothing of what it allows. */
export type JwtVerifier = (token: string) => Promise<VerifiedJwt | null>;

/** Clocks of two machines differ by some seconds. */
const clockToleranceSeconds = 5;
const keysTimeoutMs = 5_000;

/** @throws when the file of keys cannot be read. */
export function createJwtVerifier(
  config: JwtConfig,
  { now }: { readonly now: () => Date },
): JwtVerifier {
  const keys = keysOf(config);
  const { issuer, audience, algorithms } = config;
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: [...algorithms],
        requiredClaims: ["iss", "aud", "exp", "sub"],
        clockTolerance: clockToleranceSeconds,
        currentDate: now(),
      });
      return verified(payload, config);
    } catch (error) {
      if (isRefusal(error)) return null;
      throw new KeysUnavailable("The keys of the token issuer cannot be had.", { cause: error });
    }
  };
}

function keysOf({ keys }: JwtConfig): JWTVerifyGetKey {
  if ("url" in keys) {
    return createRemoteJWKSet(new URL(keys.url), { timeoutDuration: keysTimeoutMs });
  }
  return createLocalJWKSet(JSON.parse(readFileSync(keys.file, "utf8")) as JSONWebKeySet);
}

/** The token's own fault. All else, as a key server that does not answer, is ours. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== "ERR_JOSE_GENERIC"
  );
}

function verified(payload: JWTPayload, config: JwtConfig): VerifiedJwt | null {
  const { sub, exp, name } = payload;
  const rules = readAccessRules(payload[config.claim], () => {});
  if (typeof sub !== "string" || sub === "" || exp === undefined || rules === null) return null;
  const shown = typeof name === "string" && name !== "" ? name : sub;
  return {
    subject: sub.slice(0, 256),
    name: shown.slice(0, 256),
    expiresAt: new Date(exp * 1000),
    rules: withThoseOfIssuer(rules, config),
    claims: payload,
  };
}

function withThoseOfIssuer(rules: AccessRules, { conditions, deny }: JwtConfig): AccessRules {
  const { bounds } = rules;
  const denied = [...deny, ...(bounds.deny ?? [])];
  return {
    ...rules,
    conditions: [...conditions, ...rules.conditions],
    bounds: { ...bounds, deny: denied.length === 0 ? null : denied },
  };
}
