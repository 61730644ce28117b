import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, type Config } from "../config.ts";
import { createDevelopmentClient, type DevelopmentClient } from "../devstore/client.ts";
import { startDevelopmentStore } from "../devstore/server.ts";
import { systemClock } from "../lib/clock.ts";
import type { ApiClient } from "./api-client.ts";
import { CommandFailed, type CliContext } from "./context.ts";
import { checkCopies, readReport, type ReportText } from "./demo-check.ts";
import {
  demoBuckets,
  demoManifestKey,
  demoPrefix,
  loadCargo,
  missingKeys,
} from "./demo-objects.ts";
import { demoNextSteps, demoReportShown, type DemoStoreAccess } from "./demo-words.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { wholeNumber } from "./flags.ts";
import { followJob } from "./follow-job.ts";
import { confirmJob, createJob, readJob, type Job } from "./job.ts";
import { loggerOf, quietly } from "./load-config.ts";
import { withOwnServer } from "./own-server.ts";
import { formatS3Url } from "./s3-url.ts";
import { interruption } from "./serve.ts";
import { createBar } from "./show-progress.ts";
import { summarise } from "./summary.ts";
import { count, counted } from "./text.ts";
import { defineVerb } from "./verb.ts";

const objectsUsual = 5_000;

/** A whole job on this machine, with nothing installed. */
export const demo = defineVerb({
  name: "demo",
  summary: "Copy some thousand objects within a store of its own, to see a job from end to end",
  flags: {
    objects: { kind: "value", value: "N", meaning: `so many objects (default ${objectsUsual})` },
    keep: { kind: "switch", meaning: "keep server and store running until Ctrl-C" },
    json: { kind: "switch", meaning: "one JSON line at the end and nothing else" },
  },
  notes: `The store is a development store in the memory of this process, the data lie in a temporary
folder; both are gone afterwards. A few rows of the manifest name objects that are not there:
their failures are part of the demo. The exit code is 0 when all went as it must.
`,
  async run(context, { flags }) {
    const objects =
      wholeNumber(flags.objects, { flag: "objects", min: 1, max: 1_000_000 }) ?? objectsUsual;
    const keys = { accessKeyId: "DEMO", secretAccessKey: "demo-secret" };
    const store = await startDevelopmentStore(keys);
    const client = createDevelopmentClient({ url: store.url, ...keys });
    const dataDir = await mkdtemp(join(tmpdir(), "stevedore-demo-"));
    try {
      const config = await demoConfig(context, { dataDir, endpoint: store.url, ...keys });
      return await withOwnServer({ config, log: loggerOf(context, config) }, (api) =>
        show(context, {
          api,
          client,
          objects,
          json: flags.json,
          keep: flags.keep,
          store: { endpoint: store.url, ...keys, bucket: demoBuckets.target },
        }),
      );
    } finally {
      client.close();
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
});

interface DemoStore {
  readonly dataDir: string;
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The settings of the environment, but for those that would lead away from the demo's own store and folder. */
async function demoConfig({ env }: CliContext, { dataDir, ...store }: DemoStore): Promise<Config> {
  const { HOST: _, DATA_DIR: __, EVENTSTORE_URL: ___, EXECUTORS: ____, ...others } = env;
  const file = { dataDir, stores: { default: { ...store, development: true } } };
  const loaded = loadConfig({ env: others, file, cores: availableParallelism() });
  const config = quietly({ config: loaded, file }, env);
  if (env["PORT"] !== undefined || (await isFree(config))) return config;
  return { ...config, port: 0 };
}

async function isFree({ host, port }: Config): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

interface Show {
  readonly api: ApiClient;
  readonly client: DevelopmentClient;
  readonly objects: number;
  readonly json: boolean;
  readonly keep: boolean;
  readonly store: DemoStoreAccess;
}

async function show(
  context: CliContext,
  { api, client, objects, json, keep, store }: Show,
): Promise<ExitCode> {
  const tell = (text: string) => void (json || context.stdout.write(text));
  tell(
    `Stevedore runs at ${api.url}, with a development store in memory.\nOpen ${api.url} in a browser to watch it in the console.\n`,
  );
  const etags = await loadCargo(client, objects);
  tell(
    `${count(objects)} objects with awkward keys lie in ${demoBuckets.source}; the manifest has ${missingKeys.length} rows more that must fail.\n`,
  );
  const startedAt = performance.now();
  const job = await runDemoJob(context, api, { json, tell });
  if (job === null) return exitCodes.interrupted;
  const seconds = (performance.now() - startedAt) / 1000;
  const files = job.report?.manifest == null ? [] : await readReport(client, job.report.manifest);
  if (json) context.stdout.write(`${JSON.stringify(resultOf(job, seconds))}\n`);
  tell(`\n${summarise(job)}\n${demoReportShown(files)}`);
  await verify(client, { job, files, etags });
  tell(
    `\nRead back from the store: ${counted(etags.size, "object")} copied, each as the report says.\n`,
  );
  if (keep) await startSlowJob(api);
  tell(demoNextSteps({ url: api.url, jobId: job.id, keep, store }));
  if (keep) await interruption(context.interrupted);
  return exitCodes.ok;
}

/** A job that goes on for a while, so that there is one to watch: it is held to a few calls a second. */
async function startSlowJob(api: ApiClient): Promise<void> {
  const { reports } = demoBuckets;
  await createJob(api, {
    clientRequestToken: "demo-slow",
    spec: {
      operation: { putObjectTagging: { tagSet: [{ key: "seen-in", value: "demo" }] } },
      manifest: { csv: { object: { bucket: reports, key: demoManifestKey } } },
      report: { bucket: reports, prefix: "reports" },
      description: "Demo: tag everything, slowly",
      confirmationRequired: false,
      limits: { maxRequestsPerSecond: 5 },
    },
  });
}

/** Through the public API, as anyone would: create, look, confirm, follow. Null when the user ended it. */
async function runDemoJob(
  context: CliContext,
  api: ApiClient,
  { json, tell }: { readonly json: boolean; readonly tell: (text: string) => void },
): Promise<Job | null> {
  const { stderr, interrupted } = context;
  const { reports, target } = demoBuckets;
  const jobId = await createJob(api, {
    clientRequestToken: "demo",
    spec: {
      operation: { copyObject: { targetBucket: target, targetKeyPrefix: demoPrefix } },
      manifest: { csv: { object: { bucket: reports, key: demoManifestKey } } },
      report: { bucket: reports, prefix: "reports" },
      description: "Demo: copy everything under a prefix",
    },
  });
  tell(`Job ${jobId} is created: copy into s3://${target}/${demoPrefix}/.\n`);
  const bar = !json && stderr.isTTY === true ? createBar(context) : null;
  let last = 0;
  const updates = followJob(api, {
    jobId,
    intervalMs: 100,
    signal: interrupted,
    clock: systemClock,
    random: Math.random,
    onLost: () => {},
  });
  for await (const { job, position } of updates) {
    last = position;
    bar?.update(jobId, job);
    if (job.status !== "SUSPENDED") continue;
    bar?.end();
    tell(`The manifest is read: ${count(job.progress.total ?? 0)} rows. Confirming the job.\n`);
    await confirmJob(api, { id: jobId, reason: "The demo confirms its job by itself." });
  }
  bar?.end();
  return interrupted.aborted ? null : readJob(api, jobId, last);
}

function resultOf({ id, status, progress, report }: Job, seconds: number) {
  const { total, succeeded, failed } = progress;
  const place = report?.manifest ?? null;
  return {
    jobId: id,
    status,
    total,
    succeeded,
    failed,
    reportManifest: place === null ? null : formatS3Url(place),
    seconds: Math.round(seconds * 1000) / 1000,
  };
}

interface Ended {
  readonly job: Job;
  readonly files: readonly ReportText[];
  readonly etags: ReadonlyMap<string, string>;
}

/** @throws CommandFailed when anything is not as it must be. */
async function verify(client: DevelopmentClient, { job, files, etags }: Ended): Promise<void> {
  const { status, progress } = job;
  const wrong = [
    ...(status === "COMPLETE" ? [] : [`the job is ${status} and not COMPLETE`]),
    ...(progress.succeeded === etags.size ? [] : [`${progress.succeeded} tasks succeeded`]),
    ...(progress.failed === missingKeys.length ? [] : [`${progress.failed} tasks failed`]),
    ...(await checkCopies(client, files, etags)),
  ];
  if (wrong.length > 0) throw new CommandFailed(`The demo went wrong: ${wrong.join("; ")}.`);
}
