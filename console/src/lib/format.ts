/** Numbers, times and names as people read them, in the reader's own locale. */

const whole = new Intl.NumberFormat();
const compact = new Intl.NumberFormat(undefined, {
  notation: "compact",
  maximumSignificantDigits: 3,
});

export function count(value: number): string {
  return whole.format(value);
}

/** Short for columns and tabs: `1.22M`. Exact below ten thousand. */
export function shortCount(value: number): string {
  return value < 10_000 ? whole.format(value) : compact.format(value);
}

export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${whole.format(value)} ${value === 1 ? noun : plural}`;
}

/**
 * A share as a percentage. It says 0 % and 100 % only when that is exact, so that one failure in a million does not look
 * like none, and a job that has one task left does not look done.
 */
export function percent(fraction: number): string {
  if (!Number.isFinite(fraction)) return "–";
  const value = fraction * 100;
  if (value > 0 && value < 0.001) return "< 0.001 %";
  if (value < 100 && value > 99.9) return "> 99.9 %";
  const digits = value === 0 || value >= 10 ? 0 : value >= 1 ? 1 : 3;
  const shown = new Intl.NumberFormat(undefined, { maximumFractionDigits: digits });
  return `${shown.format(digits === 0 ? Math.floor(value) : value)} %`;
}

const byteUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;

export function bytes(size: number | string): string {
  let value = Number(size);
  let unit = 0;
  while (value >= 1000 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(undefined, {
    style: "unit",
    unit: byteUnits[unit]!,
    unitDisplay: unit === 0 ? "long" : "short",
    maximumSignificantDigits: 3,
  }).format(value);
}

/** `9 min 12 s`: the two largest units that are not zero. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "–";
  if (seconds < 1) return "less than a second";
  const rest = Math.round(seconds);
  const parts = [
    [Math.floor(rest / 86_400), "d"],
    [Math.floor(rest / 3600) % 24, "h"],
    [Math.floor(rest / 60) % 60, "min"],
    [rest % 60, "s"],
  ] as const;
  const first = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(" ");
}

/** Time left, only as exactly as it can be known; null when it is not known. */
export function timeLeft(seconds: number | null): string | null {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) return null;
  if (seconds < 60) return "less than a minute left";
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} min left`;
  if (seconds < 24 * 3600) return `about ${Math.round(seconds / 3600)} h left`;
  return "more than a day left";
}

/** `12 min ago`, for tables. */
export function ago(from: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - from) / 1000));
  if (seconds < 10) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

const clockTime = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const dayAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

export function timeOfDay(instant: string | number): string {
  return clockTime.format(new Date(instant));
}

export function dateTime(instant: string | number): string {
  return dayAndTime.format(new Date(instant));
}

/** `2026-01-31 09:30:00.123 UTC`. */
export function exactUtc(instant: string): string {
  return new Date(instant).toISOString().replace("T", " ").replace("Z", " UTC");
}

/** `8f2c6a1e…91d0`. */
export function shortId(id: string): string {
  return id.length <= 13 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}

/** Cut in the middle, so that both the prefix and the name of a key stay readable. */
export function cutMiddle(text: string, charactersMax: number): string {
  const characters = Array.from(text);
  if (characters.length <= charactersMax) return text;
  const head = Math.ceil((charactersMax - 1) / 2);
  return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (charactersMax - 1 - head)).join("")}`;
}

/**
 * Text from outside with what cannot be seen made visible: control and direction characters as `\u{…}`, spaces at the
 * ends as `␠`. Keys may hold any of these, and two keys that differ must not look the same.
 */
export function visible(text: string): string {
  return text
    .replaceAll(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
      (each) => `\\u{${each.codePointAt(0)!.toString(16)}}`,
    )
    .replaceAll(/^ +| +$/g, (spaces) => "␠".repeat(spaces.length));
}
