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
  const maxPriority = wholeNumber(given["max-priority"], {
    flag: "max-priority",
    min: 0,
    max: 2_147_483_647,
  });
  const lists = { grants: grant, stores: store, buckets: bucket, roles: role };
  const bound = Object.entries({ ...lists, operations: operation }).filter(
    ([, names]) => names.length > 0,
  );
  return {
    sha256: sha256Of(token),
    permission,
    ...Object.fromEntries(bound),
    ...(maxPriority === undefined ? {} : { maxPriority }),
    ...(expires === undefined ? {} : { expiresAt: expires }),
  };
}

/** What the server would refuse is refused here. @throws UsageError */
function checkEntry(config: Readonly<Record<string, unknown>>): void {
  const problems: string[] = [];
  loadAccess(config, problems);
  if (problems.length > 0) throw new UsageError(problems.join("\n"));
}
