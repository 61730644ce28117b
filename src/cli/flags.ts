/** Flags as a table: parsing, its errors and the help text all come from it. */
import { parseArgs } from "node:util";
import { UsageError } from "./context.ts";
import { didYouMean } from "../lib/nearest.ts";

export interface SwitchFlag {
  readonly kind: "switch";
  readonly short?: string;
  readonly meaning: string;
}

export interface ValueFlag {
  /** `list`: may be given more than once. */
  readonly kind: "value" | "list";
  /** What the help writes for the value. */
  readonly value: string;
  readonly meaning: string;
}

export type FlagTable = Readonly<Record<string, SwitchFlag | ValueFlag>>;

/** What was given: a switch is true or false, a value is text, a list has all its values. */
export type FlagValues<Table extends FlagTable> = {
  readonly [Name in keyof Table]: Table[Name]["kind"] extends "switch"
    ? boolean
    : Table[Name]["kind"] extends "list"
      ? readonly string[]
      : string | undefined;
};

export interface Parsed<Table extends FlagTable> {
  readonly flags: FlagValues<Table>;
  readonly words: readonly string[];
}

/** @throws UsageError that names the flag, and the one that was probably meant. */
export function parseFlags<Table extends FlagTable>(
  table: Table,
  argv: readonly string[],
): Parsed<Table> {
  const values = new Map<string, boolean | string | string[]>(
    Object.entries(table).map(([name, { kind }]) => [name, kind === "list" ? [] : false]),
  );
  const words: string[] = [];
  for (const token of tokensOf(table, argv)) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind === "option") takeFlag(table, values, token);
  }
  const flags = Object.entries(table).map(([name, { kind }]) => {
    const value = values.get(name);
    return [name, kind === "value" && value === false ? undefined : value];
  });
  return { flags: Object.fromEntries(flags) as FlagValues<Table>, words };
}

/** `node:util` splits; what it would say of mistakes does not help, so it is told to say nothing. */
function tokensOf(table: FlagTable, argv: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, flag]) => [
      name,
      flag.kind === "switch"
        ? { type: "boolean" as const, ...(flag.short === undefined ? {} : { short: flag.short }) }
        : { type: "string" as const },
    ]),
  );
  return parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

type OptionToken = Extract<ReturnType<typeof tokensOf>[number], { kind: "option" }>;

function takeFlag(
  table: FlagTable,
  values: Map<string, boolean | string | string[]>,
  { name, rawName, value, inlineValue }: OptionToken,
): void {
  const flag = Object.hasOwn(table, name) ? table[name] : undefined;
  if (flag === undefined) {
    const known = Object.keys(table).map((each) => `--${each}`);
    throw new UsageError(`There is no flag ${rawName}.${didYouMean(rawName, known)}`);
  }
  if (flag.kind === "switch") {
    if (value !== undefined) throw new UsageError(`--${name} takes no value.`);
    values.set(name, true);
    return;
  }
  if (value === undefined || value === "")
    throw new UsageError(`--${name} needs a value: --${name} ${flag.value}.`);
  if (!inlineValue && value.startsWith("-")) {
    throw new UsageError(
      `--${name} needs a value: --${name} ${flag.value}. If ${value} is meant to be it, write --${name}=${value}.`,
    );
  }
  const before = values.get(name);
  if (Array.isArray(before)) before.push(value);
  else if (typeof before === "string") throw new UsageError(`--${name} is given twice.`);
  else values.set(name, value);
}

/** The flags for `--help`, one a line, meanings in a column of their own. */
export function flagsHelp(table: FlagTable): string {
  const rows = Object.entries(table).map(([name, flag]) => {
    if (flag.kind !== "switch") return [`--${name} ${flag.value}`, flag.meaning] as const;
    return [
      `${flag.short === undefined ? "" : `-${flag.short}, `}--${name}`,
      flag.meaning,
    ] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, meaning]) => `  ${left.padEnd(width)}  ${meaning}\n`).join("");
}

/** A whole number within limits; undefined when the flag was not given. @throws UsageError */
export function wholeNumber(
  text: string | undefined,
  { flag, min, max }: { readonly flag: string; readonly min: number; readonly max: number },
): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw new UsageError(`--${flag} takes a whole number from ${min} to ${max}, not ${text}.`);
}

/** One of the known words, in any case; undefined when the flag was not given. @throws UsageError */
export function oneOf<Word extends string>(
  text: string | undefined,
  { flag, words }: { readonly flag: string; readonly words: readonly Word[] },
): Word | undefined {
  if (text === undefined) return undefined;
  const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(
    `--${flag} does not know ${text}.${didYouMean(text, words)} It takes one of ${words.join(", ")}.`,
  );
}

/** `key=value` each. @throws UsageError */
export function pairs(texts: readonly string[], flag: string) {
  return texts.map((text) => {
    const equals = text.indexOf("=");
    if (equals > 0) return { key: text.slice(0, equals), value: text.slice(equals + 1) };
    throw new UsageError(`--${flag} takes key=value, not ${text}.`);
  });
}
