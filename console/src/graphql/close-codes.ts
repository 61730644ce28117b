/** What it means that the WebSocket was closed with a code (RFC 6455, and graphql-transport-ws from 4400 on). */

export type Closed =
  /** Nobody is left who listens. */
  | "done"
  /** It broke, or something in between ended it: connect again. */
  | "broken"
  /** The token is missing, wrong or over. */
  | "signed-out"
  /** This page speaks otherwise than the engine, as one loaded before an upgrade may: the next try would end alike. */
  | "outdated";

const meanings: ReadonlyMap<number, Closed> = new Map([
  [1000, "done"],
  // A message or an answer that is not of the protocol, an unknown protocol, an id that is used twice, two beginnings.
  [4400, "outdated"],
  [4406, "outdated"],
  [4409, "outdated"],
  [4429, "outdated"],
  [4401, "signed-out"],
  [4403, "signed-out"],
]);

/** Whatever else ends a connection, errors of the engine (4500) and of a proxy among them, may be over at the next try. */
export function closedBy(code: number | undefined): Closed {
  return (code === undefined ? undefined : meanings.get(code)) ?? "broken";
}
