import { CopyObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { createDryClient } from "../../src/s3/compiled/dry-client.ts";
import { createS3Client } from "../../src/s3/s3-client.ts";
import { storeSettings } from "../support/compiled-requests.ts";

const command = new CopyObjectCommand({ Bucket: "b", Key: "k", CopySource: "a/k" });

test("a client sends what the SDK sends, but for what the SDK tells about itself beside user-agent", async () => {
  const settings = storeSettings();
  const ours = await createDryClient(createS3Client(settings), settings).capture(command);
  const theirs = await capture(settings);

  expect(ours.query).toEqual(theirs.query);
  const left = new Set(Object.keys(ours.headers));
  expect(Object.keys(theirs.headers).filter((name) => !left.has(name))).toEqual([
    "x-amz-user-agent",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
  ]);
  for (const name of left) {
    if (changing.has(name)) continue;
    expect([name, ours.headers[name]]).toEqual([name, theirs.headers[name]]);
  }
  expect(ours.headers["authorization"]).toContain(
    "SignedHeaders=host;x-amz-content-sha256;x-amz-copy-source;x-amz-date,",
  );
});

/** Of the time, and of what is signed. */
const changing = new Set(["x-amz-date", "authorization"]);

interface Request {
  readonly query: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a client sends that nobody has changed. */
async function capture({ endpoint, region, credentials }: ReturnType<typeof storeSettings>) {
  const seen: Request[] = [];
  const handle = (request: Request) => {
    seen.push(request);
    return Promise.reject(new Error("seen"));
  };
  const client = new S3Client({
    endpoint: endpoint!,
    region: region!,
    credentials: credentials as { accessKeyId: string; secretAccessKey: string },
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts: 1,
    retryMode: "standard",
    requestHandler: { handle } as never,
  });
  await expect(client.send(command)).rejects.toThrow("seen");
  return seen[0]!;
}
