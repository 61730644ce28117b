/** Which objects of a bucket the engine is to list. */
import type { StorageClass } from "../../graphql/generated.ts";
import type { Draft } from "./draft.ts";
import { ChoiceField, LinesField, TextField } from "./fields.tsx";
import { BucketField } from "./name-fields.tsx";
import { optionWords, storageClasses } from "./operation-fields.ts";
import { StoreField } from "./store-field.tsx";

const at = "spec.manifest.generator";

type Generator = Draft["generator"];

export function GeneratorFields({
  generator,
  stores,
  onChange,
}: {
  readonly generator: Generator;
  readonly stores: readonly string[];
  readonly onChange: (part: Partial<Generator>) => void;
}) {
  return (
    <>
      <div className="form-grid">
        <StoreField
          field={`${at}.sourceStore`}
          label="Store"
          value={generator.store}
          stores={stores}
          onChange={(store) => onChange({ store })}
        />
        <BucketField
          field={`${at}.sourceBucket`}
          label="Bucket to list"
          required
          store={generator.store}
          value={generator.bucket}
          onChange={(bucket) => onChange({ bucket })}
        />
        <LinesField
          field={`${at}.filter.keyPrefixes`}
          label="Keys that start with"
          hint="One a line; any of them. Leave empty for every key."
          value={generator.prefixes}
          onChange={(prefixes) => onChange({ prefixes })}
        />
      </div>
      <details open={isFiltered(generator) || undefined}>
        <summary>More filters</summary>
        <Filters generator={generator} onChange={onChange} />
      </details>
      <details open={generator.keepBucket !== "" || undefined}>
        <summary>Keep the list</summary>
        <div className="form-grid">
          <BucketField
            field={`${at}.output.bucket`}
            store={generator.store}
            label="Bucket of the list"
            hint="In the format of an inventory report, so that another job can use it. Leave empty not to keep it, where the engine has a place of its own (SCRATCH)."
            value={generator.keepBucket}
            onChange={(keepBucket) => onChange({ keepBucket })}
          />
          <TextField
            field={`${at}.output.prefix`}
            label="Prefix of its keys"
            value={generator.keepPrefix}
            onChange={(keepPrefix) => onChange({ keepPrefix })}
          />
        </div>
      </details>
    </>
  );
}

const further = [
  "suffixes",
  "substrings",
  "createdAfter",
  "createdBefore",
  "sizeGreaterThan",
  "sizeLessThan",
  "storageClass",
] as const;

const isFiltered = (generator: Generator) => further.some((name) => generator[name] !== "");

function Filters({
  generator,
  onChange,
}: {
  readonly generator: Generator;
  readonly onChange: (part: Partial<Generator>) => void;
}) {
  const filter = `${at}.filter`;
  return (
    <div className="form-grid">
      <LinesField
        field={`${filter}.keySuffixes`}
        label="Keys that end with"
        hint="For example .jpg; one a line."
        value={generator.suffixes}
        onChange={(suffixes) => onChange({ suffixes })}
      />
      <LinesField
        field={`${filter}.keySubstrings`}
        label="Keys that contain"
        hint="One a line."
        value={generator.substrings}
        onChange={(substrings) => onChange({ substrings })}
      />
      <TextField
        field={`${filter}.createdAfter`}
        type="datetime-local"
        label="Created after"
        value={generator.createdAfter}
        onChange={(createdAfter) => onChange({ createdAfter })}
      />
      <TextField
        field={`${filter}.createdBefore`}
        type="datetime-local"
        label="Created before"
        value={generator.createdBefore}
        onChange={(createdBefore) => onChange({ createdBefore })}
      />
      <TextField
        field={`${filter}.sizeGreaterThan`}
        type="number"
        label="Larger than, in bytes"
        value={generator.sizeGreaterThan}
        onChange={(sizeGreaterThan) => onChange({ sizeGreaterThan })}
      />
      <TextField
        field={`${filter}.sizeLessThan`}
        type="number"
        label="Smaller than, in bytes"
        value={generator.sizeLessThan}
        onChange={(sizeLessThan) => onChange({ sizeLessThan })}
      />
      <ChoiceField
        field={`${filter}.storageClasses`}
        label="Storage class"
        value={generator.storageClass}
        options={[
          { value: "", name: "Any" },
          ...storageClasses.map((each) => ({ value: each, name: optionWords(each) })),
        ]}
        onChange={(value) => onChange({ storageClass: value as StorageClass | "" })}
      />
    </div>
  );
}
