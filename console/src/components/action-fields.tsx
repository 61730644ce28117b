/** Fields that dialogs of one job and of many have in common. */
import { useId } from "react";

interface FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function ReasonField({ label, value, onChange }: FieldProps & { readonly label: string }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        maxLength={256}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}

const priorityMax = 2_147_483_647;

export const isPriority = (text: string) => /^\d+$/.test(text) && Number(text) <= priorityMax;

export function PriorityField({ hint, value, onChange }: FieldProps & { readonly hint: string }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Priority</label>
      <input
        id={id}
        type="number"
        min={0}
        max={priorityMax}
        aria-describedby={`${id}-hint`}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      <span id={`${id}-hint`} className="hint">
        {hint}
      </span>
    </div>
  );
}

/** What has to be typed before something that cannot be taken back. */
export function TypedField({
  what,
  text,
  value,
  onChange,
}: FieldProps & { readonly what: string; readonly text: string }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        Type {what}, <code>{text}</code>
      </label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        value={value}
        onChange={({ target }) => onChange(target.value.trim())}
      />
    </div>
  );
}
