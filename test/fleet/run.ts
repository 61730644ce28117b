#!/usr/bin/env node
/**
 * Many processes on one EventStoreDB, judged from outside.
 *
 *   EVENTSTOREDB_URL='esdb://127.0.0.1:2113?tls=false' node test/fleet/run.ts kills --rows 20000
 *   … EVENTSTOREDB_COMMAND='…' node test/fleet/run.ts kills     # also kills the server that the command starts
 *   … EVENTSTOREDB_COMMAND='…' node test/fleet/run.ts freeze    # stops that server for a minute
 *   … node test/fleet/run.ts stop                               # stops a worker over a cancel, and wakes it
 *   … node test/fleet/run.ts steward                            # kills the steward at a failure threshold
 *   … node test/fleet/run.ts claims --executors 100             # counts the claims that idle executors lose
 */
import { parseArgs } from "node:util";
import { createEventStoreServer } from "./event-store-server.ts";
import { runClaims } from "./claims.ts";
import { isTakenUpInTime, runKills } from "./kills.ts";
import { runStewardKill } from "./steward.ts";
import { runFreeze, runStopOverCancel } from "./stops.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: "string" },
    workers: { type: "string", default: "3" },
    "every-ms": { type: "string", default: "6000" },
    seed: { type: "string", default: "1" },
    executors: { type: "string", default: "100" },
    processes: { type: "string", default: "4" },
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const [scenario = "kills"] = positionals;
// What is stopped or frozen works at 60 calls a second, and has to outlast a minute of it.
const rows = Number(values.rows ?? (["freeze", "stop"].includes(scenario) ? 9000 : 200_000));
const url = process.env["EVENTSTOREDB_URL"];
const command = process.env["EVENTSTOREDB_COMMAND"];
if (url === undefined) throw new Error("EVENTSTOREDB_URL must name an EventStoreDB");
const server = command === undefined ? null : createEventStoreServer(url, command);
await server?.start();

async function kills(eventStoreUrl: string): Promise<void> {
  const result = await runKills({
    eventStoreUrl,
    eventStoreServer: server,
    workers: Number(values.workers),
    rows,
    everyMs: Number(values["every-ms"]),
    seed: Number(values.seed),
    say,
  });
  say(JSON.stringify(result));
  if (!isTakenUpInTime(result)) throw new Error("work was not taken up in time");
}

async function steward(eventStoreUrl: string): Promise<void> {
  const workers = Number(values.workers);
  say(JSON.stringify(await runStewardKill({ eventStoreUrl, workers, rows, say })));
}

async function claims(eventStoreUrl: string): Promise<void> {
  const [executors, processes] = [Number(values.executors), Number(values.processes)];
  const result = await runClaims({ eventStoreUrl, executors, processes, rows, say });
  say(JSON.stringify(result));
  if (result.lostShare >= 0.2) throw new Error("too many claims were lost");
}

try {
  if (scenario === "kills") await kills(url);
  else if (scenario === "steward") await steward(url);
  else if (scenario === "claims") await claims(url);
  else if (scenario === "stop") await runStopOverCancel({ eventStoreUrl: url, rows, say });
  else if (scenario === "freeze" && server !== null)
    await runFreeze({ eventStoreUrl: url, rows, say, server, frozenMs: 60_000 });
  else throw new Error(`there is no scenario ${scenario}, or EVENTSTOREDB_COMMAND is missing`);
  say("ok");
} catch (error) {
  say(`failed: ${error instanceof Error ? error.stack : String(error)}`);
  process.exitCode = 1;
} finally {
  server?.thaw();
  await server?.kill();
}
