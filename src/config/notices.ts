/** Settings of notices that only make sense together. */
import { mailProblems } from "./mail.ts";

export function noticeProblems(
  given: Parameters<typeof mailProblems>[0] & {
    readonly notifyUrl: string;
    readonly notifyFormat: string;
  },
): readonly string[] {
  const isNowhere = given.notifyFormat === "chat" && given.notifyUrl === "";
  return [
    ...(isNowhere ? ["NOTIFY_URL must be set too, for notices to a chat."] : []),
    ...mailProblems(given),
  ];
}
