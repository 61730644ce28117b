/** Looking at a list before a job exists. */
import { checkManifest } from "../../job/check-list.ts";
import type { ManifestPreview as Preview } from "../../inspect/preview-manifest.ts";
import { apiError } from "./errors.ts";
import type { ManifestPreview, QueryResolvers, UserError } from "./generated/resolvers.ts";
import { limits } from "./limits.ts";
import { manifestOf } from "./manifest-input.ts";
import { validationError } from "./rejections.ts";

export const manifestPreview: NonNullable<QueryResolvers["manifestPreview"]> = async (
  _,
  { manifest: input, first, rowsMax },
  { inspector, stores },
) => {
  between(first, { name: "first", max: limits.pageSizeMax });
  between(rowsMax, { name: "rowsMax", max: limits.previewRowsMax });
  const manifest = manifestOf(input, stores.defaultName);
  const problems = [
    ...checkManifest(manifest),
    ...[manifest.sourceStore, ...("object" in manifest ? [manifest.object.store] : [])]
      .filter((name) => !stores.names.includes(name))
      .map((name) => ({
        path: ["manifest"],
        code: "NO_SUCH_STORE" as const,
        message: `No store is named ${JSON.stringify(name)}.`,
      })),
  ];
  if (problems.length > 0) return refused(problems.map(validationError));
  if (manifest.kind === "failed-tasks")
    throw apiError("BAD_USER_INPUT", "It is no list of objects.");
  return shownPreview(
    await inspector.preview({
      manifest,
      first,
      rowsMax,
      mayUseBucket: () => true,
      findsBucket: true,
    }),
  );
};

function between(
  value: number,
  { name, max }: { readonly name: string; readonly max: number },
): void {
  if (Number.isInteger(value) && value >= 1 && value <= max) return;
  throw apiError("BAD_USER_INPUT", `${name} is from 1 to ${max}.`);
}

function refused(errors: UserError[]): ManifestPreview {
  const nothing = { rows: [], etag: null, sizeBytes: null, estimatedRows: null, exact: false };
  return { ...nothing, warnings: [], errors };
}

function shownPreview({ findings, problem, rows, ...preview }: Preview): ManifestPreview {
  if (problem !== null) {
    const { code, reason: message } = problem;
    return refused([
      { __typename: "ValidationError", code, message, path: ["manifest"] } as UserError,
    ]);
  }
  return {
    ...preview,
    rows: rows.map(({ row, bucket, key, versionId }) => ({ row, bucket, key, versionId })),
    warnings: findings.map(({ isFatal, ...finding }) => ({
      ...finding,
      path: [],
      fatal: isFatal,
    })),
    errors: [],
  };
}
