/** The flags of `run` that choose an operation and its parameters, and the `OperationInput` they make. */
import { UsageError } from "./context.ts";
import { oneOf, pairs, wholeNumber, type FlagTable, type FlagValues } from "./flags.ts";

export const operationFlags = {
  operation: {
    kind: "value",
    value: "NAME",
    meaning:
      "copy, put-tags, merge-tags, delete-tags, put-acl, restore, retention, legal-hold, invoke, checksum or delete",
  },
  "target-bucket": { kind: "value", value: "BUCKET", meaning: "copy: where to" },
  "target-prefix": { kind: "value", value: "TEXT", meaning: "copy: put before each key" },
  "target-template": {
    kind: "value",
    value: "TEXT",
    meaning: "copy: new keys, of {key}, {folder}, {file}, {versionId}",
  },
  "no-large-copies": { kind: "switch", meaning: "copy: fail what is over 5 GB, as Amazon does" },
  "storage-class": { kind: "value", value: "CLASS", meaning: "copy: storage class" },
  acl: { kind: "value", value: "NAME", meaning: "copy, put-acl: canned access control list" },
  "metadata-directive": { kind: "value", value: "WORD", meaning: "copy: COPY or REPLACE" },
  "content-type": { kind: "value", value: "TYPE", meaning: "copy: new Content-Type" },
  "user-metadata": { kind: "list", value: "K=V", meaning: "copy: new user metadata" },
  "new-tag": {
    kind: "list",
    value: "K=V",
    meaning: "copy: tag of the copies, in place of the old",
  },
  "no-tags": { kind: "switch", meaning: "copy: copies without tags" },
  tag: { kind: "list", value: "K=V", meaning: "put-tags: tag of the objects, in place of the old" },
  "target-store": { kind: "value", value: "NAME", meaning: "copy: store of the target bucket" },
  "set-tag": { kind: "list", value: "K=V", meaning: "merge-tags: tag to add or change" },
  "remove-tag": { kind: "list", value: "KEY", meaning: "merge-tags: tag to remove" },
  function: { kind: "value", value: "NAME", meaning: "invoke: a configured function" },
  "schema-version": { kind: "value", value: "N", meaning: "invoke: 1.0 (the default) or 2.0" },
  "user-argument": { kind: "list", value: "K=V", meaning: "invoke: argument, of schema 2.0" },
  algorithm: { kind: "value", value: "NAME", meaning: "checksum: default CRC64NVME" },
  days: { kind: "value", value: "N", meaning: "restore: days that the restored copy stays" },
  tier: { kind: "value", value: "WORD", meaning: "restore: standard or bulk" },
  "retention-mode": {
    kind: "value",
    value: "WORD",
    meaning: "retention: GOVERNANCE or COMPLIANCE",
  },
  "retain-until": { kind: "value", value: "TIME", meaning: "retention: until when" },
  "lift-retention": { kind: "switch", meaning: "retention: lift it" },
  "bypass-governance": {
    kind: "switch",
    meaning: "retention, delete: also where governance forbids it",
  },
  hold: { kind: "value", value: "WORD", meaning: "legal-hold: ON or OFF" },
} as const satisfies FlagTable;

type OperationFlags = FlagValues<typeof operationFlags>;

/** A GraphQL input: only what was given. */
export type Input = Readonly<Record<string, unknown>>;

interface OperationWord {
  /** The flags that go with it. */
  readonly flags: readonly (keyof OperationFlags)[];
  readonly input: (flags: OperationFlags) => Input;
}

const operations = {
  copy: {
    flags: [
      "target-bucket",
      "target-prefix",
      "target-template",
      "no-large-copies",
      "target-store",
      "storage-class",
      "acl",
      "metadata-directive",
      "content-type",
      "user-metadata",
      "new-tag",
      "no-tags",
    ],
    input: (flags) => ({ copyObject: copyOf(flags) }),
  },
  "put-tags": { flags: ["tag"], input: (flags) => ({ putObjectTagging: tagSetOf(flags) }) },
  "merge-tags": {
    flags: ["set-tag", "remove-tag"],
    input: (flags) => ({ mergeObjectTags: mergeOf(flags) }),
  },
  "delete-tags": { flags: [], input: () => ({ deleteObjectTagging: {} }) },
  "put-acl": { flags: ["acl"], input: (flags) => ({ putObjectAcl: aclOf(flags) }) },
  restore: { flags: ["days", "tier"], input: (flags) => ({ restoreObject: restoreOf(flags) }) },
  retention: {
    flags: ["retention-mode", "retain-until", "lift-retention", "bypass-governance"],
    input: (flags) => ({ putObjectRetention: retentionOf(flags) }),
  },
  "legal-hold": { flags: ["hold"], input: (flags) => ({ putObjectLegalHold: holdOf(flags) }) },
  invoke: {
    flags: ["function", "schema-version", "user-argument"],
    input: (flags) => ({ invokeFunction: invokeOf(flags) }),
  },
  checksum: {
    flags: ["algorithm"],
    input: (flags) => ({ computeChecksum: checksumOf(flags) }),
  },
  delete: {
    flags: ["bypass-governance"],
    input: (flags) => ({
      deleteObject: given({ bypassGovernance: flags["bypass-governance"] || undefined }),
    }),
  },
} as const satisfies Record<string, OperationWord>;

const amazonOnly: ReadonlySet<string> = new Set(["replicate", "update-encryption"]);

/** @throws UsageError */
export function operationOf(flags: OperationFlags): Input {
  if (amazonOnly.has(flags.operation?.toLowerCase() ?? "")) {
    throw new UsageError(
      `${flags.operation} exists on Amazon S3 alone: no other store has a call for it, so it is not supported.`,
    );
  }
  const words = Object.keys(operations) as (keyof typeof operations)[];
  const word = oneOf(flags.operation, { flag: "operation", words });
  if (word === undefined)
    throw new UsageError(`--operation is missing: ${operationFlags.operation.meaning}.`);
  const chosen: OperationWord = operations[word];
  const names = Object.keys(operationFlags) as (keyof OperationFlags)[];
  const foreign = names.find(
    (name) => name !== "operation" && isGiven(flags[name]) && !chosen.flags.includes(name),
  );
  if (foreign !== undefined) {
    const hint = foreign === "tag" && word === "copy" ? " Tags of copies are --new-tag." : "";
    throw new UsageError(`--${foreign} does not go with --operation ${word}.${hint}`);
  }
  return chosen.input(flags);
}

/** Whether a flag was given. */
export function isGiven(value: boolean | string | readonly string[] | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}

function tagSetOf(flags: OperationFlags): Input {
  if (flags.tag.length === 0)
    throw new UsageError("put-tags needs a --tag K=V; delete-tags removes all tags.");
  return { tagSet: pairs(flags.tag, "tag") };
}

function mergeOf(flags: OperationFlags): Input {
  const [set, remove] = [pairs(flags["set-tag"], "set-tag"), flags["remove-tag"]];
  if (set.length === 0 && remove.length === 0)
    throw new UsageError("merge-tags needs a --set-tag K=V or a --remove-tag KEY.");
  return given({
    set: set.length === 0 ? undefined : set,
    remove: remove.length === 0 ? undefined : remove,
  });
}

function invokeOf(flags: OperationFlags): Input {
  if (flags.function === undefined)
    throw new UsageError("invoke needs --function NAME, a function of the configuration.");
  const userArguments = pairs(flags["user-argument"], "user-argument");
  return given({
    function: flags.function,
    invocationSchemaVersion: oneOf(flags["schema-version"], {
      flag: "schema-version",
      words: ["1.0", "2.0"],
    }),
    userArguments: userArguments.length === 0 ? undefined : userArguments,
  });
}

function checksumOf({ algorithm }: OperationFlags): Input {
  return given({ algorithm: oneOf(algorithm, { flag: "algorithm", words: checksumAlgorithms }) });
}

const checksumAlgorithms = [
  "CRC32",
  "CRC32C",
  "CRC64NVME",
  "MD5",
  "SHA1",
  "SHA256",
  "SHA512",
] as const;

function aclOf(flags: OperationFlags): Input {
  if (flags.acl === undefined)
    throw new UsageError("put-acl needs --acl NAME; a list of grants goes into a --job file.");
  return { acl: { canned: cannedAclOf(flags.acl) } };
}

function restoreOf(flags: OperationFlags): Input {
  const tier = oneOf(flags.tier, { flag: "tier", words: ["STANDARD", "BULK"] });
  const days = wholeNumber(flags.days, { flag: "days", min: 1, max: 2 ** 31 - 1 });
  return given({ expirationInDays: days, tier });
}

function retentionOf(flags: OperationFlags): Input {
  const mode = oneOf(flags["retention-mode"], {
    flag: "retention-mode",
    words: ["GOVERNANCE", "COMPLIANCE"],
  });
  const retainUntil = flags["retain-until"];
  const bypassGovernance = flags["bypass-governance"] || undefined;
  if (flags["lift-retention"]) {
    if (mode !== undefined || retainUntil !== undefined)
      throw new UsageError("--lift-retention excludes --retention-mode and --retain-until.");
    return given({ bypassGovernance });
  }
  if (mode === undefined || retainUntil === undefined) {
    throw new UsageError(
      "retention needs --retention-mode and --retain-until, or --lift-retention.",
    );
  }
  return given({ retention: { mode, retainUntil }, bypassGovernance });
}

function holdOf(flags: OperationFlags): Input {
  const status = oneOf(flags.hold, { flag: "hold", words: ["ON", "OFF"] });
  if (status === undefined) throw new UsageError("legal-hold needs --hold ON or --hold OFF.");
  return { status };
}

const storageClasses = [
  "STANDARD",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
] as const;

const cannedAcls = [
  "private",
  "public-read",
  "public-read-write",
  "aws-exec-read",
  "authenticated-read",
  "bucket-owner-read",
  "bucket-owner-full-control",
] as const;

function copyOf(flags: OperationFlags): Input {
  if (flags["target-bucket"] === undefined)
    throw new UsageError("--target-bucket is missing: where to copy to.");
  if (flags["target-prefix"] !== undefined && flags["target-template"] !== undefined)
    throw new UsageError("--target-prefix and --target-template exclude each other.");
  if (flags["no-tags"] && flags["new-tag"].length > 0)
    throw new UsageError("--new-tag and --no-tags exclude each other.");
  const metadataDirective = oneOf(flags["metadata-directive"], {
    flag: "metadata-directive",
    words: ["COPY", "REPLACE"],
  });
  const user = pairs(flags["user-metadata"], "user-metadata");
  const metadata = given({
    contentType: flags["content-type"],
    user: user.length === 0 ? undefined : user,
  });
  const hasMetadata = Object.keys(metadata).length > 0;
  if (hasMetadata && metadataDirective === "COPY") {
    throw new UsageError(
      "--metadata-directive COPY keeps the old metadata, so --content-type and --user-metadata cannot be given.",
    );
  }
  const tags = flags["no-tags"] ? [] : pairs(flags["new-tag"], "new-tag");
  return given({
    targetStore: flags["target-store"],
    targetBucket: flags["target-bucket"],
    targetKeyPrefix: flags["target-prefix"],
    targetKeyTemplate: flags["target-template"],
    copyLargeObjects: flags["no-large-copies"] ? false : undefined,
    storageClass: oneOf(flags["storage-class"], { flag: "storage-class", words: storageClasses }),
    cannedAcl: cannedAclOf(flags.acl),
    metadataDirective,
    metadata: hasMetadata ? metadata : undefined,
    newTags: flags["no-tags"] || tags.length > 0 ? tags : undefined,
  });
}

/** As the API names it: `BUCKET_OWNER_READ`. */
function cannedAclOf(text: string | undefined): string | undefined {
  return oneOf(text, { flag: "acl", words: cannedAcls })?.toUpperCase().replaceAll("-", "_");
}

export function given(fields: Input): Input {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
