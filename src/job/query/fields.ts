/** What a query can name of a job. */
import { jobStatuses } from "../lifecycle.ts";
import { grantOfKind } from "../needed-grants.ts";

/** How a field is compared, and with what. */
export type FieldKind =
  /** One of some words. */
  | "word"
  | "text"
  /** A text that is searched and not compared. */
  | "search"
  | "number"
  /** A number that may be written in percent. */
  | "share"
  | "time";

export interface Field {
  readonly kind: FieldKind;
  readonly meaning: string;
  /** The words there are. */
  readonly words?: readonly string[];
  /** What the console says for some of them. */
  readonly shown?: Readonly<Record<string, string>>;
}

export const fields = {
  status: {
    kind: "word",
    words: jobStatuses,
    shown: { RUNNING: "ACTIVE", WAITING: "SUSPENDED" },
    meaning: "Where it stands: ACTIVE is shown as Running, SUSPENDED as Waiting.",
  },
  operation: {
    kind: "word",
    words: Object.keys(grantOfKind),
    meaning: "What runs on each object.",
  },
  outcome: {
    kind: "word",
    words: ["ALL_SUCCEEDED", "SOME_FAILED", "ALL_FAILED", "INCOMPLETE"],
    meaning: "How it came out, when it has ended.",
  },
  pausedBy: {
    kind: "word",
    words: ["USER", "SCHEDULER"],
    meaning: "Who paused it, while it is PAUSING or PAUSED.",
  },
  failure: { kind: "text", meaning: "Code of the reason why the job failed." },
  text: { kind: "search", meaning: "Its id and its description." },
  id: { kind: "text", meaning: "Its id." },
  description: { kind: "text", meaning: "Its description." },
  createdBy: {
    kind: "text",
    meaning: "Who created it: local, token: and a name, or jwt: and a subject.",
  },
  priority: { kind: "number", meaning: "Higher runs first." },
  created: { kind: "time", meaning: "When it was created." },
  started: { kind: "time", meaning: "When its first task could run." },
  ended: { kind: "time", meaning: "When it ended." },
  updated: { kind: "time", meaning: "When it last changed; progress does not count." },
  total: { kind: "number", meaning: "Its tasks, when its list was read." },
  succeeded: { kind: "number", meaning: "Tasks that succeeded so far." },
  failed: { kind: "number", meaning: "Tasks that failed so far." },
  failureRate: { kind: "share", meaning: "Failed tasks among those that ended, as 0.05 or 5%." },
  bucket: { kind: "text", meaning: "Each bucket that it reads or writes." },
  store: { kind: "text", meaning: "Each store that it reads or writes." },
  role: { kind: "text", meaning: "The ARN of its role." },
  needs: {
    kind: "word",
    words: ["DELETE_OBJECTS", "BYPASS_GOVERNANCE", "FUNCTIONS"],
    meaning: "Each grant that a token needs to let it run.",
  },
  retryOf: { kind: "text", meaning: "Id of the job whose failed tasks it tries again." },
  clonedFrom: { kind: "text", meaning: "Id of the job whose settings it was made from." },
} as const satisfies Readonly<Record<string, Field>>;

export type FieldName = keyof typeof fields;

/** Begins the name of a tag: `tag.team`. */
export const tagPrefix = "tag.";

export const tagField: Field = { kind: "text", meaning: "The value of its tag with this key." };
