/** The parameters of each operation as a form shows them: data, so that one renderer and one converter serve all. */
import type {
  AclPermission,
  CannedAcl,
  ChecksumAlgorithm,
  EncryptionAlgorithm,
  GranteeType,
  OperationName,
  StorageClass,
} from "../../graphql/generated.ts";

export interface Pair {
  readonly key: string;
  readonly value: string;
}

export interface Grant {
  readonly granteeType: GranteeType;
  readonly grantee: string;
  readonly permission: AclPermission;
}

/** A list is text with commas between its items. */
export type FieldValue = string | boolean | readonly Pair[] | readonly Grant[];

/** What was entered, by the path of each field. */
export type FieldValues = Readonly<Record<string, FieldValue>>;

interface Common {
  /** Where the value goes in the operation's input, as `encryption.algorithm`. */
  readonly path: string;
  readonly label: string;
  readonly hint?: string;
  /** Name of the folded group that it stands in. */
  readonly group?: string;
  readonly required?: boolean;
  readonly when?: (values: FieldValues) => boolean;
}

export type Field = Common &
  (
    | {
        readonly kind:
          | "text"
          | "number"
          | "check"
          | "list"
          | "moment"
          | "tags"
          | "pairs"
          | "grants"
          | "bucket"
          | "store";
      }
    | { readonly kind: "choice"; readonly options: readonly string[]; readonly none?: string }
  );

export const storageClasses: readonly StorageClass[] = [
  "STANDARD",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
];

const cannedAcls: readonly CannedAcl[] = [
  "PRIVATE",
  "PUBLIC_READ",
  "PUBLIC_READ_WRITE",
  "AWS_EXEC_READ",
  "AUTHENTICATED_READ",
  "BUCKET_OWNER_READ",
  "BUCKET_OWNER_FULL_CONTROL",
];

const checksums: readonly ChecksumAlgorithm[] = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"];
const encryptions: readonly EncryptionAlgorithm[] = ["AES256", "KMS"];
const lockModes = ["GOVERNANCE", "COMPLIANCE"] as const;

const isReplacing = (values: FieldValues) => values["metadataDirective"] === "REPLACE";

const copyFields: readonly Field[] = [
  { path: "targetStore", kind: "store", label: "To store" },
  { path: "targetBucket", kind: "bucket", label: "To bucket", required: true },
  {
    path: "targetKeyPrefix",
    kind: "text",
    label: "Key prefix",
    hint: "Put before each key, set off by a slash.",
    when: (values) => (values["targetKeyTemplate"] ?? "") === "",
  },
  {
    path: "targetKeyTemplate",
    kind: "text",
    label: "Template of each new key",
    hint: "Instead of a prefix: {key} is the whole key, {folder} what it has up to its last slash, {file} the rest, {versionId} the version.",
    group: "New keys by a template",
  },
  {
    path: "storageClass",
    kind: "choice",
    label: "Storage class",
    options: storageClasses,
    none: "As the store decides",
  },
  {
    path: "encryption.algorithm",
    kind: "choice",
    label: "Algorithm",
    options: encryptions,
    none: "As the bucket says",
    group: "Encryption",
  },
  {
    path: "encryption.kmsKeyId",
    kind: "text",
    label: "Key id",
    group: "Encryption",
    when: (values) => values["encryption.algorithm"] === "KMS",
  },
  {
    path: "metadataDirective",
    kind: "choice",
    label: "Metadata",
    options: ["COPY", "REPLACE"],
    none: "Keep that of the source",
    group: "Metadata",
  },
  {
    path: "metadata.contentType",
    kind: "text",
    label: "Content-Type",
    group: "Metadata",
    when: isReplacing,
  },
  {
    path: "metadata.cacheControl",
    kind: "text",
    label: "Cache-Control",
    group: "Metadata",
    when: isReplacing,
  },
  {
    path: "metadata.contentDisposition",
    kind: "text",
    label: "Content-Disposition",
    group: "Metadata",
    when: isReplacing,
  },
  {
    path: "metadata.contentEncoding",
    kind: "text",
    label: "Content-Encoding",
    group: "Metadata",
    when: isReplacing,
  },
  {
    path: "metadata.user",
    kind: "pairs",
    label: "User metadata",
    group: "Metadata",
    when: isReplacing,
  },
  {
    path: "newTags",
    kind: "tags",
    label: "Tags of the copies",
    hint: "None: those of the source are kept.",
    group: "Tags",
  },
  {
    path: "cannedAcl",
    kind: "choice",
    label: "Canned list",
    options: cannedAcls,
    none: "As the store decides",
    group: "Access list",
  },
  {
    path: "grants",
    kind: "grants",
    label: "Grants",
    group: "Access list",
    when: (values) => (values["cannedAcl"] ?? "") === "",
  },
  {
    path: "legalHold",
    kind: "choice",
    label: "Legal hold",
    options: ["ON", "OFF"],
    none: "None",
    group: "Object lock",
  },
  {
    path: "retention.mode",
    kind: "choice",
    label: "Retention",
    options: lockModes,
    none: "None",
    group: "Object lock",
  },
  {
    path: "retention.retainUntil",
    kind: "moment",
    label: "Retain until",
    group: "Object lock",
    required: true,
    when: (values) => (values["retention.mode"] ?? "") !== "",
  },
  { path: "modifiedSince", kind: "moment", label: "Only objects changed since", group: "More" },
  {
    path: "unmodifiedSince",
    kind: "moment",
    label: "Only objects not changed since",
    group: "More",
  },
  {
    path: "checksumAlgorithm",
    kind: "choice",
    label: "Checksum",
    options: checksums,
    none: "As the store decides",
    group: "More",
  },
  { path: "redirectLocation", kind: "text", label: "Website redirect", group: "More" },
  {
    path: "requesterPays",
    kind: "check",
    label: "The requester pays for reading the source",
    group: "More",
  },
];

const isExplicit = (values: FieldValues) => (values["acl.canned"] ?? "") === "";

/** Operations that the form knows. One that is new in the engine is shown, and says where it can be used. */
export const operationFields: Partial<Record<OperationName, readonly Field[]>> = {
  COPY_OBJECT: copyFields,
  PUT_OBJECT_TAGGING: [
    {
      path: "tagSet",
      kind: "tags",
      label: "New tags",
      hint: "They replace all tags of each object.",
    },
  ],
  DELETE_OBJECT_TAGGING: [],
  PUT_OBJECT_ACL: [
    {
      path: "acl.canned",
      kind: "choice",
      label: "Canned list",
      options: cannedAcls,
      none: "None: name the grants below",
    },
    { path: "acl.explicit.ownerId", kind: "text", label: "Owner's canonical id", when: isExplicit },
    { path: "acl.explicit.grants", kind: "grants", label: "Grants", when: isExplicit },
  ],
  RESTORE_OBJECT: [
    { path: "tier", kind: "choice", label: "How fast", options: ["STANDARD", "BULK"] },
    {
      path: "expirationInDays",
      kind: "number",
      label: "Days the restored copy stays",
      hint: "Leave empty for storage classes that restore in place.",
    },
  ],
  PUT_OBJECT_LEGAL_HOLD: [
    { path: "status", kind: "choice", label: "Legal hold", options: ["ON", "OFF"] },
  ],
  MERGE_OBJECT_TAGS: [
    {
      path: "set",
      kind: "tags",
      label: "Tags to add or change",
      hint: "The other tags of each object stay.",
    },
    { path: "remove", kind: "list", label: "Keys of tags to remove", hint: "Separated by commas." },
  ],
  INVOKE_FUNCTION: [
    {
      path: "function",
      kind: "text",
      label: "Function",
      hint: "A name or ARN that the configuration of the engine knows.",
      required: true,
    },
    {
      path: "invocationSchemaVersion",
      kind: "choice",
      label: "Shape of requests and answers",
      options: ["1.0", "2.0"],
    },
    {
      path: "userArguments",
      kind: "pairs",
      label: "Arguments of every invocation",
      hint: "Up to 10.",
      when: (values) => values["invocationSchemaVersion"] === "2.0",
    },
  ],
  COMPUTE_CHECKSUM: [
    {
      path: "algorithm",
      kind: "choice",
      label: "Algorithm",
      options: ["CRC64NVME", "CRC32", "CRC32C", "MD5", "SHA1", "SHA256", "SHA512"],
      hint: "The checksum of each object is the message of its row in the report.",
    },
  ],
  DELETE_OBJECT: [
    {
      path: "bypassGovernance",
      kind: "check",
      label: "Delete also what governance retention protects",
    },
  ],
  PUT_OBJECT_RETENTION: [
    {
      path: "retention.mode",
      kind: "choice",
      label: "Retention",
      options: lockModes,
      none: "Lift it",
    },
    {
      path: "retention.retainUntil",
      kind: "moment",
      label: "Retain until",
      required: true,
      when: (values) => (values["retention.mode"] ?? "") !== "",
    },
    {
      path: "bypassGovernance",
      kind: "check",
      label: "Shorten or lift governance retention where there is some",
    },
  ],
};

/** `BUCKET_OWNER_READ` → `Bucket owner read`. */
export function optionWords(option: string): string {
  const words = option.toLowerCase().replaceAll("_", " ");
  return words.length <= 3 || /\d/.test(option)
    ? option
    : words.charAt(0).toUpperCase() + words.slice(1);
}
