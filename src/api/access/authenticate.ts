/** From what a request shows to who asks: a token of the config file, a JSON Web Token, or nobody. */
import { ConfigError } from "../../config/config-error.ts";
import type { AccessConfig, AccessRules } from "../../config/access.ts";
import type { OperationKind } from "../../job/spec.ts";
import { createBadTokens } from "./bad-tokens.ts";
import { localCaller, type Admission, type Caller, type CallerRules } from "./caller.ts";
import { createJwtVerifier, KeysUnavailable, type JwtVerifier } from "./jwt.ts";
import { dependsOnAddress, dependsOnTime, standingOf, type Circumstances } from "./standing.ts";
import { createTokenFinder } from "./tokens.ts";

export interface Authenticator {
  /** Whether callers must show a token: then the API may listen beyond loopback. */
  readonly needsToken: boolean;
  /** `token`: what the caller shows; null when nothing. `address`: where it comes from. */
  authenticate(token: string | null, address: string): Promise<Authentication>;
}

export type Authentication =
  | { readonly ok: true; readonly caller: Caller }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Refusal {
  readonly status: 401 | 403 | 429 | 503;
  readonly code: "UNAUTHENTICATED" | "FORBIDDEN" | "RATE_LIMITED" | "UPSTREAM_UNAVAILABLE";
  readonly message: string;
  readonly retryAfterSeconds: number | null;
}

/** Without tokens everybody who reaches the API is the local user. */
export const openToLocalUser: Authenticator = {
  needsToken: false,
  authenticate: async () => ({ ok: true, caller: localCaller }),
};

export interface AuthenticatorOptions {
  readonly access: AccessConfig;
  /** The operations there are, to read bounds by. */
  readonly operations: readonly OperationKind[];
  readonly now: () => Date;
}

/** @throws ConfigError when a token is bound to an operation that there is not, or the keys cannot be read. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { access, now } = options;
  if (access.tokens.length === 0 && access.jwt === null) return openToLocalUser;
  for (const token of access.tokens) {
    if (rulesOf(token, options) === null)
      throw new ConfigError(
        `Token ${JSON.stringify(token.name)} in the config file: operations are of ${options.operations.join(", ")}.`,
      );
  }
  const find = createTokenFinder(access.tokens);
  const verify = access.jwt === null ? null : openVerifier(access.jwt, now);
  const badTokens = createBadTokens({ now });
  return {
    needsToken: true,
    async authenticate(token, address) {
      if (token === null) return refuse(401, "This server needs an access token.");
      const known = find(token);
      if (known !== null) return callerOfToken(known, { ...options, address });
      // Also at an address of which many are wrong: others may share it, and to check a signature costs little.
      const found = await callerOfJwt(token, verify, { ...options, address });
      if (found === "unknown") {
        return refuse(
          503,
          "Tokens cannot be checked now: the keys of their issuer cannot be had.",
          5,
        );
      }
      if (found !== null) return found;
      const wait = badTokens.waitSeconds(address);
      if (wait > 0) return refuse(429, "Too many wrong tokens came from this address.", wait);
      badTokens.count(address);
      return refuse(401, "The access token is not known, or it has run out.");
    },
  };
}

function openVerifier(jwt: NonNullable<AccessConfig["jwt"]>, now: () => Date): JwtVerifier {
  try {
    return createJwtVerifier(jwt, { now });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`jwt in the config file: jwksFile cannot be read: ${reason}`, { cause });
  }
}

/** For one request. */
type Asked = AuthenticatorOptions & Pick<Circumstances, "address">;

function callerOfToken(token: AccessConfig["tokens"][number], options: Asked): Authentication {
  const { name, expiresAt } = token;
  const rules = rulesOf(token, options);
  if (rules === null || (expiresAt !== null && expiresAt <= options.now()))
    return refuse(401, "The access token is not known, or it has run out.");
  const actor = { kind: "USER", id: `token:${name}`, name } as const;
  return authenticated({ actor, rules, expiresAt, claims: {} }, options);
}

/** Whoever chooses subjects at the issuer must not be able to pass for a token of the config file: hence the prefix. */
async function callerOfJwt(
  token: string,
  verify: JwtVerifier | null,
  options: Asked,
): Promise<Authentication | null | "unknown"> {
  // A JSON Web Token has three parts; anything else need not be looked at.
  if (verify === null || token.split(".").length !== 3) return null;
  try {
    const found = await verify(token);
    const rules = found === null ? null : rulesOf(found.rules, options);
    if (found === null || rules === null) return null;
    const { subject, name, expiresAt, claims } = found;
    const actor = { kind: "USER", id: `jwt:${subject}`, name } as const;
    return authenticated({ actor, rules, expiresAt, claims }, options);
  } catch (error) {
    if (error instanceof KeysUnavailable) return "unknown";
    throw error;
  }
}

type KnownRules = CallerRules & Pick<AccessRules, "conditions">;

/** Null when they name an operation that there is not. */
function rulesOf(rules: AccessRules, { operations }: AuthenticatorOptions): KnownRules | null {
  const { bounds } = rules;
  const isKnown = (name: string): name is OperationKind =>
    (operations as readonly string[]).includes(name);
  const known = bounds.operations?.filter(isKnown) ?? null;
  const named = [bounds, ...(bounds.deny ?? [])].flatMap((each) => each.operations ?? []);
  return named.every(isKnown) ? { ...rules, bounds: { ...bounds, operations: known } } : null;
}

interface Identified extends Pick<Caller, "actor" | "expiresAt">, Pick<Circumstances, "claims"> {
  readonly rules: KnownRules;
}

function authenticated(identified: Identified, asked: Asked): Authentication {
  const admission = admit(identified, asked);
  return "unmet" in admission
    ? refuse(403, admission.unmet)
    : { ok: true, caller: admission.caller };
}

/** As whom somebody is let in now. */
function admit(identified: Identified, asked: Asked): Admission {
  const { actor, expiresAt, claims, rules } = identified;
  const { address, now } = asked;
  const standing = standingOf(rules, { address, claims }, now());
  if (standing.unmet !== null) return { unmet: `This token may not be used ${standing.unmet}.` };
  const { permission, grants, bounds } = rules;
  const deny = standing.denials.length === 0 ? null : standing.denials;
  return {
    caller: {
      actor,
      rules: { permission, grants, bounds: { ...bounds, deny } },
      expiresAt,
      address: dependsOnAddress(rules) ? address : null,
      recheck: dependsOnTime(rules) ? () => admit(identified, asked) : null,
    },
  };
}

const codes = {
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  429: "RATE_LIMITED",
  503: "UPSTREAM_UNAVAILABLE",
} as const;

function refuse(
  status: Refusal["status"],
  message: string,
  retryAfterSeconds: number | null = null,
): Authentication {
  return { ok: false, refusal: { status, code: codes[status], message, retryAfterSeconds } };
}

/** The token of an `Authorization` header; null when there is none. */
export function bearerOf(header: string | undefined): string | null {
  return /^Bearer +(?<token>[\w.~+/=-]{1,16384})$/i.exec(header ?? "")?.groups?.["token"] ?? null;
}
