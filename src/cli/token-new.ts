import { loadAccess } from "../config/access.ts";
import { newToken, sha256Of } from "../config/tokens.ts";
import { UsageError } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import { wholeNumber, type FlagTable, type FlagValues } from "./flags.ts";
import { defineVerb } from "./verb.ts";

const flags = {
  permission: {
    kind: "value",
    value: "WORD",
    meaning: "read, run or admin, each with those before it (default: read)",
  },
  grant: {
    kind: "list",
    value: "WORD",
    meaning: "delete-objects, bypass-governance or functions; may be repeated",
  },
  store: { kind: "list", value: "NAME", meaning: "only this store; may be repeated" },
  bucket: { kind: "list", value: "NAME", meaning: "only this bucket; may be repeated" },
  role: { kind: "list", value: "ARN", meaning: "only this role; may be repeated" },
  operation: {
    kind: "list",
    value: "NAME",
    meaning: "only this operation, as COPY_OBJECT; may be repeated",
  },
  "required-tag": {
    kind: "list",
    value: "KEY[=VALUE]",
    meaning: "its new jobs must carry this tag; a key again adds a value",
  },
  "see-own": { kind: "switch", meaning: "it sees only jobs that it has created" },
  "see-tag": {
    kind: "list",
    value: "KEY[=VALUE]",
    meaning: "it sees only jobs that carry this tag; a key again adds a value",
  },
  "command-own": { kind: "switch", meaning: "it commands only jobs that it has created" },
  "command-tag": {
    kind: "list",
    value: "KEY[=VALUE]",
    meaning: "it commands only jobs that carry this tag; a key again adds a value",
  },
  "command-priority": {
    kind: "value",
    value: "N",
    meaning: "it commands only jobs of this priority or less",
  },
  "max-priority": { kind: "value", value: "N", meaning: "highest priority it may give" },
  expires: { kind: "value", value: "TIME", meaning: "when it ends, as 2027-01-31T00:00:00Z" },
  json: { kind: "switch", meaning: "one JSON object: `token` and `config`" },
} as const satisfies FlagTable;

/** Makes an access token. Nothing is stored: the entry goes into the config file by hand. */
export const tokenNew = defineVerb({
  name: "token new",
  summary: "Make an access token, and the entry for the config file that lets it in",
  words: ["NAME"],
  flags,
  notes: `The token is shown once and not kept; the entry holds only its hash. Put the entry into the
config file and start the server again; clients send the token as "Authorization: Bearer TOKEN".
`,
  run(context, given) {
    const token = newToken();
    const config = { tokens: { [given.words[0]!]: entryOf(token, given.flags) } };
    checkEntry(config);
    if (given.flags.json) {
      context.stdout.write(`${JSON.stringify({ token, config })}\n`);
    } else {
      context.stderr.write("The token, shown this once:\n");
      context.stdout.write(`${token}\n`);
      context.stderr.write(
        `\nFor the config file (under "tokens", beside those that are there):\n${JSON.stringify(config, null, 2)}\n`,
      );
    }
    return Promise.resolve(exitCodes.ok);
  },
});

function entryOf(token: string, given: FlagValues<typeof flags>) {
  const { permission = "read", grant, store, bucket, role, operation, expires } = given;
  const maxPriority = priorityOf(given, "max-priority");
  const lists = { grants: grant, stores: store, buckets: bucket, roles: role };
  const bound = Object.entries({ ...lists, operations: operation }).filter(
    ([, names]) => names.length > 0,
  );
  return {
    sha256: sha256Of(token),
    permission,
    ...Object.fromEntries(bound),
    ...(maxPriority === undefined ? {} : { maxPriority }),
    ...jobBoundsOf(given),
    ...(expires === undefined ? {} : { expiresAt: expires }),
  };
}

function priorityOf(
  given: FlagValues<typeof flags>,
  flag: "max-priority" | "command-priority",
): number | undefined {
  return wholeNumber(given[flag], { flag, min: 0, max: 2_147_483_647 });
}

function jobBoundsOf(given: FlagValues<typeof flags>) {
  const maxPriority = priorityOf(given, "command-priority");
  const requiredTags = tagsOf(given["required-tag"]);
  const visibleJobs = jobsOf(given["see-own"], given["see-tag"]);
  const commanded = {
    ...jobsOf(given["command-own"], given["command-tag"]),
    ...(maxPriority === undefined ? {} : { maxPriority }),
  };
  const bounds = { requiredTags, visibleJobs, commandedJobs: commanded };
  return Object.fromEntries(
    Object.entries(bounds).filter(([, bound]) => Object.keys(bound).length > 0),
  );
}

function jobsOf(own: boolean, tags: readonly string[]) {
  return { ...(own ? { own } : {}), ...(tags.length === 0 ? {} : { tags: tagsOf(tags) }) };
}

/** A key without a value takes any. */
function tagsOf(given: readonly string[]): Readonly<Record<string, readonly string[] | true>> {
  const tags = new Map<string, readonly string[] | true>();
  for (const tag of given) {
    const equals = tag.indexOf("=");
    const key = equals === -1 ? tag : tag.slice(0, equals);
    const before = tags.get(key) ?? [];
    const isAny = equals === -1 || before === true;
    tags.set(key, isAny ? true : [...before, tag.slice(equals + 1)]);
  }
  return Object.fromEntries(tags);
}

/** What the server would refuse is refused here. @throws UsageError */
function checkEntry(config: Readonly<Record<string, unknown>>): void {
  const problems: string[] = [];
  loadAccess(config, problems);
  if (problems.length > 0) throw new UsageError(problems.join("\n"));
}
