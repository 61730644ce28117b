/** The dialogs of actions that ask first. They say in numbers what will and will not be undone. */
import { useState } from "react";
import { useLocation } from "wouter";
import type { JobNowFragment } from "../graphql/generated.ts";
import { counted, visible } from "../lib/format.ts";
import { isDestructive, listName, targetOf } from "../lib/job-words.ts";
import { operationWord } from "../lib/operation-words.ts";
import { useStore } from "../lib/store.ts";
import { isPriority, PriorityField, ReasonField, TypedField } from "./action-fields.tsx";
import { CommandDialog } from "./command-dialog.tsx";
import {
  cancel,
  changeLimits,
  changePriority,
  confirm,
  openDialog,
  remove,
  restorePriority,
} from "./job-actions.ts";
import { CloneDialog, RetryDialog } from "./new-job-dialogs.tsx";
import { TagsDialog } from "./tags-dialog.tsx";
import { toast } from "./toasts.tsx";

export function ActionDialogs() {
  const open = useStore(openDialog);
  if (open === null) return null;
  const { action, job } = open;
  if (action === "CONFIRM") return <ConfirmDialog job={job} />;
  if (action === "CANCEL") return <CancelDialog job={job} />;
  if (action === "DELETE") return <DeleteDialog job={job} />;
  if (action === "UPDATE_PRIORITY") return <PriorityDialog job={job} />;
  if (action === "UPDATE_LIMITS") return <LimitsDialog job={job} />;
  if (action === "TAG") return <TagsDialog job={job} />;
  if (action === "RETRY_FAILED_TASKS") return <RetryDialog job={job} narrowed={open.narrowed} />;
  if (action === "CLONE") return <CloneDialog job={job} />;
  return null;
}

function ConfirmDialog({ job }: { readonly job: JobNowFragment }) {
  const total = job.progress.total ?? 0;
  const target = targetOf(job.operation);
  const destructive = isDestructive(job);
  return (
    <CommandDialog
      title={destructive ? `Delete ${counted(total, "object")}?` : "Confirm and run"}
      button={destructive ? `Delete ${counted(total, "object")}` : "Confirm and run"}
      danger={destructive}
      send={() => confirm(job)}
      onDone={() => toast(`Confirmed: ${counted(total, "task")} may run.`)}
    >
      <p>
        <strong>{operationWord(job.operation.name)}</strong> runs on exactly{" "}
        <strong className="numbers">{counted(total, "object")}</strong>, with priority{" "}
        {job.priority}: those that <code>{listName(job)}</code> listed when it was read
        {target !== null && (
          <>
            , to <code>{visible(target)}</code>
          </>
        )}
        .
      </p>
      {destructive && (
        <p className="bad-text">
          Deleted objects are gone, unless their bucket keeps versions. This cannot be undone.
        </p>
      )}
    </CommandDialog>
  );
}

function CancelDialog({ job }: { readonly job: JobNowFragment }) {
  const [reason, setReason] = useState("");
  const { succeeded, total, failed } = job.progress;
  const rest = total === null ? null : total - succeeded - failed;
  return (
    <CommandDialog
      title="Cancel this job?"
      button="Cancel job"
      danger
      send={() => cancel(job.id, reason.trim())}
      onDone={() => toast("The job is being cancelled.")}
    >
      <p>
        {succeeded > 0
          ? `${counted(succeeded, "object is already done and stays as it is", "objects are already done and stay as they are")}. `
          : "No object was changed yet. "}
        {rest === null
          ? "Tasks in flight finish; nothing else starts."
          : `Tasks in flight finish; the rest of ${counted(rest, "task")} never starts.`}{" "}
        This cannot be taken back.
      </p>
      <ReasonField label="Why (kept in the history)" value={reason} onChange={setReason} />
    </CommandDialog>
  );
}

function DeleteDialog({ job }: { readonly job: JobNowFragment }) {
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState("");
  const last = job.id.slice(-4);
  return (
    <CommandDialog
      title="Delete this job?"
      button="Delete job"
      danger
      ready={typed === last}
      send={() => remove(job.id)}
      onDone={() => {
        toast("The job is deleted.");
        if (location.pathname.includes(job.id)) navigate("/jobs", { replace: true });
      }}
    >
      <p>
        The job leaves every list, and its record of{" "}
        {counted(job.progress.succeeded + job.progress.failed, "task")} is deleted after a while.
        Objects and report files in the stores stay.
      </p>
      <TypedField
        what="the last four characters of its id"
        text={last}
        value={typed}
        onChange={setTyped}
      />
    </CommandDialog>
  );
}

function PriorityDialog({ job }: { readonly job: JobNowFragment }) {
  const [value, setValue] = useState(String(job.priority));
  const before = job.priority;
  return (
    <CommandDialog
      title="Change priority"
      button="Change"
      ready={isPriority(value)}
      send={() => changePriority(job, Number(value))}
      onDone={() =>
        toast(
          `Priority changed from ${before} to ${value}.`,
          () => void restorePriority(job.id, before),
        )
      }
    >
      <PriorityField
        hint={`Higher runs first. It is ${before} now.`}
        value={value}
        onChange={setValue}
      />
    </CommandDialog>
  );
}

const isLimit = (text: string) => text === "" || (/^\d+$/.test(text) && Number(text) > 0);
const limitOf = (text: string) => (text === "" ? null : Number(text));

function LimitsDialog({ job }: { readonly job: JobNowFragment }) {
  const [calls, setCalls] = useState(String(job.limits.maxConcurrency ?? ""));
  const [rate, setRate] = useState(String(job.limits.maxRequestsPerSecond ?? ""));
  return (
    <CommandDialog
      title="Change limits"
      button="Change"
      ready={isLimit(calls) && isLimit(rate)}
      send={() =>
        changeLimits(job, { maxConcurrency: limitOf(calls), maxRequestsPerSecond: limitOf(rate) })
      }
      onDone={() => toast("The limits are changed.")}
    >
      <div className="field">
        <label htmlFor="limit-calls">Most calls at the same time</label>
        <input
          id="limit-calls"
          type="number"
          min={1}
          value={calls}
          onChange={({ target }) => setCalls(target.value)}
        />
      </div>
      <div className="field">
        <label htmlFor="limit-rate">Most calls in a second</label>
        <input
          id="limit-rate"
          type="number"
          min={1}
          value={rate}
          onChange={({ target }) => setRate(target.value)}
        />
      </div>
      <p className="muted small">Leave a field empty for no limit of the job's own.</p>
    </CommandDialog>
  );
}
