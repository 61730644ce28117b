import { useEffect, useRef } from "react";

/** Does something again and again while it is wanted and somebody looks. */
export function useRepeat(
  action: () => void,
  { everyMs, isOn }: { readonly everyMs: number; readonly isOn: boolean },
): void {
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => {
    if (!isOn) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") latest.current();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, isOn]);
}
