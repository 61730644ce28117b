import { defineJobVerb } from "./define-job-verb.ts";
import { deleteJob } from "./job-commands.ts";

/** Lets an ended job expire before its time. */
export const jobsDelete = defineJobVerb({
  name: "jobs delete",
  summary: "Remove an ended job from every list; its report stays where it is",
  reason: "why; kept in the log",
  question: (job) => `Delete this job, which is ${job.status}?`,
  async send(api, input) {
    await deleteJob(api, input);
    return `Job ${input.id} is deleted.`;
  },
});
