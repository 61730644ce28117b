import { afterEach, describe, expect, it } from "vitest";
import { NewerEvents } from "../../src/commands/handle-command.ts";
import {
  createJob,
  messagesOf,
  socketClient,
  startApi,
  validInput,
  type TestApi,
} from "../support/api.ts";
import { jobStream } from "../../src/job/streams.ts";
import type { JobRow } from "../../src/readmodels/read-models.ts";
import { historyOf, jobId, opened } from "../support/jobs.ts";
import { operation } from "../support/operations.ts";
import { newEvent } from "../support/recorded.ts";

const open: TestApi[] = [];
async function start(options: Parameters<typeof startApi>[0] = {}): Promise<TestApi> {
  const api = await startApi(options);
  open.push(api);
  return api;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.stop()));
});

describe("the HTTP server", () => {
  it("names its addresses at /, and loads nothing from elsewhere", async () => {
    const api = await start();
    const answer = await fetch(api.url);
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
    expect(await answer.text()).toMatch(/Stevedore 1\.2\.3[^]*\/graphql[^]*\/healthz[^]*\/readyz/);
    const page = await fetch(`${api.url}/graphql`, { headers: { accept: "text/html" } });
    expect(page.status).toBe(400);
    expect(await page.text()).not.toMatch(/<script|https?:/);
  });

  it("is healthy when it runs, and ready when the log is read", async () => {
    const api = await start();
    expect(await (await fetch(`${api.url}/healthz`)).json()).toEqual({ status: "ok" });
    await createJob(api);
    const ready = await fetch(`${api.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: "ready", position: api.readModels.position(), share: 1 },
    ]);
    const behind = await start({ instead: { caughtUp: () => false, share: () => 0.42 } });
    const waiting = await fetch(`${behind.url}/readyz`);
    expect([waiting.status, await waiting.json()]).toEqual([
      503,
      { status: "reading the log", position: behind.readModels.position(), share: 0.42 },
    ]);
  });

  it("lets requests in hand finish when it closes, and takes no more", async () => {
    const reached = Promise.withResolvers<void>();
    const read = Promise.withResolvers<boolean>();
    const api = await startApi({
      instead: {
        waitFor: () => {
          reached.resolve();
          return read.promise;
        },
      },
    });
    const answer = api.ask(operation("CreateJob"), { input: validInput() });
    await reached.promise;
    const stopped = api.stop();
    read.resolve(true);
    expect((await answer).data?.["createJob"]).toMatchObject({ errors: [] });
    await stopped;
    await expect(fetch(`${api.url}/healthz`)).rejects.toThrow("fetch failed");
  });
});

describe("what nobody expected", () => {
  it("is masked, and logged under the id that the caller is given, over both doors", async () => {
    const secret = new Error("the password is hunter2");
    const api = await start({
      instead: {
        jobs: () => {
          throw secret;
        },
      },
    });
    const query = operation("JobList");
    const { errors } = await api.ask(query);
    const socket = socketClient(api.url);
    const [message] = await messagesOf(socket, query);
    await socket.dispose();
    for (const error of [errors[0], message?.errors?.[0]]) {
      expect(error).toMatchObject({
        path: ["jobs"],
        extensions: { code: "INTERNAL_SERVER_ERROR", id: expect.any(String) as unknown },
      });
      expect(JSON.stringify(error)).not.toMatch(/hunter2|\.ts/);
      expect(error?.message).toContain(String(error?.extensions?.["id"]));
      expect(api.logged).toContainEqual({
        level: "error",
        message: "a request failed unexpectedly",
        id: error?.extensions?.["id"],
        error: secret,
      });
    }
  });

  it("a job that a newer version has written to is named as such", async () => {
    const api = await start({
      commands: {
        handle: () => Promise.reject(new NewerEvents("JobCreated is of version 2.")),
        createJob: () => Promise.reject(new NewerEvents("JobCreated is of version 2.")),
      },
    });
    const { errors } = await api.ask(operation("CancelJob"), { input: { id: "x" } });
    expect(errors).toMatchObject([
      { message: "JobCreated is of version 2.", extensions: { code: "NEWER_VERSION" } },
    ]);
  });

  it("a job that this version cannot read on says so where it is shown", async () => {
    const unreadable = "JobPaused is of version 2; this version of Stevedore knows 1.";
    const real = await start();
    const id = await createJob(real);
    const row = real.readModels.job(id);
    const api = await start({ instead: { job: () => row && { ...row, unreadable } } });
    expect((await api.ask(operation("JobDetail"), { id })).data).toMatchObject({
      job: { status: "NEW", statusReason: unreadable },
    });
  });
});

describe("reading one's own writes", () => {
  it("a command that is not read in time is answered from the job's own stream", async () => {
    const api = await start({
      instead: { waitFor: () => Promise.resolve(false), job: () => null },
    });
    const { data, errors } = await api.ask(operation("CreateJob"), { input: validInput() });
    expect(errors).toEqual([]);
    expect(data?.["createJob"]).toMatchObject({
      job: { id: expect.any(String) as unknown, status: "NEW", revision: 0 },
      position: expect.any(Number) as unknown,
      errors: [],
    });
  });

  it("a job that the read models are behind on is answered from its own stream, progress and all that is known", async () => {
    const behind = { old: null as JobRow | null };
    const api = await start({
      instead: { waitFor: () => Promise.resolve(false), job: () => behind.old },
    });
    const id = await createJob(api);
    behind.old = api.readModels.job(id);
    await api.drive(id, { type: "StartPreparing", manifest: opened });
    await api.ask(operation("CancelJob"), { input: { id } });
    const { data, errors } = await api.ask(
      `query Q($id: ID!) { job(id: $id, atLeastPosition: 3) { revision position status progress { succeeded } } }`,
      { id },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      job: { revision: 2, position: 3, status: "CANCELLING", progress: { succeeded: 0 } },
    });
  });

  it("while the read models are made again, a job is answered from its own stream at once", async () => {
    const api = await start({
      instead: { caughtUp: () => false, job: () => null, waitFor: () => new Promise(() => {}) },
    });
    const history = historyOf("COMPLETE").map((event, index) => newEvent(event, String(index)));
    const { position } = await api.eventStore.append(jobStream(jobId), history, {
      expected: "no-stream",
    });
    const { data } = await api.ask(
      `query Q($id: ID!, $p: Long) {
        job(id: $id, atLeastPosition: $p) { status progress { total succeeded failed } }
        none: job(id: "two") { id }
      }`,
      { id: jobId, p: position },
    );
    const progress = { total: 1_200, succeeded: 1_190, failed: 10 };
    expect(data).toEqual({ job: { status: "COMPLETE", progress }, none: null });
  });

  it("while the read models are made again, no list is answered with what there is of it", async () => {
    const api = await start({ instead: { caughtUp: () => false } });
    for (const query of ["{ jobs { totalCount } }", "{ jobCounts { status count } }"]) {
      const { errors } = await api.ask(query);
      expect(errors).toMatchObject([
        {
          message: expect.stringMatching(/is reading the log/) as unknown,
          extensions: { code: "READ_MODEL_BEHIND", position: api.readModels.position() },
        },
      ]);
    }
  });

  it("a position or a revision that does not come in time is an error, an old one is not", async () => {
    const api = await start({
      clock: { now: () => 0, after: (_, action) => (queueMicrotask(action), () => {}) },
      instead: { waitFor: (position) => Promise.resolve(position < 100) },
    });
    const id = await createJob(api);
    const ask = (args: string) =>
      api.ask(`query Q($id: ID!) { job(id: $id, ${args}) { revision } }`, { id });
    expect((await ask("atLeastPosition: 0, atLeastRevision: 0")).data).toEqual({
      job: { revision: 0 },
    });
    for (const args of ["atLeastPosition: 100", "atLeastRevision: 1"]) {
      const { data, errors } = await ask(args);
      expect(data).toEqual({ job: null });
      expect(errors[0]?.extensions.code).toBe("READ_MODEL_BEHIND");
    }
    expect(api.readModels.readers).toBe(0);
  });

  it("a query waits for a revision that is about to come", async () => {
    const api = await start();
    const id = await createJob(api);
    const waited = api.ask(
      `query Q($id: ID!) { job(id: $id, atLeastRevision: 1) { revision status } }`,
      { id },
    );
    await api.ask(operation("CancelJob"), { input: { id } });
    expect((await waited).data).toEqual({ job: { revision: 1, status: "CANCELLING" } });
  });
});
