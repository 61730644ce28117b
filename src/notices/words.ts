/** Words that notices share, whichever way they take. */
import type { NoticedJob } from "./notice.ts";

/** What became of the job, as a subject begins: it can be sorted by. */
export function headingOf({ status, failed, outcome }: NoticedJob): string {
  if (status === "SUSPENDED") return "CONFIRM";
  if (status === "COMPLETE" && outcome !== "ALL_SUCCEEDED")
    return `COMPLETE with ${count(failed)} failed`;
  return status;
}

/** Descriptions, keys and messages are others' words: nothing in them may begin a line, turn the text around or hide. */
export function plain(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, " ")
    .replaceAll(/ {2,}/g, " ")
    .trim();
}

/** By characters, and not through one of them. */
export function cut(text: string, max: number): string {
  const characters = Array.from(text);
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join("")}…`;
}

/** Thousands set off by commas. */
export function count(number: number): string {
  return String(number).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}
