/** What a form can tell by itself; everything else the engine checks, and its errors land at the same fields. */
import { inputName, isAsked, type Draft } from "./draft.ts";
import { operationFields } from "./operation-fields.ts";

export type Step = "manifest" | "operation" | "options" | "review";

export const steps: readonly { readonly step: Step; readonly name: string }[] = [
  { step: "manifest", name: "Manifest" },
  { step: "operation", name: "Operation" },
  { step: "options", name: "Options" },
  { step: "review", name: "Review" },
];

export interface FieldProblem {
  /** The path of the input, joined by dots: the id of its field. */
  readonly field: string;
  readonly message: string;
}

export function stepOfField(field: string): Step {
  if (field.startsWith("spec.manifest")) return "manifest";
  if (field.startsWith("spec.operation")) return "operation";
  return "options";
}

export function checkDraft(draft: Draft): readonly FieldProblem[] {
  return [...checkManifest(draft), ...checkOperation(draft), ...checkOptions(draft)];
}

const isEmpty = (text: string) => text.trim() === "";

/** Nothing, or how many bytes. */
const isSize = (text: string) => /^\d*$/.test(text.trim());

function checkGenerator({ generator }: Draft): FieldProblem[] {
  const at = "spec.manifest.generator";
  const sizes = ["sizeGreaterThan", "sizeLessThan"] as const;
  return [
    ...(isEmpty(generator.bucket)
      ? [{ field: `${at}.sourceBucket`, message: "Name the bucket to list." }]
      : []),
    ...sizes
      .filter((name) => !isSize(generator[name]))
      .map((name) => ({ field: `${at}.filter.${name}`, message: "A whole number of bytes." })),
  ];
}

function checkManifest(draft: Draft): FieldProblem[] {
  const { manifest } = draft;
  if (manifest.kind === "generator") return checkGenerator(draft);
  const at = `spec.manifest.${manifest.kind}`;
  const { fields } = manifest;
  const times = (name: string) => fields.filter((each) => each === name).length;
  return [
    ...(isEmpty(manifest.bucket)
      ? [{ field: `${at}.object.bucket`, message: "Name the bucket that the list lies in." }]
      : []),
    ...(manifest.key === "" ? [{ field: `${at}.object.key`, message: "Name the file." }] : []),
    ...(manifest.kind === "inventory" ||
    (times("BUCKET") === 1 &&
      times("KEY") === 1 &&
      times("VERSION_ID") + times("OPTIONAL_VERSION_ID") <= 1)
      ? []
      : [
          {
            field: `${at}.fields`,
            message: "Bucket and key are needed once each, the version at most once.",
          },
        ]),
  ];
}

function checkOperation({ operation, values }: Draft): FieldProblem[] {
  const entered = values[operation] ?? {};
  return (operationFields[operation] ?? [])
    .filter((field) => field.required === true && isAsked(field, entered))
    .filter(({ path }) => entered[path] === undefined || entered[path] === "")
    .map(({ path, label }) => ({
      field: `spec.operation.${inputName(operation)}.${path}`,
      message: `“${label}” is needed.`,
    }));
}

function wholeFrom(text: string, min: number, max: number): boolean {
  return /^\d+$/.test(text.trim()) && Number(text) >= min && Number(text) <= max;
}

function checkOptions({ options }: Draft): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const need = (isRight: boolean, field: string, message: string) => {
    if (!isRight) problems.push({ field: `spec.${field}`, message });
  };
  const { report, failPercent, maxConcurrency, maxRequestsPerSecond } = options;
  need(wholeFrom(options.priority, 0, 2_147_483_647), "priority", "A whole number from 0 on.");
  need(Array.from(options.description).length <= 256, "description", "At most 256 characters.");
  need(
    report === "NONE" || !isEmpty(options.reportBucket),
    "report.bucket",
    "Name the bucket for the report, or choose none.",
  );
  const share = Number(failPercent);
  need(
    !isEmpty(failPercent) && share >= 0 && share <= 100,
    "failureThreshold.maximumFailureRate",
    "From 0 to 100.",
  );
  need(
    wholeFrom(options.failTasks, 0, Number.MAX_SAFE_INTEGER),
    "failureThreshold.minimumTasks",
    "A whole number.",
  );
  const isLimit = (text: string) => isEmpty(text) || wholeFrom(text, 1, 2_147_483_647);
  need(isLimit(maxConcurrency), "limits.maxConcurrency", "A whole number from 1 on, or nothing.");
  need(
    isLimit(maxRequestsPerSecond),
    "limits.maxRequestsPerSecond",
    "A whole number from 1 on, or nothing.",
  );
  return problems;
}
