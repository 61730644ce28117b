/** Hands notices to a function: the notice is its event, and it has taken it when it returns. */
import type { FunctionAnswer, FunctionCaller } from "../lambda/function-caller.ts";
import { unlessAborted } from "../readmodels/unless-aborted.ts";
import type { SendNotice, Sent } from "./send-notice.ts";

export interface FunctionOptions {
  /** As jobs name it. */
  readonly name: string;
  /** Of one try as a whole. */
  readonly timeoutMs: number;
  readonly caller: Pick<FunctionCaller, "invoke">;
}

export function createFunctionSender({ name, timeoutMs, caller }: FunctionOptions): SendNotice {
  return async (notice, signal) => {
    const invoked = caller.invoke({ function: name, payload: JSON.stringify(notice) });
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const answer = await unlessAborted(inTime, invoked);
    return answer === null ? { kind: "failed", message: "TimeoutError" } : sentOf(answer);
  };
}

/** Whatever went wrong may be mended: the function, its rights, its settings. */
function sentOf(answer: FunctionAnswer): Sent {
  if (!answer.ok) return { kind: "failed", message: answer.failure.code };
  if (answer.functionError !== null)
    return { kind: "failed", message: `the function failed (${answer.functionError})` };
  return { kind: "taken", remark: null };
}
