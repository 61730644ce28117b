import { useEffect, useState } from "react";
import { paused } from "../graphql/connection.ts";

/** The time, kept current; it stands still while updates are paused. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!paused.get()) setNow(Date.now());
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
