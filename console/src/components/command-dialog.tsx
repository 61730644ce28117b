import { useState, type ReactNode } from "react";
import { Dialog } from "./dialog.tsx";
import { openDialog, type Problem } from "./job-actions.ts";

const closeOpen = () => openDialog.set(null);

interface Sending {
  readonly title: string;
  readonly button: string;
  readonly danger?: boolean;
  readonly ready?: boolean;
  readonly send: () => Promise<readonly Problem[]>;
  readonly onDone: () => void;
  /** Where it was opened by other than an action of one job. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/** A dialog with one command: it stays open with what stands in the way, and closes when the command is done. */
export function CommandDialog({
  title,
  button,
  danger = false,
  ready = true,
  send,
  onDone,
  onClose: close = closeOpen,
  children,
}: Sending) {
  const [isSending, setSending] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const submit = async () => {
    setSending(true);
    const found = await send();
    setSending(false);
    setProblems(found);
    if (found.length > 0) return;
    close();
    onDone();
  };
  return (
    <Dialog title={title} onClose={close}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !isSending) void submit();
        }}
      >
        {children}
        {problems.map(({ code, message }) => (
          <p key={code} className="notice bad" role="alert">
            {message}
          </p>
        ))}
        <div className="row">
          <button
            type="submit"
            className={`button ${danger ? "danger" : "primary"}`}
            disabled={!ready || isSending}
          >
            {isSending ? "Sending…" : button}
          </button>
          <button type="button" className="button" onClick={close}>
            Back
          </button>
        </div>
      </form>
    </Dialog>
  );
}
