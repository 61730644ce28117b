/** Notices of a real server: its receiver is away for a while, and the server is killed meanwhile. */
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createDevelopmentClient } from "../../src/devstore/client.ts";
import type { Notice } from "../../src/notices/notice.ts";
import { openTestStore, testKeys, type TestStore } from "../support/devstore.ts";
import {
  eventually,
  freePort,
  startStevedore,
  type StevedoreProcess,
} from "../support/stevedore-process.ts";

const secret = "a secret that only two know";
let folder: string;
let store: TestStore;
let engine: StevedoreProcess;
let receiver: Server | null = null;
let port: number;
/** What came in the form of a chat. */
const said: string[] = [];
/** What came, with whether its signature was right. */
const got: { readonly id: string; readonly notice: Notice; readonly isSigned: boolean }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stevedore-notices-"));
  store = await openTestStore();
  port = await freePort();
  const client = createDevelopmentClient({ url: store.store.url, ...testKeys });
  await client.createBucket("photos");
  await client.put("photos", "a.jpg", "a");
  await client.put("photos", "list.csv", "photos,a.jpg\nphotos,gone.jpg\n");
  client.close();
  engine = await start();
});

afterAll(async () => {
  await engine?.kill();
  receiver?.close();
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

const start = async (env: Readonly<Record<string, string>> = {}) =>
  startStevedore({
    dataDir: folder,
    storeUrl: store.store.url,
    env: {
      NOTIFY_URL: `http://127.0.0.1:${port}/hooks`,
      NOTIFY_SECRET: secret,
      PUBLIC_URL: "https://batch.example.com/",
      ...env,
    },
  });

async function listen(): Promise<void> {
  receiver = createServer((request, response) => {
    void text(request).then((body) => {
      const {
        "webhook-id": id,
        "webhook-timestamp": at,
        "webhook-signature": mark,
      } = request.headers;
      const mac = createHmac("sha256", secret).update(`${String(id)}.${String(at)}.${body}`);
      const isSigned = mark === `v1,${mac.digest("base64")}`;
      const content = JSON.parse(body) as Notice | { readonly text: string };
      if ("text" in content) said.push(content.text);
      else got.push({ id: String(id), notice: content, isSigned });
      response.writeHead(204).end();
    });
  });
  receiver.listen(port, "127.0.0.1");
  await once(receiver, "listening");
}

async function run(description: string): Promise<string> {
  const { createJob } = await engine.query<{ createJob: { job: { id: string } } }>(
    `mutation ($spec: JobSpecInput!) {
      createJob(input: { clientRequestToken: "${description}", spec: $spec }) { job { id } errors { message } }
    }`,
    {
      spec: {
        description,
        confirmationRequired: false,
        operation: { deleteObjectTagging: {} },
        manifest: { csv: { object: { bucket: "photos", key: "list.csv" } } },
      },
    },
  );
  const { id } = createJob.job;
  await eventually(
    async () => {
      const { job } = await engine.query<{ job: { status: string } }>(
        `{ job(id: "${id}") { status } }`,
      );
      return job.status === "COMPLETE" ? job : null;
    },
    { withinMs: 60_000, what: `the end of ${description}` },
  );
  return id;
}

const noticesState = async () => {
  const { engine: state } = await engine.query<{
    engine: { components: { name: string; state: string; message: string | null }[] };
  }>(`{ engine { components { name state message } } }`);
  return state.components.find(({ name }) => name === "notices");
};

it("a notice that nobody takes survives a kill, and comes signed when the receiver is back", async () => {
  await listen();
  const first = await run("Before");
  await eventually(async () => got[0] ?? null, { withinMs: 60_000, what: "the first notice" });
  expect(got).toHaveLength(1);
  expect(got[0]).toMatchObject({
    isSigned: true,
    notice: {
      type: "job.complete",
      data: {
        job: {
          id: first,
          outcome: "SOME_FAILED",
          total: 2,
          succeeded: 1,
          failed: 1,
          url: `https://batch.example.com/jobs/${first}`,
        },
      },
    },
  });
  expect(got[0]!.id).toBe(got[0]!.notice.data.eventId);
  expect(await noticesState()).toEqual({ name: "notices", state: "UP", message: null });

  receiver!.close();
  receiver!.closeAllConnections();
  const second = await run("While nobody listens");
  await eventually(async () => ((await noticesState())?.state === "DEGRADED" ? true : null), {
    withinMs: 60_000,
    what: "the outage to be told",
  });
  expect((await noticesState())?.message).toMatch(/has taken no notice since .*ECONNREFUSED/);
  await engine.kill();
  engine = await start();
  const third = await run("After the kill");
  await listen();
  await eventually(async () => got[2] ?? null, { withinMs: 60_000, what: "the other notices" });
  expect(got.map(({ notice }) => notice.data.job.id)).toEqual([first, second, third]);
  expect(new Set(got.map(({ id }) => id)).size).toBe(3);
  expect(got.every(({ isSigned }) => isSigned)).toBe(true);
  expect(await noticesState()).toMatchObject({ state: "UP", message: null });
});

it("a chat is told in words, by a setting, from where the notices were", async () => {
  await engine.kill();
  engine = await start({ NOTIFY_FORMAT: "chat" });
  const id = await run("Clean up <!channel>");
  // One from before the kill may come once more, and now in words too.
  const message = await eventually(async () => said.find((each) => each.endsWith(id)) ?? null, {
    withinMs: 60_000,
    what: "the message",
  });
  expect(message.split("\n")).toEqual([
    "COMPLETE with 1 failed: `Clean up &lt;!channel&gt;`",
    // The code is told unless the read models are far behind.
    expect.stringMatching(/^1 of 2 succeeded, 1 failed(; 1 with `NoSuchKey`)?\.$/),
    `https://batch.example.com/jobs/${id}`,
  ]);
});
