import type { ManifestField } from "../../graphql/generated.ts";
import { ChoiceField, Problems, TextField } from "./fields.tsx";
import { GeneratorFields } from "./generator-fields.tsx";
import { ManifestPreview } from "./manifest-preview.tsx";
import { BucketField, KeyField } from "./name-fields.tsx";
import type { StepProps } from "./step-props.ts";
import { StoreField } from "./store-field.tsx";
import { useContext } from "react";

const columns: readonly { readonly value: ManifestField; readonly name: string }[] = [
  { value: "BUCKET", name: "Bucket" },
  { value: "KEY", name: "Key" },
  { value: "VERSION_ID", name: "Version" },
  { value: "OPTIONAL_VERSION_ID", name: "Version, if any" },
  { value: "IGNORE", name: "Not used" },
];

/** Bucket, key and version of a task, and how it ended. */
const columnsOfReport: readonly ManifestField[] = [
  "BUCKET",
  "KEY",
  "OPTIONAL_VERSION_ID",
  "IGNORE",
  "IGNORE",
  "IGNORE",
  "IGNORE",
];

const isVersion = (field: ManifestField) =>
  field === "VERSION_ID" || field === "OPTIONAL_VERSION_ID";

const kinds = [
  {
    value: "csv",
    name: "CSV file",
    summary:
      "No header row, one object a line: its bucket and its key, URL-encoded, and a version if you like.",
  },
  {
    value: "inventory",
    name: "Inventory report",
    summary: "The manifest.json of an S3 Inventory report; its columns are told by the report.",
  },
  {
    value: "generator",
    name: "List a bucket",
    summary: "The engine lists it when the job begins, and takes what the filters let through.",
  },
] as const;

export function ManifestStep({ draft, onChange, stores }: StepProps) {
  const { manifest, generator } = draft;
  const set = (part: Partial<typeof manifest>) =>
    // Another list is another file: what was seen of the one before does not count for it.
    onChange({ ...draft, manifest: { ...manifest, etag: "", ...part } });
  return (
    <>
      <h2>Which objects?</h2>
      <div className="choices" role="radiogroup" aria-label="Kind of list">
        {kinds.map(({ value, name, summary }) => (
          <label key={value} className="choice">
            <input
              type="radio"
              name="kind"
              checked={manifest.kind === value}
              onChange={() => set({ kind: value })}
            />
            <strong>{name}</strong>
            <span className="summary">{summary}</span>
          </label>
        ))}
      </div>
      {manifest.kind === "generator" ? (
        <GeneratorFields
          generator={generator}
          stores={stores}
          onChange={(part) => onChange({ ...draft, generator: { ...generator, ...part } })}
        />
      ) : (
        <FileFields manifest={manifest} stores={stores} onChange={set} />
      )}
      {manifest.kind === "csv" && (
        <Columns fields={manifest.fields} onChange={(fields) => set({ fields })} />
      )}
      <ManifestPreview draft={draft} onSeen={(etag) => set({ etag })} />
    </>
  );
}

type Manifest = StepProps["draft"]["manifest"];

function FileFields({
  manifest,
  stores,
  onChange,
}: {
  readonly manifest: Manifest;
  readonly stores: readonly string[];
  readonly onChange: (part: Partial<Manifest>) => void;
}) {
  const at = `spec.manifest.${manifest.kind}.object`;
  return (
    <div className="form-grid">
      <StoreField
        field={`${at}.store`}
        label="Store"
        value={manifest.store}
        stores={stores}
        onChange={(store) => onChange({ store })}
      />
      <BucketField
        field={`${at}.bucket`}
        label="Bucket"
        required
        store={manifest.store}
        value={manifest.bucket}
        onChange={(bucket) => onChange({ bucket })}
      />
      <KeyField
        field={`${at}.key`}
        label="File"
        required
        store={manifest.store}
        bucket={manifest.bucket}
        value={manifest.key}
        hint={
          manifest.kind === "csv"
            ? "For example lists/photos.csv"
            : "For example inventory/2026-01-31T00-00Z/manifest.json"
        }
        onChange={(key) => onChange({ key })}
      />
      <TextField
        field={`${at}.versionId`}
        label="Version of the file"
        value={manifest.versionId}
        hint="Leave empty for the present one."
        onChange={(versionId) => onChange({ versionId })}
      />
    </div>
  );
}

function Columns({
  fields,
  onChange,
}: {
  readonly fields: readonly ManifestField[];
  readonly onChange: (fields: readonly ManifestField[]) => void;
}) {
  const problem = useContext(Problems).find(({ field }) => field === "spec.manifest.csv.fields");
  return (
    <fieldset id="spec-manifest-csv-fields" className="field" tabIndex={-1}>
      <legend>What its columns mean</legend>
      <div className="fields">
        {fields.map((field, index) => (
          <ChoiceField
            key={index}
            field={`spec.manifest.csv.fields.${index}`}
            label={`Column ${index + 1}`}
            value={field}
            options={columns}
            onChange={(value) => onChange(fields.with(index, value as ManifestField))}
          />
        ))}
        <button
          type="button"
          className="button"
          onClick={() => onChange([...fields, fields.some(isVersion) ? "IGNORE" : "VERSION_ID"])}
        >
          Add column
        </button>
        <button type="button" className="button" onClick={() => onChange(columnsOfReport)}>
          As in a report
        </button>
        {fields.length > 2 && (
          <button type="button" className="button" onClick={() => onChange(fields.slice(0, -1))}>
            Remove the last
          </button>
        )}
      </div>
      {problem !== undefined && <span className="problem">{problem.message}</span>}
    </fieldset>
  );
}
