import { ago, dateTime } from "../lib/format.ts";
import { useNow } from "./now.ts";

/** A moment in local time, with the exact one in UTC at hand. */
export function Time({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={at}>
      {dateTime(at)}
    </time>
  );
}

export function Ago({ at }: { readonly at: string }) {
  const now = useNow(15_000);
  return (
    <time dateTime={at} title={at}>
      {ago(Date.parse(at), now)}
    </time>
  );
}
