/** What a copy would make of a key, for people to see before they start. */
import type { FieldValues } from "./operation-fields.ts";

export const exampleKey = "2024/01/photo.jpg";

const textOf = (value: unknown) => (typeof value === "string" ? value : "");

export function copiedKey(values: FieldValues): string {
  const template = textOf(values["targetKeyTemplate"]);
  if (template !== "") return filled(template);
  const prefix = textOf(values["targetKeyPrefix"]).replace(/\/$/, "");
  return prefix === "" ? exampleKey : `${prefix}/${exampleKey}`;
}

function filled(template: string): string {
  const at = exampleKey.lastIndexOf("/") + 1;
  const parts: Readonly<Record<string, string>> = {
    "{{": "{",
    "}}": "}",
    "{key}": exampleKey,
    "{folder}": exampleKey.slice(0, at),
    "{file}": exampleKey.slice(at),
    "{versionId}": "",
  };
  return template.replaceAll(/\{\{|\}\}|\{\w+\}/g, (part) => parts[part] ?? part);
}
