import { CheckField, PairsField, TextField } from "./fields.tsx";
import { BucketField } from "./name-fields.tsx";
import type { StepProps } from "./step-props.ts";
import { StoreField } from "./store-field.tsx";

const reports = [
  {
    value: "ALL_TASKS",
    name: "All tasks",
    summary: "A file of what succeeded and one of what failed.",
  },
  {
    value: "FAILED_TASKS_ONLY",
    name: "Failed tasks only",
    summary: "Shorter; it can be used as a manifest, with the columns of a report.",
  },
  {
    value: "NONE",
    name: "No report",
    summary: "Counts, failures and history are kept all the same.",
  },
] as const;

export function OptionsStep({ draft, onChange, stores }: StepProps) {
  const { options } = draft;
  const set = (part: Partial<typeof options>) =>
    onChange({ ...draft, options: { ...options, ...part } });
  return (
    <>
      <h2>How should it run?</h2>
      <div className="form-grid">
        <TextField
          field="spec.description"
          label="Description"
          value={options.description}
          hint={`${Array.from(options.description).length} of 256 characters`}
          onChange={(description) => set({ description })}
        />
        <TextField
          field="spec.priority"
          type="number"
          label="Priority"
          value={options.priority}
          hint="Higher runs first."
          onChange={(priority) => set({ priority })}
        />
        <PairsField
          field="spec.tags"
          label="Tags of the job"
          noun="tag"
          value={options.tags}
          onChange={(tags) => set({ tags })}
        />
      </div>
      <h3 id="report-choice">Completion report</h3>
      <div className="choices" role="radiogroup" aria-labelledby="report-choice">
        {reports.map(({ value, name, summary }) => (
          <label key={value} className="choice">
            <input
              type="radio"
              name="report"
              checked={options.report === value}
              onChange={() => set({ report: value })}
            />
            <strong>{name}</strong>
            <span className="summary">{summary}</span>
          </label>
        ))}
      </div>
      {options.report !== "NONE" && (
        <div className="form-grid">
          <StoreField
            field="spec.report.store"
            label="Store of the report"
            value={options.reportStore}
            stores={stores}
            onChange={(reportStore) => set({ reportStore })}
          />
          <BucketField
            field="spec.report.bucket"
            store={options.reportStore}
            label="Bucket of the report"
            required
            value={options.reportBucket}
            onChange={(reportBucket) => set({ reportBucket })}
          />
          <TextField
            field="spec.report.prefix"
            label="Prefix of its files"
            value={options.reportPrefix}
            onChange={(reportPrefix) => set({ reportPrefix })}
          />
        </div>
      )}
      <CheckField
        field="spec.confirmationRequired"
        label="Wait for my confirmation after the manifest is read"
        value={options.confirmation}
        onChange={(confirmation) => set({ confirmation })}
      />
      <details>
        <summary>Stop on failures</summary>
        <div className="form-grid">
          <TextField
            field="spec.failureThreshold.maximumFailureRate"
            type="number"
            label="Fail above this share of failed tasks, in percent"
            value={options.failPercent}
            hint="100 never fails."
            onChange={(failPercent) => set({ failPercent })}
          />
          <TextField
            field="spec.failureThreshold.minimumTasks"
            type="number"
            label="Not before this many tasks ended"
            value={options.failTasks}
            onChange={(failTasks) => set({ failTasks })}
          />
        </div>
      </details>
      <details>
        <summary>Limits and role</summary>
        <div className="form-grid">
          <TextField
            field="spec.limits.maxConcurrency"
            type="number"
            label="Most calls at the same time"
            value={options.maxConcurrency}
            onChange={(maxConcurrency) => set({ maxConcurrency })}
          />
          <TextField
            field="spec.limits.maxRequestsPerSecond"
            type="number"
            label="Most calls in a second"
            value={options.maxRequestsPerSecond}
            onChange={(maxRequestsPerSecond) => set({ maxRequestsPerSecond })}
          />
          <TextField
            field="spec.roleArn"
            label="Role, as an ARN"
            value={options.roleArn}
            hint="Leave empty for the credentials of the stores."
            onChange={(roleArn) => set({ roleArn })}
          />
        </div>
      </details>
    </>
  );
}
