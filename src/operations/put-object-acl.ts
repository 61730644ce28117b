/** Replaces the access control list of an object or a version (S3 Batch Operations guide, "Replace access control list"). */
import { PutObjectAclCommand } from "@aws-sdk/client-s3";
import type { Grant, Grantee } from "@aws-sdk/client-s3";
import { problem } from "../job/check-spec.ts";
import type { AclGrant, FieldProblem, PutObjectAclParameters } from "../job/spec.ts";
import { cannedAcls, checkGrants } from "./acl-headers.ts";
import { checkChoice, checkHeaderText } from "./check-parameters.ts";
import { judgeStatus } from "./judge-status.ts";
import type { Operation } from "./operation.ts";

export const putObjectAcl: Operation<"PUT_OBJECT_ACL"> = {
  kind: "PUT_OBJECT_ACL",
  title: "Replace access control list",
  summary: "Replaces the access control list of each object.",
  s3Actions: ["s3:PutObjectAcl", "s3:PutObjectVersionAcl"],
  check: checkAcl,
  store: (_parameters, sourceStore) => sourceStore,
  way: (parameters) => ({
    kind: "one-call",
    command: ({ bucket, key, versionId }) =>
      new PutObjectAclCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId === null ? {} : { VersionId: versionId }),
        ...listOf(parameters),
      }),
    judge: (answer) => judgeStatus(answer, 200),
  }),
};

/** A canned list is a header, an explicit one the body. */
function listOf({ cannedAcl, ownerId, grants = [] }: PutObjectAclParameters) {
  if (cannedAcl !== undefined) return { ACL: cannedAcls.find((name) => name === cannedAcl) };
  return { AccessControlPolicy: { Owner: { ID: ownerId }, Grants: grants.map(grantOf) } };
}

function grantOf({ granteeType, grantee, permission }: AclGrant): Grant {
  return { Grantee: granteeOf(granteeType, grantee), Permission: permission };
}

function granteeOf(type: AclGrant["granteeType"], grantee: string): Grantee {
  switch (type) {
    case "ID":
      return { Type: "CanonicalUser", ID: grantee };
    case "EMAIL_ADDRESS":
      return { Type: "AmazonCustomerByEmail", EmailAddress: grantee };
    case "URI":
      return { Type: "Group", URI: grantee };
  }
}

function checkAcl({ cannedAcl, ownerId, grants }: PutObjectAclParameters): FieldProblem[] {
  const explicit = ["acl", "explicit"];
  const hasList = ownerId !== undefined || grants !== undefined;
  if (cannedAcl !== undefined) {
    const message = "Give either a canned access control list or an explicit one, not both.";
    return [
      ...checkChoice(cannedAcl, { path: ["acl", "canned"], choices: cannedAcls }),
      ...(hasList ? [problem(explicit, "MUTUALLY_EXCLUSIVE", message)] : []),
    ];
  }
  if (ownerId === undefined) {
    const message = "An explicit access control list names the owner of the objects.";
    return [problem([...explicit, "ownerId"], "REQUIRED", message)];
  }
  return [
    ...checkHeaderText(ownerId, { path: [...explicit, "ownerId"], min: 1, max: 1024 }),
    ...checkGrants(grants ?? [], { path: [...explicit, "grants"], asHeaders: false }),
  ];
}
