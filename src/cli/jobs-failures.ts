import { connect, serverFlags } from "./api-client.ts";
import { cureFor } from "./cures.ts";
import { exitCodes } from "./exit-codes.ts";
import { noSuchJob, type FailureGroup } from "./job.ts";
import { count, table } from "./text.ts";
import { defineVerb } from "./verb.ts";

export const failuresDocument = `query Failures($id: ID!) {
  job(id: $id) {
    failureGroups(first: 100) {
      errorCode httpStatus count sampleMessage firstSeenAt lastSeenAt sampleTasks(first: 3) { key }
    }
  }
}`;

interface ListedGroup extends FailureGroup {
  readonly sampleTasks: readonly { readonly key: string | null }[];
}

/** Why tasks failed. */
export const jobsFailures = defineVerb({
  name: "jobs failures",
  summary: "Count the failed tasks of a job by error code, with examples and what usually helps",
  words: ["ID"],
  flags: { json: { kind: "switch", meaning: "one JSON object a line" }, ...serverFlags },
  async run(context, { flags, words }) {
    const id = words[0]!;
    const api = connect(context, flags);
    const { job } = await api.query<{
      job: { failureGroups: readonly ListedGroup[] } | null;
    }>(failuresDocument, { id });
    if (job === null) throw noSuchJob(id);
    const groups = job.failureGroups;
    if (flags.json) for (const group of groups) context.stdout.write(`${JSON.stringify(group)}\n`);
    else context.stdout.write(groups.length === 0 ? "No task failed.\n" : groupTable(groups));
    return exitCodes.ok;
  },
});

function groupTable(groups: readonly ListedGroup[]): string {
  return table(
    ["CODE", "HTTP", "TASKS", "FOR EXAMPLE", "WHAT USUALLY HELPS"],
    groups.map(({ errorCode, httpStatus, count: tasks, sampleTasks }) => [
      errorCode,
      httpStatus === null ? "" : String(httpStatus),
      count(tasks),
      sampleTasks[0]?.key ?? "",
      cureFor(errorCode) ?? "",
    ]),
  );
}
