// Follows the jobs of Stevedore from another service: prints each that ends, and goes on where it was.
//
//   npm install @eventstore/db-client
//   EVENTSTOREDB_URL='esdb://127.0.0.1:2113?tls=false' node follow-jobs.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { EventStoreDBClient, eventTypeFilter, START } from "@eventstore/db-client";

const client = EventStoreDBClient.connectionString(process.env.EVENTSTOREDB_URL);
const file = process.env.POSITION_FILE ?? "position.json";

/** Where the last event stood that was taken in. */
function position() {
  try {
    const { commit, prepare } = JSON.parse(readFileSync(file, "utf8"));
    return { commit: BigInt(commit), prepare: BigInt(prepare) };
  } catch {
    return START;
  }
}

function takeIn({ streamId, type, data, position: at }) {
  if (["JobCompleted", "JobCancelled", "JobFailed"].includes(type))
    process.stdout.write(
      `${streamId}: ${type}, ${data.succeeded} succeeded, ${data.failed} failed\n`,
    );
  // Keep what you made of the event and its position together, in one transaction, and nothing counts twice.
  writeFileSync(file, JSON.stringify({ commit: String(at.commit), prepare: String(at.prepare) }));
}

// A subscription does not come back by itself when its connection breaks: begin again where we are.
for (;;) {
  try {
    const subscription = client.subscribeToAll({
      fromPosition: position(),
      filter: eventTypeFilter({ prefixes: ["Job"] }),
    });
    for await (const { event } of subscription) if (event?.isJson) takeIn(event);
  } catch (error) {
    process.stderr.write(`${error.message}; trying again\n`);
  }
  await wait(1000);
}
