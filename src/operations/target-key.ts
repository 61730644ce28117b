/** The key of a copy: the source's own, below a prefix, or made by a template. */
import { checkText, problem } from "../job/check-spec.ts";
import type { CopyObjectParameters, FieldProblem } from "../job/spec.ts";
import type { Task } from "./operation.ts";

type Keys = Pick<CopyObjectParameters, "targetKeyPrefix" | "targetKeyTemplate">;

export function targetKey({ targetKeyPrefix, targetKeyTemplate }: Keys, task: Task): string {
  if (targetKeyTemplate !== undefined) return fillTemplate(targetKeyTemplate, task);
  if (targetKeyPrefix === undefined) return task.key;
  // One slash stands between prefix and key, also where the prefix ends in one.
  return targetKeyPrefix.endsWith("/")
    ? targetKeyPrefix + task.key
    : `${targetKeyPrefix}/${task.key}`;
}

const names = ["key", "folder", "file", "versionId"] as const;
type Name = (typeof names)[number];

/** Doubled braces first, so that `{{key}}` is text. */
const pieces = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;

function fillTemplate(template: string, { key, versionId }: Task): string {
  const slash = key.lastIndexOf("/") + 1;
  const values: Record<Name, string> = {
    key,
    folder: key.slice(0, slash),
    file: key.slice(slash),
    versionId: versionId ?? "",
  };
  return template.replace(pieces, (piece, name: Name | undefined) => {
    if (name === undefined) return piece.slice(0, 1);
    return values[name];
  });
}

export function checkTargetKey({ targetKeyPrefix, targetKeyTemplate }: Keys): FieldProblem[] {
  const prefixPath = ["targetKeyPrefix"];
  const templatePath = ["targetKeyTemplate"];
  const problems = [
    ...checkText(targetKeyPrefix ?? null, {
      path: prefixPath,
      min: 1,
      max: 1024,
      what: "A key prefix",
    }),
    ...checkText(targetKeyTemplate ?? null, {
      path: templatePath,
      min: 1,
      max: 1024,
      what: "A key template",
    }),
  ];
  if (targetKeyPrefix?.isWellFormed() === false)
    problems.push(problem(prefixPath, "MALFORMED", "The prefix holds half a character."));
  if (targetKeyTemplate === undefined) return problems;
  if (targetKeyPrefix !== undefined) {
    const message = "Give either a prefix or a template of the new keys, not both.";
    problems.push(problem(templatePath, "MUTUALLY_EXCLUSIVE", message));
  }
  return [...problems, ...checkTemplate(targetKeyTemplate, templatePath)];
}

function checkTemplate(template: string, path: readonly string[]): FieldProblem[] {
  if (!template.isWellFormed())
    return [problem(path, "MALFORMED", "The template holds half a character.")];
  const used = new Set<string>();
  for (const [piece, name] of template.matchAll(pieces)) {
    if (piece === "{{" || piece === "}}") continue;
    if (!names.some((known) => known === name)) {
      const known = names.map((each) => `{${each}}`).join(", ");
      const message = `${JSON.stringify(piece)} stands for nothing. There are ${known}; braces of the text itself are doubled.`;
      return [problem(path, "MALFORMED", message)];
    }
    used.add(name!);
  }
  if (used.has("key") || used.has("file")) return [];
  const message =
    "Without {key} or {file} in the template, objects would be copied onto each other.";
  return [problem(path, "REQUIRED", message)];
}
