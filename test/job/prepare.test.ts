// oxlint-disable vitest/expect-expect -- `then` and `thenRejected` assert
import type { JobEvent } from "../../src/job/events.ts";
import { selfCopyReason } from "../../src/job/self-copy.ts";
import type { CopyObjectParameters, ManifestField } from "../../src/job/spec.ts";
import { describe, expect, test } from "vitest";
import { testInEverySituation } from "../support/every-situation.ts";
import { secondsIn } from "../support/given-when-then.ts";
import { event, given, historyOf, opened, totals, validSpec } from "../support/jobs.ts";

describe("StartPreparing", () => {
  testInEverySituation(
    { type: "StartPreparing", manifest: opened },
    { NEW: ["JobPreparing"], PREPARING: [] },
  );

  test("a preparing job knows the manifest it is pinned to, and no totals yet", () => {
    const state = given(historyOf("NEW"))
      .when({ type: "StartPreparing", manifest: opened })
      .then([event.preparing]);
    expect(state).toMatchObject({ status: "PREPARING", opened, totals: null });
  });

  test("a second opening does not replace the content that the job is pinned to", () => {
    given(historyOf("PREPARING"))
      .when({ type: "StartPreparing", manifest: { ...opened, etag: "another" } })
      .thenNothing();
  });
});

describe("FinishPreparing", () => {
  testInEverySituation(
    { type: "FinishPreparing", totals },
    { PREPARING: ["ManifestRead", "JobSuspended"] },
  );

  test("a job that needs confirmation is suspended with its totals", () => {
    const state = given(historyOf("PREPARING"))
      .when({ type: "FinishPreparing", totals })
      .then([event.read, event.suspended]);
    expect(state).toMatchObject({ status: "SUSPENDED", totals, suspendedAt: secondsIn(3) });
  });

  test("a copy of a bucket onto itself fails before its first task, unless a list has versions", () => {
    const { manifest } = validSpec();
    const targetBucket = totals.bucket;
    const parameters = { targetStore: manifest.sourceStore, targetBucket } as const;
    const copy = (more: Partial<CopyObjectParameters>, fields: readonly ManifestField[]) =>
      given(
        historyOf(
          "PREPARING",
          validSpec({
            operation: {
              kind: "COPY_OBJECT",
              parameters: {
                ...parameters,
                metadataDirective: "COPY",
                requesterPays: false,
                ...more,
              },
            },
            manifest: { ...manifest, fields },
          }),
        ),
      ).when({ type: "FinishPreparing", totals });
    const plain = ["BUCKET", "KEY"] as const;
    const reason = selfCopyReason(targetBucket);
    copy({}, plain).then([{ type: "JobFailing", data: { code: "CopiesOntoItself", reason } }]);
    copy({ targetKeyTemplate: "{key}" }, plain).then([
      { type: "JobFailing", data: { code: "CopiesOntoItself", reason } },
    ]);
    for (const more of [
      { targetKeyPrefix: "p" },
      { targetKeyTemplate: "{file}" },
      { targetBucket: "elsewhere" },
      { targetStore: "elsewhere" },
      { storageClass: "GLACIER" },
      { metadataDirective: "REPLACE" },
    ] as const)
      copy(more, plain).then([event.read, event.suspended]);
    copy({}, [...plain, "VERSION_ID"]).then([event.read, event.suspended]);
  });

  test("a job that needs none is ready at once", () => {
    const state = given(historyOf("PREPARING", validSpec({ confirmationRequired: false })))
      .when({ type: "FinishPreparing", totals })
      .then([event.read, event.ready]);
    expect(state).toMatchObject({ status: "READY", totals });
    expect(state).not.toHaveProperty("suspendedAt");
  });

  test("a job is suspended at most once: its preparation cannot end twice", () => {
    for (const situation of ["SUSPENDED", "READY", "ACTIVE", "PAUSED"] as const) {
      given(historyOf(situation))
        .when({ type: "FinishPreparing", totals })
        .thenRejected("INVALID_JOB_STATUS");
    }
  });

  test("no command runs or ends a job between its manifest's first and last row", () => {
    for (const type of ["ActivateJob", "PreemptJob"] as const) {
      given(historyOf("PREPARING")).when({ type }).thenRejected("INVALID_JOB_STATUS");
    }
  });

  test("a job whose creator is bound to buckets fails when the manifest lists another", () => {
    const [created, ...others] = historyOf("PREPARING");
    const bound = (buckets: readonly string[]) => [
      { ...created!, data: { ...created!.data, allowedBuckets: buckets } } as typeof created,
      ...others,
    ];
    const finish = { type: "FinishPreparing", totals } as const;
    given(bound([totals.bucket]) as typeof others)
      .when(finish)
      .then([event.read, event.suspended]);
    const state = given(bound(["lists"]) as typeof others)
      .when(finish)
      .then([
        {
          type: "JobFailing",
          data: {
            code: "BucketNotAllowed",
            reason:
              "The manifest lists objects of the bucket photos, which whoever created the job may not use.",
          },
        },
      ]);
    expect(state).toMatchObject({ status: "FAILING", totals: null });
  });

  test("a job fails when the manifest lists a bucket that is forbidden to its creator", () => {
    const [created, ...others] = historyOf("PREPARING");
    const denied = (buckets: readonly string[]) => [
      { ...created!, data: { ...created!.data, deniedBuckets: buckets } } as typeof created,
      ...others,
    ];
    const finish = { type: "FinishPreparing", totals } as const;
    given(denied(["lists"]) as typeof others)
      .when(finish)
      .then([event.read, event.suspended]);
    const state = given(denied(["lists", totals.bucket]) as typeof others)
      .when(finish)
      .then([
        {
          type: "JobFailing",
          data: {
            code: "BucketNotAllowed",
            reason:
              "The manifest lists objects of the bucket photos, which whoever created the job may not use.",
          },
        },
      ]);
    expect(state).toMatchObject({ status: "FAILING", totals: null });
  });

  test("a job whose creator is bound to buckets fails when the files of its inventory lie in another", () => {
    const created = historyOf("NEW")[0] as Extract<JobEvent, { type: "JobCreated" }>;
    const bound = (buckets: readonly string[]): JobEvent[] => [
      { ...created, data: { ...created.data, allowedBuckets: buckets } },
    ];
    const columns = { count: 2, bucket: 0, key: 1, versionId: -1 };
    const manifest = { ...opened, inventory: { bucket: "inventories", files: 1, columns } };
    const start = { type: "StartPreparing", manifest } as const;
    given(bound(["photos", "inventories"]))
      .when(start)
      .then([{ type: "JobPreparing", data: { manifest } }]);
    const state = given(bound(["photos"]))
      .when(start)
      .then([
        {
          type: "JobFailing",
          data: {
            code: "BucketNotAllowed",
            reason:
              "The files of the inventory lie in the bucket inventories, which whoever created the job may not use.",
          },
        },
      ]);
    expect(state).toMatchObject({ status: "FAILING" });
  });
});
