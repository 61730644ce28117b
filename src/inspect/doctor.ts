/** Tries what the configuration names, and says what works, and what may help where it does not. */
import { maskUrl } from "../lib/mask-url.ts";
import { askStore } from "../s3/ask-store.ts";
import type { StoreFailure } from "../s3/failures.ts";
import type { Stores } from "../s3/stores.ts";

export interface Finding {
  readonly kind:
    | "store"
    | "function"
    | "event store"
    | "data folder"
    | "mail server"
    | "notice receiver";
  readonly name: string;
  readonly works: boolean;
  /** What was found, a sentence. */
  readonly message: string;
  /** What may help; null when it works. */
  readonly cure: string | null;
  readonly ms: number;
}

/** Something else that is tried: gives a sentence on what works, or throws. */
export interface Trial {
  readonly kind: Finding["kind"];
  readonly name: string;
  readonly cure: string;
  readonly run: () => Promise<string>;
}

export interface DoctorParts {
  readonly stores: Stores;
  readonly others: readonly Trial[];
  /** Milliseconds, from any start. */
  readonly now: () => number;
}

/** All at once, so that one that does not answer does not keep the others waiting; in the order of the configuration. */
export function examine({ stores, others, now }: DoctorParts): Promise<readonly Finding[]> {
  const findings = [
    ...others.map((trial) => tryOther(trial)),
    ...stores.names.map((name) => tryStore(stores, name)),
  ];
  return Promise.all(
    findings.map(async (finding) => {
      const start = now();
      return { ...(await finding), ms: Math.round(now() - start) };
    }),
  );
}

type Found = Omit<Finding, "ms">;

async function tryOther({ kind, name, cure, run }: Trial): Promise<Found> {
  try {
    return { kind, name, works: true, message: await run(), cure: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind, name, works: false, message, cure };
  }
}

async function tryStore(stores: Stores, name: string): Promise<Found> {
  const about = { kind: "store", name } as const;
  const { endpoint, region, development } = stores.describe(name);
  const place =
    endpoint !== null ? maskUrl(endpoint) : `Amazon S3${region === null ? "" : `, ${region}`}`;
  const what = development ? `${place} (development store)` : place;
  const answer = await askStore(stores.transport(name));
  switch (answer.kind) {
    case "lists":
      return {
        ...about,
        works: true,
        message: `${what} answers; ${answer.buckets} buckets.`,
        cure: null,
      };
    case "answers": {
      const message = `${what} answers and knows the credentials, which may not list buckets.`;
      return { ...about, works: true, message, cure: null };
    }
    case "fails": {
      const { failure } = answer;
      const message = `${what}: ${failure.code}: ${failure.message}`;
      return { ...about, works: false, message, cure: cureOf(failure) };
    }
  }
}

function cureOf({ code, status }: StoreFailure): string {
  const cure = cures[code];
  if (cure !== undefined) return cure;
  if (status === null) return "Look at the network between this machine and the store.";
  if (status === 301 || status === 307)
    return "Give the region in which the store answers, or the endpoint to which it redirects.";
  if (status >= 500) return "The store has trouble of its own; try again later.";
  return "Look up the code in the manual of the store.";
}

const cures: Readonly<Record<string, string>> = {
  ConnectionFailed: "Check that the store runs, its address and port, and http against https.",
  DnsFailed: "Check the host name in the endpoint.",
  TimedOut: "Check the address, and that no firewall drops the packets.",
  CredentialsUnavailable:
    "Give credentials in the environment (AWS_ACCESS_KEY_ID …), a profile, or the config file.",
  RequestInvalid:
    "Give the region (AWS_REGION, or region in the config file) and the endpoint as the store has them.",
  InvalidAccessKeyId:
    "The store does not know this access key: check it, and that it is of this store.",
  SignatureDoesNotMatch: "The secret key is not the one that belongs to the access key.",
  ExpiredToken: "The session has ended: get new credentials.",
  RequestTimeTooSkewed: "The clocks of this machine and the store differ: set them by NTP.",
  AuthorizationHeaderMalformed: "Give the region that the store expects.",
  NotImplemented: "The store answers, but cannot list its buckets; jobs may still work.",
  AnswerBroken: "What answers there is not an S3 store, or something between changes its answers.",
};
