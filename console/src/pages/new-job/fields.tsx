/** The fields of the form: a label, what is wrong tied to it, and a hint. */
import { useContext, createContext, type ReactNode } from "react";
import { Icon } from "../../components/icon.tsx";
import type { AclPermission, GranteeType } from "../../graphql/generated.ts";
import type { FieldProblem } from "./check-draft.ts";
import { optionWords, type Grant, type Pair } from "./operation-fields.ts";

export const Problems = createContext<readonly FieldProblem[]>([]);

export function domId(field: string): string {
  return field.replaceAll(".", "-");
}

/** Attributes that tie a control to its label, hint and problem. */
function useTies(field: string, hasHint: boolean) {
  const problem = useContext(Problems).find((each) => each.field === field);
  const id = domId(field);
  const described = [problem === undefined ? null : `${id}-problem`, hasHint ? `${id}-hint` : null]
    .filter((each) => each !== null)
    .join(" ");
  return {
    problem,
    attributes: {
      id,
      "aria-invalid": problem !== undefined,
      ...(described === "" ? {} : { "aria-describedby": described }),
    },
  };
}

interface FieldProps {
  readonly field: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly required?: boolean;
}

function Box({
  field,
  label,
  hint,
  required = false,
  problem,
  children,
}: FieldProps & { readonly problem: FieldProblem | undefined; readonly children: ReactNode }) {
  const id = domId(field);
  return (
    <div className="field">
      <label htmlFor={id} className={required ? "required" : ""}>
        {label}
      </label>
      {children}
      {problem !== undefined && (
        <span className="problem" id={`${id}-problem`}>
          {problem.message}
        </span>
      )}
      {hint !== undefined && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

export function TextField({
  value,
  onChange,
  type = "text",
  required = false,
  choices,
  ...props
}: FieldProps & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: "text" | "number" | "datetime-local";
  /** What it may go on with; anything else can be typed too. */
  readonly choices?: readonly string[];
}) {
  const { problem, attributes } = useTies(props.field, props.hint !== undefined);
  const listId = `${attributes.id}-choices`;
  return (
    <Box {...props} required={required} problem={problem}>
      {choices !== undefined && (
        <datalist id={listId}>
          {choices.map((choice) => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      )}
      <input
        {...attributes}
        {...(choices === undefined ? {} : { list: listId })}
        type={type}
        value={value}
        aria-required={required}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => onChange(target.value)}
      />
    </Box>
  );
}

/** Several values, one a line. */
export function LinesField({
  value,
  onChange,
  ...props
}: FieldProps & { readonly value: string; readonly onChange: (value: string) => void }) {
  const { problem, attributes } = useTies(props.field, props.hint !== undefined);
  return (
    <Box {...props} problem={problem}>
      <textarea
        {...attributes}
        rows={2}
        value={value}
        spellCheck={false}
        onChange={({ target }) => onChange(target.value)}
      />
    </Box>
  );
}

export function ChoiceField({
  value,
  onChange,
  options,
  ...props
}: FieldProps & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly { readonly value: string; readonly name: string }[];
}) {
  const { problem, attributes } = useTies(props.field, props.hint !== undefined);
  return (
    <Box {...props} problem={problem}>
      <select {...attributes} value={value} onChange={({ target }) => onChange(target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </Box>
  );
}

export function CheckField({
  field,
  label,
  value,
  onChange,
}: FieldProps & { readonly value: boolean; readonly onChange: (value: boolean) => void }) {
  return (
    <label className="check">
      <input
        id={domId(field)}
        type="checkbox"
        checked={value}
        onChange={({ target }) => onChange(target.checked)}
      />
      {label}
    </label>
  );
}

/** Rows of a group, with one to add and one to remove each. */
function Group({
  field,
  label,
  hint,
  children,
  onAdd,
  add,
}: FieldProps & {
  readonly children: ReactNode;
  readonly onAdd: () => void;
  readonly add: string;
}) {
  const { problem, attributes } = useTies(field, hint !== undefined);
  const { "aria-invalid": _, ...ties } = attributes;
  return (
    <fieldset className="field wide" {...ties} tabIndex={-1}>
      <legend>{label}</legend>
      <div className="pairs">{children}</div>
      {problem !== undefined && (
        <span className="problem" id={`${ties.id}-problem`}>
          {problem.message}
        </span>
      )}
      {hint !== undefined && (
        <span className="hint" id={`${ties.id}-hint`}>
          {hint}
        </span>
      )}
      <div>
        <button type="button" className="button" onClick={onAdd}>
          {add}
        </button>
      </div>
    </fieldset>
  );
}

function replaced<Item>(items: readonly Item[], index: number, item: Item): readonly Item[] {
  return items.map((each, at) => (at === index ? item : each));
}

export function PairsField({
  value,
  onChange,
  noun,
  ...props
}: FieldProps & {
  readonly value: readonly Pair[];
  readonly onChange: (value: readonly Pair[]) => void;
  readonly noun: string;
}) {
  return (
    <Group
      {...props}
      add={`Add ${noun}`}
      onAdd={() => onChange([...value, { key: "", value: "" }])}
    >
      {value.map((pair, index) => (
        <div className="pair" key={index}>
          <input
            type="text"
            aria-label={`Key of ${noun} ${index + 1}`}
            placeholder="key"
            value={pair.key}
            onChange={({ target }) =>
              onChange(replaced(value, index, { ...pair, key: target.value }))
            }
          />
          <input
            type="text"
            aria-label={`Value of ${noun} ${index + 1}`}
            placeholder="value"
            value={pair.value}
            onChange={({ target }) =>
              onChange(replaced(value, index, { ...pair, value: target.value }))
            }
          />
          <RemoveButton
            label={`Remove ${noun} ${index + 1}`}
            onRemove={() => onChange(value.toSpliced(index, 1))}
          />
        </div>
      ))}
    </Group>
  );
}

function RemoveButton({
  label,
  onRemove,
}: {
  readonly label: string;
  readonly onRemove: () => void;
}) {
  return (
    <button type="button" className="button icon" aria-label={label} onClick={onRemove}>
      <Icon name="cross" />
    </button>
  );
}

const granteeTypes: readonly GranteeType[] = ["ID", "EMAIL_ADDRESS", "URI"];
const permissions: readonly AclPermission[] = ["READ", "READ_ACP", "WRITE_ACP", "FULL_CONTROL"];

export function GrantsField({
  value,
  onChange,
  ...props
}: FieldProps & {
  readonly value: readonly Grant[];
  readonly onChange: (value: readonly Grant[]) => void;
}) {
  const empty: Grant = { granteeType: "ID", grantee: "", permission: "READ" };
  return (
    <Group {...props} add="Add grant" onAdd={() => onChange([...value, empty])}>
      {value.map((grant, index) => (
        <div className="row" key={index}>
          <select
            aria-label={`How grantee ${index + 1} is named`}
            value={grant.granteeType}
            onChange={({ target }) =>
              onChange(
                replaced(value, index, { ...grant, granteeType: target.value as GranteeType }),
              )
            }
          >
            {granteeTypes.map((each) => (
              <option key={each} value={each}>
                {optionWords(each)}
              </option>
            ))}
          </select>
          <input
            type="text"
            className="grow"
            aria-label={`Grantee ${index + 1}`}
            value={grant.grantee}
            onChange={({ target }) =>
              onChange(replaced(value, index, { ...grant, grantee: target.value }))
            }
          />
          <select
            aria-label={`Permission of grantee ${index + 1}`}
            value={grant.permission}
            onChange={({ target }) =>
              onChange(
                replaced(value, index, { ...grant, permission: target.value as AclPermission }),
              )
            }
          >
            {permissions.map((each) => (
              <option key={each} value={each}>
                {optionWords(each)}
              </option>
            ))}
          </select>
          <RemoveButton
            label={`Remove grant ${index + 1}`}
            onRemove={() => onChange(value.toSpliced(index, 1))}
          />
        </div>
      ))}
    </Group>
  );
}
