import { defineJobVerb } from "./define-job-verb.ts";
import { confirmQuestion } from "./describe-job.ts";
import { confirmJob } from "./job.ts";
import { howToFollow } from "./next-steps.ts";

/** Lets a job that waits run. */
export const jobsConfirm = defineJobVerb({
  name: "jobs confirm",
  summary: "Let a suspended job run",
  reason: "why; kept in the history",
  question: confirmQuestion,
  async send(api, input, url) {
    const { id, status } = await confirmJob(api, input);
    return `Job ${id} is confirmed; it is ${status} now.\n${howToFollow(id, url)}`;
  },
});
