/**
 * What is asked before something is done to all jobs that the filters find, unread: how many those are. The engine finds them
 * again when it is sent, and refuses when they are more or fewer; each of them takes or refuses it by itself.
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
import type { BulkAction, JobFilter } from "../../graphql/generated.ts";
import { counted } from "../../lib/format.ts";
import { consequences, dangerous, priorityHint, reasonLabel, typedWhat } from "./many-looks.ts";

/** Some of the jobs to confirm may delete objects: nobody has looked. */
const typedBefore: ReadonlySet<BulkAction> = new Set(["CONFIRM", "DELETE"]);

export function WholeDialog({
  action,
  filter,
  found,
  onClose,
  onDone,
}: {
  readonly action: BulkAction;
  readonly filter: JobFilter;
  readonly found: number;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const [value, setValue] = useState("");
  const what = `${manyLooks[action].verb} all ${counted(found, "job")}`;
  const number = String(found);
  const isTyped = typedBefore.has(action);
  const isNumber = action === "UPDATE_PRIORITY";
  const reason = action === "CANCEL" ? value.trim() || null : null;
  return (
    <CommandDialog
      title={`${what}?`}
      button={isNumber ? "Change" : what}
      danger={isTyped || dangerous.has(action)}
      ready={(!isTyped || value === number) && (!isNumber || isPriority(value))}
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
        These are all {counted(found, "job")} that these filters find, also those that are not
        loaded. When they find more or fewer by the time this is sent, nothing is done. Those that
        it cannot be done to are left as they are, with the reason.
      </p>
      {action === "CONFIRM" && (
        <p className="bad-text">
          They may run, also those of them that delete objects. This cannot be undone.
        </p>
      )}
      {action !== "CONFIRM" && action !== "UPDATE_PRIORITY" && <p>{consequences[action]}</p>}
      {isTyped && <TypedField what={typedWhat} text={number} value={value} onChange={setValue} />}
      {action === "CANCEL" && <ReasonField label={reasonLabel} value={value} onChange={setValue} />}
      {isNumber && <PriorityField hint={priorityHint} value={value} onChange={setValue} />}
    </CommandDialog>
  );
}
