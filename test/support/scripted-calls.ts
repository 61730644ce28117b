/** Calls of tasks that a test plays. */
import { calling } from "../../src/executors/run-task.ts";
import type { Judgement } from "../../src/operations/operation.ts";

export const fine: Judgement = { succeeded: true, message: null };

/** A store that answers as `play` says, and remembers when each key was called. */
export function script(play: (key: string, call: number) => Judgement | Promise<Judgement>) {
  const calls: { key: string; at: number }[] = [];
  const counted = { inFlight: 0, most: 0 };
  const clockOf: { now: () => number } = { now: () => 0 };
  const call = calling(async ({ key }) => {
    calls.push({ key, at: clockOf.now() });
    counted.inFlight += 1;
    counted.most = Math.max(counted.most, counted.inFlight);
    const count = calls.filter((one) => one.key === key).length;
    const judgement = await play(key, count);
    counted.inFlight -= 1;
    return judgement;
  });
  return { call, calls, counted, keys: () => calls.map(({ key }) => key), clockOf };
}
