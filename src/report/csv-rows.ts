/** Outcomes as lines of CSV (RFC 4180, ended by LF, no header), joined by hand: a report can have billions of them. */
import type { TaskFailed, TaskSucceeded } from "../job/chunk-events.ts";
import type { ReportRow } from "./report.ts";

/** The rows of one event, in its order. */
export function* reportRows(
  event: TaskSucceeded | TaskFailed,
  bucket: string,
): Generator<ReportRow> {
  const { keys, versions } = event.data;
  for (const [index, key] of keys.entries()) {
    const versionId = versions?.[index] ?? "";
    yield { bucket, key, versionId, ...ending(event, index) };
  }
}

/** How the n-th task of an event ended. */
function ending(
  event: TaskSucceeded | TaskFailed,
  index: number,
): Pick<ReportRow, "status" | "httpStatus" | "errorCode" | "message"> {
  if (event.type === "TaskSucceeded") {
    const message = event.data.messages?.[index] ?? "Successful";
    return { status: "succeeded", httpStatus: 200, errorCode: "", message };
  }
  const { codes, statuses, messages } = event.data;
  return {
    status: "failed",
    httpStatus: statuses[index] ?? null,
    errorCode: onOneLine(codes[index]!),
    message: onOneLine(messages[index]!),
  };
}

/**
 * A file of failed tasks is a manifest for trying them again, and a row of a manifest holds no line break, and no space
 * at its end. What was said to the letter stands in the history.
 */
function onOneLine(text: string): string {
  return breaksRow.test(text) ? text.replace(/[\0\r\n]+/g, " ").trimEnd() : text;
}

const breaksRow = /[\0\r\n]|\s$/;

export function csvLine(row: ReportRow): string {
  const { bucket, key, versionId, status, httpStatus, errorCode, message } = row;
  const name = `${csvField(bucket)},${csvField(key)},${csvField(versionId)}`;
  return `${name},${status},${httpStatus ?? ""},${csvField(errorCode)},${csvField(message)}\n`;
}

/** In quotes only where it must be, as AWS does it. */
function csvField(text: string): string {
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const needsQuotes = /[",\r\n]/;
