import type { JobNowFragment } from "../graphql/generated.ts";
import { Icon } from "./icon.tsx";
import { lookOf } from "../lib/statuses.ts";

/** Icon, word and colour: never colour alone. */
export function StatusPill({ job }: { readonly job: JobNowFragment }) {
  const { word, icon, tone } = lookOf({ ...job, failed: job.progress.failed });
  return (
    <span className={`pill ${tone}`}>
      <Icon name={icon} />
      {word}
    </span>
  );
}
