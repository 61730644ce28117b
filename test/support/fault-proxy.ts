/**
 * A proxy between engine and store, on loopback. It records every call, and spoils the answers of those that a script
 * chooses. Requests go on byte for byte as they came, so signatures hold; a call that has begun reaches the store to its
 * end even when the caller dies meanwhile, as it would on a real network.
 */
import { once } from "node:events";
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { nameCall, type NamedCall } from "./name-call.ts";
import { playObject } from "./played-object.ts";
import { spoilAnswer, type Fault } from "./faults.ts";

export type { Fault } from "./faults.ts";

/** A call as the script sees it, before anything is done with it. */
export interface ProxiedCall extends NamedCall {
  readonly method: string;
  /** The header Range. */
  readonly range: string | null;
  /** From 1, among the calls with the same operation, bucket, key and part number. */
  readonly nth: number;
  /** When its head had arrived; milliseconds since the epoch, with fractions. */
  readonly at: number;
}

/** What became of a call. */
export interface RecordedCall extends ProxiedCall {
  readonly fault: Fault["kind"];
  /** What the store answered; null when it was not asked, or has not answered yet. */
  status: number | null;
  /** When the answer had gone out, or the connection was gone; null before that. */
  endedAt: number | null;
}

/** Says what is to happen to a call. */
export type FaultScript = (call: ProxiedCall) => Fault;

export interface FaultProxy {
  readonly url: string;
  /** Every call, in the order of arrival. */
  readonly calls: readonly RecordedCall[];
  /** Takes effect for the calls from now on. */
  play(script: FaultScript): void;
  close(): Promise<void>;
}

/** Lets everything through. */
const noFaults: FaultScript = () => ({ kind: "pass" });

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const calls: RecordedCall[] = [];
  const seen = new Map<string, number>();
  let script = noFaults;

  function record(incoming: IncomingMessage): { call: RecordedCall; fault: Fault } {
    const method = incoming.method!;
    const named = nameCall({ method, target: incoming.url!, headers: incoming.headers });
    const identity = JSON.stringify([named.operation, named.bucket, named.key, named.partNumber]);
    const nth = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, nth);
    const range = incoming.headers.range ?? null;
    const proxied = {
      ...named,
      method,
      range,
      nth,
      at: performance.timeOrigin + performance.now(),
    };
    const fault = script(proxied);
    const call: RecordedCall = { ...proxied, fault: fault.kind, status: null, endedAt: null };
    calls.push(call);
    return { call, fault };
  }

  const server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0 }, (incoming, out) => {
    const { call, fault } = record(incoming);
    out.on("close", () => (call.endedAt = performance.timeOrigin + performance.now()));
    out.on("error", () => {});
    incoming.on("error", () => {});
    const forward = () => send({ incoming, agent, hostname, port }, call);
    handle({ incoming, out, forward }, fault).catch(() => out.socket?.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    play: (next) => (script = next),
    async close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly out: ServerResponse;
  /** Sends the call on, and gives the head of the store's answer. */
  readonly forward: () => Promise<IncomingMessage>;
}

async function handle({ incoming, out, forward }: Exchange, fault: Fault): Promise<void> {
  if (fault.kind === "pass") return passOn(out, await forward());
  if (fault.kind === "play") return playObject(fault.object, { incoming, out });
  const socket = incoming.socket;
  if (fault.kind === "cut before") return void socket.resetAndDestroy();
  if (fault.kind === "cut after" || fault.kind === "freeze" || fault.kind === "answer") {
    await buffer(incoming);
    if (fault.kind === "freeze") return;
    if (fault.kind === "cut after") return void socket.destroy();
    out.writeHead(fault.status, fault.headers).end(incoming.method === "HEAD" ? "" : fault.body);
    return;
  }
  const answer = await forward();
  const body = await buffer(answer);
  await spoilAnswer(fault, { out, socket, answer, body, isHead: incoming.method === "HEAD" });
}

function passOn(out: ServerResponse, answer: IncomingMessage): void {
  out.writeHead(answer.statusCode!, answer.statusMessage, answer.rawHeaders);
  answer.on("error", () => out.destroy());
  // A caller that is gone must not leave the store's connection half read.
  out.on("close", () => answer.resume());
  answer.pipe(out);
}

function send(
  to: { incoming: IncomingMessage; agent: Agent; hostname: string; port: string },
  call: RecordedCall,
): Promise<IncomingMessage> {
  const { incoming, agent, hostname, port } = to;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = request({
    agent,
    hostname,
    port,
    method: incoming.method,
    path: incoming.url,
    headers: incoming.rawHeaders,
  });
  outgoing.on("error", reject);
  outgoing.on("response", (answer) => {
    call.status = answer.statusCode!;
    resolve(answer);
  });
  // Half a request is none: the store is not to wait for the rest.
  incoming.on("close", () => {
    if (!incoming.complete) outgoing.destroy();
  });
  incoming.pipe(outgoing);
  return promise;
}
