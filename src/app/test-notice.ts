/** Sends a notice that says it is a trial, through one destination of the configuration. */
import { randomUUID } from "node:crypto";
import type { Config } from "../config.ts";
import { ConfigError } from "../config/config-error.ts";
import type { NoticedEvent } from "../config/notice-destinations.ts";
import { didYouMean } from "../lib/nearest.ts";
import type { Notice } from "../notices/notice.ts";
import type { Sent } from "../notices/send-notice.ts";
import { refuseUnknownOperations } from "./notices.ts";
import { senderOf } from "./notice-senders.ts";

/** @throws ConfigError when there is no destination of this name */
export async function testNotice(
  { destinations, functions, publicUrl }: Config,
  { name, event }: { readonly name: string; readonly event: NoticedEvent },
): Promise<Sent> {
  refuseUnknownOperations(destinations);
  const destination = destinations.find((each) => each.name === name);
  if (destination === undefined) {
    const known = destinations.map((each) => each.name);
    throw new ConfigError(
      known.length === 0
        ? "No notices are sent: neither the config file nor the settings name a destination."
        : `There is no destination of notices ${name}.${didYouMean(name, known)} There are ${known.join(", ")}.`,
    );
  }
  const send = senderOf(destination.target, {
    functions,
    failuresOf: async () => [],
    explain: true,
  });
  return send(trialOf(event, publicUrl), new AbortController().signal);
}

/** As of a job that there is not. */
function trialOf(event: NoticedEvent, publicUrl: string): Notice {
  const now = new Date().toISOString();
  const id = randomUUID();
  const hasEnded = event !== "suspended";
  return {
    type: `job.${event}`,
    timestamp: now,
    data: {
      eventId: randomUUID(),
      position: 0,
      job: {
        id,
        description: "TEST of notices: there is no such job, and nothing is to be done",
        operation: "COPY_OBJECT",
        priority: 10,
        tags: [],
        status: hasEnded ? (event.toUpperCase() as Uppercase<typeof event>) : "SUSPENDED",
        outcome: !hasEnded ? null : event === "complete" ? "SOME_FAILED" : "INCOMPLETE",
        total: 100,
        succeeded: hasEnded ? 98 : 0,
        failed: hasEnded ? 2 : 0,
        unknown: 0,
        failure:
          event === "failed"
            ? { code: "TaskFailureThresholdExceeded", reason: "This is a trial." }
            : null,
        report: null,
        createdBy: "stevedore notices test",
        createdById: "local",
        createdAt: now,
        startedAt: hasEnded ? now : null,
        url: publicUrl === "" ? null : `${publicUrl.replace(/\/$/, "")}/jobs/${id}`,
      },
    },
  };
}
