/** What notices go out through: a webhook, a chat, mail, a function. */
import type { Notice } from "./notice.ts";

/** `refused`: the receiver will never take this one. `failed`: it may take it later. */
export type Sent =
  | {
      readonly kind: "taken";
      /** What is wrong although it was taken: one of several recipients is refused. */
      readonly remark: string | null;
    }
  | { readonly kind: "refused" | "failed"; readonly message: string };

/** One try, within a minute. */
export type SendNotice = (notice: Notice, signal: AbortSignal) => Promise<Sent>;

/** A destination of notices. Each goes on from where it was, whatever the others do. */
export interface NoticeChannel {
  readonly name: string;
  /** Who takes them, for people: `receiver`, `mail server`. */
  readonly taker: string;
  /** Whether it is told of this one. */
  readonly isTold: (notice: Notice) => boolean;
  readonly send: SendNotice;
}
