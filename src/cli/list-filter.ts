/** `--filter NAME=VALUE` of a generated list, as the API has it. */
import { UsageError } from "./context.ts";

type Input = Readonly<Record<string, unknown>>;

/** What each name stands for, and how its value is written there. */
const names: Readonly<Record<string, readonly [field: string, isList: boolean, read: Reader]>> = {
  suffix: ["keySuffixes", true, text],
  substring: ["keySubstrings", true, text],
  "created-after": ["createdAfter", false, time],
  "created-before": ["createdBefore", false, time],
  "larger-than": ["sizeGreaterThan", false, bytes],
  "smaller-than": ["sizeLessThan", false, bytes],
  "storage-class": ["storageClasses", true, word],
  encryption: ["encryptions", true, encryption],
  "replication-status": ["replicationStatuses", true, word],
  "eligible-for-replication": ["eligibleForReplication", false, yesOrNo],
};

type Reader = (value: string, name: string) => unknown;

/** A `ManifestGeneratorFilterInput`. `prefix` is empty for none. @throws UsageError */
export function listFilterOf(filters: readonly string[], prefix: string): Input {
  const input: Record<string, unknown> = prefix === "" ? {} : { keyPrefixes: [prefix] };
  for (const given of filters) {
    const equals = given.indexOf("=");
    const name = given.slice(0, Math.max(equals, 0));
    if (!Object.hasOwn(names, name)) {
      throw new UsageError(
        `--filter takes NAME=VALUE with one of these names: ${Object.keys(names).join(", ")}.`,
      );
    }
    const [field, isList, read] = names[name]!;
    const value = read(given.slice(equals + 1), name);
    if (isList) input[field] = [...((input[field] as unknown[] | undefined) ?? []), value];
    else if (field in input) throw new UsageError(`--filter ${name}= can be given once.`);
    else input[field] = value;
  }
  return input;
}

function text(value: string, name: string): string {
  if (value !== "") return value;
  throw new UsageError(`--filter ${name}= needs a value.`);
}

function word(value: string, name: string): string {
  return text(value, name).toUpperCase().replaceAll("-", "_");
}

function time(value: string, name: string): string {
  const milliseconds = Date.parse(value);
  if (!Number.isNaN(milliseconds)) return new Date(milliseconds).toISOString();
  throw new UsageError(`--filter ${name}= takes a time such as 2026-11-25T00:00:00Z.`);
}

function bytes(value: string, name: string): string {
  if (/^\d{1,16}$/.test(value)) return value;
  throw new UsageError(`--filter ${name}= takes a number of bytes.`);
}

function encryption(value: string, name: string): Input {
  return { kind: word(value, name) };
}

function yesOrNo(value: string, name: string): boolean {
  if (value === "yes" || value === "no") return value === "yes";
  throw new UsageError(`--filter ${name}= takes yes or no.`);
}
