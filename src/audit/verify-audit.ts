/** Whether an audit is whole and unchanged. Read line by line, so that a large one needs no more memory than a small one. */
import { auditFormat } from "./audit-format.ts";
import { createChainCheck, type AuditProblem } from "./check-chain.ts";
import { createOutcomesCheck, type OutcomesCheck } from "./check-outcomes.ts";
import { splitLines } from "./split-lines.ts";

export interface VerifiedAudit {
  /** What is wrong, in the order of the lines; at most `problemsMax`. Empty: nothing was changed, dropped or moved. */
  readonly problems: readonly AuditProblem[];
  readonly lines: number;
  readonly jobId: string | null;
  /** Whether the job had ended when the audit was made. */
  readonly ended: boolean;
  /** Hash over all outcomes, as the event that ended the job has it; null before it ended, and of older versions. */
  readonly outcomesHash: string | null;
  /** Hash of the last line: who keeps it elsewhere finds every later edit by it. */
  readonly lastHash: string;
}

/** A file may hold anything, also events that are none. */
function takeEvent(
  outcomes: OutcomesCheck,
  members: Readonly<Record<string, unknown>>,
  say: (message: string) => void,
): void {
  try {
    outcomes.take(members);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    say("its event is not as an event of its type must be.");
  }
}

/** More than this says nothing new. */
export const problemsMax = 20;

export async function verifyAudit(bytes: AsyncIterable<Uint8Array>): Promise<VerifiedAudit> {
  const problems: AuditProblem[] = [];
  const report = (problem: AuditProblem) => {
    if (problems.length < problemsMax) problems.push(problem);
  };
  const chain = createChainCheck(report);
  let jobId: string | null = null;
  const say = (message: string) => report({ line: Math.max(chain.lines, 1), message });
  const outcomes = createOutcomesCheck({ jobId: () => jobId, say });
  let at = 0;
  for await (const line of splitLines(bytes)) {
    const read = chain.take(line);
    at += 1;
    if (problems.length === problemsMax) break;
    if (read === null) continue;
    const { members } = read;
    if (at === 1) {
      if (members["audit"] !== auditFormat)
        say("it does not begin like an audit, or is of a newer format.");
      jobId = typeof members["job"] === "string" ? members["job"] : null;
    } else if (members["end"] !== true && problems.length === 0) takeEvent(outcomes, members, say);
  }
  if (problems.length < problemsMax) chain.end();
  // What follows damage cannot be compared with what stood before it.
  if (problems.length === 0) outcomes.end();
  return {
    problems,
    lines: chain.lines,
    jobId,
    ended: outcomes.outcomesHash !== undefined,
    outcomesHash: outcomes.outcomesHash ?? null,
    lastHash: chain.lastHash,
  };
}
