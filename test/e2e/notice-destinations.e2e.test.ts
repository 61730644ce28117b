/** One server that tells several destinations, each in its way and of its jobs, while one of them is away. */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startFunctionHost, type FunctionHost } from "../../src/devlambda/function-host.ts";
import { createDevelopmentClient } from "../../src/devstore/client.ts";
import type { Notice } from "../../src/notices/notice.ts";
import { openTestStore, testKeys, type TestStore } from "../support/devstore.ts";
import { startMailServer, type TestMailServer } from "../support/smtp-server.ts";
import {
  eventually,
  freePort,
  startStevedore,
  type StevedoreProcess,
} from "../support/stevedore-process.ts";
import { runCli } from "../support/terminal.ts";

let folder: string;
let store: TestStore;
let engine: StevedoreProcess;
let host: FunctionHost;
let mailServer: TestMailServer;
let receiver: Server;
/** Status that the pager answers with. */
let pagerStatus = 202;
const got: {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}[] = [];
const at = (url: string) => got.filter((each) => each.url === url);
const env = { PAGER_KEY: "R0UT3-K3Y", GATEWAY_PASSWORD: "Basic Zm9vOmJhcg==" };

async function startReceiver(): Promise<string> {
  receiver = createServer((request, response) => {
    void text(request).then((body) => {
      got.push({ url: request.url!, headers: request.headers, body });
      const isPager = request.url === "/v2/enqueue";
      response.writeHead(isPager ? pagerStatus : 200).end(`Invalid key ${env.PAGER_KEY}`);
    });
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  return `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
}

const handler = (file: string) => `import { appendFileSync } from "node:fs";
export const handler = async (event) => appendFileSync(${JSON.stringify(file)}, JSON.stringify(event) + "\\n");
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stevedore-destinations-"));
  store = await openTestStore();
  const client = createDevelopmentClient({ url: store.store.url, ...testKeys });
  await client.createBucket("photos");
  await client.put("photos", "a.jpg", "a");
  await client.put("photos", "list.csv", "photos,a.jpg\nphotos,gone.jpg\n");
  client.close();
  const url = await startReceiver();
  mailServer = await startMailServer();
  await mkdir(join(folder, "functions"));
  await writeFile(join(folder, "functions", "told.mjs"), handler(join(folder, "told")));
  host = await startFunctionHost({
    folder: join(folder, "functions"),
    timeoutMs: 60_000,
    memoryMb: 64,
    processesMax: 1,
  });
  const media = { tags: { team: "media" } };
  const notices = {
    pager: {
      kind: "webhook",
      url: `${url}/v2/enqueue`,
      jobs: { outcomes: ["SOME_FAILED"] },
      values: { key: { env: "PAGER_KEY" } },
      body: {
        routing_key: "{{key}}",
        event_action: "trigger",
        dedup_key: "{{id}}",
        payload: {
          summary: "{{title}}",
          severity: "{{severity}}",
          source: "stevedore",
          custom_details: { failed: "{{failed}}" },
        },
      },
    },
    gateway: {
      kind: "webhook",
      url: `${url}/queue`,
      headers: { Authorization: { env: "GATEWAY_PASSWORD" } },
      contentType: "application/x-www-form-urlencoded",
      body: "Action=SendMessage&MessageBody={{json}}",
    },
    media: { kind: "chat", url: `${url}/chat`, jobs: media },
    editors: { kind: "mail", to: ["ed@example.com"], jobs: media },
    away: { kind: "webhook", url: `http://127.0.0.1:${await freePort()}/` },
    told: { kind: "function", function: "told", events: ["complete"] },
  };
  const functions = { told: { endpoint: host.url, accessKeyId: "any", secretAccessKey: "any" } };
  const settings = {
    smtpUrl: `smtp://127.0.0.1:${mailServer.port}`,
    notifyMailFrom: "batch@example.com",
  };
  await writeFile(config(), JSON.stringify({ notices, functions, ...settings }));
  engine = await startStevedore({
    dataDir: folder,
    storeUrl: store.store.url,
    env: { ...env, STEVEDORE_CONFIG: config() },
  });
});

afterAll(async () => {
  await engine?.kill();
  await host?.close();
  await mailServer?.close();
  receiver?.close();
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

const config = () => join(folder, "stevedore.json");

async function run(description: string, tags: object): Promise<string> {
  const { createJob } = await engine.query<{ createJob: { job: { id: string } } }>(
    `mutation ($spec: JobSpecInput!) {
      createJob(input: { clientRequestToken: "${description}", spec: $spec }) { job { id } errors { message } }
    }`,
    {
      spec: {
        description,
        tags,
        confirmationRequired: false,
        operation: { deleteObjectTagging: {} },
        manifest: { csv: { object: { bucket: "photos", key: "list.csv" } } },
      },
    },
  );
  return createJob.job.id;
}

const waitFor = <Value>(what: string, look: () => Value | null | undefined) =>
  eventually(async () => look() ?? null, { withinMs: 60_000, what });

describe("destinations of notices", () => {
  test("are told each in its way and of its jobs, whichever of them is away", async () => {
    const web = await run("Web", [{ key: "team", value: "web" }]);
    const media = await run("Media & <b>", [{ key: "team", value: "media" }]);
    await waitFor("both pages", () => at("/v2/enqueue")[1]);
    expect(at("/v2/enqueue").map(({ body }) => JSON.parse(body) as unknown)).toContainEqual({
      routing_key: env.PAGER_KEY,
      event_action: "trigger",
      dedup_key: media,
      payload: {
        summary: "COMPLETE with 1 failed: Media & <b>",
        severity: "warning",
        source: "stevedore",
        custom_details: { failed: 1 },
      },
    });

    await waitFor("both messages of the queue", () => at("/queue")[1]);
    const queued = at("/queue").map(({ headers, body }) => {
      expect(headers.authorization).toBe(env.GATEWAY_PASSWORD);
      return JSON.parse(new URLSearchParams(body).get("MessageBody")!) as Notice;
    });
    expect(new Set(queued.map(({ data }) => data.job.id))).toEqual(new Set([web, media]));

    await waitFor("the mail", () => mailServer.mails[0]);
    await waitFor("the chat", () => at("/chat")[0]);
    expect(at("/chat").map(({ body }) => body)).toEqual([expect.stringContaining(media)]);
    expect(mailServer.mails.map(({ to, headers }) => [to, headers.get("x-stevedore-job")])).toEqual(
      [[["ed@example.com"], media]],
    );

    await waitFor("the function", () => existsSync(join(folder, "told")) || null);
    const lines = await eventually(
      async () => {
        const told = (await readFile(join(folder, "told"), "utf8")).trim().split("\n");
        return told.length === 2 ? told : null;
      },
      { withinMs: 60_000, what: "both events of the function" },
    );
    const told = lines.map((line) => (JSON.parse(line) as Notice).data.job.id);
    expect(new Set(told)).toEqual(new Set([web, media]));
  });

  test("are shown with their state, without anything that is secret", async () => {
    const { engine: state } = await engine.query<{
      engine: { components: { name: string; state: string; message: string | null }[] };
    }>(`{ engine { components { name state message } } }`);
    const shown = state.components.filter(({ name }) => name.startsWith("notices"));
    expect(shown).toEqual([
      ...["pager", "gateway", "media", "editors"].map((name) => up(name)),
      {
        name: "notices:away",
        state: "DEGRADED",
        message: expect.stringMatching(
          /^The receiver has taken no notice since .*: ECONNREFUSED\.$/,
        ),
      },
      up("told"),
    ]);
    const metrics = await (await fetch(`${engine.url}/metrics`)).text();
    expect(metrics).toContain('stevedore_notices_taken{channel="pager"} 1\n');
    expect(metrics).toContain('stevedore_notices_taken{channel="away"} 0\n');
    const settings = await runCli(["config", "--config", config()], { env });
    expect(settings.stdout).toMatch(/^editors +mail +ed@example\.com +.*"team"/m);
    expect(settings.stdout).not.toMatch(/K3Y|Zm9v|v2\/enqueue/);
  });

  test("can be tried one by one, and say why they do not take it", async () => {
    const trying = (...argv: string[]) =>
      runCli(["notices", "test", ...argv, "--config", config()], { env });
    expect(await trying("pager", "--event", "failed")).toEqual({
      code: 0,
      stdout: "pager took a notice of a job that is failed.\n",
      stderr: "",
    });
    expect(at("/v2/enqueue").at(-1)!.body).toContain("FAILED: TEST of notices");
    pagerStatus = 400;
    expect(await trying("pager")).toMatchObject({
      code: 1,
      stderr: "stevedore: pager does not take it: HTTP 400: Invalid key ****.\n",
    });
    expect(await trying("away")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("ECONNREFUSED"),
    });
    expect(await trying("told")).toMatchObject({ code: 0 });
    expect(await trying("editors")).toMatchObject({ code: 0 });
    expect((await trying("pagr")).stderr).toContain("Did you mean pager?");
    expect((await trying("pager", "--event", "done")).stderr).toContain("--event is one of");
  });

  test("are found by the doctor to answer or not, and nothing is sent", async () => {
    const before = got.length;
    const { stdout } = await runCli(["doctor", "--config", config()], {
      env: { ...env, DATA_DIR: join(folder, "other"), AWS_ENDPOINT_URL_S3: store.store.url },
    });
    const findings = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind: string; name: string; works: boolean });
    const found = findings.filter(({ kind }) => ["notice receiver", "mail server"].includes(kind));
    expect(
      found.map(({ name, works }) => [name.split(" ").at(name.startsWith("127") ? -1 : 0), works]),
    ).toEqual([
      ["pager", true],
      ["gateway", true],
      ["media", true],
      ["editors", true],
      ["away", false],
    ]);
    expect(got).toHaveLength(before);
    expect(stdout).not.toMatch(/K3Y|Zm9v|v2\/enqueue/);
  });
});

function up(name: string) {
  return { name: `notices:${name}`, state: "UP", message: null };
}
