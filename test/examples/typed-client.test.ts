import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStevedoreClient, StevedoreError } from "../../examples/typed-client/client.ts";
import {
  ConfirmJobDocument,
  CreateJobDocument,
  FailedTasksDocument,
  JobCountsDocument,
  JobDetailDocument,
  JobHistoryDocument,
  JobListDocument,
  ViewerDocument,
} from "../../examples/typed-client/generated.ts";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { makeTokens } from "../support/access.ts";
import { startApi, validInput, type TestApi } from "../support/api.ts";
import { opened, totals } from "../support/jobs.ts";

const read = (file: string) => readFile(new URL(`../../${file}`, import.meta.url), "utf8");

let eventStore: EventStore;
let api: TestApi;
beforeAll(async () => {
  eventStore = openEmbeddedEventStore({ file: ":memory:" });
  api = await startApi({ eventStore });
});
afterAll(() => api.stop());

describe("the typed client", () => {
  it("knows the schema and graphql-ws, and nothing of the engine", async () => {
    const sources = await Promise.all(
      ["client.ts", "main.ts", "generated.ts"].map((file) => read(`examples/typed-client/${file}`)),
    );
    const imported = sources.flatMap((source) =>
      [...source.matchAll(/from ["']([^"']+)["']/g)].map(([, name]) => name!),
    );
    expect(new Set(imported)).toEqual(
      new Set(["./client.ts", "./generated.ts", "graphql-ws", "@graphql-typed-document-node/core"]),
    );
  });

  it("creates a job, confirms it, and reads its list, its numbers and its history", async () => {
    const client = createStevedoreClient({ url: api.url });
    const { createJob } = await client.request(CreateJobDocument, { input: validInput() });
    expect(createJob.errors).toEqual([]);
    const id = createJob.job!.id;
    await api.drive(id, { type: "StartPreparing", manifest: opened });
    await api.drive(id, { type: "FinishPreparing", totals });
    const { confirmJob } = await client.request(ConfirmJobDocument, { id, reason: "looks right" });
    const atLeastPosition = confirmJob.position ?? null;
    const { job } = await client.request(JobDetailDocument, { id, atLeastPosition });
    expect(job).toMatchObject({ status: "READY", progress: { total: totals.rows } });
    const { jobs } = await client.request(JobListDocument, {});
    expect(jobs.nodes.map((node) => node.id)).toContain(id);
    const { jobCounts } = await client.request(JobCountsDocument, {});
    expect(jobCounts.find(({ status }) => status === "READY")?.count).toBe(1);
    const { job: failures } = await client.request(FailedTasksDocument, { id });
    expect(failures?.tasks.nodes).toEqual([]);
    const { job: past } = await client.request(JobHistoryDocument, { id });
    expect(past?.history.nodes.map(({ type }) => type)).toContain("JobConfirmed");
  });

  it("tells a refusal by its code, at the field that it is about", async () => {
    const client = createStevedoreClient({ url: api.url });
    const input = validInput({ priority: -1 });
    const { createJob } = await client.request(CreateJobDocument, { input });
    expect(createJob.errors).toMatchObject([{ code: "OUT_OF_RANGE", path: ["spec", "priority"] }]);
    const asking = client.request(JobListDocument, { after: "nobody" });
    await expect(asking).rejects.toThrow(StevedoreError);
    await expect(asking).rejects.toMatchObject({ codes: ["CURSOR_INVALID"] });
  });

  it("shows its token over HTTP and WebSocket", async () => {
    const { authenticator, tokens } = makeTokens({ reader: { permission: "read" } });
    const guarded = await startApi({ authenticator });
    const client = createStevedoreClient({ url: guarded.url, token: tokens.reader });
    const { viewer } = await client.request(ViewerDocument, {});
    expect(viewer).toMatchObject({ name: "reader", permissions: ["READ"] });
    const { signal } = new AbortController();
    const events = client.events({ jobId: "nothing", signal });
    await expect(events.next()).rejects.toMatchObject({ codes: ["JOB_NOT_FOUND"] });
    const stranger = createStevedoreClient({ url: guarded.url });
    await expect(stranger.request(ViewerDocument, {})).rejects.toMatchObject({
      codes: ["UNAUTHENTICATED"],
    });
    await guarded.stop();
  });
});

describe("a subscription of the typed client", () => {
  it("goes on after its last cursor when the server was away: no event is missed or told twice", async () => {
    const { port } = new URL(api.url);
    const client = createStevedoreClient({ url: api.url, waitMs: () => 20 });
    const { createJob } = await client.request(CreateJobDocument, { input: validInput() });
    const id = createJob.job!.id;
    const stop = new AbortController();
    const types: string[] = [];
    const following = (async () => {
      for await (const { event } of client.events({ jobId: id, signal: stop.signal })) {
        types.push(event.type);
        if (event.type === "JobSuspended") stop.abort();
      }
    })();
    await expect.poll(() => types).toEqual(["JobCreated"]);
    await api.close();
    await api.drive(id, { type: "StartPreparing", manifest: opened });
    api = await startApi({ eventStore, port: Number(port) });
    await expect.poll(() => types).toEqual(["JobCreated", "JobPreparing"]);
    await api.drive(id, { type: "FinishPreparing", totals });
    await following;
    expect(types).toEqual(["JobCreated", "JobPreparing", "ManifestRead", "JobSuspended"]);
  });

  it("of a list tells what changed after the list was read", async () => {
    const client = createStevedoreClient({ url: api.url, waitMs: () => 20 });
    const { jobs } = await client.request(JobListDocument, {});
    const { createJob } = await client.request(CreateJobDocument, { input: validInput() });
    const stop = new AbortController();
    const changes = client.changes({ after: jobs.cursor, signal: stop.signal });
    const { value } = await changes.next();
    expect(value).toMatchObject({ change: "ADDED", jobId: createJob.job!.id });
    stop.abort();
    await changes.return?.();
  });
});

describe("docs/graphql.md", () => {
  it("has the ten operations of a front end as the example sends them", async () => {
    const [page, operations] = await Promise.all([
      read("docs/graphql.md"),
      read("examples/typed-client/operations.graphql"),
    ]);
    const names = [...operations.matchAll(/^(?:query|mutation|subscription) (\w+)/gm)].map(
      ([, name]) => name!,
    );
    expect(names).toHaveLength(10);
    for (const name of names) expect(page).toContain(`\`${name}\``);
    const text = (source: string) => source.replaceAll(/\s+/g, " ");
    for (const block of operations.split(/^# \d+\. .*$/m).slice(1)) {
      const document = block.replaceAll(/^#.*$/gm, "").trim();
      expect(text(page)).toContain(text(document));
    }
  });
});
