import { GetObjectAclCommand, PutObjectAclCommand } from "@aws-sdk/client-s3";
import type { PutObjectAclCommandInput } from "@aws-sdk/client-s3";
import { expect } from "vitest";

import type { Check } from "../../support/checks.ts";
import { expectRefusal, get, head, put } from "../../support/s3-calls.ts";
import type { At, Place, Where } from "../../support/s3-calls.ts";

const everyone = "http://acs.amazonaws.com/groups/global/AllUsers";

/** What replacing access control lists relies on. */
export function checkAccess(check: Check, at: At): void {
  check("a canned list replaces the list of an object", async () => {
    await put(at(), { Key: "a/canned" });
    await setAcl(at(), "a/canned", { ACL: "public-read" });
    expect(await grantsOf(at(), "a/canned")).toEqual(["owner FULL_CONTROL", `${everyone} READ`]);
    await setAcl(at(), "a/canned", { ACL: "private" });
    expect(await grantsOf(at(), "a/canned")).toEqual(["owner FULL_CONTROL"]);
  });
  check("an explicit list replaces the list of an object", async () => {
    await put(at(), { Key: "a/explicit" });
    await setAcl(at(), "a/explicit", { ACL: "public-read" });
    const owner = await ownerOf(at(), "a/explicit");
    const Grants = [
      { Grantee: { Type: "CanonicalUser", ID: owner }, Permission: "FULL_CONTROL" },
      { Grantee: { Type: "Group", URI: everyone }, Permission: "READ_ACP" },
    ] as const;
    const AccessControlPolicy = { Owner: { ID: owner }, Grants: [...Grants] };
    await setAcl(at(), "a/explicit", { AccessControlPolicy });
    expect(await grantsOf(at(), "a/explicit")).toEqual([
      "owner FULL_CONTROL",
      `${everyone} READ_ACP`,
    ]);
  });
  check("the canned list aws-exec-read is known", async () => {
    await put(at(), { Key: "a/exec" });
    await setAcl(at(), "a/exec", { ACL: "aws-exec-read" });
  });
  check("a list belongs to a version and leaves its bytes as they are", async () => {
    const Bucket = at().versioned;
    const metadata = { Metadata: { owner: "harbour" } };
    const { VersionId } = await put(at(), { Bucket, Key: "a/v", Body: "first", ...metadata });
    await put(at(), { Bucket, Key: "a/v", Body: "second" });
    const first = { Bucket, VersionId };
    await setAcl(at(), "a/v", { ACL: "public-read", ...first });
    expect(await grantsOf(at(), "a/v", first)).toContain(`${everyone} READ`);
    expect(await grantsOf(at(), "a/v", { Bucket })).toEqual(["owner FULL_CONTROL"]);
    expect(await get(at(), "a/v", first)).toBe("first");
    expect((await head(at(), "a/v", first)).Metadata).toEqual({ owner: "harbour" });
  });
  check("the list of a missing object cannot be replaced: NoSuchKey", async () => {
    await expectRefusal(setAcl(at(), "a/missing", { ACL: "private" }), {
      code: "NoSuchKey",
      status: 404,
    });
  });
}

const setAcl = ({ client, bucket }: Place, Key: string, input: Partial<PutObjectAclCommandInput>) =>
  client.send(new PutObjectAclCommand({ Bucket: bucket, Key, ...input }));

async function aclOf({ client, bucket }: Place, Key: string, where: Where = {}) {
  return client.send(new GetObjectAclCommand({ Bucket: bucket, Key, ...where }));
}

async function ownerOf(place: Place, Key: string): Promise<string> {
  return (await aclOf(place, Key)).Owner?.ID ?? "";
}

async function grantsOf(place: Place, Key: string, where: Where = {}): Promise<string[]> {
  const { Owner, Grants = [] } = await aclOf(place, Key, where);
  const names = Grants.map(({ Grantee, Permission }) => {
    const grantee = Grantee?.ID === Owner?.ID ? "owner" : (Grantee?.URI ?? Grantee?.ID);
    return `${grantee} ${Permission}`;
  });
  return names.toSorted(
    (left, right) => Number(right.startsWith("owner")) - Number(left.startsWith("owner")),
  );
}
