import { CopyButton } from "../../components/copy.tsx";
import { Failure } from "../../components/failure.tsx";
import { Icon } from "../../components/icon.tsx";
import { bytes, counted, visible } from "../../lib/format.ts";
import { operationWord } from "../../lib/operation-words.ts";
import type { Step } from "./check-draft.ts";
import { isAsked, toInput, toSpec, type Draft } from "./draft.ts";
import type { Checked } from "./engine-check.ts";
import { operationFields } from "./operation-fields.ts";
import type { StepProps } from "./step-props.ts";

export function ReviewStep({
  draft,
  onGo,
  checked,
  again,
}: StepProps & {
  readonly onGo: (step: Step) => void;
  readonly checked: Checked;
  readonly again: () => void;
}) {
  return (
    <>
      <h2>{sentenceOf(draft)}</h2>
      <EngineSays checked={checked} again={again} />
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

/** Whether the engine would take the job, before it is asked to. */
function EngineSays({ checked, again }: { readonly checked: Checked; readonly again: () => void }) {
  if (checked.kind === "none") return null;
  if (checked.kind === "asking") {
    return (
      <p className="muted" role="status">
        The engine looks at the job…
      </p>
    );
  }
  if (checked.kind === "failed") {
    return <Failure error={checked.error} title="The job could not be checked." again={again} />;
  }
  const { valid, warnings, estimatedTasks, manifestBytes } = checked.validation;
  const about = [
    estimatedTasks === null ? null : `about ${counted(estimatedTasks, "object")}`,
    manifestBytes === null ? null : `a list of ${bytes(manifestBytes)}`,
  ].filter((each) => each !== null);
  return (
    <>
      {valid && (
        <p className="notice ok" role="status">
          <span>
            <Icon name="check" /> <strong>Nothing is in the way.</strong>{" "}
            {about.length > 0 && `The engine counts ${about.join(", ")}.`}
          </span>
        </p>
      )}
      {warnings.map(({ code, message, cure }) => (
        <p key={code} className="notice warn">
          <span>
            <strong>{visible(message)}</strong> {visible(cure)}
          </span>
        </p>
      ))}
    </>
  );
}

function sentenceOf(draft: Draft): string {
  const { operation, values, manifest, generator } = draft;
  const list = manifest.kind === "generator" ? generator.bucket : manifest.key;
  const target = values[operation]?.["targetBucket"];
  const where = operation === "COPY_OBJECT" && typeof target === "string" ? ` into ${target}` : "";
  return `${operationWord(operation)} every object of ${visible(list) || "the manifest"}${where}`;
}

/** Where the list lies, or what is listed. */
function listOf({ manifest, generator }: Draft): string {
  if (manifest.kind !== "generator") return visible(`s3://${manifest.bucket}/${manifest.key}`);
  const prefixes = generator.prefixes.split("\n").filter((each) => each !== "");
  const which = prefixes.length === 0 ? "every key" : `keys that start with ${prefixes.join(", ")}`;
  return visible(`The objects of s3://${generator.bucket}: ${which}`);
}

function rowsOf(
  draft: Draft,
): readonly { readonly name: string; readonly value: string; readonly step: Step }[] {
  const { operation, values, options } = draft;
  const given = values[operation] ?? {};
  const entered = (operationFields[operation] ?? [])
    .filter((field) => isAsked(field, given))
    .map(({ path, label }) => ({ label, value: given[path] }))
    .filter(({ value }) => value !== undefined && value !== "" && value !== false);
  const { description } = options;
  return [
    ...(description === ""
      ? []
      : [{ name: "Description", value: visible(description), step: "options" as const }]),
    { name: "Manifest", value: listOf(draft), step: "manifest" },
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
  if (value.length === 0) return "none";
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
