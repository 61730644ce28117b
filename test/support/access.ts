/** An API that asks for tokens, and tokens for it. */
import { randomUUID } from "node:crypto";
import { createAuthenticator, type Authenticator } from "../../src/api/access/authenticate.ts";
import { loadAccess, type AccessConfig } from "../../src/config/access.ts";
import { newToken, sha256Of } from "../../src/config/tokens.ts";
import { describeOperations } from "../../src/inspect/describe-operations.ts";
import { assert } from "../../src/lib/assert.ts";
import type { GraphQLAnswer } from "./api.ts";

export function accessOf(file: Readonly<Record<string, unknown>>): AccessConfig {
  const problems: string[] = [];
  const access = loadAccess(file, problems);
  assert(problems.length === 0, problems.join("\n"));
  return access;
}

export function authenticatorOf(
  file: Readonly<Record<string, unknown>>,
  now: () => Date = () => new Date(),
): Authenticator {
  const operations = describeOperations().map(({ kind }) => kind);
  return createAuthenticator({ access: accessOf(file), operations, now });
}

/** Tokens of a config file by name, each with its text. */
export function makeTokens<Name extends string>(
  rules: Readonly<Record<Name, Readonly<Record<string, unknown>>>>,
): {
  readonly authenticator: Authenticator;
  readonly tokens: Readonly<Record<Name, string>>;
} {
  const names = Object.keys(rules) as Name[];
  const tokens = Object.fromEntries(names.map((name) => [name, newToken()])) as Record<
    Name,
    string
  >;
  const entries = names.map((name) => [name, { sha256: sha256Of(tokens[name]), ...rules[name] }]);
  return { authenticator: authenticatorOf({ tokens: Object.fromEntries(entries) }), tokens };
}

/** Sends a document with a token. */
export async function askAs(
  url: string,
  token: string | null,
  request: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> },
): Promise<GraphQLAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(request),
  });
  const answer = (await response.json()) as Partial<GraphQLAnswer>;
  return { status: response.status, data: answer.data ?? null, errors: answer.errors ?? [] };
}

export const someToken = (): string => `stevedore_${randomUUID()}`;
