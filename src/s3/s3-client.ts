import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { Socket } from "node:net";

import { S3Client } from "@aws-sdk/client-s3";
import type { S3ClientConfig } from "@aws-sdk/client-s3";

import { readAnswersCarefully } from "./read-answer.ts";
import { leaveOutSpareHeaders } from "./spare-headers.ts";

/** A store: an endpoint with its credentials and manners. */
export interface StoreSettings {
  /** The name by which configuration and requests know it. */
  readonly name: string;
  /** Absent: AWS. The configuration names it here, too, where it comes from the environment. */
  readonly endpoint?: string | undefined;
  /** Absent: that of the profile, from the SDK's own chain. */
  readonly region?: string | undefined;
  /** Absent: the SDK's own chain (environment, profile, instance role), refreshed by it. */
  readonly credentials?: StoreCredentials | (() => Promise<StoreCredentials>) | undefined;
  /** Whether the bucket stands in the path. When left out: yes for every endpoint that is not AWS. */
  readonly pathStyle?: boolean | undefined;
  /** Most connections open at once; further calls wait for a free one. */
  readonly connectionsMax: number;
  /** From the start of a connection until it stands. */
  readonly connectTimeoutMs: number;
  /** Without a byte in either direction. */
  readonly requestTimeoutMs: number;
}

export interface StoreCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A client of one store; `changes` are for a client beside it that shares what it has. It makes each call once: retries belong to whoever calls, so that rates are known. */
export function createS3Client(
  settings: StoreSettings,
  changes: Pick<S3ClientConfig, "credentials" | "region" | "requestHandler"> = {},
): S3Client {
  const isAws = settings.endpoint === undefined || isAwsEndpoint(settings.endpoint);
  const client = new S3Client({
    ...(settings.region === undefined ? {} : { region: settings.region }),
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    ...(settings.credentials === undefined ? {} : { credentials: toSdk(settings.credentials) }),
    forcePathStyle: settings.pathStyle ?? !isAws,
    // Stores other than AWS refuse or misread the SDK's trailing checksums. Where S3 asks for one it is still sent.
    ...(isAws
      ? {}
      : {
          requestChecksumCalculation: "WHEN_REQUIRED",
          responseChecksumValidation: "WHEN_REQUIRED",
        }),
    maxAttempts: 1,
    retryMode: "standard", // "adaptive", which the environment may ask for, makes calls wait inside of the SDK
    followRegionRedirects: false,
    expectContinueHeader: false, // bodies are small, and not every store answers 100
    requestHandler: {
      ...createAgents(settings),
      // The SDK's connectionTimeout and requestTimeout also count the wait for a free connection, so under load they
      // would report time-outs of a store that is well. The agents watch the connecting, this the connection.
      socketTimeout: settings.requestTimeoutMs,
      // Waiting for a free connection is how it is meant to be, so nothing is to be warned of.
      socketAcquisitionWarningTimeout: 2 ** 31 - 1,
    },
    ...changes,
  });
  readAnswersCarefully(client);
  leaveOutSpareHeaders(client);
  return client;
}

/** Whether an endpoint belongs to Amazon: only there the SDK's newer defaults hold. */
function isAwsEndpoint(endpoint: string): boolean {
  return /(^|\.)amazonaws\.com(\.cn)?$/.test(new URL(endpoint).hostname);
}

function toSdk(credentials: NonNullable<StoreSettings["credentials"]>) {
  if (typeof credentials === "function") return async () => keysOf(await credentials());
  return keysOf(credentials);
}

/** What else stands with them, such as when they end, goes on to the SDK. */
function keysOf({ sessionToken, ...keys }: StoreCredentials) {
  return sessionToken === undefined ? keys : { ...keys, sessionToken };
}

function createAgents({ connectionsMax, connectTimeoutMs }: StoreSettings): {
  httpAgent: HttpAgent;
  httpsAgent: HttpsAgent;
} {
  const options = { keepAlive: true, maxSockets: connectionsMax, maxFreeSockets: connectionsMax };
  const httpAgent = new HttpAgent(options);
  const httpsAgent = new HttpsAgent(options);
  limitConnecting(httpAgent, { connectTimeoutMs, event: "connect" });
  limitConnecting(httpsAgent, { connectTimeoutMs, event: "secureConnect" });
  return { httpAgent, httpsAgent };
}

interface ConnectLimit {
  readonly connectTimeoutMs: number;
  /** What a socket says when it can be used. */
  readonly event: "connect" | "secureConnect";
}

function limitConnecting(agent: HttpAgent, { connectTimeoutMs, event }: ConnectLimit): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback);
    if (socket instanceof Socket) destroyUnlessConnected(socket, { connectTimeoutMs, event });
    return socket;
  };
}

function destroyUnlessConnected(socket: Socket, { connectTimeoutMs, event }: ConnectLimit): void {
  const timer = setTimeout(() => {
    const message = `no connection within ${connectTimeoutMs} ms`;
    socket.destroy(Object.assign(new Error(message), { code: "ETIMEDOUT" }));
  }, connectTimeoutMs);
  const stop = () => clearTimeout(timer);
  socket.once(event, stop).once("close", stop);
}
