/** The ten operations of a front end, one after another as a person would cause them, against a whole engine. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { parse, print, separateOperations, validate } from "graphql/index.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkLimits } from "../../src/api/graphql/check-limits.ts";
import { createSchema } from "../../src/api/graphql/schema.ts";
import { messagesOf, socketClient, type GraphQLAnswer } from "../support/api.ts";
import { openOwnApp, type OwnApp } from "../support/own-app.ts";

const file = new URL("front-end.graphql", import.meta.url);
const operations = separateOperations(parse(readFileSync(file, "utf8")));
const keys = Array.from({ length: 40 }, (_, index) => `2024/photo ${index}.jpg`);
const missing = ["2024/gone.jpg", "2025/gone.jpg"];

let own: OwnApp;
beforeAll(async () => {
  own = await openOwnApp({ keys, missing });
  await own.start();
});
afterAll(() => own.close());

async function send<Data>(name: string, variables: Readonly<Record<string, unknown>>) {
  const { data, errors }: GraphQLAnswer = await own.ask(print(operations[name]!), variables);
  expect(errors).toEqual([]);
  return data as Data;
}

interface Job {
  readonly id: string;
  readonly status: string;
  readonly revision: number;
  readonly position: number;
  readonly cursor: string;
}

interface Payload {
  readonly job: Job | null;
  readonly position: number | null;
  readonly errors: readonly { readonly __typename: string }[];
}

const detailOf = async (id: string, atLeastPosition: number | null = null) =>
  (await send<{ job: Job }>("JobDetail", { id, atLeastPosition })).job;

const reaches = (id: string, status: string) =>
  expect.poll(async () => (await detailOf(id)).status).toBe(status);

describe("the ten operations", () => {
  it("are ten, valid, and within the limits with the longest pages", () => {
    const schema = createSchema();
    expect(Object.keys(operations)).toHaveLength(10);
    for (const document of Object.values(operations)) {
      expect(validate(schema, document)).toEqual([]);
      expect(checkLimits({ schema, document, variables: { first: 100 } })).toEqual([]);
    }
  });

  it("serve a person from the preview of a list to the retry of what failed", async () => {
    const object = { bucket: "lists", key: "photos.csv" };
    const preview = await send<{ manifestPreview: Preview }>("PreviewManifest", {
      manifest: { csv: { object } },
    });
    const { etag, rows, errors } = preview.manifestPreview;
    expect([errors, rows.length]).toEqual([[], 20]);
    expect(rows[0]).toMatchObject({ row: 1, bucket: "photos", key: keys[0] });

    const input = {
      clientRequestToken: randomUUID(),
      spec: {
        operation: { copyObject: { targetBucket: "photos", targetKeyPrefix: "copies" } },
        manifest: { csv: { object: { ...object, etag } } },
        report: { bucket: "reports", prefix: "nightly", scope: "FAILED_TASKS_ONLY" },
        description: "Nightly copy to archive",
        tags: [{ key: "team", value: "media" }],
      },
    };
    const checked = await own.ask(
      `query V($spec: JobSpecInput!) {
        validateJob(spec: $spec) { valid errors { code } estimatedTasks manifestBytes }
      }`,
      { spec: input.spec },
    );
    expect(checked.data?.["validateJob"]).toMatchObject({
      valid: true,
      errors: [],
      estimatedTasks: 42,
    });
    const created = (await send<{ createJob: Payload }>("CreateCopyJob", { input })).createJob;
    expect(created.errors).toEqual([]);
    const { id } = created.job!;
    const again = (await send<{ createJob: Payload }>("CreateCopyJob", { input })).createJob;
    expect(again.job?.id).toBe(id);

    await reaches(id, "SUSPENDED");
    const prepared = await detailOf(id, created.position);
    const listed = await send<{ jobs: { nodes: readonly Job[]; totalCount: number } }>("JobList", {
      filter: { statuses: ["SUSPENDED"], operations: ["COPY_OBJECT"], search: "nightly" },
      first: 50,
    });
    expect(listed.jobs).toMatchObject({ totalCount: 1, nodes: [{ id, status: "SUSPENDED" }] });

    const client = socketClient(own.url());
    const progress = messagesOf(client, print(operations["JobProgress"]!), { id });
    const confirm = { id, expectedRevision: prepared.revision, reason: "42 objects, as planned" };
    const confirmed = await send<{ confirmJob: Payload }>("ConfirmJob", { input: confirm });
    expect(confirmed.confirmJob.errors).toEqual([]);
    const late = await send<{ confirmJob: Payload }>("ConfirmJob", { input: confirm });
    expect(late.confirmJob.errors).toMatchObject([{ __typename: "ConflictError" }]);

    const messages = (await progress) as readonly { data: { jobProgress: Progress } }[];
    expect(messages[0]?.data.jobProgress.snapshot).toBe(true);
    expect(messages.at(-1)?.data.jobProgress.job).toMatchObject({
      status: "COMPLETE",
      outcome: "SOME_FAILED",
      report: { status: "READY" },
      progress: { total: 42, succeeded: 40, failed: 2 },
    });
    await checkReport(id);
    await checkPast(id, prepared.revision);
    await checkEvents(id);
    await client.dispose();
  });
});

/** The one file of the report, by its link. */
async function checkReport(id: string): Promise<void> {
  const query = `query R($id: ID!) { job(id: $id) { report { files { nodes { downloadUrl } } } } }`;
  const { data } = await own.ask(query, { id });
  const url = /"downloadUrl":"([^"]+)"/.exec(JSON.stringify(data))?.[1];
  const text = await (await fetch(`${own.url()}${url}`)).text();
  expect(text.split("\n").map((line) => line.split(",")[5])).toEqual([
    "NoSuchKey",
    "NoSuchKey",
    undefined,
  ]);
}

async function checkPast(id: string, revision: number): Promise<void> {
  const detail = await detailOf(id);
  expect(detail).toMatchObject({
    report: { files: { totalCount: 1, nodes: [{ outcome: "FAILED", rows: 2 }] } },
    allowedActions: ["TAG", "RETRY_FAILED_TASKS", "CLONE", "DELETE"],
  });
  const failures = await send<{ job: object }>("FailuresByCode", {
    id,
    codes: ["NoSuchKey"],
    keyPrefix: "2024/",
  });
  expect(failures.job).toMatchObject({
    failureGroups: [{ errorCode: "NoSuchKey", count: 2, share: 1 }],
    tasks: { nodes: [{ key: missing[0], errorCode: "NoSuchKey" }] },
  });
  const then = await send<{ job: { asOf: object } }>("JobAsOf", { id, point: { revision } });
  expect(then.job.asOf).toMatchObject({ revision, status: "SUSPENDED" });

  const input = {
    clientRequestToken: randomUUID(),
    id,
    errorCodes: ["NoSuchKey"],
    keyPrefix: "2024/",
    overrides: { report: null, confirmationRequired: false, limits: { maxConcurrency: 32 } },
  };
  const retried = await send<{ retryFailedTasks: Payload }>("RetryFailedTasks", { input });
  expect(retried.retryFailedTasks).toMatchObject({ errors: [], job: { retryOf: { id } } });
  await reaches(retried.retryFailedTasks.job!.id, "COMPLETE");
  expect(await detailOf(retried.retryFailedTasks.job!.id)).toMatchObject({
    progress: { total: 1, failed: 1 },
    report: null,
  });
}

/** Reads some events, goes away, and goes on after the last: together they are all of them, each once. */
async function checkEvents(id: string): Promise<void> {
  const query = print(operations["JobEvents"]!);
  const take = async (count: number, variables: Record<string, unknown>) => {
    const client = socketClient(own.url());
    const taken: { cursor: string; event: { id: string; type: string } }[] = [];
    for await (const { data } of client.iterate({ query, variables })) {
      taken.push((data as { jobEvents: (typeof taken)[number] }).jobEvents);
      if (taken.length === count) break;
    }
    await client.dispose();
    return taken;
  };
  const some = await take(5, { id, fromStart: true });
  const others = await take(6, { id, after: some.at(-1)!.cursor });
  const whole = await take(11, { id, fromStart: true });
  expect([...some, ...others].map(({ event }) => event.id)).toEqual(
    whole.map(({ event }) => event.id),
  );
  expect(whole[0]?.event.type).toBe("JobCreated");
}

interface Preview {
  readonly etag: string;
  readonly rows: readonly object[];
  readonly errors: readonly object[];
}

interface Progress {
  readonly snapshot: boolean;
  readonly job: object;
}
