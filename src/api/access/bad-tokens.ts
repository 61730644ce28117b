/** Counts wrong tokens by the address that they come from, so that who sends many of them is told to wait. */
export interface BadTokens {
  /** Seconds that whoever sends one more from this address shall wait; 0 when it has not sent too many. */
  waitSeconds(address: string): number;
  count(address: string): void;
}

/** So many wrong tokens an address may send within a minute. */
export const badTokensMax = 20;
const windowMs = 60_000;
/** Addresses that are kept; beyond it the oldest is forgotten. */
const addressesMax = 10_000;

export function createBadTokens({ now }: { readonly now: () => Date }): BadTokens {
  const counted = new Map<string, { readonly since: number; readonly count: number }>();
  const current = (address: string) => {
    const entry = counted.get(address);
    return entry !== undefined && now().getTime() - entry.since < windowMs ? entry : null;
  };
  return {
    waitSeconds(address) {
      const entry = current(address);
      if (entry === null || entry.count < badTokensMax) return 0;
      return Math.max(1, Math.ceil((entry.since + windowMs - now().getTime()) / 1000));
    },
    count(address) {
      const entry = current(address);
      counted.delete(address);
      counted.set(address, {
        since: entry?.since ?? now().getTime(),
        count: (entry?.count ?? 0) + 1,
      });
      if (counted.size > addressesMax) counted.delete(counted.keys().next().value ?? "");
    },
  };
}
