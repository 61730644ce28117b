/** Stands in for `src/s3/sdk-transport.ts`: a transport that sends nothing. */
import type { Answer, Transport } from "../../src/s3/transport.ts";

const copied: Answer = {
  ok: true,
  status: 200,
  output: { $metadata: { httpStatusCode: 200 }, CopyObjectResult: { ETag: '"null"' } },
};

/** Answers come in a later turn of the event loop, all that wait at once, as those of a network do. */
export function createSdkTransport(): Transport {
  let waiting: ((answer: Answer) => void)[] = [];
  const answerAll = () => {
    const answered = waiting;
    waiting = [];
    for (const resolve of answered) resolve(copied);
  };
  return {
    send: () =>
      new Promise((resolve) => {
        if (waiting.push(resolve) === 1) setImmediate(answerAll);
      }),
  };
}
