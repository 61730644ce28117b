import { describe, expect, test } from "vitest";
import { assert } from "../../src/lib/assert.ts";
import { operationOf } from "../../src/operations/index.ts";
import { inputOf, serialise } from "../support/captured-request.ts";
import { failing } from "../support/engine.ts";
import { hostileKeys } from "../support/hostile-keys.ts";
import { answered } from "../support/many-calls.ts";

const operation = (bypassGovernance = false) =>
  operationOf({ kind: "DELETE_OBJECT", parameters: { bypassGovernance } });
function wayOf(bypassGovernance = false) {
  const way = operation(bypassGovernance).way("default");
  assert(way.kind === "batch", "a thousand keys a call");
  return way;
}
const task = (key: string, versionId: string | null = null) => ({
  bucket: "photos",
  key,
  versionId,
});

describe("delete objects", () => {
  test("always waits for confirmation", () => {
    expect(operation().alwaysConfirmed).toBe(true);
  });

  test("asks for keys and versions in one call that tells of each", () => {
    expect(inputOf(wayOf().command([task("a"), task("b", "v1")]))).toEqual({
      Bucket: "photos",
      Delete: { Objects: [{ Key: "a" }, { Key: "b", VersionId: "v1" }], Quiet: false },
    });
    expect(inputOf(wayOf(true).command([task("a")]))).toMatchObject({
      BypassGovernanceRetention: true,
    });
  });

  test("judges each key by what the answer says of it", () => {
    const tasks = [
      task("gone"),
      task("locked", "v1"),
      task("locked"),
      task("busy"),
      task("untold"),
    ];
    const answer = answered({
      Deleted: [{ Key: "gone" }, { Key: "locked", DeleteMarker: true, DeleteMarkerVersionId: "m" }],
      Errors: [
        { Key: "locked", VersionId: "v1", Code: "AccessDenied", Message: "Access Denied" },
        { Key: "busy", Code: "SlowDown" },
      ],
    });
    expect(wayOf().judge(answer, tasks)).toMatchObject([
      { succeeded: true },
      { succeeded: false, failure: { code: "AccessDenied", kind: "permanent" } },
      { succeeded: true },
      { succeeded: false, failure: { code: "SlowDown", kind: "throttle" } },
      { succeeded: false, failure: { code: "AnswerBroken", kind: "transient" } },
    ]);
  });

  test("a call that failed as a whole failed for each key", () => {
    const refused = failing("AccessDenied", { status: 403 });
    const judged = wayOf().judge(refused, [task("a"), task("b")]);
    expect(judged).toHaveLength(2);
    for (const one of judged) expect(one).toMatchObject({ failure: { code: "AccessDenied" } });
  });

  test("a status that does not say that it was done is no success of any key", () => {
    const [judged] = wayOf().judge(answered({ Deleted: [{ Key: "a" }] }, 202), [task("a")]);
    expect(judged).toMatchObject({ failure: { code: "UnexpectedStatus" } });
  });

  test("keys that do not survive XML are deleted alone", async () => {
    const { canShare, alone } = wayOf();
    for (const key of ["a\tb", "a\nb", "\u0001", " a", "a ", "\u007f", "a\uffff"])
      expect(canShare(task(key))).toBe(false);
    for (const key of ["a b", "<a>&amp;]]>", "箱/🚢", "a/../b", `"'`])
      expect(canShare(task(key))).toBe(true);
    const request = await serialise(alone.command(task("a\nb", "v1")));
    expect(request).toMatchObject({
      method: "DELETE",
      path: "/photos/a%0Ab",
      query: { versionId: "v1" },
    });
  });

  test.each(hostileKeys)(
    "a key with %s is in the body as it is, or deleted alone",
    async (_what, key) => {
      const { canShare, command, alone } = wayOf();
      const together = async () => {
        const { body } = await serialise(command([task(key)]));
        const [, written = ""] = /<Key>(.*)<\/Key>/s.exec(String(body)) ?? [];
        return unescapeXml(written);
      };
      const inPath = async () => {
        const { path } = await serialise(alone.command(task(key)));
        return decodeURIComponent(path).slice("/photos/".length);
      };
      expect(await (canShare(task(key)) ? together() : inPath())).toBe(key);
    },
  );
});

function unescapeXml(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}
