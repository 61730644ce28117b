import { describe, expect, test } from "vitest";
import type { OperationSpec } from "../../src/job/spec.ts";
import { inputOf, serialise } from "../support/captured-request.ts";
import { oneCallOf } from "../support/one-call.ts";

const task = { bucket: "photos", key: "a.jpg", versionId: "v1" };
const now = Date.parse("2026-03-01T12:00:00Z");
const problemsOf = (spec: OperationSpec) =>
  oneCallOf(spec)
    .check({ now })
    .map(({ path, code }) => `${path.join(".")} ${code}`);

describe("replace access control list", () => {
  const acl = (parameters: Extract<OperationSpec, { kind: "PUT_OBJECT_ACL" }>["parameters"]) =>
    ({ kind: "PUT_OBJECT_ACL", parameters }) as const;

  test("a canned list is sent as a header and without a body", async () => {
    const request = await serialise(oneCallOf(acl({ cannedAcl: "public-read" })).command(task));
    expect(request).toMatchObject({ method: "PUT", query: { acl: "", versionId: "v1" } });
    expect(request.headers["x-amz-acl"]).toBe("public-read");
    expect(request.body).toBeUndefined();
  });

  test("an explicit list is sent as the body, with owner and all kinds of grantees", async () => {
    const grants = [
      { granteeType: "ID", grantee: "7f<&", permission: "FULL_CONTROL" },
      { granteeType: "URI", grantee: "http://groups/all", permission: "READ" },
      { granteeType: "EMAIL_ADDRESS", grantee: "a@b.example", permission: "WRITE_ACP" },
    ] as const;
    const request = await serialise(oneCallOf(acl({ ownerId: "me", grants })).command(task));
    const body = String(request.body);
    expect(request.headers["x-amz-acl"]).toBeUndefined();
    expect(body).toContain("<Owner><ID>me</ID></Owner>");
    expect(body).toMatch(/xsi:type="CanonicalUser"[^>]*><ID>7f&lt;&amp;</);
    expect(body).toMatch(/xsi:type="Group"[^>]*><URI>http:..groups.all</);
    expect(body).toMatch(/xsi:type="AmazonCustomerByEmail"[^>]*><EmailAddress>a@b.example</);
  });

  test("a list without grants takes every right but the owner's to read and write the list", () => {
    expect(inputOf(oneCallOf(acl({ ownerId: "me", grants: [] })).command(task))).toMatchObject({
      AccessControlPolicy: { Owner: { ID: "me" }, Grants: [] },
    });
  });

  test("both forms together, neither of them, and lists that are not known are refused", () => {
    expect(problemsOf(acl({ cannedAcl: "private", ownerId: "me" }))).toEqual([
      "acl.explicit MUTUALLY_EXCLUSIVE",
    ]);
    expect(problemsOf(acl({}))).toEqual(["acl.explicit.ownerId REQUIRED"]);
    expect(problemsOf(acl({ cannedAcl: "everyone" }))).toEqual(["acl.canned NOT_SUPPORTED"]);
    expect(problemsOf(acl({ ownerId: "me" }))).toEqual([]);
  });
});

describe("object lock retention", () => {
  const retention = (retainUntil: string, mode: "GOVERNANCE" | "COMPLIANCE" = "GOVERNANCE") =>
    ({
      kind: "PUT_OBJECT_RETENTION",
      parameters: { retention: { mode, retainUntil }, bypassGovernance: false },
    }) as const;

  test("sends mode and date, and the bypass only when it was asked for", async () => {
    const spec = retention("2027-01-01T00:00:00Z", "COMPLIANCE");
    const plain = await serialise(oneCallOf(spec).command(task));
    expect(plain).toMatchObject({ method: "PUT", query: { retention: "", versionId: "v1" } });
    expect(String(plain.body)).toContain(
      "<Mode>COMPLIANCE</Mode><RetainUntilDate>2027-01-01T00:00:00Z</RetainUntilDate>",
    );
    expect(plain.headers["x-amz-bypass-governance-retention"]).toBeUndefined();
    const { parameters } = spec;
    const bypassing = oneCallOf({
      ...spec,
      parameters: { ...parameters, bypassGovernance: true },
    });
    const request = await serialise(bypassing.command(task));
    expect(request.headers["x-amz-bypass-governance-retention"]).toBe("true");
  });

  test("neither mode nor date lifts the retention", async () => {
    const lift = { retention: null, bypassGovernance: true };
    const spec = { kind: "PUT_OBJECT_RETENTION", parameters: lift } as const;
    const { body } = await serialise(oneCallOf(spec).command(task));
    expect(String(body)).toMatch(/<Retention[^>]*\/>$/);
    expect(problemsOf(spec)).toEqual([]);
  });

  test("a date that is not in the future, or over 100 years away, is refused when the job is created", () => {
    const path = "retention.retainUntil";
    expect(problemsOf(retention("2026-03-01T12:00:00Z"))).toEqual([`${path} OUT_OF_RANGE`]);
    expect(problemsOf(retention("2026-03-01T12:00:01Z"))).toEqual([]);
    expect(problemsOf(retention("2126-02-01T00:00:00Z"))).toEqual([]);
    expect(problemsOf(retention("2126-04-01T00:00:00Z"))).toEqual([`${path} OUT_OF_RANGE`]);
    expect(problemsOf(retention("2027-02-30T00:00:00Z"))).toEqual([`${path} MALFORMED`]);
  });
});

describe("object lock legal hold", () => {
  test("sends ON or OFF", async () => {
    const spec = { kind: "PUT_OBJECT_LEGAL_HOLD", parameters: { status: "ON" } } as const;
    const request = await serialise(oneCallOf(spec).command(task));
    expect(request).toMatchObject({ method: "PUT", query: { "legal-hold": "", versionId: "v1" } });
    expect(String(request.body)).toContain("<Status>ON</Status>");
  });

  test("like retention, it needs a bucket with Object Lock", () => {
    const needs = (spec: OperationSpec) => oneCallOf(spec).needsObjectLock;
    expect(needs({ kind: "PUT_OBJECT_LEGAL_HOLD", parameters: { status: "ON" } })).toBe(true);
    const lift = { retention: null, bypassGovernance: false };
    expect(needs({ kind: "PUT_OBJECT_RETENTION", parameters: lift })).toBe(true);
    expect(needs({ kind: "DELETE_OBJECT_TAGGING", parameters: {} })).toBe(false);
  });
});
