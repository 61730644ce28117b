/** What stands in a query to be compared with, read as its field means it. */
import { didYouMean } from "../../lib/nearest.ts";
import { err, ok, type Result } from "../../lib/result.ts";
import type { Field } from "./fields.ts";
import type { QueryValue } from "./query.ts";

/** From the first to before the second; an instant or a number has no second. */
export interface Meant {
  readonly first: QueryValue;
  /** Where a whole day ends. */
  readonly beyond?: string;
}

/** The error is a message. `now` is what relative times count from. */
export function valueOf(field: Field, text: string, now: Date): Result<Meant, string> {
  switch (field.kind) {
    case "word":
      return wordOf(field, text);
    case "number":
    case "share":
      return numberOf(field, text);
    case "time":
      return timeOf(text, now);
    case "text":
    case "search":
      return ok({ first: text });
  }
}

function wordOf({ words = [], shown = {} }: Field, text: string): Result<Meant, string> {
  const given = text.toUpperCase().replaceAll("-", "_");
  const word = shown[given] ?? given;
  if (words.includes(word)) return ok({ first: word });
  const meant = didYouMean(word, words);
  return err(`There is no ${text} here.${meant} It takes ${words.join(", ")}.`);
}

function numberOf({ kind }: Field, text: string): Result<Meant, string> {
  const isPercent = kind === "share" && text.endsWith("%");
  const digits = isPercent ? text.slice(0, -1) : text;
  const expected = kind === "share" ? "a share such as 0.05 or 5%" : "a number such as 1000";
  if (!/^\d{1,15}(\.\d{1,15})?$/.test(digits)) return err(`${text} is not ${expected}.`);
  // Divided, 0.7% would be a little less than 0.007.
  return ok({ first: Number(isPercent ? `${digits}e-2` : digits) });
}

const dayMs = 86_400_000;
const unitMs = { m: 60_000, h: 3_600_000, d: dayMs, w: 7 * dayMs } as const;

function timeOf(text: string, now: Date): Result<Meant, string> {
  const ago = /^now(?:-(\d{1,6})([mhdw]))?$/i.exec(text);
  if (ago !== null) {
    const [, count = "0", unit = "m"] = ago;
    const back = Number(count) * unitMs[unit.toLowerCase() as keyof typeof unitMs];
    // To the minute, so that the same query is the same again a moment later.
    const minute = Math.floor(now.getTime() / unitMs.m) * unitMs.m;
    const instant = new Date(minute - back);
    if (instant.getTime() >= 0) return ok({ first: instant.toISOString() });
  }
  if (/^[12]\d{3}-\d\d-\d\d$/.test(text)) {
    const start = Date.parse(text);
    // A day that the month does not have is read as one of the next.
    if (!Number.isNaN(start) && iso(start).startsWith(text))
      return ok({ first: iso(start), beyond: iso(start + dayMs) });
  }
  const instant = Date.parse(text);
  if (instantForm.test(text) && !Number.isNaN(instant)) return ok({ first: iso(instant) });
  return err(
    `${text} is not a time. It takes a day (2026-11-01, in UTC), an instant (2026-11-01T08:30Z), or one before now (now-7d; m, h, d, w).`,
  );
}

const instantForm = /^[12]\d{3}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/i;

const iso = (ms: number) => new Date(ms).toISOString();
