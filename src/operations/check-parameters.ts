/** Rules for parameters that several operations share. */
import { problem } from "../job/check-spec.ts";
import type { FieldProblem } from "../job/spec.ts";

/** One of a list of values, as S3 writes them. */
export function checkChoice(
  value: string | undefined,
  options: { readonly path: readonly string[]; readonly choices: readonly string[] },
): FieldProblem[] {
  const { path, choices } = options;
  if (value === undefined || choices.includes(value)) return [];
  const message = `${JSON.stringify(value)} is not one of ${choices.join(", ")}.`;
  return [problem(path, "NOT_SUPPORTED", message)];
}

/** An instant as RFC 3339 has it: `2026-03-01T09:15:22Z`. */
export function checkInstant(value: string | undefined, path: readonly string[]): FieldProblem[] {
  if (value === undefined || isInstant(value)) return [];
  const message = `${JSON.stringify(value)} is not a date and time like 2026-03-01T09:15:22Z.`;
  return [problem(path, "MALFORMED", message)];
}

/**
 * Text that is sent as a header. Only printable ASCII arrives everywhere as it was given: other characters are
 * encoded by some stores and clients, damaged by others, and a line break would begin another header.
 */
export function checkHeaderText(
  value: string | undefined,
  options: { readonly path: readonly string[]; readonly min: number; readonly max: number },
): FieldProblem[] {
  const { path, min, max } = options;
  if (value === undefined) return [];
  if (value.length < min) return [problem(path, "TOO_SHORT", lengthRule(value, { min, max }))];
  if (value.length > max) return [problem(path, "TOO_LONG", lengthRule(value, { min, max }))];
  if (!/^[\x20-\x7e]*$/.test(value)) {
    const message = "Only printable ASCII characters can be sent in a header.";
    return [problem(path, "MALFORMED", message)];
  }
  if (value !== value.trim()) {
    const message = "A header cannot begin or end with a space; it would arrive without.";
    return [problem(path, "MALFORMED", message)];
  }
  return [];
}

function lengthRule(
  value: string,
  { min, max }: { readonly min: number; readonly max: number },
): string {
  return `This has ${min} to ${max} characters; there are ${value.length}.`;
}

/** `Date.parse` alone takes many more forms, and reads the 30th of February as the 1st of March. */
function isInstant(text: string): boolean {
  const match = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (match === null || Number.isNaN(Date.parse(text))) return false;
  const midnight = new Date(`${match[1]}T00:00:00Z`);
  return midnight.toISOString().startsWith(match[1]!);
}
