/** A request as it is written: nothing of it is normalised, least of all the path. */
export interface WireRequest {
  /** `https://host:port` */
  readonly origin: string;
  readonly method: string;
  /** With the query. Like the headers plain ASCII without line breaks: who makes it sees to that. */
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer | null;
}
