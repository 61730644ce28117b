/** An operation of several calls, performed against a store that the test plays. */
import { assert } from "../../src/lib/assert.ts";
import type { OperationSpec } from "../../src/job/spec.ts";
import { operationOf } from "../../src/operations/index.ts";
import type { Attempt, Calls, Judgement, Task } from "../../src/operations/operation.ts";
import type { Answer, OperationCommand } from "../../src/s3/transport.ts";
import { firstAttempt } from "./one-call.ts";

/** A call that was made: to which store, by which command, and what it asked for. */
export interface MadeCall {
  readonly store: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export type PlayCall = (call: MadeCall, index: number) => Answer | Promise<Answer>;

export const answered = (output: object, status = 200): Answer => ({
  ok: true,
  status,
  output: { $metadata: {}, ...output },
});

export async function performOnce(
  spec: OperationSpec,
  play: PlayCall,
  options: {
    readonly task?: Partial<Task>;
    readonly sourceStore?: string;
    readonly attempt?: Partial<Attempt>;
  } = {},
): Promise<{ readonly judgement: Judgement; readonly made: readonly MadeCall[] }> {
  const way = operationOf(spec).way(options.sourceStore ?? "default");
  assert(way.kind === "many-calls", `${spec.kind} is many calls a task`);
  const made: MadeCall[] = [];
  const calls: Calls = {
    async send(store: string, command: OperationCommand) {
      const input = command.input as MadeCall["input"];
      const call = { store, name: command.constructor.name.replace(/Command$/, ""), input };
      made.push(call);
      return play(call, made.length - 1);
    },
    invoke: () => Promise.reject(new Error("no function is invoked")),
  };
  const task = { bucket: "photos", key: "a.jpg", versionId: null, ...options.task };
  const judgement = await way.perform(task, calls, { ...firstAttempt, ...options.attempt });
  return { judgement, made };
}
