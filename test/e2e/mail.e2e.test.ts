/** Mail of a real server: its mail server is away for a while, and the server is killed meanwhile. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createDevelopmentClient } from "../../src/devstore/client.ts";
import { openTestStore, testKeys, type TestStore } from "../support/devstore.ts";
import { startMailServer, type TestMail, type TestMailServer } from "../support/smtp-server.ts";
import {
  eventually,
  freePort,
  startStevedore,
  type StevedoreProcess,
} from "../support/stevedore-process.ts";

const user = { name: "batch", password: "only two know" };
let folder: string;
let store: TestStore;
let engine: StevedoreProcess;
let mailServer: TestMailServer | null = null;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stevedore-mail-"));
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
  await mailServer?.close();
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

const start = async () =>
  startStevedore({
    dataDir: folder,
    storeUrl: store.store.url,
    env: {
      SMTP_URL: `smtp://${user.name}:${encodeURIComponent(user.password)}@127.0.0.1:${port}`,
      NOTIFY_MAIL_TO: "ada@example.com, bob@example.com",
      NOTIFY_MAIL_FROM: "Stevedore <batch@example.com>",
      PUBLIC_URL: "https://batch.example.com/",
    },
  });

async function run(description: string): Promise<string> {
  const { createJob } = await engine.query<{ createJob: { job: { id: string } } }>(
    `mutation ($token: String!, $spec: JobSpecInput!) {
      createJob(input: { clientRequestToken: $token, spec: $spec }) { job { id } errors { message } }
    }`,
    {
      token: crypto.randomUUID(),
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

const mailState = async () => {
  const { engine: state } = await engine.query<{
    engine: { components: { name: string; state: string; message: string | null }[] };
  }>(`{ engine { components { name state message } } }`);
  return state.components.find(({ name }) => name === "notices:mail");
};

async function mails(count: number): Promise<readonly TestMail[]> {
  await eventually(async () => mailServer!.mails[count - 1] ?? null, {
    withinMs: 60_000,
    what: `${count} mails`,
  });
  return mailServer!.mails;
}

it("a mail that nobody takes survives a kill, and comes when the mail server is back", async () => {
  mailServer = await startMailServer({ port, user });
  const first = await run("Before\r\nBcc: evil@example.com");
  const [mail] = await mails(1);
  expect(mail).toMatchObject({
    from: "batch@example.com",
    to: ["ada@example.com", "bob@example.com"],
  });
  const title = `Before Bcc: evil@example.com (${first.slice(0, 8)})`;
  expect(mail!.headers.get("subject")).toBe(`[Stevedore] COMPLETE with 1 failed: ${title}`);
  expect(mail!.headers.has("bcc")).toBe(false);
  expect(mail!.text).toContain("1 NoSuchKey, as at gone.jpg: ");
  expect(mail!.text).toContain(`https://batch.example.com/jobs/${first}\n`);
  await eventually(async () => ((await mailState())?.state === "UP" ? true : null), {
    withinMs: 30_000,
    what: "mail to work",
  });
  await mailServer.close();

  const second = await run("While nobody listens");
  await eventually(async () => ((await mailState())?.state === "DEGRADED" ? true : null), {
    withinMs: 30_000,
    what: "the outage to be told",
  });
  expect((await mailState())?.message).toMatch(
    /^The mail server has taken no notice since .*: ECONNREFUSED\.$/,
  );
  const metrics = await (await fetch(`${engine.url}/metrics`)).text();
  expect(metrics).toContain('stevedore_notices_taken{channel="mail"} 0\n');
  await engine.kill();
  engine = await start();
  const third = await run("After the kill");
  mailServer = await startMailServer({ port, user });
  const later = await mails(2);
  expect(later.map(({ headers }) => headers.get("x-stevedore-job"))).toEqual([second, third]);
});
