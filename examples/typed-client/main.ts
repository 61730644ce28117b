/** Lists the jobs of a server, then follows one to its end: `node examples/typed-client/main.ts [JOB]`. */
import { createStevedoreClient } from "./client.ts";
import { JobDetailDocument, JobListDocument } from "./generated.ts";

const { STEVEDORE_URL: url = "http://127.0.0.1:4000", STEVEDORE_TOKEN: token } = process.env;
const stevedore = createStevedoreClient({ url, ...(token === undefined ? {} : { token }) });

const { jobs } = await stevedore.request(JobListDocument, {});
for (const { id, status, description } of jobs.nodes) console.log(id, status, description ?? "");

const jobId = process.argv[2] ?? jobs.nodes[0]?.id;
if (jobId !== undefined) {
  const ended = new AbortController();
  for await (const { event } of stevedore.events({ jobId, signal: ended.signal })) {
    console.log(event.recordedAt, event.summary);
    if (["JobCompleted", "JobCancelled", "JobFailed"].includes(event.type)) ended.abort();
  }
  const { job } = await stevedore.request(JobDetailDocument, { id: jobId, atLeastPosition: null });
  console.log(job?.progress);
}
