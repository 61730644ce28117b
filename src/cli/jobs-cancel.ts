import { defineJobVerb } from "./define-job-verb.ts";
import { cancelJob } from "./job.ts";

/** Ends a job. */
export const jobsCancel = defineJobVerb({
  name: "jobs cancel",
  summary: "End a job; tasks that have begun finish, the rest never start",
  reason: "why; kept in the history",
  question: (job) => `Cancel this job, which is ${job.status}?`,
  async send(api, input) {
    const { id, status } = await cancelJob(api, input);
    return `Job ${id} is being cancelled; it is ${status} now.`;
  },
});
