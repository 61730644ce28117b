import { Failure } from "../../components/failure.tsx";
import type { FormChoicesQuery, OperationName } from "../../graphql/generated.ts";
import type { Answer } from "../../graphql/hooks.ts";
import { inputName, isAsked } from "./draft.ts";
import { copiedKey, exampleKey } from "./example-key.ts";
import { CheckField, ChoiceField, GrantsField, PairsField, TextField } from "./fields.tsx";
import { BucketField } from "./name-fields.tsx";
import type { StepProps } from "./step-props.ts";
import {
  operationFields,
  optionWords,
  type Field,
  type FieldValue,
  type FieldValues,
  type Grant,
  type Pair,
} from "./operation-fields.ts";
import { StoreField } from "./store-field.tsx";

export function OperationStep({
  draft,
  onChange,
  stores,
  choices: { data, error, fetching, again },
}: StepProps & { readonly choices: Answer<FormChoicesQuery> }) {
  const { operation, values, manifest, generator } = draft;
  const sourceStore = manifest.kind === "generator" ? generator.store : manifest.store;
  const entered = values[operation] ?? {};
  const set = (path: string, value: FieldValue) =>
    onChange({ ...draft, values: { ...values, [operation]: { ...entered, [path]: value } } });
  const fields = (operationFields[operation] ?? []).filter((field) => isAsked(field, entered));
  const groups = [...new Set(fields.flatMap(({ group }) => group ?? []))];
  const draw = (field: Field) => (
    <OperationField
      key={field.path}
      field={field}
      at={`spec.operation.${inputName(operation)}.${field.path}`}
      values={entered}
      stores={stores}
      sourceStore={sourceStore}
      onChange={(value) => set(field.path, value)}
    />
  );
  return (
    <>
      <h2 id="operation-title">What to do with each object?</h2>
      {data === undefined && error !== undefined && !fetching && (
        <Failure error={error} title="The operations could not be read." again={again} />
      )}
      {data === undefined && error === undefined && (
        <p className="late muted" role="status">
          Loading the operations…
        </p>
      )}
      <div className="choices" role="radiogroup" aria-labelledby="operation-title">
        {(data?.operations ?? []).map((each) => (
          <OperationChoice
            key={each.name}
            operation={each}
            isChosen={each.name === operation}
            onChoose={(name) => onChange({ ...draft, operation: name })}
          />
        ))}
      </div>
      {fields.length > 0 && (
        <div className="form-grid">
          {fields.filter(({ group }) => group === undefined).map(draw)}
        </div>
      )}
      {operation === "COPY_OBJECT" && <Example values={entered} />}
      {groups.map((group) => {
        const inside = fields.filter((field) => field.group === group);
        const isUsed = inside.some(
          ({ path }) =>
            entered[path] !== undefined && entered[path] !== "" && entered[path] !== false,
        );
        return (
          <details key={group} open={isUsed || undefined}>
            <summary>{group}</summary>
            <div className="form-grid">{inside.map(draw)}</div>
          </details>
        );
      })}
    </>
  );
}

function OperationChoice({
  operation: { name, title, summary },
  isChosen,
  onChoose,
}: {
  readonly operation: FormChoicesQuery["operations"][number];
  readonly isChosen: boolean;
  readonly onChoose: (name: OperationName) => void;
}) {
  const isKnown = operationFields[name] !== undefined;
  return (
    <label className="choice">
      <input
        type="radio"
        name="operation"
        value={name}
        checked={isChosen}
        disabled={!isKnown}
        onChange={() => onChoose(name)}
      />
      <strong>{title}</strong>
      <span className="summary">
        {summary}
        {!isKnown && " Not in this form yet: start it on the command line or through the API."}
      </span>
    </label>
  );
}

function textOf(value: FieldValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** Where an object would go, so that a prefix or template need not be understood from a description. */
function Example({ values }: { readonly values: FieldValues }) {
  const bucket = textOf(values["targetBucket"]);
  if (bucket === "") return null;
  return (
    <p className="muted">
      For example, <code>{exampleKey}</code> is copied to{" "}
      <code>
        s3://{bucket}/{copiedKey(values)}
      </code>
    </p>
  );
}

function OperationField({
  field,
  at,
  values,
  stores,
  sourceStore,
  onChange,
}: {
  readonly field: Field;
  readonly at: string;
  readonly values: FieldValues;
  readonly stores: readonly string[];
  /** Where a target lies unless it is said otherwise. */
  readonly sourceStore: string;
  readonly onChange: (value: FieldValue) => void;
}) {
  const value = values[field.path];
  const common = { field: at, label: field.label, hint: field.hint };
  const text = textOf(value);
  switch (field.kind) {
    case "store":
      return (
        <StoreField
          {...common}
          value={text}
          stores={stores}
          onChange={onChange}
          none="The store of the source"
        />
      );
    case "bucket":
      return (
        <BucketField
          {...common}
          store={textOf(values["targetStore"]) || sourceStore}
          required={field.required === true}
          value={text}
          onChange={onChange}
        />
      );
    case "text":
    case "list":
    case "number":
    case "moment":
      return (
        <TextField
          {...common}
          type={
            field.kind === "number" ? "number" : field.kind === "moment" ? "datetime-local" : "text"
          }
          required={field.required === true}
          value={text}
          onChange={onChange}
        />
      );
    case "check":
      return <CheckField {...common} value={value === true} onChange={onChange} />;
    case "choice":
      return (
        <ChoiceField
          {...common}
          value={text === "" && field.none === undefined ? field.options[0]! : text}
          options={[
            ...(field.none === undefined ? [] : [{ value: "", name: field.none }]),
            ...field.options.map((option) => ({ value: option, name: optionWords(option) })),
          ]}
          onChange={onChange}
        />
      );
    case "tags":
    case "pairs":
      return (
        <PairsField
          {...common}
          noun={field.kind === "tags" ? "tag" : "entry"}
          value={(value ?? []) as readonly Pair[]}
          onChange={onChange}
        />
      );
    case "grants":
      return (
        <GrantsField {...common} value={(value ?? []) as readonly Grant[]} onChange={onChange} />
      );
  }
}
