import { createHash } from "node:crypto";

/** UUIDv5 (RFC 9562 §5.5) of a name within a namespace UUID. */
export function uuidV5(name: string, namespace: string): string {
  const hash = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name)
    .digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString("hex", 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * Ids for the events of one append after another: UUIDv5 of (writer id, number of the append, place in it).
 *
 * A writer id is new at every start of a process and never shared. EventStoreDB compares ids and not contents: two
 * writers that derived the same id would both be told that they succeeded.
 */
export function createEventIds(writerId: string): (count: number) => string[] {
  let appends = 0;
  return (count) => {
    const append = appends++;
    return Array.from({ length: count }, (_, place) => uuidV5(`${append}/${place}`, writerId));
  };
}

/**
 * The id of the job that a client request token names: the same for every door and process of an installation.
 * `generation` grows when the job that had the token before has expired.
 */
export function jobIdOfToken(options: {
  readonly installationId: string;
  readonly account: string;
  readonly token: string;
  readonly generation: number;
}): string {
  const { installationId, account, token, generation } = options;
  return uuidV5(JSON.stringify([account, token, generation]), installationId);
}
