import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createApiClient, givenToken, givenUrl, serverFlags } from "./api-client.ts";
import { requireAnswer } from "./ask.ts";
import { UsageError } from "./context.ts";
import { exitCodesHelp } from "./exit-codes.ts";
import type { FlagTable, FlagValues } from "./flags.ts";
import { givenJobFlags, jobFlags, jobSpecOf } from "./job-flags.ts";
import { configFlag, loadCliConfig, loggerOf, quietly } from "./load-config.ts";
import { commandFor, howToFollow } from "./next-steps.ts";
import { withOwnServer } from "./own-server.ts";
import { runJob } from "./run-job.ts";
import { defineVerb } from "./verb.ts";

const flags = {
  ...jobFlags,
  job: {
    kind: "value",
    value: "FILE",
    meaning: "the job as JSON instead of flags: a CreateJobInput or a JobSpecInput",
  },
  token: {
    kind: "value",
    value: "TEXT",
    meaning: "the same token again goes on with the same job (default: a new one)",
  },
  yes: { kind: "switch", short: "y", meaning: "do not ask before the job runs" },
  url: {
    kind: "value",
    value: "URL",
    meaning: "a running server; else STEVEDORE_URL, else a server of its own until the job ends",
  },
  "access-token": serverFlags["access-token"],
  ...configFlag,
} as const satisfies FlagTable;

const notes = `${exitCodesHelp}
Examples:
  stevedore run --operation copy --manifest s3://lists/photos.csv --target-bucket archive \\
      --target-prefix 2024 --report s3://reports/copies
  stevedore run --operation put-tags --manifest s3://lists/photos.csv --tag team=blue --yes
`;

/** Creates a job and stays with it. */
export const run = defineVerb({
  name: "run",
  summary: "Create a job, ask before it runs, and follow it to its end",
  flags,
  notes,
  async run(context, given) {
    const url = givenUrl(context, given.flags.url);
    if (url !== undefined && given.flags.config !== undefined) {
      const where = given.flags.url === undefined ? "STEVEDORE_URL" : "--url";
      throw new UsageError(
        `--config is for a server of its own, but ${where} names a running one.`,
      );
    }
    const input = createInputOf(given.flags);
    requireAnswer(context, given.flags.yes);
    const { yes } = given.flags;
    if (url !== undefined) {
      const howToGoOn = (id: string) => detached(id, url);
      const token = givenToken(context, given.flags["access-token"]);
      return runJob(context, createApiClient({ url, token }), { input, yes, howToGoOn });
    }
    const loaded = loadCliConfig(context, given.flags.config);
    const config = { ...quietly(loaded, context.env), port: 0 };
    const server = { config, log: loggerOf(context, config) };
    const howToGoOn = () => stopped(input.clientRequestToken);
    return withOwnServer(server, (api) => runJob(context, api, { input, yes, howToGoOn }));
  },
});

function detached(id: string, url: string): string {
  return `The job goes on without this program. ${howToFollow(id, url)}
To cancel it: ${commandFor("jobs cancel", id, url)}
`;
}

function stopped(token: string): string {
  return `The job stands still until a server runs again. The same command with --token ${token} goes on with it.\n`;
}

interface CreateInput {
  readonly clientRequestToken: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** A `CreateJobInput`, from the flags or from a file. @throws UsageError */
function createInputOf(given: FlagValues<typeof flags>): CreateInput {
  const fromFlags = givenJobFlags(given);
  if (given.job === undefined) return createInput(jobSpecOf(given), given.token);
  if (fromFlags.length > 0)
    throw new UsageError(`--job FILE says it all, so --${fromFlags[0]!} cannot be given with it.`);
  const file = readJobFile(given.job);
  if (!("spec" in file)) return createInput(file, given.token);
  const { spec, clientRequestToken } = file;
  if (!isObject(spec)) throw new UsageError(`"spec" in ${given.job} is not an object.`);
  const token = typeof clientRequestToken === "string" ? clientRequestToken : undefined;
  return createInput(spec, given.token ?? token);
}

/** The job always waits for confirmation: it is this program that asks, or was told `--yes`. */
function createInput(spec: CreateInput["spec"], token: string | undefined): CreateInput {
  return {
    clientRequestToken: token ?? randomUUID(),
    spec: { ...spec, confirmationRequired: true },
  };
}

function readJobFile(path: string): Readonly<Record<string, unknown>> {
  let job: unknown;
  try {
    job = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${path} cannot be read as a job: ${reason}`, { cause });
  }
  if (isObject(job)) return job;
  throw new UsageError(`${path} must hold one JSON object: a CreateJobInput or a JobSpecInput.`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
