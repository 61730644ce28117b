/** Members of the objects of a config file, each wrong one told of. */

export type Problem = (message: string) => void;
export type Members = Readonly<Record<string, unknown>>;

export function membersOf(value: unknown): Members | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Members)
    : null;
}

/** Null when it is not there. */
export function listOf(members: Members, name: string, problem: Problem): readonly string[] | null {
  const value = members[name];
  if (value === undefined || value === null) return null;
  if (Array.isArray(value) && value.every((each) => typeof each === "string" && each !== ""))
    return value as string[];
  problem(`${name} must be a list of names.`);
  return [];
}

/** A whole number; null when it is not there. */
export function wholeOf(members: Members, name: string, problem: Problem): number | null {
  const value = members[name] ?? null;
  if (value === null || (Number.isInteger(value) && Number(value) >= 0)) return value as number;
  problem(`${name} must be a whole number from 0 up.`);
  return null;
}

/** `delete-objects` and `DELETE_OBJECTS` are the same word. */
export function wordOf(value: unknown): string {
  return typeof value === "string" ? value.toUpperCase().replaceAll("-", "_") : "";
}

export function isOneOf<Word extends string>(words: readonly Word[], word: string): word is Word {
  return (words as readonly string[]).includes(word);
}
