/** What every operation keeps, whatever it does; and what those keep that are one call a task. */
import { describe, expect, test } from "vitest";
import { AssertionError } from "../../src/lib/assert.ts";
import type { OperationSpec } from "../../src/job/spec.ts";
import { operationOf, operations } from "../../src/operations/index.ts";
import type { Task } from "../../src/operations/operation.ts";
import { inputOf, serialise } from "../support/captured-request.ts";
import { compareWithSdk, endpoints } from "../support/compiled-requests.ts";
import { hostileKeys } from "../support/hostile-keys.ts";
import { oneCallOf } from "../support/one-call.ts";

const task: Task = { bucket: "photos", key: "2024/a b.jpg", versionId: null };

export function operationContract(options: {
  readonly sample: OperationSpec;
  /** Store that the sample's commands go to when the source lies in `source-store`. */
  readonly store: string;
}): void {
  const { sample, store } = options;
  const bound = operationOf(sample);

  describe(`operation ${sample.kind}`, () => {
    test("stands in the table under its own kind", () => {
      expect(operations[sample.kind].kind).toBe(sample.kind);
      expect(bound.operation.kind).toBe(sample.kind);
    });

    test("says what it is and which rights it needs", () => {
      expect(bound.operation.title).toMatch(/^[A-Z][A-Za-z ]+$/);
      expect(bound.operation.summary).toMatch(/^[A-Z].*\.$/);
      expect(bound.operation.s3Actions.length).toBeGreaterThan(0);
      for (const action of bound.operation.s3Actions)
        expect(action).toMatch(/^(s3|lambda):[A-Z][A-Za-z]+$/);
    });

    test("accepts its sample", () => {
      expect(bound.check()).toEqual([]);
    });

    test("names the store its commands go to", () => {
      expect(bound.store("source-store")).toBe(store);
    });
  });
}

/** For an operation that is one call a task. */
export function oneCallContract(options: {
  readonly sample: OperationSpec;
  /** Store of the source. */
  readonly sourceStore: string;
  /** Bucket that the calls go to for `task`. */
  readonly bucket: string;
  /** Statuses of success. */
  readonly successes: readonly number[];
}): void {
  const { sample, sourceStore, bucket, successes } = options;
  const bound = oneCallOf(sample, sourceStore);

  describe(`operation ${sample.kind}, one call a task`, () => {
    test("gives the same command for the same task, and leaves task and parameters as they were", () => {
      const before = JSON.stringify([sample, task]);
      expect(inputOf(bound.command(task))).toEqual(inputOf(bound.command(task)));
      expect(JSON.stringify([sample, task])).toBe(before);
    });

    test("names the object of the task in a request that the SDK makes of the command", async () => {
      const request = await serialise(bound.command(task));
      expect(request.path).toMatch(new RegExp(`^/${bucket}/`));
      expect(decodeURIComponent(request.path).endsWith(task.key)).toBe(true);
    });

    test("names a version only when the task has one", async () => {
      const current = await serialise(bound.command(task));
      const version = await serialise(bound.command({ ...task, versionId: "v/1 &?" }));
      expect(JSON.stringify([current.query, current.headers])).not.toContain("ersionId");
      const versionId =
        version.query["versionId"] ??
        new URLSearchParams(version.headers["x-amz-copy-source"]?.split("?")[1]).get("versionId");
      expect(versionId).toBe("v/1 &?");
    });

    test.each(hostileKeys)(
      "makes a request of a key with %s, with headers of ASCII",
      async (_trouble, key) => {
        const request = await serialise(bound.command({ ...task, key }));
        expect(request.path.slice(bucket.length + 2)).not.toBe("");
        for (const value of Object.values(request.headers)) expect(value).toMatch(/^[\x20-\x7e]*$/);
      },
    );

    test.each(Object.keys(endpoints))(
      "is compiled into the requests that the SDK makes, on %s",
      async (name) => {
        const settings = endpoints[name]!;
        const { differences, requests } = await compareWithSdk(bound.command, { settings });
        expect(differences).toEqual([]);
        expect(requests).toBeGreaterThan(100);
      },
    );

    test.each([
      { bucket: "photos", key: "", versionId: null },
      { bucket: "photos", key: "a", versionId: "" },
    ])("makes no command for a task that names no object: %j", (nothing) => {
      expect(() => bound.command(nothing)).toThrow(AssertionError);
    });

    test("hands on the failure of the transport", () => {
      const failure = {
        code: "NoSuchKey",
        status: 404,
        message: "The specified key does not exist.",
        kind: "permanent",
      } as const;
      expect(bound.judge({ ok: false, failure })).toEqual({ succeeded: false, failure });
    });

    const others = [200, 201, 202, 204, 206, 304].filter((status) => !successes.includes(status));
    test.each(others)("takes status %i for no success", (status) => {
      const output = { $metadata: {}, CopyObjectResult: { ETag: '"a"' } };
      expect(bound.judge({ ok: true, status, output })).toMatchObject({
        succeeded: false,
        failure: { code: "UnexpectedStatus", status, kind: "permanent" },
      });
    });
  });
}
