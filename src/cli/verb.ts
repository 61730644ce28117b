/** A verb of the command line: what it takes, what its help says, and what it does. */
import { UsageError, type CliContext } from "./context.ts";
import type { ExitCode } from "./exit-codes.ts";
import { exitCodes } from "./exit-codes.ts";
import { flagsHelp, parseFlags, type FlagTable, type Parsed } from "./flags.ts";

/** A verb as the table of verbs has it. */
export interface Verb {
  /** One word, or two: `jobs list`. */
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  run(context: CliContext): Promise<ExitCode>;
}

export interface VerbDefinition<Table extends FlagTable> {
  readonly name: string;
  /** One sentence without a full stop, for the list of verbs. */
  readonly summary: string;
  /** Names of the words that must follow, for example `ID`. */
  readonly words?: readonly string[];
  /** Names of the words that may follow after those. */
  readonly optionalWords?: readonly string[];
  readonly flags: Table;
  /** Further sections of the help: exit codes, examples. */
  readonly notes?: string;
  run(context: CliContext, given: Parsed<Table>): Promise<ExitCode>;
}

const helpFlag = {
  help: { kind: "switch", short: "h", meaning: "show this" },
} as const satisfies FlagTable;

export function defineVerb<const Table extends FlagTable>(definition: VerbDefinition<Table>): Verb {
  const { name, summary, words = [], optionalWords = [] } = definition;
  const table = { ...definition.flags, ...helpFlag };
  const usage = [
    "stevedore",
    name,
    ...words,
    ...optionalWords.map((word) => `[${word}]`),
    "[flags]",
  ].join(" ");
  const notes = definition.notes === undefined ? "" : `\n${definition.notes}`;
  const help = `${usage}\n\n${summary}.\n\nFlags:\n${flagsHelp(table)}${notes}`;
  return {
    name,
    summary,
    help,
    async run(context) {
      const given = parseFlags(table, context.argv);
      if (given.flags.help) {
        context.stdout.write(help);
        return exitCodes.ok;
      }
      checkWords(given.words, { name, words, optionalWords });
      // The table has every flag of the definition, and one more that the verb does not look at.
      return definition.run(context, given);
    },
  };
}

function checkWords(
  given: readonly string[],
  {
    name,
    words,
    optionalWords,
  }: {
    readonly name: string;
    readonly words: readonly string[];
    readonly optionalWords: readonly string[];
  },
): void {
  const known = [...words, ...optionalWords];
  if (given.length < words.length) {
    const missing = words.slice(given.length).join(" ");
    throw new UsageError(`${missing} is missing: stevedore ${[name, ...words].join(" ")}.`);
  }
  if (given.length > known.length) {
    const extra = given.slice(known.length).join(" ");
    throw new UsageError(
      `stevedore ${name} takes ${known.length === 0 ? "no words" : `only ${known.join(" ")}`}; what is "${extra}" for?`,
    );
  }
}
