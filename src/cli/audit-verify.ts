import { createReadStream } from "node:fs";
import { verifyAudit, type VerifiedAudit } from "../audit/verify-audit.ts";
import { connect, givenUrl, serverFlags } from "./api-client.ts";
import { CommandFailed, type CliContext } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import { count } from "./text.ts";
import { defineVerb } from "./verb.ts";

/** Whether an audit is whole and unchanged. */
export const auditVerify = defineVerb({
  name: "audit verify",
  summary: "Find what was changed, dropped or moved in an audit",
  words: ["FILE"],
  flags: {
    hash: { kind: "value", value: "HASH", meaning: "what the hash of the last line must be" },
    json: { kind: "switch", meaning: "one JSON object" },
    url: {
      kind: "value",
      value: "URL",
      meaning: "also compare with what this server has; else STEVEDORE_URL, else no server",
    },
    "access-token": serverFlags["access-token"],
  },
  notes: `FILE is - for standard input. The exit code is 0 when nothing is wrong and 1 when something is. It needs no
server: the lines are chained by hashes, and the outcomes of the tasks by those of the job itself. Who
can write new hashes can still change what is no outcome; --hash finds that.
`,
  async run(context, { flags, words }) {
    const verified = await verifyAudit(open(context, words[0]!));
    const problems = [...verified.problems, ...(await outside(context, verified, flags))];
    if (flags.json) context.stdout.write(`${JSON.stringify({ ...verified, problems })}\n`);
    else if (problems.length === 0) context.stdout.write(soundness(verified));
    for (const { line, message } of problems)
      context.stderr.write(`${line === null ? "" : `line ${line}: `}${message}\n`);
    return problems.length === 0 ? exitCodes.ok : exitCodes.error;
  },
});

async function* open({ stdin }: CliContext, file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* (file === "-" ? stdin : createReadStream(file)) as AsyncIterable<Uint8Array>;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailed(`The audit cannot be read: ${reason}`, { cause: error });
  }
}

interface Problem {
  /** Null when it is about the whole. */
  readonly line: number | null;
  readonly message: string;
}

/** What only a hash that was kept elsewhere can tell. */
async function outside(
  context: CliContext,
  { lastHash, jobId, ended, outcomesHash }: VerifiedAudit,
  flags: {
    readonly hash: string | undefined;
    readonly url: string | undefined;
    readonly "access-token": string | undefined;
  },
): Promise<Problem[]> {
  const problems: Problem[] = [];
  if (flags.hash !== undefined && flags.hash.toLowerCase() !== lastHash)
    problems.push({
      line: null,
      message: `The hash of the last line is ${lastHash}, not the one given.`,
    });
  if (givenUrl(context, flags.url) === undefined || jobId === null || !ended) return problems;
  const verdict = await ask(context, { jobId, outcomesHash: outcomesHash ?? "", flags });
  // A job of an older version has none on either side.
  const isOlder = outcomesHash === null && verdict === "NOT_RECORDED";
  if (verdict !== "INTACT" && !isOlder) problems.push({ line: null, message: verdicts[verdict] });
  return problems;
}

const verdicts = {
  DIFFERENT: "The server has another hash over the outcomes of this job.",
  NOT_RECORDED: "The server has no hash over the outcomes of this job.",
  NO_JOB: "The server has no such job.",
} as const;

export const verifyAuditDocument = `query VerifyAudit($id: ID!, $hash: String!) {
  job(id: $id) { audit { verify(outcomesHash: $hash) } }
}`;

async function ask(
  context: CliContext,
  given: {
    readonly jobId: string;
    readonly outcomesHash: string;
    readonly flags: Parameters<typeof connect>[1];
  },
): Promise<"INTACT" | keyof typeof verdicts> {
  const { jobId: id, outcomesHash: hash, flags } = given;
  const { job } = await connect(context, flags).query<{
    readonly job: {
      readonly audit: { readonly verify: "INTACT" | "DIFFERENT" | "NOT_RECORDED" };
    } | null;
  }>(verifyAuditDocument, { id, hash });
  return job?.audit.verify ?? "NO_JOB";
}

function soundness({ jobId, lines, ended, outcomesHash, lastHash }: VerifiedAudit): string {
  const end = ended ? "" : " The job had not ended yet.";
  return `Nothing is changed in the audit of job ${jobId}: ${count(lines)} lines.${end}
Hash over all outcomes: ${outcomesHash ?? (ended ? "none, as of a job of an older version" : "none yet")}
Hash of the last line:  ${lastHash}
`;
}
