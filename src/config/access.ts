/** Who may use the API: the tokens of the config file, and the issuer of JSON Web Tokens. */
import { readConditions, type Conditions } from "./conditions.ts";
import { readDenials, type DenialRule } from "./denials.ts";
import { readJobBounds, type CommandedJobs, type JobBound, type TagBound } from "./job-bounds.ts";
import {
  isOneOf,
  listOf,
  membersOf,
  wholeOf,
  wordOf,
  type Members,
  type Problem,
} from "./members.ts";

export const permissions = ["READ", "RUN", "ADMIN"] as const;
/** Each includes those before it. */
export type Permission = (typeof permissions)[number];

export const extraGrants = ["DELETE_OBJECTS", "BYPASS_GOVERNANCE", "FUNCTIONS"] as const;
/** What no permission includes. */
export type Grant = (typeof extraGrants)[number];

/** What a caller is bound to; null: not bound. */
export interface AccessBounds {
  readonly stores: readonly string[] | null;
  readonly buckets: readonly string[] | null;
  readonly roles: readonly string[] | null;
  readonly operations: readonly string[] | null;
  /** Highest priority it may give. */
  readonly maxPriority: number | null;
  /** Tags that its new jobs must carry, and that it may take off no job; null: none. */
  readonly requiredTags: readonly TagBound[] | null;
  /** Jobs that it sees; what it does not see it cannot command. */
  readonly visibleJobs: JobBound | null;
  /** Jobs that it may command. */
  readonly commandedJobs: CommandedJobs | null;
  /** What is forbidden to it, whatever else allows it. */
  readonly deny: readonly DenialRule[] | null;
}

export interface AccessRules {
  readonly permission: Permission;
  readonly grants: readonly Grant[];
  readonly bounds: AccessBounds;
  /** Under which it may be used at all: all of them have to hold. */
  readonly conditions: readonly Conditions[];
}

export interface TokenConfig extends AccessRules {
  readonly name: string;
  /** SHA-256 of the token, lower-case hex: whoever reads the file cannot use it. */
  readonly sha256: string;
  readonly expiresAt: Date | null;
}

export interface JwtConfig {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  /** Where the public keys are. */
  readonly keys: { readonly file: string } | { readonly url: string };
  /** The claim that holds what a token allows, in the form of a token of the config file. */
  readonly claim: string;
  /** What holds for every token of this issuer, beside what stands in it. */
  readonly conditions: readonly Conditions[];
  readonly deny: readonly DenialRule[];
}

export interface AccessConfig {
  readonly tokens: readonly TokenConfig[];
  readonly jwt: JwtConfig | null;
}

export const unbound: AccessBounds = {
  stores: null,
  buckets: null,
  roles: null,
  operations: null,
  maxPriority: null,
  requiredTags: null,
  visibleJobs: null,
  commandedJobs: null,
  deny: null,
};

const ruleMembers = new Set(["permission", "grants", "conditions", ...Object.keys(unbound)]);

/** Every wrong member is told of; then null. */
export function readAccessRules(given: unknown, problem: Problem): AccessRules | null {
  const members = membersOf(given);
  if (members === null) {
    problem("must be an object.");
    return null;
  }
  let sound = true;
  const wrong = (message: string) => {
    sound = false;
    problem(message);
  };
  for (const name of Object.keys(members))
    if (!ruleMembers.has(name)) wrong(`${name} is not known.`);
  const permission = wordOf(members["permission"]);
  if (!isOneOf(permissions, permission)) wrong("permission must be read, run or admin.");
  const grants = (listOf(members, "grants", wrong) ?? []).map(wordOf);
  const known = grants.filter((grant) => isOneOf(extraGrants, grant));
  if (known.length < grants.length)
    wrong("grants are of delete-objects, bypass-governance and functions.");
  const bounds: AccessBounds = {
    stores: listOf(members, "stores", wrong),
    buckets: listOf(members, "buckets", wrong),
    roles: listOf(members, "roles", wrong),
    operations: listOf(members, "operations", wrong)?.map(wordOf) ?? null,
    maxPriority: wholeOf(members, "maxPriority", wrong),
    ...readJobBounds(members, wrong),
    deny: readDenials(members["deny"], { place: "deny", problem: wrong }),
  };
  const conditions = conditionsIn(members, wrong);
  return sound ? { permission: permission as Permission, grants: known, bounds, conditions } : null;
}

function conditionsIn(members: Members, problem: Problem): readonly Conditions[] {
  const within: Problem = (message) => problem(`conditions: ${message}`);
  const read = readConditions(members["conditions"], within);
  return read === null ? [] : [read];
}

/** `tokens` and `jwt` of the config file. */
export function loadAccess(file: Members, problems: string[]): AccessConfig {
  const tokens = Object.entries(sectionOf(file, "tokens", problems) ?? {}).flatMap(
    ([name, given]) => loadToken(name, given, problems) ?? [],
  );
  const hashes = new Set(tokens.map(({ sha256 }) => sha256));
  if (hashes.size < tokens.length)
    problems.push("tokens in the config file: two names have the same sha256.");
  const jwt = sectionOf(file, "jwt", problems);
  return { tokens, jwt: jwt === null ? null : loadJwt(jwt, problems) };
}

function sectionOf(file: Members, name: string, problems: string[]): Members | null {
  if (file[name] === undefined) return null;
  const members = membersOf(file[name]);
  if (members === null) problems.push(`${name} in the config file must be an object.`);
  return members;
}

const tokenName = /^[\w.@ -]{1,64}$/;

function loadToken(name: string, given: unknown, problems: string[]): TokenConfig | null {
  const problem: Problem = (message) =>
    problems.push(`Token ${JSON.stringify(name)} in the config file: ${message}`);
  if (!tokenName.test(name)) problem("a name has 1 to 64 letters, digits, spaces and . _ @ -");
  const { sha256, expiresAt, ...rules } = membersOf(given) ?? {};
  const read = readAccessRules(rules, problem);
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) {
    problem("sha256 must be the SHA-256 of the token as 64 lower-case hex digits.");
    return null;
  }
  const end = typeof expiresAt === "string" ? new Date(expiresAt) : null;
  if (expiresAt !== undefined && (end === null || Number.isNaN(end.getTime()))) {
    problem("expiresAt must be a time like 2027-01-31T00:00:00Z.");
    return null;
  }
  if (read !== null && asksForClaims(read))
    problem("claims are of JSON Web Tokens; a token of the config file has none.");
  return read === null ? null : { name, sha256, expiresAt: end, ...read };
}

function asksForClaims({ conditions, bounds }: AccessRules): boolean {
  const circumstances = (bounds.deny ?? []).flatMap(({ when, unless }) => [when, unless]);
  return [...conditions, ...circumstances].some((each) => (each?.claims ?? null) !== null);
}

/** Signatures by public keys only: with a shared secret whoever checks tokens could make them. */
const jwtAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
];
const jwtMembers = new Set([
  "issuer",
  "audience",
  "algorithms",
  "jwksFile",
  "jwksUrl",
  "claim",
  "conditions",
  "deny",
]);

function loadJwt(given: Members, problems: string[]): JwtConfig {
  const problem: Problem = (message) => problems.push(`jwt in the config file: ${message}`);
  for (const name of Object.keys(given))
    if (!jwtMembers.has(name)) problem(`${name} is not known.`);
  const textOf = (name: string): string => {
    const value = given[name];
    if (typeof value === "string" && value !== "") return value;
    problem(`${name} must be text.`);
    return "";
  };
  const algorithms = listOf(given, "algorithms", problem) ?? ["RS256", "ES256", "EdDSA"];
  if (algorithms.length === 0 || algorithms.some((each) => !jwtAlgorithms.includes(each)))
    problem(`algorithms are of ${jwtAlgorithms.join(", ")}.`);
  return {
    issuer: textOf("issuer"),
    audience: textOf("audience"),
    algorithms,
    keys: loadKeys(given, problem),
    claim: given["claim"] === undefined ? "stevedore" : textOf("claim"),
    conditions: conditionsIn(given, problem),
    deny: readDenials(given["deny"], { place: "jwt.deny", problem }) ?? [],
  };
}

function loadKeys({ jwksFile, jwksUrl }: Members, problem: Problem): JwtConfig["keys"] {
  if ((jwksFile === undefined) === (jwksUrl === undefined))
    problem("jwksFile or jwksUrl must be given, and not both.");
  if (typeof jwksFile === "string") return { file: jwksFile };
  const url = String(jwksUrl);
  // Keys that come unprotected are whoever's who sits in between.
  if (
    jwksUrl !== undefined &&
    !/^https:\/\/|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(url)
  )
    problem("jwksUrl must begin with https://.");
  return { url };
}
