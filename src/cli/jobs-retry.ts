import { randomUUID } from "node:crypto";
import { connect, serverFlags, type ApiClient } from "./api-client.ts";
import { exitCodes } from "./exit-codes.ts";
import { wholeNumber } from "./flags.ts";
import {
  cloneJobDocument,
  retryJobDocument,
  sendCommand,
  type ChangedJob,
} from "./job-commands.ts";
import { afterCreation } from "./next-steps.ts";
import { defineVerb } from "./verb.ts";

const childFlags = {
  token: {
    kind: "value",
    value: "TEXT",
    meaning: "the same token and command again give the same job",
  },
  priority: { kind: "value", value: "N", meaning: "higher runs first; else that of the job" },
  "max-concurrency": { kind: "value", value: "N", meaning: "calls in flight" },
  yes: { kind: "switch", short: "y", meaning: "the new job does not wait for confirmation" },
  ...serverFlags,
} as const;

/** Runs failed tasks again, in a job of their own. */
export const jobsRetry = defineVerb({
  name: "jobs retry",
  summary: "Create a job over the failed tasks of an ended one",
  words: ["ID"],
  flags: {
    code: { kind: "list", value: "CODE", meaning: "only tasks that failed with this code" },
    prefix: { kind: "value", value: "TEXT", meaning: "only keys that start so" },
    ...childFlags,
  },
  async run(context, { flags, words }) {
    const api = connect(context, flags);
    const { code, prefix } = flags;
    const which = { errorCodes: code.length === 0 ? undefined : code, keyPrefix: prefix };
    const child = await createChild(api, retryJobDocument, { ...which, id: words[0]!, flags });
    context.stdout.write(told(child, "retries the failed tasks", flags.url));
    return exitCodes.ok;
  },
});

/** Makes another job of the same settings. */
export const jobsClone = defineVerb({
  name: "jobs clone",
  summary: "Create a job with the settings of another",
  words: ["ID"],
  flags: childFlags,
  async run(context, { flags, words }) {
    const api = connect(context, flags);
    const child = await createChild(api, cloneJobDocument, { id: words[0]!, flags });
    context.stdout.write(told(child, "has the same settings", flags.url));
    return exitCodes.ok;
  },
});

interface ChildFlags {
  readonly token: string | undefined;
  readonly priority: string | undefined;
  readonly "max-concurrency": string | undefined;
  readonly yes: boolean;
}

function createChild(
  api: ApiClient,
  document: string,
  request: { readonly id: string; readonly flags: ChildFlags; readonly [field: string]: unknown },
) {
  const { flags, ...input } = request;
  const number = (flag: "priority" | "max-concurrency", min: number) =>
    wholeNumber(flags[flag], { flag, min, max: 2_147_483_647 });
  const maxConcurrency = number("max-concurrency", 1);
  const overrides = {
    priority: number("priority", 0),
    limits: maxConcurrency === undefined ? undefined : { maxConcurrency },
    confirmationRequired: flags.yes ? false : undefined,
  };
  const clientRequestToken = flags.token ?? randomUUID();
  return sendCommand(api, document, { ...input, clientRequestToken, overrides });
}

function told(child: ChangedJob, what: string, url: string | undefined): string {
  return `Job ${child.id} ${what}; it is ${child.status} now.\n${afterCreation(child, url)}\n`;
}
