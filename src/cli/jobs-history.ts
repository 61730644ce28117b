import { connect, serverFlags } from "./api-client.ts";
import { exitCodes } from "./exit-codes.ts";
import { noSuchJob } from "./job.ts";
import { allItems, pageInfoFields, pageSizeMax, type Page } from "./pages.ts";
import { table } from "./text.ts";
import { defineVerb } from "./verb.ts";

interface HistoryEvent {
  readonly revision: number;
  readonly position: number;
  readonly type: string;
  readonly summary: string;
  readonly recordedAt: string;
  readonly statusAfter: string | null;
  readonly actor: { readonly kind: string; readonly name: string };
}

export const historyDocument = `query History($id: ID!, $first: Int, $after: String) {
  job(id: $id) {
    history(first: $first, after: $after) {
      nodes { revision position type summary recordedAt statusAfter actor { kind name } }
      ${pageInfoFields}
    }
  }
}`;

/** What happened to a job, and who made it happen. */
export const jobsHistory = defineVerb({
  name: "jobs history",
  summary: "List the events in the life of a job, oldest first",
  words: ["ID"],
  flags: { json: { kind: "switch", meaning: "one JSON object a line" }, ...serverFlags },
  async run(context, { flags, words }) {
    const api = connect(context, flags);
    const id = words[0]!;
    const pages = allItems(async (after) => {
      const { job } = await api.query<{ job: { history: Page<HistoryEvent> } | null }>(
        historyDocument,
        { id, first: pageSizeMax, after },
      );
      if (job === null) throw noSuchJob(id);
      return job.history;
    });
    const events = await Array.fromAsync(pages);
    if (flags.json) for (const event of events) context.stdout.write(`${JSON.stringify(event)}\n`);
    else context.stdout.write(eventTable(events));
    return exitCodes.ok;
  },
});

function eventTable(events: readonly HistoryEvent[]): string {
  return table(
    ["REVISION", "RECORDED", "STATUS", "BY", "WHAT HAPPENED"],
    events.map(({ revision, recordedAt, statusAfter, actor, summary }) => [
      String(revision),
      recordedAt,
      statusAfter ?? "",
      actor.kind === "ENGINE" ? "engine" : actor.name,
      summary,
    ]),
  );
}
