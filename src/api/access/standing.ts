/** What the rules of a token come to at a moment, for a request from somewhere: pure, and never more than the rules say. */
import { BlockList, isIP, isIPv6 } from "node:net";
import type { AccessRules } from "../../config/access.ts";
import {
  days as week,
  type Conditions,
  type Day,
  type TimeWindow,
} from "../../config/conditions.ts";
import type { DenialRule } from "../../config/denials.ts";

/** What a request is known by beside its token. */
export interface Circumstances {
  /** Where it comes from; of proxies that are believed, what they say. */
  readonly address: string;
  /** Of a JSON Web Token; a token of the config file has none. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Either a condition that is not met, as people read it, or what is denied. */
export type Standing =
  | { readonly unmet: string }
  | { readonly unmet: null; readonly denials: readonly DenialRule[] };

type Rules = Pick<AccessRules, "conditions" | "bounds">;

export function standingOf(rules: Rules, circumstances: Circumstances, now: Date): Standing {
  // As of a proxy that tells a port, too: a rule that forbids where somebody is would not hold there.
  if (dependsOnAddress(rules) && isIP(plainOf(circumstances.address)) === 0)
    return { unmet: "from an address that is none (addresses)" };
  for (const conditions of rules.conditions) {
    const unmet = unmetOf(conditions, circumstances, now);
    if (unmet !== null) return { unmet };
  }
  const holds = (conditions: Conditions | null) =>
    conditions !== null && unmetOf(conditions, circumstances, now) === null;
  const denials = (rules.bounds.deny ?? [])
    .filter(({ when, unless }) => (when === null || holds(when)) && !holds(unless))
    .map((rule) => ({ ...rule, when: null, unless: null }));
  return { unmet: null, denials };
}

/** Whether a standing may be another at another moment. */
export function dependsOnTime({ conditions, bounds }: Rules): boolean {
  const circumstances = (bounds.deny ?? []).flatMap(({ when, unless }) => [when, unless]);
  return [...conditions, ...circumstances].some(
    (each) => each !== null && (each.times ?? each.notBefore ?? each.notAfter) !== null,
  );
}

/** Whether it may be another for a request from another address. */
export function dependsOnAddress({ conditions, bounds }: Rules): boolean {
  const circumstances = (bounds.deny ?? []).flatMap(({ when, unless }) => [when, unless]);
  return [...conditions, ...circumstances].some((each) => (each?.addresses ?? null) !== null);
}

/** The first condition that is not met, a clause; null when all are. */
function unmetOf(
  { addresses, times, notBefore, notAfter, claims }: Conditions,
  circumstances: Circumstances,
  now: Date,
): string | null {
  if (addresses !== null && !isWithin(circumstances.address, addresses))
    return "from this address (addresses)";
  if (notBefore !== null && now < notBefore) return `before ${notBefore.toISOString()} (notBefore)`;
  if (notAfter !== null && now > notAfter) return `after ${notAfter.toISOString()} (notAfter)`;
  if (times?.some((window) => isDuring(now, window)) === false) return "at this time (times)";
  const claim = claims?.find(({ claim: name, values }) => {
    const claimed = new Set([claimOf(circumstances.claims, name)].flat());
    return !values.some((value) => claimed.has(value));
  });
  return claim === undefined ? null : `with its claim ${claim.claim} (claims)`;
}

function isWithin(address: string, networks: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [base = "", bits] = network.split("/");
    const version = isIPv6(base) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(base, version);
    else list.addSubnet(base, Number(bits), version);
  }
  const plain = plainOf(address);
  return list.check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
}

/** A link-local address names its interface, too. */
function plainOf(address: string): string {
  return address.split("%")[0]!;
}

function isDuring(now: Date, { days, from, until, zone }: TimeWindow): boolean {
  const { day, minutes } = localTime(now, zone);
  if (from < until) return days.includes(day) && from <= minutes && minutes < until;
  // Past midnight: the day is that on which it began.
  const yesterday = week[(week.indexOf(day) + 6) % 7]!;
  return (days.includes(day) && from <= minutes) || (days.includes(yesterday) && minutes < until);
}

function localTime(instant: Date, zone: string) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const parts = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, value]),
  );
  return {
    day: (parts["weekday"] ?? "").toLowerCase() as Day,
    minutes: 60 * Number(parts["hour"]) + Number(parts["minute"]),
  };
}

/** By its name, or, where there is none of this name, by the way to it: `realm_access.roles`. */
function claimOf(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split(".").reduce<unknown>((value, part) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part))
      return undefined;
    return (value as Readonly<Record<string, unknown>>)[part];
  }, claims);
}
