import { createWriteStream } from "node:fs";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { StringDecoder } from "node:string_decoder";
import { connect, serverFlags } from "./api-client.ts";
import { CommandFailed, type Output } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import { defineVerb } from "./verb.ts";

/** The whole history of a job as a file. */
export const auditExport = defineVerb({
  name: "audit export",
  summary: "Write the whole history of a job as lines that show what is changed in them",
  words: ["ID"],
  flags: {
    output: { kind: "value", value: "FILE", meaning: "where to; else standard output" },
    ...serverFlags,
  },
  notes: `JSON lines, each with its place in the log, the hash of the line before and its own, stream by stream. Keep the
hash of the last line elsewhere: \`stevedore audit verify --hash\` finds every later edit by it.
`,
  async run(context, { flags, words }) {
    const api = connect(context, flags);
    const id = words[0]!;
    const body = await api.download(`/jobs/${encodeURIComponent(id)}/audit`);
    const target = flags.output === undefined ? toOutput(context.stdout) : toFile(flags.output);
    try {
      await pipeline(body, target, { signal: context.interrupted });
    } catch (error) {
      if (context.interrupted.aborted) return exitCodes.interrupted;
      throw failed(error);
    }
    return exitCodes.ok;
  },
});

function toFile(path: string): Writable {
  return createWriteStream(path, { flags: "wx" });
}

/** Waits when whoever reads is slower than the server. */
function toOutput(stdout: Output): Writable {
  const decoder = new StringDecoder("utf8");
  return new Writable({
    write(chunk: Uint8Array, _, done) {
      const isTaken = stdout.write(decoder.write(Buffer.from(chunk)));
      if (isTaken === false && stdout instanceof Writable) stdout.once("drain", () => done());
      else done();
    },
  });
}

function failed(error: unknown): Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message =
    code === "EEXIST"
      ? "The file is there already; an audit is not written over another."
      : `The audit could not be written to its end: ${error instanceof Error ? error.message : String(error)}`;
  return new CommandFailed(message, { cause: error });
}
