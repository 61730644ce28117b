/** What a job's spec means in terms of the configured stores: how a task is called. */
import { noFunctions, type FunctionCaller } from "../lambda/function-caller.ts";
import type { JobSpec } from "../job/spec.ts";
import { operationOf } from "../operations/index.ts";
import type {
  Attempt,
  Calls,
  FollowUp,
  Judgement,
  KeyBatch,
  OneCall,
  Task,
} from "../operations/operation.ts";
import { keepDotSegments } from "../s3/dot-segments.ts";
import { bindCommand, byPromise, type Answer, type Transport } from "../s3/transport.ts";
import { NoFurtherCall } from "./call-gate.ts";
import { doStoresAnswer } from "./do-stores-answer.ts";
import type { CallBatch } from "./run-batch.ts";
import { calling, tell, type CallTask, type Turns } from "./run-task.ts";

/** What calls can reach. */
interface Reach extends Others {
  readonly transportOf: (store: string) => Transport;
  readonly functions: FunctionCaller;
}

/** What some operations need beside the stores. */
interface Others {
  readonly functions?: FunctionCaller;
  /** Size of the parts of a copy that is made by parts. */
  readonly copyPartBytes?: number;
}

/** How the tasks of one job are called. */
export interface BoundCalls {
  readonly call: CallTask;
  /** Where one call does many rows. */
  readonly batch?: CallBatch;
  /** Whether the stores that the calls need answer at all, asked about their buckets; functions are not asked. */
  readonly ask?: (listed: string) => Promise<boolean>;
}

/** The operation of a job, ready to be called. */
export function bindOperation(
  spec: JobSpec,
  transportOf: Reach["transportOf"],
  others: Others = {},
): BoundCalls {
  const reach = { functions: noFunctions, ...others, transportOf: guarded(transportOf) };
  const calls = bindCalls(spec, reach);
  if (spec.operation.kind === "INVOKE_FUNCTION") return calls;
  return { ...calls, ask: (listed) => doStoresAnswer(spec, listed, transportOf) };
}

/** What is asked of a store about its keys is asked once for each job. */
function guarded(transportOf: Reach["transportOf"]): Reach["transportOf"] {
  const known = new Map<string, Transport>();
  return (store) => {
    const transport = known.get(store) ?? keepDotSegments(transportOf(store));
    known.set(store, transport);
    return transport;
  };
}

function bindCalls(spec: JobSpec, reach: Reach): BoundCalls {
  const { transportOf } = reach;
  const operation = operationOf(spec.operation);
  const { sourceStore } = spec.manifest;
  const transport = transportOf(operation.store(sourceStore));
  const way = operation.way(sourceStore);
  switch (way.kind) {
    case "one-call":
      return { call: bindOneCall(way, transport, reach) };
    case "many-calls":
      return {
        call: calling((task, attempt, turns) =>
          way.perform(task, callsOf(reach, { turns, made: 0 }), attempt),
        ),
      };
    case "batch":
      return bindBatch(way, transport);
  }
}

/** The calls of one try. The gate was entered for the first one; `made`: whether that was made already. */
function callsOf(
  { transportOf, functions, copyPartBytes }: Reach,
  { turns, made: before }: { readonly turns: Turns; readonly made: number },
): Calls {
  let made = before;
  const takeTurn = async () => {
    const turn = made === 0 || turns.next();
    made += 1;
    if (turn !== true && !(await turn)) throw new NoFurtherCall();
  };
  return {
    copyPartBytes,
    async send(store, command) {
      await takeTurn();
      return transportOf(store).send(command);
    },
    async invoke(call) {
      await takeTurn();
      return functions.invoke(call);
    },
  };
}

/** Of one call of a task. */
interface Trial {
  readonly attempt: Attempt;
  readonly turns: Turns;
}

function bindOneCall(way: OneCall, transport: Transport, reach: Reach): CallTask {
  const send = bindCommand(transport, way.command);
  const sendFollowUps = bindFollowUps(way, transport);
  /** What the first call leaves to be done; null where it is all, which costs no promise. */
  const goOn = (judgement: Judgement, task: Task, { attempt, turns }: Trial) => {
    if (judgement.succeeded)
      return sendFollowUps(task, turns)?.then((failed) => failed ?? judgement) ?? null;
    const perform = way.instead?.(judgement.failure) ?? null;
    return perform?.(task, callsOf(reach, { turns, made: 1 }), attempt) ?? null;
  };
  return (task, attempt, turns, ends) =>
    send(task, (answer) => {
      const judgement = way.judge(answer, attempt);
      const more = goOn(judgement, task, { attempt, turns });
      if (more === null) ends.judged(judgement);
      else tell(ends, more);
    });
}

/** What went wrong after a successful call; null when nothing did. The follow-ups of a job are the same for each task. */
function bindFollowUps(
  { followUps: followUpsOf }: OneCall,
  transport: Transport,
): (task: Task, turns: Turns) => Promise<Judgement | null> | null {
  if (followUpsOf === undefined) return () => null;
  const sends: ((task: Task) => Promise<Answer>)[] = [];
  const sendAll = async (task: Task, turns: Turns, followUps: readonly FollowUp[]) => {
    for (const [index, { judge, about }] of followUps.entries()) {
      const send = (sends[index] ??= byPromise(
        bindCommand(transport, (other) => followUpsOf(other)[index]!.command),
      ));
      const turn = turns.next();
      if (turn !== true && !(await turn)) throw new NoFurtherCall();
      const after = judge(await send(task));
      if (after.succeeded) continue;
      const { failure } = after;
      const message = `The object is there, but ${about} could not be set: ${failure.message}`;
      return { succeeded: false, failure: { ...failure, message } } as const;
    }
    return null;
  };
  return (task, turns) => sendAll(task, turns, followUpsOf(task));
}

function bindBatch(way: KeyBatch, transport: Transport): BoundCalls {
  const sendAlone = byPromise(bindCommand(transport, way.alone.command));
  return {
    call: calling(async (task, attempt) => way.alone.judge(await sendAlone(task), attempt)),
    batch: {
      rowsMax: way.rowsMax,
      canShare: way.canShare,
      call: async (tasks) => way.judge(await transport.send(way.command(tasks)), tasks),
    },
  };
}
