/** A notice as a message in a chat: `{ text }`, as incoming webhooks of Slack and of those that follow it take it. */
import type { FailuresOfCode, FailuresOfJob } from "./failures.ts";
import type { Notice, NoticedJob } from "./notice.ts";
import { count, cut, headingOf, plain } from "./words.ts";

export interface ChatMessage {
  readonly text: string;
}

const descriptionMax = 200;
const reasonMax = 300;

/** What is sent of a notice. */
export function chatMessage(failuresOf: FailuresOfJob): (notice: Notice) => Promise<ChatMessage> {
  return async (notice) => {
    const { position, job } = notice.data;
    const failures = job.failed === 0 ? [] : await failuresOf(job.id, position);
    return { text: chatTextOf(notice, failures) };
  };
}

/** `failures`: the most frequent codes, of which the first is told; null when they cannot be had now. */
export function chatTextOf(
  { data: { job } }: Notice,
  failures: readonly FailuresOfCode[] | null,
): string {
  const title = cut(plain(job.description ?? ""), descriptionMax);
  const lines = [
    `${headingOf(job)}: ${quoted(title || `${job.operation} ${job.id}`)}`,
    countsOf(job, failures?.[0]),
    job.failure &&
      `Why: ${quoted(job.failure.code)} ${quoted(cut(plain(job.failure.reason), reasonMax))}`,
    job.url === null ? title && `Job ${quoted(job.id)}` : escaped(job.url),
  ];
  return lines.filter(Boolean).join("\n");
}

function countsOf(
  { status, total, succeeded, failed, unknown }: NoticedJob,
  first: FailuresOfCode | undefined,
): string {
  if (status === "SUSPENDED") {
    const objects = total === null ? "" : `, ${count(total)} objects`;
    return `It waits to be confirmed${objects}.`;
  }
  const counts = [
    `${count(succeeded)}${total === null ? "" : ` of ${count(total)}`} succeeded`,
    `${count(failed)} failed`,
    ...(unknown === 0 ? [] : [`${count(unknown)} unknown`]),
  ].join(", ");
  const code = first === undefined ? "" : `; ${count(first.count)} with ${quoted(first.code)}`;
  return `${counts}${code}.`;
}

/**
 * Others' words, as code: there no service reads emphasis, headings, pictures or emoji. A backtick would end it. As some look for
 * mentions and addresses there too, those are broken up by a space of no width.
 */
function quoted(words: string): string {
  const broken = plain(words)
    .replaceAll("`", "'")
    .replaceAll(/[@#]|:(?=\/\/)|www(?=\.)/gi, "$&\u200B")
    .replaceAll(/(?<=mailto|tel):/gi, "$&\u200B");
  // Nothing between two backticks would be two backticks.
  return `\`${escaped(broken) || "-"}\``;
}

/** As Slack asks: what stands between `<` and `>` is a mention or a link. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
