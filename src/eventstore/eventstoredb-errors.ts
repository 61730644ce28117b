/** What the errors of EventStoreDB's client mean. They are told by shape: their classes differ from path to path. */

interface ClientError {
  readonly type?: unknown;
  readonly code?: unknown;
  readonly message: string;
}

/** Types after which the same call may be made again: whether it took effect is not known. */
const retryableTypes: ReadonlySet<unknown> = new Set([
  "unavailable",
  "cancelled",
  "timeout",
  "deadline-exceeded",
  "not-leader",
]);

/** A node that starts, a stop with grace, a cluster without a leader, our own end of a client: there are no types for these. */
const retryableMessages =
  /Server Is Not Ready|RST_STREAM|Failed to discover|No connection established|Cancelled on client|Channel has been shut down|write after end|GOAWAY|ECONN|No leader/i;

const grpcUnavailable = 14;
const grpcCancelled = 1;

/** Our own limit of time passed. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** The server does not answer now, and may later: the call is made again. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof NoAnswer) return true;
  if (!(error instanceof Error)) return false;
  const { type, code, message }: ClientError = error;
  if (retryableTypes.has(type)) return true;
  if (type === undefined && (code === grpcUnavailable || code === grpcCancelled)) return true;
  return (type === undefined || type === "unknown") && retryableMessages.test(message);
}

/** The client keeps what failed while it looked for a node, and needs to be made anew. */
export function isDiscoveryFailure(error: unknown): boolean {
  return error instanceof Error && error.message.includes("Failed to discover");
}

/** Whether an error is of one of the types that the client gives a name. */
export function isOfType(error: unknown, type: string): boolean {
  return error instanceof Error && (error as ClientError).type === type;
}

/** The revision that a refused append found; null for no stream. */
export function actualRevision(error: unknown): number | null {
  const { actualVersion } = error as { readonly actualVersion?: unknown };
  return typeof actualVersion === "bigint" && actualVersion >= 0n ? Number(actualVersion) : null;
}

/** The server found no event at the position that it was asked to read from. */
export function isNoPlace(error: unknown): boolean {
  return error instanceof Error && error.message.includes("Unexpected ReadAllResult");
}

/** @throws NoAnswer after `ms`; what comes later is nobody's. */
export async function within<Value>(ms: number, answer: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(`no answer within ${ms} ms`)), ms);
  });
  answer.catch(() => {});
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
