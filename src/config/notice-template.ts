/** What a destination of notices is sent in its own words: text, or JSON, in which `{{name}}` stands for what is told. */

/** What can be told, beside the own values of a destination and `tag:KEY`. */
export const templateFields = [
  "type",
  "event",
  "timestamp",
  "eventId",
  "title",
  "summary",
  "severity",
  "id",
  "description",
  "operation",
  "priority",
  "status",
  "outcome",
  "total",
  "succeeded",
  "failed",
  "unknown",
  "failureCode",
  "failureReason",
  "reportStatus",
  "reportUrl",
  "createdBy",
  "createdAt",
  "startedAt",
  "url",
  "notice",
  "json",
] as const;

export type TemplateField = (typeof templateFields)[number];

/** JSON of any shape. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };

export const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Names in a template that stand for nothing. `values`: the destination's own. */
export function unknownNames(template: Json, values: readonly string[]): readonly string[] {
  const isKnown = (name: string) =>
    values.includes(name) ||
    (templateFields as readonly string[]).includes(name) ||
    /^tag:./s.test(name);
  const names = textsOf(template).flatMap((text) =>
    [...text.matchAll(placeholder)].map(([, name = ""]) => name),
  );
  return [...new Set(names.filter((name) => !isKnown(name)))];
}

function textsOf(template: Json): readonly string[] {
  if (typeof template === "string") return [template];
  if (typeof template !== "object" || template === null) return [];
  return Object.entries(template).flatMap(([name, value]) => [name, ...textsOf(value)]);
}
