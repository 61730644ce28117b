/**
 * What is asked before something is done to all jobs that the filters find, unread: how many those are, and how many of them
 * allow it. The engine finds them again when it is sent, and refuses when they are more or fewer; each of them takes or
 * refuses it by itself.
 */
import { useState } from "react";
import {
  isPriority,
  PriorityField,
  ReasonField,
  TypedField,
} from "../../components/action-fields.tsx";
import { CommandDialog } from "../../components/command-dialog.tsx";
import { giveToMany, manyLooks } from "../../components/many-run.ts";
import type { BulkAction, CommandPreviewQuery, JobFilter } from "../../graphql/generated.ts";
import { count, counted } from "../../lib/format.ts";
import { lookOf } from "../../lib/statuses.ts";
import { consequences, dangerous, priorityHint, reasonLabel, typedWhat } from "./many-looks.ts";

export type Preview = CommandPreviewQuery["commandPreview"];

export function WholeDialog({
  action,
  filter,
  preview,
  onClose,
  onDone,
}: {
  readonly action: BulkAction;
  readonly filter: JobFilter;
  /** As the filters found them when the question was put. */
  readonly preview: Preview;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const [value, setValue] = useState("");
  const { jobs: found, allowed, deleting } = preview;
  const those = allowed < found ? `${count(allowed)} of` : "all";
  const what = `${manyLooks[action].verb} ${those} ${counted(found, "job")}`;
  const number = String(allowed);
  const isTyped = action === "DELETE" || (action === "CONFIRM" && deleting > 0);
  const isNumber = action === "UPDATE_PRIORITY";
  const reason = action === "CANCEL" ? value.trim() || null : null;
  return (
    <CommandDialog
      title={`${what}?`}
      button={isNumber ? "Change" : what}
      danger={isTyped || dangerous.has(action)}
      ready={allowed > 0 && (!isTyped || value === number) && (!isNumber || isPriority(value))}
      send={async () =>
        giveToMany({
          jobs: { filter },
          all: Object.keys(filter).length === 0,
          expectedJobs: found,
          action,
          reason,
          priority: isNumber ? Number(value) : null,
        })
      }
      onDone={onDone}
      onClose={onClose}
    >
      <p>
        These filters find {counted(found, "job")}, also those that are not loaded. When they find
        more or fewer by the time this is sent, nothing is done.
      </p>
      {allowed < found && (
        <p>
          <strong className="numbers">{allowed === 0 ? "None" : count(allowed)}</strong> of them{" "}
          {allowed > 1 ? "allow" : "allows"} it. The others stay as they are:{" "}
          {othersOf(action, preview).join(", ")}.
        </p>
      )}
      {action === "CONFIRM" && allowed > 0 && (
        <p className={deleting > 0 ? "bad-text" : ""}>
          They may run.
          {deleting > 0 &&
            ` ${counted(deleting, "job")} of them ${deleting > 1 ? "delete" : "deletes"} objects. This cannot be undone.`}
        </p>
      )}
      {action !== "CONFIRM" && action !== "UPDATE_PRIORITY" && <p>{consequences[action]}</p>}
      {isTyped && <TypedField what={typedWhat} text={number} value={value} onChange={setValue} />}
      {action === "CANCEL" && <ReasonField label={reasonLabel} value={value} onChange={setValue} />}
      {isNumber && <PriorityField hint={priorityHint} value={value} onChange={setValue} />}
    </CommandDialog>
  );
}

/** Those that it cannot be done to, by why. */
function othersOf(action: BulkAction, { notAllowed, forbidden }: Preview): readonly string[] {
  const pausedBy = action === "RESUME" ? "SCHEDULER" : null;
  return [
    ...notAllowed.map(({ status, count: jobs }) => {
      const by = status === "PAUSED" ? pausedBy : null;
      const { word } = lookOf({ status, outcome: null, pausedBy: by, failed: 0 });
      return `${count(jobs)} ${word.toLowerCase()}`;
    }),
    ...(forbidden > 0 ? [`${count(forbidden)} that you may not command`] : []),
  ];
}
