import { expect, it } from "vitest";

import { storeFailure } from "../../src/s3/failures.ts";

/** Where a store is known to differ from S3: the name of the check, and the reason. */
export type Differences = Readonly<Record<string, string>>;

/** One behaviour that is relied on, by a name that a list of differences can give. */
export interface Check {
  (name: string, holds: () => Promise<void>, options?: CheckOptions): void;
  /** To be called after the last check: a difference that names no check is a mistake. */
  finish(): void;
}

interface CheckOptions {
  /** What a store that differs does instead, where that is known. Left out: whatever `holds` does not allow. */
  readonly differs?: () => Promise<void>;
}

/**
 * Registers checks as tests. A check that the store is said to fail becomes a test that it does fail, so that an entry
 * which is no longer true is noticed.
 */
export function createChecks(differences: Differences): Check {
  const names = new Set<string>();
  const check = (name: string, holds: () => Promise<void>, { differs }: CheckOptions = {}) => {
    names.add(name);
    const reason = differences[name];
    const [before, after] = reason === undefined ? ["", ""] : ["differs: ", ` (${reason})`];
    const run = reason === undefined ? holds : (differs ?? (() => expectNotToHold(holds)));
    it(`${before}${name}${after}`, async () => {
      await expect(run()).resolves.toBeUndefined();
    });
  };
  const finish = () =>
    it("differs only in what is checked", () => {
      expect(Object.keys(differences).filter((name) => !names.has(name))).toEqual([]);
    });
  return Object.assign(check, { finish });
}

async function expectNotToHold(holds: () => Promise<void>): Promise<void> {
  const reason: unknown = await holds().then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(reason, "this holds: the store does not differ here any more").toBeDefined();
  // A store that is not there does not differ. So either an assertion failed, or the store answered that it refuses.
  expect(isAssertion(reason) || storeFailure(reason).status !== null).toBe(true);
}

function isAssertion(reason: unknown): boolean {
  return reason instanceof Error && reason.name === "AssertionError";
}
