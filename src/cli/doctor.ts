import type { Finding } from "../app/doctor.ts";
import type { CliContext } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import { configFlag, loadCliConfig } from "./load-config.ts";
import { printable } from "./text.ts";
import { defineVerb } from "./verb.ts";

/** Tries everything that the configuration names. */
export const doctor = defineVerb({
  name: "doctor",
  summary:
    "Try the stores, functions, event store and notice destinations of the configuration, and say what works",
  flags: {
    ...configFlag,
    "test-mail": { kind: "switch", meaning: "send a mail to whoever gets notices by mail" },
    json: { kind: "switch", meaning: "as JSON lines, which it is off a terminal anyway" },
  },
  notes: `It needs no server, may run beside one, and changes nothing: each store is asked for the list of its buckets, each function whether it
could be invoked (Lambda's DryRun), each mail server of notices whether it lets the user in, each other receiver of notices whether it can be connected to. Whether a store does what an operation says is found out for each job, by its preflight. Exit code 1 when something does not work.
`,
  async run(context, { flags }) {
    const { config } = loadCliConfig(context, flags.config);
    // Loaded here, so that the other verbs start at once.
    const app = await import("../app/doctor.ts");
    const findings = await app.doctor(config, { testMail: flags["test-mail"] });
    const asJson = flags.json || !context.stdout.isTTY;
    for (const finding of findings) {
      context.stdout.write(asJson ? `${JSON.stringify(finding)}\n` : sentencesOf(finding));
    }
    if (!asJson) summarise(context, findings);
    return findings.every(({ works }) => works) ? exitCodes.ok : exitCodes.error;
  },
});

function sentencesOf({ kind, name, works, message, cure, ms }: Finding): string {
  const mark = works ? "✔" : "✖";
  const first = `${mark} ${kind} ${printable(name)} (${ms} ms): ${printable(message)}\n`;
  return cure === null ? first : `${first}  ${cure}\n`;
}

function summarise({ stdout }: CliContext, findings: readonly Finding[]): void {
  const broken = findings.filter(({ works }) => !works).length;
  stdout.write(
    broken === 0 ? "\nEverything works.\n" : `\n${broken} of ${findings.length} do not work.\n`,
  );
}
