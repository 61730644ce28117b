/**
 * The SDK without a network: shows the request that it would send for a command, signed, and reads an answer that came
 * another way. So the SDK stays the judge of both, also where it sends nothing.
 */
import type { S3Client } from "@aws-sdk/client-s3";
import { createS3Client, type StoreSettings } from "../s3-client.ts";
import { asSdkCommand, sendCommand } from "../send-command.ts";
import type { Answer, OperationCommand } from "../transport.ts";

/** A request as the SDK hands it to its HTTP handler. */
export interface CapturedRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the body that came, at most as many as are wanted. */
  readonly bytes: Uint8Array;
  /** Why no more of it came, where it should have. */
  readonly error: unknown;
}

export interface DryClient {
  /** The request for a command. Rejects when the SDK cannot make one, or has no credentials. */
  capture(command: OperationCommand): Promise<CapturedRequest>;
  /** What the SDK's path makes of an answer to a command. */
  judge(command: OperationCommand, answer: RawAnswer): Promise<Answer>;
  /** The provider of the credentials that requests are signed with. */
  readonly credentials: S3Client["config"]["credentials"];
}

/** Thrown by the handler, so that nothing after it is done. */
class Captured extends Error {
  readonly request: CapturedRequest;
  constructor(request: CapturedRequest) {
    super("captured");
    this.request = request;
  }
}

/** `client`: the store's own, whose credentials and region are used. */
export function createDryClient(client: S3Client, settings: StoreSettings): DryClient {
  const { credentials, region } = client.config;
  const dry = (handle: (request: CapturedRequest) => Promise<unknown>): S3Client =>
    createS3Client(settings, { credentials, region, requestHandler: { handle } });
  const capturing = dry((request) => Promise.reject(new Captured(request)));
  return {
    credentials,
    async capture(command) {
      const answer = await capturing.send(asSdkCommand(command)).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (answer instanceof Captured) return answer.request;
      throw answer;
    },
    judge(command, raw) {
      const { status, headers } = raw;
      const body = bodyOf(raw);
      const response = { statusCode: status, headers: { ...headers }, body };
      return sendCommand(
        dry(() => Promise.resolve({ response })),
        command,
      );
    },
  };
}

async function* bodyOf({ bytes, error }: RawAnswer): AsyncGenerator<Uint8Array> {
  if (bytes.byteLength > 0) yield bytes;
  if (error !== null) throw error;
}
