/** Whom notices go to: the destinations of the config file, by name, and those that the settings name in short. */
import { mailServerOf } from "./mail.ts";
import { membersOf } from "./members.ts";
import {
  noticedEvents,
  plainWebhook,
  type NoticeDestination,
  type NoticeTarget,
} from "./notice-destinations.ts";
import { everyJob } from "./notice-jobs.ts";
import type { NoticeSettings } from "./notice-settings.ts";
import { readDestination, type DestinationSources } from "./read-destination.ts";

const destinationsMax = 50;

/** `given`: `notices` of the config file. What cannot stand is added to `problems`. */
export function loadDestinations(
  given: unknown,
  sources: DestinationSources & { readonly problems: string[] },
): readonly NoticeDestination[] {
  const { problems, settings } = sources;
  const members = given === undefined ? {} : membersOf(given);
  if (members === null) {
    problems.push("notices in the config file must be an object of destinations by name.");
    return [];
  }
  const short = shortOnes(settings);
  if (Object.keys(members).length > destinationsMax)
    problems.push(`notices in the config file: at most ${destinationsMax} destinations.`);
  const named = Object.entries(members).flatMap(([name, destination]) => {
    const problem = (message: string) =>
      void problems.push(
        `Notice destination ${JSON.stringify(name)} in the config file: ${message}`,
      );
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
      problem("a name has lower-case letters, digits and dashes.");
    const other = short.find((each) => each.name === name);
    if (other !== undefined)
      problem(
        `${name === "mail" ? "NOTIFY_MAIL_TO" : "NOTIFY_URL"} has this name; choose another, or leave that setting out.`,
      );
    return readDestination(name, destination, { ...sources, problem }) ?? [];
  });
  problems.push(...shortProblems(settings, named));
  return [...short, ...named];
}

function shortOnes(settings: NoticeSettings): readonly NoticeDestination[] {
  const { notifyUrl: url, notifySecret: secret, notifyFormat, smtpUrl } = settings;
  const { notifyMailTo: to, notifyMailFrom: from } = settings;
  const all = { events: noticedEvents, jobs: everyJob };
  const server = mailServerOf(smtpUrl);
  const webhook: NoticeTarget =
    notifyFormat === "chat"
      ? { kind: "chat", url, headers: {}, secret }
      : { ...plainWebhook, url, secret };
  return [
    ...(url === "" ? [] : [{ ...all, name: "webhook", target: webhook }]),
    ...(server === null || to.length === 0
      ? []
      : [{ ...all, name: "mail", target: { kind: "mail" as const, server, to, from } }]),
  ];
}

/** What settings in short lack. A mail server and a sender may also stand there for destinations of the config file. */
function shortProblems(
  settings: NoticeSettings,
  named: readonly NoticeDestination[],
): readonly string[] {
  const isNowhere = settings.notifyFormat === "chat" && settings.notifyUrl === "";
  return [
    ...(isNowhere ? ["NOTIFY_URL must be set too, for notices to a chat."] : []),
    ...mailProblems(settings, { usedByOthers: named.some(({ target }) => target.kind === "mail") }),
  ];
}

function mailProblems(
  given: NoticeSettings,
  { usedByOthers }: { readonly usedByOthers: boolean },
): readonly string[] {
  const settings = [
    ["SMTP_URL", given.smtpUrl],
    ["NOTIFY_MAIL_FROM", given.notifyMailFrom],
    ["NOTIFY_MAIL_TO", given.notifyMailTo],
  ] as const;
  const missing = settings.filter(([, { length }]) => length === 0);
  if (missing.length === 0 || missing.length === settings.length) return [];
  if (usedByOthers && given.notifyMailTo.length === 0) return [];
  return missing.map(([env]) => `${env} must be set too, for notices by mail.`);
}
