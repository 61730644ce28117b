/**
 * Numbers never go back. An answer over HTTP can arrive after a message over the WebSocket that is newer, so whatever
 * arrives about a job is compared by `position` with the newest that was seen of it; what is older is replaced.
 */

type Fields = Readonly<Record<string, unknown>>;

export interface Newest {
  /** Whether a message about a job at this position is news; a job at the same position is. */
  readonly isNews: (jobId: string, position: number) => boolean;
  /** The same data, with the newest known fields in every job that is older than known. */
  readonly keepNewest: <Data>(data: Data) => Data;
  /** The newest that is known of a job, whoever asked for it. */
  readonly of: (jobId: string) => Fields | undefined;
  /** Told of each job of which something newer has come; gives what ends that. */
  readonly listen: (listener: (jobId: string) => void) => () => void;
  /** Nothing was seen: what comes now is of another log. */
  readonly forget: () => void;
}

export function createNewest(): Newest {
  const seen = new Map<string, Fields & { readonly position: number }>();
  const listeners = new Set<(jobId: string) => void>();

  function newestOf(job: Fields, id: string, position: number): Fields {
    const known = seen.get(id);
    if (known === undefined || position >= known.position) {
      seen.set(id, { ...known, ...job, position });
      for (const listener of listeners) listener(id);
      return job;
    }
    const newer = Object.entries(known).filter(
      ([name, value]) => name in job && isPlain(value, job[name]),
    );
    return { ...job, ...Object.fromEntries(newer) };
  }

  function walk(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    const fields = Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, walk(each)]),
    );
    const { __typename: type, id, position } = fields;
    const isJob = type === "Job" && typeof id === "string" && typeof position === "number";
    return isJob ? newestOf(fields, id, position) : fields;
  }

  return {
    isNews: (jobId, position) => position >= (seen.get(jobId)?.position ?? 0),
    of: (jobId) => seen.get(jobId),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    forget: () => seen.clear(),
    keepNewest: (data) => walk(data) as typeof data,
  };
}

/** A list (pages of it differ) or an object with other fields than asked for here cannot stand in for this one. */
function isPlain(known: unknown, here: unknown): boolean {
  if (Array.isArray(known) || Array.isArray(here)) return false;
  if (typeof known !== "object" || known === null) return typeof here !== "object" || here === null;
  if (typeof here !== "object" || here === null) return false;
  return Object.keys(here).every((name) => name in known);
}
