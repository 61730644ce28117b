/** Runs the cases of a target, one after another or some at once, and gathers what they found. */
import { createRandom, type Random } from "./random.ts";

/** Something that must not be: what was expected, what came, and the input that shows it. */
export interface Finding {
  readonly what: string;
  readonly input: string;
}

export interface FuzzTarget {
  /** Cases at once; 1 when left out. */
  readonly lanes?: number;
  /** Makes one input and looks what becomes of it; null when all is well. */
  check(random: Random): Promise<Finding | null>;
  stop(): Promise<void>;
}

export interface FuzzRun {
  readonly seed: number;
  readonly cases: number;
  /** Number of the first case; to repeat one, give its number and `cases: 1`. */
  readonly from?: number;
  /** The run ends when so many were found. */
  readonly findingsMax?: number;
  readonly onProgress?: (done: number) => void;
}

export interface NumberedFinding extends Finding {
  readonly number: number;
}

export async function runFuzz(
  target: FuzzTarget,
  { seed, cases, from = 0, findingsMax = 10, onProgress }: FuzzRun,
): Promise<readonly NumberedFinding[]> {
  const findings: NumberedFinding[] = [];
  let next = from;
  const lane = async () => {
    while (next < from + cases && findings.length < findingsMax) {
      const number = next++;
      const finding = await checkOne(target, createRandom(seed, number));
      if (finding !== null) findings.push({ ...finding, number });
      if (next % 10_000 === 0) onProgress?.(next - from);
    }
  };
  await Promise.all(Array.from({ length: target.lanes ?? 1 }, lane));
  return findings.toSorted((a, b) => a.number - b.number);
}

/** A target that throws has found something, too. */
async function checkOne(target: FuzzTarget, random: Random): Promise<Finding | null> {
  try {
    return await target.check(random);
  } catch (error) {
    return { what: `it threw ${error instanceof Error ? error.stack : String(error)}`, input: "" };
  }
}
