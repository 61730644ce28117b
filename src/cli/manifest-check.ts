import {
  createApiClient,
  givenToken,
  givenUrl,
  serverFlags,
  type ApiClient,
} from "./api-client.ts";
import { UsageError, type CliContext } from "./context.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { wholeNumber, type FlagTable } from "./flags.ts";
import { configFlag, loadCliConfig, loggerOf, quietly } from "./load-config.ts";
import { manifestFlags, manifestOf } from "./manifest-flags.ts";
import type { Input } from "./operation-flags.ts";
import { withOwnServer } from "./own-server.ts";
import { count, counted, printable, table } from "./text.ts";
import { defineVerb } from "./verb.ts";

interface Warning {
  readonly row: number | null;
  readonly rows: number;
  readonly code: string;
  readonly message: string;
  readonly cure: string;
  readonly fatal: boolean;
}

interface Preview {
  readonly rows: readonly {
    readonly row: number;
    readonly bucket: string;
    readonly key: string;
    readonly versionId: string | null;
  }[];
  readonly etag: string | null;
  readonly estimatedRows: number | null;
  readonly exact: boolean;
  readonly warnings: readonly Warning[];
  readonly errors: readonly { readonly code: string; readonly message: string }[];
}

export const previewDocument = `query Preview($manifest: ManifestInput!, $first: Int!, $rowsMax: Int!) {
  manifestPreview(manifest: $manifest, first: $first, rowsMax: $rowsMax) {
    rows { row bucket key versionId }
    etag estimatedRows exact
    warnings { row rows code message cure fatal }
    errors { code message }
  }
}`;

const flags = {
  ...manifestFlags,
  rows: { kind: "value", value: "N", meaning: "rows to look at (default 1000000, the most)" },
  show: { kind: "value", value: "N", meaning: "first rows to show (default 5)" },
  json: { kind: "switch", meaning: "as one JSON object" },
  url: {
    kind: "value",
    value: "URL",
    meaning: "a running server; else STEVEDORE_URL, else a server of its own for a moment",
  },
  "access-token": serverFlags["access-token"],
  ...configFlag,
} as const satisfies FlagTable;

const notes = `Exit codes:
    0  a job would read it; what is suspicious is told
    1  a job would fail, or it cannot be read
    2  a wrong command line

Examples:
  stevedore manifest check --manifest s3://lists/photos.csv
  stevedore manifest check --inventory s3://inventories/photos/daily/2026-11-25T01-00Z/manifest.json
`;

/** Finds what would go wrong before a job exists. */
export const manifestCheck = defineVerb({
  name: "manifest check",
  summary: "Look at a list of objects, and tell what would go wrong with it",
  flags,
  notes,
  async run(context, { flags: given }) {
    const request = {
      manifest: manifestOf(given),
      first: wholeNumber(given.show, { flag: "show", min: 1, max: 100 }) ?? 5,
      rowsMax: wholeNumber(given.rows, { flag: "rows", min: 1, max: 1_000_000 }) ?? 1_000_000,
    };
    const url = givenUrl(context, given.url);
    if (url !== undefined) {
      if (given.config !== undefined)
        throw new UsageError("--config is for a server of its own, not for a running one.");
      const token = givenToken(context, given["access-token"]);
      return look(context, createApiClient({ url, token }), { request, json: given.json });
    }
    const config = { ...quietly(loadCliConfig(context, given.config), context.env), port: 0 };
    const server = { config, log: loggerOf(context, config) };
    return withOwnServer(server, (api) => look(context, api, { request, json: given.json }));
  },
});

async function look(
  context: CliContext,
  api: ApiClient,
  { request, json }: { readonly request: Input; readonly json: boolean },
): Promise<ExitCode> {
  const answer = await api.query<{ readonly manifestPreview: Preview }>(previewDocument, request);
  const preview = answer.manifestPreview;
  context.stdout.write(json ? `${JSON.stringify(preview)}\n` : describe(preview));
  const isFatal = preview.errors.length > 0 || preview.warnings.some(({ fatal }) => fatal);
  return isFatal ? exitCodes.error : exitCodes.ok;
}

function describe({ rows, estimatedRows, exact, warnings, errors }: Preview): string {
  if (errors.length > 0) {
    return errors.map(({ code, message }) => `${code}: ${printable(message)}\n`).join("");
  }
  const shown = rows.map(({ row, bucket, key, versionId }) => [
    count(row),
    bucket,
    key,
    versionId ?? "",
  ]);
  const total =
    estimatedRows === null
      ? "More rows than were looked at.\n"
      : `${exact ? "" : "About "}${counted(estimatedRows, "row")}.\n`;
  const found = warnings.toSorted((a, b) => Number(b.fatal) - Number(a.fatal)).map(describeWarning);
  const verdict = warnings.length === 0 ? "Nothing looks wrong.\n" : "";
  return `${table(["ROW", "BUCKET", "KEY", "VERSION"], shown)}${total}\n${found.join("")}${verdict}`;
}

function describeWarning({ row, rows, code, message, cure, fatal }: Warning): string {
  const place = row === null ? "" : ` at row ${count(row)}`;
  const more = rows > 1 ? `, and ${counted(rows - 1, "more row")}` : "";
  const weight = fatal ? "A job would fail: " : "";
  return `${code}${place}${more}\n  ${weight}${printable(message)}\n  ${cure}\n`;
}
