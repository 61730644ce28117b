/** Those who create jobs and change their minds; and, when the world is quiet, one who lets every job go on. */
import type { CommandContext, CommandHandler } from "../../src/commands/handle-command.ts";
import type { JobCommand } from "../../src/job/commands.ts";
import { account } from "../support/jobs.ts";
import type { JobPlan } from "./scenario.ts";
import type { Owner, Scheduler } from "./scheduler.ts";
import type { JobTruth } from "./truth.ts";

const context: CommandContext = {
  actor: { kind: "USER", id: "user", name: "user" },
  correlationId: "user",
  causationId: null,
};

export interface Users {
  readonly scheduler: Scheduler;
  readonly owner: Owner;
  readonly commands: CommandHandler;
  readonly onError: (error: unknown) => void;
}

export function playUsers(users: Users, plans: readonly JobPlan[]): void {
  const { scheduler, owner } = users;
  for (const { id, spec, createdAtMs, commands } of plans) {
    const create = { type: "CreateJob", jobId: id, account, token: null, spec } as const;
    const all = [{ atMs: createdAtMs, command: create }, ...commands];
    for (const { atMs, command } of all) {
      const run = () => send(users, id, command);
      scheduler.schedule({ afterMs: atMs, label: `user ${command.type}`, owner, run });
    }
  }
}

/** What waits for a person is let go on. */
export function letGoOn(users: Users, jobs: readonly JobTruth[]): void {
  for (const { id, status, state } of jobs) {
    if (status === "SUSPENDED") send(users, id, { type: "ConfirmJob", reason: null });
    const byUser = state.phase === "job" && state.status === "PAUSED" && state.pausedBy === "USER";
    if (byUser) send(users, id, { type: "ResumeJob", reason: null });
  }
}

/** A refusal is an answer like any other: users ask for what is not possible. */
function send({ commands, onError }: Users, job: string, command: JobCommand): void {
  commands.handle(job, command, context).catch(onError);
}
