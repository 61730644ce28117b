/**
 * Grants of an object as headers: one header for each permission, its grantees in a list (S3 API, CopyObject). `WRITE`
 * has no header, because it means nothing for an object.
 */
import { checkText, problem } from "../job/check-spec.ts";
import type { AclGrant, FieldProblem } from "../job/spec.ts";
import { checkChoice, checkHeaderText } from "./check-parameters.ts";

export const cannedAcls = [
  "private",
  "public-read",
  "public-read-write",
  "aws-exec-read",
  "authenticated-read",
  "bucket-owner-read",
  "bucket-owner-full-control",
] as const;

export interface GrantHeaders {
  readonly GrantFullControl?: string;
  readonly GrantRead?: string;
  readonly GrantReadACP?: string;
  readonly GrantWriteACP?: string;
}

export function grantHeaders(grants: readonly AclGrant[]): GrantHeaders {
  const headers: { -readonly [Name in keyof GrantHeaders]: string } = {};
  for (const { granteeType, grantee, permission } of grants) {
    const name = headerOf[permission];
    if (name === null) continue;
    const one = `${prefixOf[granteeType]}="${grantee}"`;
    headers[name] = headers[name] === undefined ? one : `${headers[name]}, ${one}`;
  }
  return headers;
}

const headerOf = {
  FULL_CONTROL: "GrantFullControl",
  READ: "GrantRead",
  READ_ACP: "GrantReadACP",
  WRITE_ACP: "GrantWriteACP",
  WRITE: null,
} as const satisfies Record<AclGrant["permission"], keyof GrantHeaders | null>;

const prefixOf = {
  ID: "id",
  EMAIL_ADDRESS: "emailAddress",
  URI: "uri",
} as const satisfies Record<AclGrant["granteeType"], string>;

/** S3 keeps at most 100 grants of an object. */
const grantsMax = 100;

export interface GrantRules {
  readonly path: readonly string[];
  /** Whether they are sent as headers, which can say less than the body of PutObjectAcl. */
  readonly asHeaders: boolean;
}

export function checkGrants(grants: readonly AclGrant[], rules: GrantRules): FieldProblem[] {
  const { path, asHeaders } = rules;
  const problems: FieldProblem[] = [];
  if (grants.length > grantsMax) {
    const message = `At most ${grantsMax} grants are allowed; there are ${grants.length}.`;
    problems.push(problem(path, "TOO_MANY", message));
  }
  for (const [index, grant] of grants.entries()) {
    problems.push(...checkGrant(grant, { path: [...path, String(index)], asHeaders }));
  }
  return problems;
}

function checkGrant(
  { granteeType, grantee, permission }: AclGrant,
  { path, asHeaders }: GrantRules,
): FieldProblem[] {
  const problems = [
    ...checkChoice(granteeType, {
      path: [...path, "granteeType"],
      choices: Object.keys(prefixOf),
    }),
    ...checkChoice(permission, { path: [...path, "permission"], choices: Object.keys(headerOf) }),
    ...(asHeaders
      ? checkHeaderText(grantee, { path: [...path, "grantee"], min: 1, max: 1024 })
      : checkText(grantee, { path: [...path, "grantee"], min: 1, max: 1024, what: "A grantee" })),
  ];
  if (!asHeaders) return problems;
  if (permission === "WRITE") {
    const message = "WRITE means nothing for an object; S3 has no header for it.";
    problems.push(problem([...path, "permission"], "NOT_SUPPORTED", message));
  }
  // The header has no way to write a quote inside quotes: it would end the name and begin another grant.
  if (/["\\]/.test(grantee)) {
    const message = "A grantee cannot hold quotes or backslashes.";
    problems.push(problem([...path, "grantee"], "MALFORMED", message));
  }
  return problems;
}
