#!/usr/bin/env node
/**
 * Many processes on one EventStoreDB, judged from outside.
 *
 *   EVENTSTOREDB_URL='esdb://127.0.0.1:2113?tls=false' node test/fleet/run.ts kills --rows 20000
 *   … EVENTSTOREDB_COMMAND='…' node test/fleet/run.ts kills     # also kills the server that the command starts
 */
import { parseArgs } from "node:util";
import { createEventStoreServer } from "./event-store-server.ts";
import { isTakenUpInTime, runKills } from "./kills.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: "string", default: "200000" },
    workers: { type: "string", default: "3" },
    "every-ms": { type: "string", default: "6000" },
    seed: { type: "string", default: "1" },
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const url = process.env["EVENTSTOREDB_URL"];
const command = process.env["EVENTSTOREDB_COMMAND"];
if (url === undefined) throw new Error("EVENTSTOREDB_URL must name an EventStoreDB");
const server = command === undefined ? null : createEventStoreServer(url, command);
await server?.start();

try {
  const scenario = positionals[0] ?? "kills";
  if (scenario !== "kills") throw new Error(`there is no scenario ${scenario}`);
  const result = await runKills({
    eventStoreUrl: url,
    eventStoreServer: server,
    workers: Number(values.workers),
    rows: Number(values.rows),
    everyMs: Number(values["every-ms"]),
    seed: Number(values.seed),
    say,
  });
  say(JSON.stringify(result));
  if (!isTakenUpInTime(result)) throw new Error("work was not taken up in time");
} catch (error) {
  say(`failed: ${error instanceof Error ? error.stack : String(error)}`);
  process.exitCode = 1;
} finally {
  await server?.kill();
}
