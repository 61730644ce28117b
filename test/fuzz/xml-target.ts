/**
 * What the engine makes of the answer to a copy: through the SDK's own client and middleware, the transport and the
 * operation's judge; only the network is replaced, by a handler that hands out the case's status and body. Where the same
 * answer is read without the SDK, it must mean the same.
 */
import { Readable } from "node:stream";
import type { Judgement } from "../../src/operations/operation.ts";
import { readErrorBody } from "../../src/s3/error-answer.ts";
import { readKnownAnswer } from "../../src/s3/compiled/known-answers.ts";
import { createSdkTransport } from "../../src/s3/sdk-transport.ts";
import type { Answer, Transport } from "../../src/s3/transport.ts";
import { oneCallOf } from "../support/one-call.ts";
import { createTestClient } from "../support/raw-s3.ts";
import type { Finding, FuzzTarget } from "./run-fuzz.ts";
import { answerCase, type AnswerCase } from "./xml-cases.ts";

const parameters = {
  targetStore: "default",
  targetBucket: "target",
  metadataDirective: "COPY",
  requesterPays: false,
} as const;
const task = { bucket: "source", key: "key", versionId: null };

export function openXmlTarget(): FuzzTarget {
  let given: AnswerCase | null = null;
  const client = createTestClient("http://127.0.0.1:9");
  const handle = () => Promise.resolve({ response: responseOf(given!) });
  Object.assign(client.config, { requestHandler: { handle, destroy() {} } });
  const transport = createSdkTransport(client);
  return {
    async check(random) {
      given = answerCase(random);
      const what = await look(given, transport);
      return what === null ? null : finding(what, given);
    },
    async stop() {
      client.destroy();
    },
  };
}

const headers = { "content-type": "application/xml", "x-amz-request-id": "request" };

function responseOf({ status, body, blockBytes }: AnswerCase) {
  const blocks: Buffer[] = [];
  for (let start = 0; start < body.length; start += blockBytes)
    blocks.push(body.subarray(start, start + blockBytes));
  return {
    statusCode: status,
    reason: "",
    headers,
    body: Readable.from(blocks, { objectMode: false }),
  };
}

async function look(given: AnswerCase, transport: Transport): Promise<string | null> {
  const { command, judge } = oneCallOf({ kind: "COPY_OBJECT", parameters });
  const judgement = judge(await transport.send(command(task)));
  return (
    unlawfulShape(judgement) ??
    unlawfulSuccess(judgement, given) ??
    wrongCode(judgement, given) ??
    otherWithoutSdk(given, { judge, judgement })
  );
}

/** What the parser of our own takes for known it reads as the SDK does. */
function otherWithoutSdk(
  { status, body }: AnswerCase,
  {
    judge,
    judgement,
  }: { readonly judge: (answer: Answer) => Judgement; readonly judgement: Judgement },
): string | null {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const received = { status, headers: lines.join(""), body: body.toString("latin1"), error: null };
  const known = readKnownAnswer("CopyObjectCommand", received);
  if (known === undefined) return null;
  const [own, sdk] = [JSON.stringify(judge(known)), JSON.stringify(judgement)];
  return own === sdk ? null : `${own} without the SDK, ${sdk} with it`;
}

function unlawfulShape(judgement: Judgement): string | null {
  if (judgement.succeeded) return null;
  const { code, status, message, kind } = judgement.failure;
  const sound =
    code !== "" &&
    message !== "" &&
    (status === null || Number.isInteger(status)) &&
    ["throttle", "transient", "permanent"].includes(kind);
  return sound ? null : `a failure that cannot be recorded: ${JSON.stringify(judgement.failure)}`;
}

/** Only a 200 that holds the result of a copy, and no refusal, is a copy. */
function unlawfulSuccess(
  judgement: Judgement,
  { status, body, isCopyResult }: AnswerCase,
): string | null {
  const text = body.toString("utf8");
  const mustFail =
    status !== 200 || text.includes("<Error>") || !text.includes("<CopyObjectResult");
  if (judgement.succeeded && mustFail) return `${status} was taken for a success`;
  if (!judgement.succeeded && isCopyResult && status === 200)
    return `a copy was taken for a failure: ${JSON.stringify(judgement.failure)}`;
  return null;
}

/** A refusal that is well-formed is told in its own words and with the status that came. */
function wrongCode(judgement: Judgement, { status, body, told }: AnswerCase): string | null {
  if (told === null) return null;
  const read = readErrorBody(body.toString("utf8"));
  if (read?.code !== told.code || read.message !== told.message)
    return `read ${JSON.stringify(read)}, made from ${JSON.stringify(told)}`;
  if (judgement.succeeded) return "a refusal was taken for a success";
  // 204 and 304 have no body as HTTP knows it.
  const { failure } = judgement;
  if (failure.status !== status) return `status ${failure.status} of ${status}`;
  return failure.code === told.code ? null : `the code ${failure.code} of ${told.code}`;
}

function finding(what: string, { status, body, blockBytes }: AnswerCase): Finding {
  const shown = JSON.stringify(body.toString("latin1").slice(0, 1500));
  return { what, input: `${status}, blocks of ${blockBytes}: ${shown} (bytes as Latin-1)` };
}
