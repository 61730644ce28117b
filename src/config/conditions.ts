/** Under which circumstances something holds: where a request comes from, when, and what its JSON Web Token claims. */
import { isNetwork } from "./parse-setting.ts";
import { listOf, membersOf, type Members, type Problem } from "./members.ts";

/** All that is named has to be the case; null: whatever it is. */
export interface Conditions {
  /** One of these: addresses, or networks as `10.0.0.0/8`. */
  readonly addresses: readonly string[] | null;
  /** Within one of these. */
  readonly times: readonly TimeWindow[] | null;
  readonly notBefore: Date | null;
  readonly notAfter: Date | null;
  readonly claims: readonly ClaimBound[] | null;
}

/** Hours of some days of the week, by the clocks of one time zone. */
export interface TimeWindow {
  readonly days: readonly Day[];
  /** Minutes after midnight. A window whose end is not after its beginning goes on into the next day. */
  readonly from: number;
  readonly until: number;
  readonly zone: string;
}

export const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof days)[number];

/** A claim that is, or contains, one of the values. */
export interface ClaimBound {
  readonly claim: string;
  readonly values: readonly (string | number | boolean)[];
}

const known = ["addresses", "times", "notBefore", "notAfter", "claims"] as const;

/** Null when there are none, or nothing of them can stand. */
export function readConditions(given: unknown, problem: Problem): Conditions | null {
  if (given === undefined || given === null) return null;
  const members = membersOf(given);
  const named = Object.keys(members ?? {});
  // What names nothing is always met: that is none, and never meant.
  if (members === null || named.every((name) => (members[name] ?? null) === null)) {
    problem(`must be an object of ${known.join(", ")}.`);
    return null;
  }
  for (const name of named)
    if (!(known as readonly string[]).includes(name))
      problem(`${name} is not known; there is ${known.join(", ")}.`);
  const addresses = listOf(members, "addresses", problem);
  if (addresses?.every(isNetwork) === false)
    problem("addresses must be like 10.0.0.1, 10.0.0.0/8 or fd00::/8.");
  return {
    addresses,
    times: timesOf(members["times"], problem),
    notBefore: instantOf(members, "notBefore", problem),
    notAfter: instantOf(members, "notAfter", problem),
    claims: claimsOf(members["claims"], problem),
  };
}

function instantOf(members: Members, name: string, problem: Problem): Date | null {
  const given = members[name] ?? null;
  if (given === null) return null;
  const instant = new Date(typeof given === "string" ? given : Number.NaN);
  if (!Number.isNaN(instant.getTime())) return instant;
  problem(`${name} must be a time like 2027-01-31T00:00:00Z.`);
  return null;
}

function timesOf(given: unknown, problem: Problem): readonly TimeWindow[] | null {
  if (given === undefined || given === null) return null;
  if (Array.isArray(given)) return given.map((each) => windowOf(each, problem));
  problem('times must be a list, as [{ "days": ["mon"], "from": "08:00", "until": "18:00" }].');
  return null;
}

function windowOf(given: unknown, tell: Problem): TimeWindow {
  const problem: Problem = (message) => tell(`times: ${message}`);
  const members = membersOf(given) ?? {};
  for (const name of Object.keys(members))
    if (!["days", "from", "until", "zone"].includes(name)) problem(`${name} is not known.`);
  const named = listOf(members, "days", problem) ?? days;
  if (named.length === 0 || !named.every((day) => (days as readonly string[]).includes(day)))
    problem(`days are of ${days.join(", ")}.`);
  const { zone = "UTC" } = members;
  if (typeof zone !== "string" || !isZone(zone))
    problem("zone must be a time zone like Europe/Berlin.");
  return {
    days: named as readonly Day[],
    from: minutesOf(members["from"] ?? "00:00", "from", problem),
    until: minutesOf(members["until"] ?? "24:00", "until", problem),
    zone: String(zone),
  };
}

function isZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}

function minutesOf(given: unknown, name: string, problem: Problem): number {
  const [, hours, minutes] = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(String(given)) ?? [];
  const total = 60 * Number(hours) + Number(minutes);
  if (total <= 24 * 60) return total;
  problem(`${name} must be a time of day like 08:00, at most 24:00.`);
  return 0;
}

/** `{ "org": "acme" }`, or `{ "groups": ["ops", "web"] }`. */
function claimsOf(given: unknown, problem: Problem): readonly ClaimBound[] | null {
  if (given === undefined || given === null) return null;
  const members = membersOf(given);
  if (members === null || Object.keys(members).length === 0) {
    problem('claims must be an object of values, as { "org": "acme" }.');
    return null;
  }
  return Object.entries(members).map(([claim, value]) => {
    const values = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    if (values.length > 0 && values.every(isClaimValue)) return { claim, values };
    problem(`claims: ${claim} must be a value, or a list of values.`);
    return { claim, values: [] };
  });
}

function isClaimValue(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
