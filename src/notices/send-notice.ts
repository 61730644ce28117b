/** What notices go out through: a webhook, or mail. */
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

/** One way that notices take. Each goes on from where it was, whatever the others do. */
export interface NoticeChannel {
  /** As a component of the engine. */
  readonly name: "notices" | "notices:mail";
  /** Who takes them, for people: `receiver`, `mail server`. */
  readonly taker: string;
  /** Where it stands how far they are. */
  readonly stream: string;
  readonly send: SendNotice;
}
