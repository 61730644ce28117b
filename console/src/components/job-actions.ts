/** Sending commands. The page then shows what the payload says; no status is ever invented here. */
import { command } from "../graphql/hooks.ts";
import {
  CancelJobDocument,
  CloneJobDocument,
  ConfirmJobDocument,
  DeleteJobDocument,
  PauseJobDocument,
  ResumeJobDocument,
  RetryFailedTasksDocument,
  TagJobDocument,
  UpdateJobLimitsDocument,
  UpdateJobPriorityDocument,
  type JobAction,
  type JobLimitsInput,
  type JobNowFragment,
} from "../graphql/generated.ts";
import { createStore } from "../lib/store.ts";
import { problemOf } from "./failure.tsx";
import { toast } from "./toasts.tsx";

export type Tag = Pick<JobNowFragment["tags"][number], "key" | "value">;

/** Which failed tasks are meant; all of them where nothing is said. */
export interface Narrowed {
  readonly codes?: readonly string[];
  readonly prefix?: string;
}

/** The dialog that is open. */
export interface OpenDialog {
  readonly action: JobAction;
  readonly job: JobNowFragment;
  readonly narrowed: Narrowed;
}

export const openDialog = createStore<OpenDialog | null>(null);

export interface Problem {
  readonly code: string;
  readonly message: string;
}

/** Runs an action at once, or opens the dialog that it needs. */
export function act(action: JobAction, job: JobNowFragment, narrowed: Narrowed = {}): void {
  if (action === "PAUSE") void pause(job);
  else if (action === "RESUME") void resume(job);
  else openDialog.set({ action, job, narrowed });
}

async function pause(job: JobNowFragment): Promise<void> {
  const problems = await sendPause(job.id);
  tell(problems, "The job pauses when the tasks in flight are done.", () => void resume(job));
}

async function resume(job: JobNowFragment): Promise<void> {
  const problems = await sendResume(job.id);
  tell(problems, "The job goes on.", () => void pause(job));
}

export function tell(problems: readonly Problem[], done: string, undo?: () => void): void {
  if (problems.length > 0) return toast(problems.map(({ message }) => message).join(" "));
  toast(done, undo);
}

export async function guarded(
  send: () => Promise<readonly Problem[]>,
): Promise<readonly Problem[]> {
  try {
    return await send();
  } catch (error) {
    const { text, code } = problemOf(error);
    return [{ code: code ?? "NO_ANSWER", message: text }];
  }
}

const sendPause = (id: string) =>
  guarded(async () => (await command(PauseJobDocument, { input: { id } })).pauseJob.errors);

const sendResume = (id: string) =>
  guarded(async () => (await command(ResumeJobDocument, { input: { id } })).resumeJob.errors);

/** With the revision that the person looked at, because the numbers are what they decided on. */
export const confirm = ({ id, revision }: Pick<JobNowFragment, "id" | "revision">) =>
  guarded(async () => {
    const input = { id, expectedRevision: revision };
    return (await command(ConfirmJobDocument, { input })).confirmJob.errors;
  });

export const cancel = (id: string, reason: string) =>
  guarded(async () => {
    const input = { id, ...(reason === "" ? {} : { reason }) };
    return (await command(CancelJobDocument, { input })).cancelJob.errors;
  });

/** With the revision where somebody decided on what they saw; without one it is taken back. */
export const changePriority = (
  { id, revision = null }: { readonly id: string; readonly revision?: number | null },
  priority: number,
) =>
  guarded(async () => {
    const input = { id, priority, expectedRevision: revision };
    return (await command(UpdateJobPriorityDocument, { input })).updateJobPriority.errors;
  });

/** Takes a change of the priority back, and says what came of it. */
export async function restorePriority(id: string, before: number): Promise<void> {
  const problems = await changePriority({ id }, before);
  tell(problems, `The priority is ${before} again.`);
}

export const changeLimits = ({ id }: JobNowFragment, limits: JobLimitsInput) =>
  guarded(
    async () =>
      (await command(UpdateJobLimitsDocument, { input: { id, limits } })).updateJobLimits.errors,
  );

/** What was changed, and nothing else: a tag that somebody else adds meanwhile stays. */
export const changeTags = ({ id, tags }: JobNowFragment, wanted: readonly Tag[]) =>
  guarded(async () => {
    const set = wanted
      .filter(({ key, value }) => !tags.some((tag) => tag.key === key && tag.value === value))
      .map(({ key, value }) => ({ key, value }));
    const remove = tags
      .map(({ key }) => key)
      .filter((key) => !wanted.some((tag) => tag.key === key));
    if (set.length === 0 && remove.length === 0) return [];
    return (await command(TagJobDocument, { input: { id, set, remove } })).tagJob.errors;
  });

export const remove = (id: string) =>
  guarded(async () => (await command(DeleteJobDocument, { input: { id } })).deleteJob.errors);

/** What a command that makes a job came to: the new job's id, or what stands in the way. */
export interface Created {
  readonly id: string | null;
  readonly problems: readonly Problem[];
}

async function created(
  send: () => Promise<{
    readonly job: { readonly id: string } | null;
    readonly errors: readonly Problem[];
  }>,
): Promise<Created> {
  let id: string | null = null;
  const problems = await guarded(async () => {
    const { job, errors } = await send();
    id = job?.id ?? null;
    return errors;
  });
  return { id, problems };
}

export interface Retry {
  /** One for each opening of the dialog, so that sending twice makes one job. */
  readonly token: string;
  readonly narrowed: Narrowed;
  readonly confirmationRequired: boolean;
}

export const retryFailed = (
  { id }: JobNowFragment,
  { token, narrowed, confirmationRequired }: Retry,
) =>
  created(async () => {
    const input = {
      clientRequestToken: token,
      id,
      ...(narrowed.codes === undefined ? {} : { errorCodes: narrowed.codes }),
      ...(narrowed.prefix === undefined ? {} : { keyPrefix: narrowed.prefix }),
      overrides: { confirmationRequired },
    };
    return (await command(RetryFailedTasksDocument, { input })).retryFailedTasks;
  });

export const clone = (
  { id }: JobNowFragment,
  { token, description }: { readonly token: string; readonly description: string },
) =>
  created(async () => {
    const overrides = {
      description: description === "" ? null : description,
      confirmationRequired: true,
    };
    return (
      await command(CloneJobDocument, { input: { clientRequestToken: token, id, overrides } })
    ).cloneJob;
  });
