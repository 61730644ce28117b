/** What a job's spec means in terms of the configured stores: how a task is called. */
import type { JobSpec } from "../job/spec.ts";
import { operationOf, type BoundOperation } from "../operations/index.ts";
import type { FollowUp, Judgement, Task } from "../operations/operation.ts";
import { bindCommand, type SendTask, type Transport } from "../s3/transport.ts";
import type { CallTask, Turns } from "./run-task.ts";

/** One call of the job's operation on one object. */
export function bindOperation(spec: JobSpec, transportOf: (store: string) => Transport): CallTask {
  const operation = operationOf(spec.operation);
  const transport = transportOf(operation.store(spec.manifest.sourceStore));
  const send = bindCommand(transport, operation.command);
  const sendFollowUps = bindFollowUps(operation, transport);
  return async (task, attempt, turns) => {
    const judgement = operation.judge(await send(task), attempt);
    if (!judgement.succeeded) return judgement;
    return (await sendFollowUps(task, turns)) ?? judgement;
  };
}

/** What went wrong after a successful call; null when nothing did. The follow-ups of a job are the same for each task. */
function bindFollowUps(
  operation: BoundOperation,
  transport: Transport,
): (task: Task, turns: Turns) => Promise<Judgement | null> | null {
  const sends: SendTask[] = [];
  const sendAll = async (task: Task, turns: Turns, followUps: readonly FollowUp[]) => {
    for (const [index, { judge, about }] of followUps.entries()) {
      const send = (sends[index] ??= bindCommand(
        transport,
        (other) => operation.followUps(other)[index]!.command,
      ));
      const turn = turns.next();
      if (turn !== true) await turn;
      const after = judge(await send(task));
      if (after.succeeded) continue;
      const { failure } = after;
      const message = `The object is there, but ${about} could not be set: ${failure.message}`;
      return { succeeded: false, failure: { ...failure, message } } as const;
    }
    return null;
  };
  return (task, turns) => {
    const followUps = operation.followUps(task);
    return followUps.length === 0 ? null : sendAll(task, turns, followUps);
  };
}
