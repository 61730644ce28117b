import { ChoiceField } from "./fields.tsx";

/** Which configured store; not asked where there is only one. */
export function StoreField({
  field,
  label,
  value,
  stores,
  onChange,
  none,
}: {
  readonly field: string;
  readonly label: string;
  readonly value: string;
  readonly stores: readonly string[];
  readonly onChange: (value: string) => void;
  readonly none?: string;
}) {
  if (stores.length < 2) return null;
  const options = stores.map((name) => ({ value: name, name }));
  return (
    <ChoiceField
      field={field}
      label={label}
      value={value}
      options={[{ value: "", name: none ?? "The default store" }, ...options]}
      onChange={onChange}
    />
  );
}
