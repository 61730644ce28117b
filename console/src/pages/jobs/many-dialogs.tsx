/** What is asked before something is done to many jobs: how many they are, and what it will and will not undo. */
import { useState, type ReactNode } from "react";
import {
  isPriority,
  PriorityField,
  ReasonField,
  TypedField,
} from "../../components/action-fields.tsx";
import { CommandDialog } from "../../components/command-dialog.tsx";
import { giveToMany, manyLooks } from "../../components/many-run.ts";
import type { BulkAction, JobNowFragment } from "../../graphql/generated.ts";
import { counted } from "../../lib/format.ts";
import { isDestructive } from "../../lib/job-words.ts";
import { consequences, priorityHint, reasonLabel, typedWhat } from "./many-looks.ts";

type Jobs = readonly JobNowFragment[];

interface AskProps {
  readonly jobs: Jobs;
  /** Chosen jobs that do not allow it. */
  readonly left: number;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function ManyDialog({ action, ...props }: AskProps & { readonly action: BulkAction }) {
  if (action === "CONFIRM") return <ConfirmMany {...props} />;
  if (action === "CANCEL") return <CancelMany {...props} />;
  if (action === "UPDATE_PRIORITY") return <PriorityOfMany {...props} />;
  if (action === "DELETE") return <DeleteMany {...props} />;
  return (
    <AskMany {...props} action={action}>
      <p>{consequences[action]}</p>
    </AskMany>
  );
}

const sumOf = (jobs: Jobs, of: (job: JobNowFragment) => number) =>
  jobs.reduce((sum, job) => sum + of(job), 0);

const objectsOf = (jobs: Jobs) => sumOf(jobs, ({ progress }) => progress.total ?? 0);

function ConfirmMany(props: AskProps) {
  const [typed, setTyped] = useState("");
  const deleting = props.jobs.filter(isDestructive);
  const number = String(props.jobs.length);
  return (
    <AskMany
      {...props}
      action="CONFIRM"
      danger={deleting.length > 0}
      ready={deleting.length === 0 || typed === number}
      asSeen
    >
      <p>
        They may run: <strong>{counted(objectsOf(props.jobs), "object")}</strong> together.
      </p>
      {deleting.length > 0 && (
        <>
          <p className="bad-text">
            {counted(deleting.length, "job")} of them delete{" "}
            {counted(objectsOf(deleting), "object")}, which are gone unless their bucket keeps
            versions. This cannot be undone.
          </p>
          <TypedField what={typedWhat} text={number} value={typed} onChange={setTyped} />
        </>
      )}
    </AskMany>
  );
}

function CancelMany(props: AskProps) {
  const [reason, setReason] = useState("");
  const succeeded = sumOf(props.jobs, ({ progress }) => progress.succeeded);
  return (
    <AskMany {...props} action="CANCEL" danger reason={reason.trim()}>
      <p>
        {succeeded > 0
          ? `${counted(succeeded, "object is already done and stays as it is", "objects are already done and stay as they are")}. `
          : "No object was changed yet. "}
        {consequences.CANCEL}
      </p>
      <ReasonField label={reasonLabel} value={reason} onChange={setReason} />
    </AskMany>
  );
}

function PriorityOfMany(props: AskProps) {
  const [value, setValue] = useState("");
  return (
    <AskMany
      {...props}
      action="UPDATE_PRIORITY"
      button="Change"
      ready={isPriority(value)}
      priority={Number(value)}
      asSeen
    >
      <PriorityField hint={priorityHint} value={value} onChange={setValue} />
    </AskMany>
  );
}

function DeleteMany(props: AskProps) {
  const [typed, setTyped] = useState("");
  const number = String(props.jobs.length);
  return (
    <AskMany {...props} action="DELETE" danger ready={typed === number}>
      <p>{consequences.DELETE}</p>
      <TypedField what={typedWhat} text={number} value={typed} onChange={setTyped} />
    </AskMany>
  );
}

/** Closes when the command is given; how it goes is shown by its card. */
function AskMany({
  action,
  jobs,
  left,
  button,
  reason = "",
  priority = null,
  asSeen = false,
  danger = false,
  ready = true,
  onClose,
  onDone,
  children,
}: AskProps & {
  readonly action: BulkAction;
  readonly button?: string;
  readonly reason?: string;
  readonly priority?: number | null;
  /** Only jobs that are still as they were seen, because the numbers are what somebody decided on. */
  readonly asSeen?: boolean;
  readonly danger?: boolean;
  readonly ready?: boolean;
  readonly children: ReactNode;
}) {
  const what = `${manyLooks[action].verb} ${counted(jobs.length, "job")}`;
  return (
    <CommandDialog
      title={`${what}?`}
      button={button ?? what}
      danger={danger}
      ready={ready}
      send={async () => {
        const list = jobs.map(({ id, revision }) => ({
          id,
          ...(asSeen ? { expectedRevision: revision } : {}),
        }));
        return giveToMany({ jobs: { list }, action, reason: reason || null, priority });
      }}
      onDone={onDone}
      onClose={onClose}
    >
      {children}
      {left > 0 && (
        <p className="muted">
          {counted(
            left,
            "chosen job does not allow it and stays as it is",
            "chosen jobs do not allow it and stay as they are",
          )}
          .
        </p>
      )}
    </CommandDialog>
  );
}
