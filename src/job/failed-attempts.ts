/** The failed attempts of one round of a task: which of them are kept, and how they stand in the log. */

export interface FailedAttempt {
  /** When it was known to have failed, by the clock of its executor: milliseconds since 1970. */
  readonly at: number;
  readonly code: string;
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
}

/**
 * One of them in the log. The time of the first of a round is since 1970, that of each other since the one before it. Code
 * and status are absent when both are those of the one before.
 */
export type LoggedAttempt = readonly [ms: number, code?: string, status?: number | null];

/** Tries that are excused while a store is down have no bound in number: of a round the first and the last ones are kept. */
export const attemptsKept = { first: 3, last: 17 } as const;

/** Adds one to those of its round. */
export function keepAttempt(kept: FailedAttempt[], attempt: FailedAttempt): void {
  kept.push(attempt);
  if (kept.length > attemptsKept.first + attemptsKept.last) kept.splice(attemptsKept.first, 1);
}

export function toLogged(kept: readonly FailedAttempt[]): readonly LoggedAttempt[] {
  return kept.map(({ at, code, status }, index) => {
    const before = kept[index - 1];
    const ms = at - (before?.at ?? 0);
    return before?.code === code && before.status === status ? [ms] : [ms, code, status];
  });
}

/** A failed attempt, and which of the task it was. */
export interface NumberedAttempt extends FailedAttempt {
  /** From 1, all rounds together. */
  readonly attempt: number;
  /** Failed attempts of its round between the one before it and this one that are not kept. */
  readonly leftOut: number;
}

/** `before`: attempts of earlier rounds. `failed`: failed attempts of this one, those that are not kept included. */
export function fromLogged(
  logged: readonly LoggedAttempt[],
  { before, failed }: { readonly before: number; readonly failed: number },
): readonly NumberedAttempt[] {
  const leftOut = failed - logged.length;
  let last: FailedAttempt = { at: 0, code: "", status: null };
  return logged.map(([ms, code = last.code, status = last.status], index) => {
    last = { at: last.at + ms, code, status };
    const isAfterGap = index >= attemptsKept.first;
    return {
      ...last,
      attempt: before + index + 1 + (isAfterGap ? leftOut : 0),
      leftOut: index === attemptsKept.first ? leftOut : 0,
    };
  });
}
