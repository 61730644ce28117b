import { ago, dateTime, exactUtc } from "../lib/format.ts";
import { useNow } from "./now.ts";

/** A moment in local time, with the exact one in UTC at hand. */
export function Time({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={at}>
      {dateTime(at)}
    </time>
  );
}

/** Where one moment is looked at: local time, and below it the exact one in UTC, for eyes and for fingers. */
export function ExactTime({ at }: { readonly at: string }) {
  return (
    <>
      {dateTime(at)}
      <br />
      <time className="muted small numbers" dateTime={at}>
        {exactUtc(at)}
      </time>
    </>
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
