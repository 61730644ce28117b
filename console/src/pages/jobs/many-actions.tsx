/** What is done to several jobs at once: those that are chosen, as far as each allows it. */
import { useState, type ReactNode } from "react";
import { Dialog } from "../../components/dialog.tsx";
import {
  cancel,
  changePriority,
  sendPause,
  sendResume,
  toMany,
  type ManyAction,
  type Problem,
} from "../../components/job-actions.ts";
import { toast } from "../../components/toasts.tsx";
import type { JobNowFragment } from "../../graphql/generated.ts";
import { count, counted } from "../../lib/format.ts";

type Jobs = readonly JobNowFragment[];

const looks: Readonly<Record<ManyAction, { readonly name: string; readonly done: string }>> = {
  PAUSE: { name: "Pause", done: "paused" },
  RESUME: { name: "Resume", done: "resumed" },
  UPDATE_PRIORITY: { name: "Change priority of", done: "changed" },
  CANCEL: { name: "Cancel", done: "cancelled" },
};

const actions = Object.keys(looks) as ManyAction[];

async function run(
  action: ManyAction,
  jobs: Jobs,
  send: (job: JobNowFragment) => Promise<readonly Problem[]>,
): Promise<void> {
  const { done, problems } = await toMany(jobs, send);
  const said = `${counted(done, "job")} ${looks[action].done}.`;
  const [first] = problems;
  toast(
    first === undefined
      ? said
      : `${said} ${counted(jobs.length - done, "job")} not: ${first.message}`,
  );
}

/** The bar of the chosen jobs; nothing while none is. */
export function ManyActions({
  jobs,
  onClear,
}: {
  readonly jobs: Jobs;
  readonly onClear: () => void;
}) {
  const [asking, setAsking] = useState<"CANCEL" | "UPDATE_PRIORITY" | null>(null);
  if (jobs.length === 0) return null;
  const allowing = (action: ManyAction) =>
    jobs.filter(({ allowedActions }) => allowedActions.includes(action));
  const start = (action: ManyAction) => {
    if (action === "PAUSE") void run(action, allowing(action), ({ id }) => sendPause(id));
    else if (action === "RESUME") void run(action, allowing(action), ({ id }) => sendResume(id));
    else setAsking(action);
  };
  const possible = actions.filter((action) => allowing(action).length > 0);
  return (
    <section className="many" aria-label="Chosen jobs">
      <strong className="numbers" role="status">
        {counted(jobs.length, "job")} chosen
      </strong>
      {possible.map((action) => (
        <button
          key={action}
          type="button"
          className={`button ${action === "CANCEL" ? "danger" : ""}`}
          onClick={() => start(action)}
        >
          {looks[action].name} {count(allowing(action).length)}
        </button>
      ))}
      {possible.length === 0 && <span className="muted">They have ended.</span>}
      <button type="button" className="button plain" onClick={onClear}>
        Choose none
      </button>
      {asking === "CANCEL" && (
        <CancelMany jobs={allowing("CANCEL")} onClose={() => setAsking(null)} />
      )}
      {asking === "UPDATE_PRIORITY" && (
        <PriorityOfMany jobs={allowing("UPDATE_PRIORITY")} onClose={() => setAsking(null)} />
      )}
    </section>
  );
}

interface AskProps {
  readonly jobs: Jobs;
  readonly onClose: () => void;
}

const sumOf = (jobs: Jobs, of: (job: JobNowFragment) => number) =>
  jobs.reduce((sum, job) => sum + of(job), 0);

function CancelMany({ jobs, onClose }: AskProps) {
  const [reason, setReason] = useState("");
  const succeeded = sumOf(jobs, ({ progress }) => progress.succeeded);
  return (
    <AskDialog
      title={`Cancel ${counted(jobs.length, "job")}?`}
      button={`Cancel ${counted(jobs.length, "job")}`}
      danger
      onClose={onClose}
      send={() => run("CANCEL", jobs, (job) => cancel(job, reason.trim()))}
    >
      <p>
        {succeeded > 0
          ? `${counted(succeeded, "object")} are already done and stay as they are. `
          : "No object was changed yet. "}
        Tasks in flight finish; nothing else starts. This cannot be taken back.
      </p>
      <div className="field">
        <label htmlFor="many-reason">Why (kept in the history of each)</label>
        <input
          id="many-reason"
          type="text"
          maxLength={256}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </div>
    </AskDialog>
  );
}

function PriorityOfMany({ jobs, onClose }: AskProps) {
  const [value, setValue] = useState("");
  return (
    <AskDialog
      title={`Change the priority of ${counted(jobs.length, "job")}`}
      button="Change"
      ready={/^\d+$/.test(value) && Number(value) <= 2_147_483_647}
      onClose={onClose}
      send={() => run("UPDATE_PRIORITY", jobs, (job) => changePriority(job, Number(value)))}
    >
      <div className="field">
        <label htmlFor="many-priority">Priority</label>
        <input
          id="many-priority"
          type="number"
          min={0}
          max={2_147_483_647}
          value={value}
          onChange={({ target }) => setValue(target.value)}
        />
        <span className="hint">Higher runs first.</span>
      </div>
    </AskDialog>
  );
}

/** Closes when every job was told; what stood in the way of some is said then. */
function AskDialog({
  title,
  button,
  danger = false,
  ready = true,
  send,
  onClose,
  children,
}: {
  readonly title: string;
  readonly button: string;
  readonly danger?: boolean;
  readonly ready?: boolean;
  readonly send: () => Promise<void>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const [isSending, setSending] = useState(false);
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setSending(true);
          void send().then(onClose);
        }}
      >
        {children}
        <div className="row">
          <button
            type="submit"
            className={`button ${danger ? "danger" : "primary"}`}
            disabled={!ready || isSending}
          >
            {isSending ? "Sending…" : button}
          </button>
          <button type="button" className="button" onClick={onClose}>
            Back
          </button>
        </div>
      </form>
    </Dialog>
  );
}
