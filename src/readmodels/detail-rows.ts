/** Rows as SQLite gives them, in the words of the read models. */
import type { Row } from "../../projections/projection.ts";
import { numberIn, textIn } from "../../projections/rows.ts";
import type { FailedTaskRow, FailureGroupRow, HistoryRow, ReportFileRow } from "./read-models.ts";

export function toFailureGroupRow(row: Row): FailureGroupRow {
  return {
    errorCode: textIn(row, "error_code"),
    httpStatus: numberOrNull(row, "http_status"),
    count: numberIn(row, "count"),
    sampleMessage: textIn(row, "sample_message"),
    firstSeenAt: textIn(row, "first_seen_at"),
    lastSeenAt: textIn(row, "last_seen_at"),
  };
}

export function toFailedTaskRow(row: Row): FailedTaskRow {
  return {
    part: numberIn(row, "part"),
    row: numberIn(row, "row"),
    rawKey: textIn(row, "raw_key"),
    versionId: textOrNull(row, "version_id"),
    attempts: numberIn(row, "attempts"),
    firstErrorCode: textIn(row, "first_error_code"),
    errorCode: textIn(row, "error_code"),
    httpStatus: numberOrNull(row, "http_status"),
    message: textIn(row, "message"),
    recordedAt: textIn(row, "recorded_at"),
  };
}

export function toHistoryRow(row: Row): HistoryRow {
  return {
    eventId: textIn(row, "event_id"),
    stream: textIn(row, "stream"),
    revision: numberIn(row, "revision"),
    position: numberIn(row, "position"),
    type: textIn(row, "type"),
    schemaVersion: numberIn(row, "schema_version"),
    category: textIn(row, "category") as HistoryRow["category"],
    summary: textIn(row, "summary"),
    recordedAt: textIn(row, "recorded_at"),
    actor: JSON.parse(textIn(row, "actor")),
    correlationId: textIn(row, "correlation_id"),
    causationId: textOrNull(row, "causation_id"),
    statusAfter: textOrNull(row, "status_after") as HistoryRow["statusAfter"],
    data: JSON.parse(textIn(row, "data")),
  };
}

export function toReportFileRow(row: Row): ReportFileRow {
  return {
    place: numberIn(row, "place"),
    file: numberIn(row, "file"),
    outcome: textIn(row, "outcome") as ReportFileRow["outcome"],
    key: textIn(row, "key"),
    rows: numberIn(row, "rows"),
    sizeBytes: numberIn(row, "size_bytes"),
    md5: textIn(row, "md5"),
  };
}

function numberOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : numberIn(row, column);
}

function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : textIn(row, column);
}
