/** The channels that the settings name for notices of jobs: a webhook, mail, or both. */
import type { Config } from "../config.ts";
import { mailServerOf } from "../config/mail.ts";
import type { EventStore } from "../eventstore/eventstore.ts";
import { createEventIds, uuidV5 } from "../eventstore/ids.ts";
import { mailStream, noticeStream } from "../job/streams.ts";
import { systemClock } from "../lib/clock.ts";
import type { Logger } from "../log.ts";
import { chatMessage } from "../notices/chat.ts";
import type { FailuresOfJob } from "../notices/failures.ts";
import { createMail, createMailer, type Mailer } from "../notices/mail.ts";
import { createNotifier, type Notifier } from "../notices/notifier.ts";
import type { NoticeChannel } from "../notices/send-notice.ts";
import { createWebhook } from "../notices/webhook.ts";
import type { ReadModels } from "../readmodels/read-models.ts";

interface NoticeParts {
  readonly eventStore: EventStore;
  readonly readModels: Pick<ReadModels, "waitFor" | "failureGroups" | "failedTasks">;
  readonly executor: string;
  readonly log: Logger;
}

export function openNotifiers(config: Config, parts: NoticeParts): readonly Notifier[] {
  return channelsOf(config, parts).map((channel) =>
    createNotifier({
      ...parts,
      channel,
      nextIds: createEventIds(uuidV5(channel.stream, parts.executor)),
      publicUrl: config.publicUrl,
      clock: systemClock,
      random: Math.random,
    }),
  );
}

function channelsOf(config: Config, { readModels }: NoticeParts): readonly NoticeChannel[] {
  const { notifyUrl: url, notifySecret: secret, notifyFormat, notifyMailTo: to } = config;
  const failuresOf = failuresIn(readModels);
  const mailer = mailerOf(config, { timeoutMs: 30_000 });
  const webhook: NoticeChannel = {
    name: "notices",
    taker: "receiver",
    stream: noticeStream,
    send: createWebhook({
      url,
      secret,
      timeoutMs: 10_000,
      now: Date.now,
      contentOf: notifyFormat === "chat" ? chatMessage(failuresOf) : (notice) => notice,
    }),
  };
  return [
    ...(url === "" ? [] : [webhook]),
    ...(mailer === null
      ? []
      : [
          {
            name: "notices:mail" as const,
            taker: "mail server",
            stream: mailStream,
            send: createMail({ to, mailer }, failuresOf),
          },
        ]),
  ];
}

/** Null where the settings name no mail server. */
export function mailerOf(
  { smtpUrl, notifyMailFrom: from, notifyMailTo: to }: Config,
  { timeoutMs }: { readonly timeoutMs: number },
): Mailer | null {
  const server = mailServerOf(smtpUrl);
  return server && createMailer({ server, from, to, timeoutMs });
}

/** More codes than these are told of as one number. */
const codesMax = 5;
/** Rows that are behind are not waited for any longer: the mail matters more. */
const rowsWaitMs = 5_000;

function failuresIn(readModels: NoticeParts["readModels"]): FailuresOfJob {
  return async (job, position) => {
    if (!(await readModels.waitFor(position, { timeoutMs: rowsWaitMs }))) return null;
    return readModels.failureGroups(job, { first: codesMax }).map((group) => {
      const { rows } = readModels.failedTasks(job, { first: 1, errorCodes: [group.errorCode] });
      const key = rows[0]?.row.rawKey ?? null;
      return { code: group.errorCode, count: group.count, message: group.sampleMessage, key };
    });
  };
}
