/** Actions on an ended job that make a new one, and go to it. */
import { useState } from "react";
import { Link, useLocation } from "wouter";
import type { JobNowFragment } from "../graphql/generated.ts";
import { counted, visible } from "../lib/format.ts";
import { operationWord } from "../lib/operation-words.ts";
import { CommandDialog } from "./command-dialog.tsx";
import { clone, openDialog, retryFailed, type Narrowed } from "./job-actions.ts";
import { toast } from "./toasts.tsx";

export function RetryDialog({
  job,
  narrowed,
}: {
  readonly job: JobNowFragment;
  readonly narrowed: Narrowed;
}) {
  const { codes, prefix } = narrowed;
  const [, navigate] = useLocation();
  const [token] = useState(() => crypto.randomUUID());
  const [confirmationRequired, setConfirmation] = useState(false);
  return (
    <CommandDialog
      title="Retry failed tasks"
      button="Retry"
      send={async () => {
        const { id, problems } = await retryFailed(job, { token, narrowed, confirmationRequired });
        if (id !== null) navigate(`/jobs/${id}`);
        return problems;
      }}
      onDone={() => toast("The new job tries the failed tasks again.")}
    >
      <p>
        A new job does {operationWord(job.operation.name).toLowerCase()} again for{" "}
        <strong>
          {codes === undefined && prefix === undefined
            ? `all ${counted(job.progress.failed, "failed task")}`
            : `the failed tasks${codes === undefined ? "" : ` with ${codes.map(visible).join(", ")}`}${prefix === undefined ? "" : ` whose key starts with ${visible(prefix)}`}`}
        </strong>
        . This job stays as it is, and the two are linked. The manifest is not read again.
      </p>
      <label className="check">
        <input
          type="checkbox"
          checked={confirmationRequired}
          onChange={({ target }) => setConfirmation(target.checked)}
        />
        Wait for my confirmation before it runs
      </label>
    </CommandDialog>
  );
}

export function CloneDialog({ job }: { readonly job: JobNowFragment }) {
  const [, navigate] = useLocation();
  const [token] = useState(() => crypto.randomUUID());
  const [description, setDescription] = useState(job.description ?? "");
  return (
    <CommandDialog
      title="Run again as a new job"
      button="Create job"
      send={async () => {
        const { id, problems } = await clone(job, { token, description: description.trim() });
        if (id !== null) navigate(`/jobs/${id}`);
        return problems;
      }}
      onDone={() => toast("The new job is created.")}
    >
      <p>
        A new job with the same settings reads the manifest again and waits for your confirmation
        before it changes anything.{" "}
        {job.manifest.__typename !== "FailedTasksManifest" && (
          <Link href={`/jobs/new?clone=${job.id}`} onClick={() => openDialog.set(null)}>
            Change more than its description first
          </Link>
        )}
      </p>
      <div className="field">
        <label htmlFor="clone-description">Description</label>
        <input
          id="clone-description"
          type="text"
          maxLength={256}
          value={description}
          onChange={({ target }) => setDescription(target.value)}
        />
      </div>
    </CommandDialog>
  );
}
