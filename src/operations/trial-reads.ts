/** What is read back of a scratch object, and whether it is what the operation was told. */
import {
  GetObjectAclCommand,
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
} from "@aws-sdk/client-s3";
import type { Grant } from "@aws-sdk/client-s3";
import type { AclGrant, ObjectMetadata, ObjectRetention, Tag } from "../job/spec.ts";
import type { Answer } from "../s3/transport.ts";
import type { StateRead } from "./trial.ts";

/** A field of an answer, whatever the answer is of. */
function field(answer: Answer, name: string): unknown {
  return answer.ok ? Reflect.get(answer.output, name) : undefined;
}

export function readsTags(tags: readonly Tag[]): StateRead {
  const told = asText(tags.map(({ key, value }) => [key, value]));
  return {
    about: "its tags",
    command: (target) => new GetObjectTaggingCommand(target),
    isAsTold: (answer) => {
      const set = (field(answer, "TagSet") ?? []) as readonly { Key?: string; Value?: string }[];
      return answer.ok && asText(set.map(({ Key = "", Value = "" }) => [Key, Value])) === told;
    },
  };
}

function asText(pairs: readonly (readonly [string, string])[]): string {
  return JSON.stringify(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export function readsLegalHold(status: "ON" | "OFF"): StateRead {
  return {
    about: "its legal hold",
    command: (target) => new GetObjectLegalHoldCommand(target),
    isAsTold: (answer) => {
      // A hold that was never set and one that was lifted are the same to some stores.
      if (isWithoutLock(answer)) return status === "OFF";
      const hold = field(answer, "LegalHold") as { readonly Status?: string } | undefined;
      return hold?.Status === status;
    },
  };
}

export function readsRetention(retention: ObjectRetention | null): StateRead {
  return {
    about: "its retention",
    command: (target) => new GetObjectRetentionCommand(target),
    isAsTold: (answer) => {
      if (isWithoutLock(answer)) return retention === null;
      const read = field(answer, "Retention") as
        | { readonly Mode?: string; readonly RetainUntilDate?: Date }
        | undefined;
      if (retention === null) return read?.Mode === undefined;
      const until = read?.RetainUntilDate?.getTime() ?? Number.NaN;
      const differenceMs = Math.abs(until - Date.parse(retention.retainUntil));
      return read?.Mode === retention.mode && differenceMs < 1000;
    },
  };
}

function isWithoutLock(answer: Answer): boolean {
  return !answer.ok && answer.failure.code === "NoSuchObjectLockConfiguration";
}

const everyone = "http://acs.amazonaws.com/groups/global/AllUsers";
const accounts = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

/** What the canned lists that open an object to others come to; the others are the owner's own affair. */
const cannedGrants: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  private: [],
  "public-read": [[everyone, "READ"]],
  "public-read-write": [
    [everyone, "READ"],
    [everyone, "WRITE"],
  ],
  "authenticated-read": [[accounts, "READ"]],
};

export function readsCannedAcl(name: string): readonly StateRead[] {
  const told = cannedGrants[name];
  return told === undefined ? [] : [readsGroups(told)];
}

/** Grants to groups, all of them: they are the ones that every store writes in the same way. */
function readsGroups(told: readonly (readonly [string, string])[]): StateRead {
  return {
    about: "its access control list",
    command: (target) => new GetObjectAclCommand(target),
    isAsTold: (answer) => {
      const groups = grantsOf(answer).flatMap(({ Grantee, Permission = "" }) =>
        Grantee?.URI === undefined ? [] : [[Grantee.URI, Permission] as const],
      );
      return answer.ok && asPairs(groups) === asPairs(told);
    },
  };
}

function asPairs(pairs: readonly (readonly [string, string])[]): string {
  return JSON.stringify(pairs.map((pair) => pair.join(" ")).toSorted());
}

/** Every grant that was given by id or to a group is there. */
export function readsGrants(grants: readonly AclGrant[]): StateRead {
  return {
    about: "its access control list",
    command: (target) => new GetObjectAclCommand(target),
    isAsTold: (answer) => {
      const read = grantsOf(answer);
      return (
        answer.ok &&
        grants
          .filter(({ granteeType }) => granteeType !== "EMAIL_ADDRESS")
          .every(({ grantee, permission }) =>
            read.some(
              ({ Grantee, Permission }) =>
                (Grantee?.ID === grantee || Grantee?.URI === grantee) && Permission === permission,
            ),
          )
      );
    },
  };
}

function grantsOf(answer: Answer): readonly Grant[] {
  return (field(answer, "Grants") ?? []) as readonly Grant[];
}

export function readsMetadata({ contentType, user }: ObjectMetadata): StateRead {
  return {
    about: "its metadata",
    command: (target) => new HeadObjectCommand(target),
    isAsTold: (answer) => {
      const read = (field(answer, "Metadata") ?? {}) as Readonly<Record<string, string>>;
      const isTyped = contentType === undefined || field(answer, "ContentType") === contentType;
      return (
        answer.ok && isTyped && user.every(({ key, value }) => read[key.toLowerCase()] === value)
      );
    },
  };
}

export function readsChecksum(algorithm: string): StateRead {
  return {
    about: `its ${algorithm} checksum`,
    command: (target) => new HeadObjectCommand({ ...target, ChecksumMode: "ENABLED" }),
    isAsTold: (answer) => typeof field(answer, `Checksum${algorithm}`) === "string",
  };
}
