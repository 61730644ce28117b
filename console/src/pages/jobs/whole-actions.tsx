/** The bar of all jobs that the filters find, where those are too many to be read: what can be done to them, as one. */
import { useState } from "react";
import { guarded, tell } from "../../components/job-actions.ts";
import { manyLooks } from "../../components/many-run.ts";
import {
  CommandPreviewDocument,
  type BulkAction,
  type JobFilter,
} from "../../graphql/generated.ts";
import { ask } from "../../graphql/hooks.ts";
import { count } from "../../lib/format.ts";
import { actions, dangerous } from "./many-looks.ts";
import { WholeDialog, type Preview } from "./whole-dialog.tsx";

interface Asking {
  readonly action: BulkAction;
  readonly preview: Preview;
}

export function WholeActions({
  filter,
  total,
  onClear,
  onDone,
}: {
  readonly filter: JobFilter;
  /** As the list has it. */
  readonly total: number;
  readonly onClear: () => void;
  readonly onDone: (action: BulkAction) => void;
}) {
  const [asking, setAsking] = useState<Asking | null>(null);
  // The list may have been open for long: what is asked about is counted when it is asked.
  const put = async (action: BulkAction) => {
    const problems = await guarded(async () => {
      const { commandPreview } = await ask(CommandPreviewDocument, { filter, action });
      setAsking({ action, preview: commandPreview });
      return [];
    });
    if (problems.length > 0) tell(problems, "");
  };
  return (
    <section className="many" aria-label="Chosen jobs">
      <strong className="numbers" role="status">
        All {count(total)} jobs that the filters find
      </strong>
      {actions.map((action) => (
        <button
          key={action}
          type="button"
          className={`button ${dangerous.has(action) ? "danger" : ""}`}
          onClick={() => void put(action)}
        >
          {manyLooks[action].verb} all
        </button>
      ))}
      <button type="button" className="button plain" onClick={onClear}>
        Choose none
      </button>
      {asking !== null && (
        <WholeDialog
          {...asking}
          filter={filter}
          onClose={() => setAsking(null)}
          onDone={() => onDone(asking.action)}
        />
      )}
    </section>
  );
}
