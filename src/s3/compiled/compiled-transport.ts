/**
 * The transport for many calls that are alike: the SDK decides once what the request of a job looks like, and each task
 * fills in its object, signs and sends. What cannot be made so goes through the SDK, and so does every answer that is not
 * of a well-known shape.
 */
import type { S3Client } from "@aws-sdk/client-s3";
import type { Logger } from "../../log.ts";
import { ownFailure, storeFailure } from "../failures.ts";
import type { StoreCredentials, StoreSettings } from "../s3-client.ts";
import { byPromise } from "../transport.ts";
import type { Answer, CommandOf, CommandTarget, SendTask, Transport } from "../transport.ts";
import { compileCommand, fillRequest, type Signed } from "./compile.ts";
import { openConnections, type Connections } from "./connections.ts";
import { keepCredentials, type KeptCredentials } from "./credentials.ts";
import { createDryClient, type DryClient } from "./dry-client.ts";
import { headerOf, headersOf, type Received } from "./received.ts";
import { readKnownAnswer } from "./known-answers.ts";
import { createSigner } from "./signer.ts";
import { createSigningClock, type SigningClock } from "./signing-clock.ts";
import { NotCompilable, type RequestTemplate } from "./template.ts";

export interface CompiledTransportDependencies {
  readonly settings: StoreSettings;
  /** The store's own client, made of the same settings: it has the credentials and the region. */
  readonly client: S3Client;
  /** For what cannot be compiled. */
  readonly sdk: Transport;
  readonly log: Pick<Logger, "warn">;
}

export interface CompiledTransport extends Transport {
  bind(commandOf: CommandOf): SendTask;
  close(): void;
}

export function createCompiledTransport(
  dependencies: CompiledTransportDependencies,
): CompiledTransport {
  const { settings, client, sdk, log } = dependencies;
  const connections = openConnections(settings);
  const dry = createDryClient(client, settings);
  const store: Store = {
    name: settings.name,
    sdk,
    log,
    connections,
    dry,
    credentials: keepCredentials(dry.credentials),
    clock: createSigningClock(),
  };
  return {
    send: (command) => sdk.send(command),
    bind: (commandOf) => bind(store, commandOf),
    close: () => connections.close(),
  };
}

/** What all jobs of a store share. */
interface Store {
  readonly name: string;
  readonly sdk: Transport;
  readonly log: Pick<Logger, "warn">;
  readonly connections: Connections;
  readonly dry: DryClient;
  readonly credentials: KeptCredentials;
  readonly clock: SigningClock;
}

/** How the objects of one bucket, with or without versions, are sent for one job. */
interface Lane {
  readonly bucket: string;
  /** Null while it is being made. */
  send: SendTask | null;
  made: Promise<SendTask>;
}

function bind(store: Store, commandOf: CommandOf): SendTask {
  // A job has one bucket, so each place has one lane at a time.
  const lanes: Record<"plain" | "versioned", Lane | null> = { plain: null, versioned: null };
  return (target, answered) => {
    if (target.key === "") return answered({ ok: false, failure: ownFailure("EmptyKey") });
    const place = target.versionId === null ? "plain" : "versioned";
    let lane = lanes[place];
    if (lane?.bucket === target.bucket) {
      if (lane.send !== null) return lane.send(target, answered);
      return void throughNewLane(lane, target).then(answered);
    }
    lane = openLane(store, commandOf, target);
    lanes[place] = lane;
    // Without credentials nothing can be made: the next call tries again.
    lane.made.catch(() => (lanes[place] = null));
    void throughNewLane(lane, target).then(answered);
  };
}

async function throughNewLane(lane: Lane, target: CommandTarget): Promise<Answer> {
  let send: SendTask;
  try {
    send = await lane.made;
  } catch (error) {
    return { ok: false, failure: storeFailure(error) };
  }
  return byPromise(send)(target);
}

function openLane(store: Store, commandOf: CommandOf, first: CommandTarget): Lane {
  const { bucket, versionId } = first;
  const made = makeSend(store, commandOf, { bucket, versioned: versionId !== null });
  const lane: Lane = { bucket, send: null, made };
  made.then(
    (send) => (lane.send = send),
    () => {},
  );
  return lane;
}

async function makeSend(
  store: Store,
  commandOf: CommandOf,
  objects: { readonly bucket: string; readonly versioned: boolean },
): Promise<SendTask> {
  const { dry, sdk, log } = store;
  const throughSdk: SendTask = (target, answered) =>
    void sdk.send(commandOf(target)).then(answered);
  const command = commandOf({ ...objects, key: "k", versionId: objects.versioned ? "v" : null });
  const name = command.constructor.name;
  try {
    const template = await compileCommand(commandOf, { ...objects, dry });
    const sender = new CompiledSender(store, { name, template, commandOf, throughSdk });
    return (target, answered) => sender.send(target, answered);
  } catch (error) {
    // What the world does, as credentials that cannot be had, is no reason against compiling.
    if (!(error instanceof NotCompilable) && storeFailure(error).kind !== "permanent") throw error;
    const reason = error instanceof Error ? error.message : String(error);
    log.warn("calls go through the SDK: their request cannot be compiled", {
      store: store.name,
      command: name,
      bucket: objects.bucket,
      reason,
    });
    return throughSdk;
  }
}

interface Bound {
  /** Name of the command's class. */
  readonly name: string;
  readonly template: RequestTemplate;
  readonly commandOf: CommandOf;
  readonly throughSdk: SendTask;
}

type OnAnswer = Parameters<SendTask>[1];

/** Sends by one template. A class, so that little is made for each call. */
class CompiledSender {
  readonly #store: Store;
  readonly #bound: Bound;
  #signed: Signed | null = null;

  constructor(store: Store, bound: Bound) {
    this.#store = store;
    this.#bound = bound;
  }

  send(target: CommandTarget, answered: OnAnswer): void {
    if (target.key === "") return answered({ ok: false, failure: ownFailure("EmptyKey") });
    const credentials = this.#store.credentials.get();
    if (!(credentials instanceof Promise)) return this.#sendWith(credentials, target, answered);
    credentials.then(
      (had) => this.#sendWith(had, target, answered),
      (error: unknown) => answered({ ok: false, failure: storeFailure(error) }),
    );
  }

  #sendWith(credentials: StoreCredentials, target: CommandTarget, answered: OnAnswer): void {
    const { template, throughSdk } = this.#bound;
    // Whether there is a token is part of what the SDK signed.
    if ((credentials.sessionToken !== undefined) !== template.hasSessionToken)
      return throughSdk(target, answered);
    if (this.#signed?.credentials !== credentials) {
      if (!isPlain(credentials)) return throughSdk(target, answered);
      this.#signed = { credentials, signer: createSigner(credentials, template.scope) };
    }
    this.#sendSigned(this.#signed, target, answered);
  }

  #sendSigned(signed: Signed, target: CommandTarget, answered: OnAnswer): void {
    const { clock, connections } = this.#store;
    let request;
    try {
      request = fillRequest(this.#bound.template, target, { signed, date: clock.date() });
    } catch {
      // Half a character cannot be written; the SDK says so in its own words.
      return this.#bound.throughSdk(target, answered);
    }
    connections.send(request, (received) => this.#judge(received, target, answered));
  }

  #judge(received: Received, target: CommandTarget, answered: OnAnswer): void {
    const { name, commandOf } = this.#bound;
    const answer = readKnownAnswer(name, received);
    if (answer !== undefined) answered(observed(this.#store, received, answer));
    else void askSdk(this.#store, commandOf(target), received).then(answered);
  }
}

/** Headers are written as they are, so what a provider gives must not end one. The SDK says what is wrong with it. */
function isPlain({ accessKeyId, sessionToken = "" }: StoreCredentials): boolean {
  return /^[\x21-\x7e]*$/.test(accessKeyId + sessionToken);
}

/** An answer tells the time, and sometimes that the credentials are over. */
function observed(store: Store, received: Received, answer: Answer): Answer {
  store.clock.observe(() => headerOf(received, "date"));
  if (!answer.ok && overCodes.has(answer.failure.code)) store.credentials.refresh();
  return answer;
}

const overCodes: ReadonlySet<string> = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "TokenRefreshRequired",
]);

async function askSdk(
  store: Store,
  command: ReturnType<CommandOf>,
  received: Received,
): Promise<Answer> {
  const { status, body, error } = received;
  if (status === 0) return { ok: false, failure: storeFailure(error) };
  const answer = await store.dry.judge(command, {
    status,
    headers: headersOf(received),
    bytes: Buffer.from(body, "latin1"),
    error,
  });
  return observed(store, received, answer);
}
