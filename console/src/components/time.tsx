import { ago, dateTime, exactUtc } from "../lib/format.ts";
import { createStore, useStore } from "../lib/store.ts";
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

/** Whether lists show moments as they are instead of how long ago they were: for fingers and keys, which cannot hover. */
export const exactTimes = createStore(false);

export function Ago({ at }: { readonly at: string }) {
  const now = useNow(15_000);
  const isExact = useStore(exactTimes);
  return (
    <time dateTime={at} title={at}>
      {isExact ? dateTime(at) : ago(Date.parse(at), now)}
    </time>
  );
}
