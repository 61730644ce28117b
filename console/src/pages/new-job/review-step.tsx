import { CopyButton } from "../../components/copy.tsx";
import { operationWord } from "../../lib/statuses.ts";
import { visible } from "../../lib/format.ts";
import type { Step } from "./check-draft.ts";
import { isAsked, toInput, toSpec, type Draft } from "./draft.ts";
import { operationFields } from "./operation-fields.ts";
import type { StepProps } from "./step-props.ts";

export function ReviewStep({ draft, onGo }: StepProps & { readonly onGo: (step: Step) => void }) {
  return (
    <>
      <h2>{sentenceOf(draft)}</h2>
      <dl className="stack" style={{ gap: "0.6rem" }}>
        {rowsOf(draft).map(({ name, value, step }) => (
          <div key={name} className="review-row">
            <dt className="muted small">{name}</dt>
            <dd>{value}</dd>
            <dd>
              <button
                type="button"
                className="button plain"
                aria-label={`Edit ${name.toLowerCase()}`}
                onClick={() => onGo(step)}
              >
                Edit
              </button>
            </dd>
          </div>
        ))}
      </dl>
      <Code
        title="The same through the API"
        text={JSON.stringify({ input: toInput(draft) }, null, 2)}
        note="Variables of the mutation createJob."
      />
      <Code
        title="The same on the command line"
        text={JSON.stringify(toSpec(draft), null, 2)}
        note="Save it as job.json, then: stevedore run --job job.json"
      />
    </>
  );
}

function sentenceOf({ operation, manifest, values }: Draft): string {
  const target = values[operation]?.["targetBucket"];
  const where = operation === "COPY_OBJECT" && typeof target === "string" ? ` into ${target}` : "";
  return `${operationWord(operation)} every object of ${visible(manifest.key) || "the manifest"}${where}`;
}

function rowsOf(
  draft: Draft,
): readonly { readonly name: string; readonly value: string; readonly step: Step }[] {
  const { manifest, operation, values, options } = draft;
  const given = values[operation] ?? {};
  const entered = (operationFields[operation] ?? [])
    .filter((field) => isAsked(field, given))
    .map(({ path, label }) => ({ label, value: given[path] }))
    .filter(({ value }) => value !== undefined && value !== "" && value !== false);
  return [
    {
      name: "Manifest",
      value: visible(`s3://${manifest.bucket}/${manifest.key}`),
      step: "manifest",
    },
    {
      name: "Operation",
      value: [
        operationWord(operation),
        ...entered.map(({ label, value }) => `${label}: ${visible(textOf(value))}`),
      ].join(" · "),
      step: "operation",
    },
    {
      name: "Report",
      value:
        options.report === "NONE"
          ? "None"
          : `${options.report === "ALL_TASKS" ? "All tasks" : "Failed tasks only"} → s3://${options.reportBucket}/${visible(options.reportPrefix)}`,
      step: "options",
    },
    { name: "Priority", value: options.priority, step: "options" },
    {
      name: "Confirmation",
      value: options.confirmation ? "Waits for it after the manifest is read" : "Runs at once",
      step: "options",
    },
  ];
}

function textOf(value: unknown): string {
  if (value === true) return "yes";
  if (!Array.isArray(value)) return String(value);
  return value.map((each) => Object.values(each as object).join("=")).join(", ");
}

function Code({
  title,
  text,
  note,
}: {
  readonly title: string;
  readonly text: string;
  readonly note: string;
}) {
  return (
    <details>
      <summary>{title}</summary>
      <div className="stack">
        <p className="muted">
          {note} <CopyButton text={text} what={title.toLowerCase()} />
        </p>
        <pre tabIndex={0}>{text}</pre>
      </div>
    </details>
  );
}
