/**
 * Copies an object from one store into another: no store can read from a foreign one, so the bytes go through this
 * process, as a stream that is never held whole. They are hashed on the way, and what the target says it received, or
 * else what it gives back, must have the same hash.
 */
import { createHash, type Hash } from "node:crypto";
import { Readable } from "node:stream";
import { GetObjectCommand, PutObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import type { CompletedPart } from "@aws-sdk/client-s3";
import type { Tag } from "../job/spec.ts";
import { ownFailure, storeFailure, type StoreFailure } from "../s3/failures.ts";
import type { Answer, OperationCommand } from "../s3/transport.ts";
import { metadataOf, tagQuery, targetFields, type SourceFacts } from "./copy-fields.ts";
import {
  abortUpload,
  checkConditions,
  completeUpload,
  createUpload,
  done,
  failedBy,
  followUp,
  tagsOfCopy,
  type Copying,
  type Step,
} from "./copy-steps.ts";
import { createPieces, type Pieces } from "./pieces.ts";
import { judgeStatus } from "./judge-status.ts";
import type { Judgement } from "./operation.ts";
import { openBody, readToEnd } from "./read-body.ts";

const mebibyte = 1024 * 1024;

/** Up to this size an object goes in one call; beyond it, parts make a broken connection cost less. */
const streamRules = {
  wholeMax: 64 * mebibyte,
  partMin: 64 * mebibyte,
  partsMax: 10_000,
} as const;

export interface StreamRules {
  readonly wholeMax: number;
  readonly partMin: number;
  readonly partsMax: number;
}

export async function copyAcrossStores(
  copying: Copying,
  rules: StreamRules = streamRules,
): Promise<Judgement> {
  const { task, sourceStore, calls, parameters } = copying;
  const answer = await calls.send(sourceStore, readSource(copying));
  const opened = openBody(answer);
  if (!opened.ok) return { succeeded: false, failure: opened.failure };
  const source: SourceFacts = answer.ok ? answer.output : {};
  const pieces = createPieces(opened.body.pieces);
  try {
    const unmet = checkConditions(parameters, source);
    if (unmet !== null) return { succeeded: false, failure: unmet };
    const tags = await tagsOfCopy(copying, task.versionId ?? source.VersionId ?? null);
    if (!tags.ok) return { succeeded: false, failure: tags.failure };
    const flow: Flow = { copying, source, tags: tags.value, pieces, bytes: opened.body.bytes };
    const written = await (flow.bytes <= rules.wholeMax ? putWhole(flow) : putParts(flow, rules));
    if (!written.ok) return { succeeded: false, failure: written.failure };
    const different = written.value.verified ? null : await readBack(flow, written.value.sha256);
    if (different !== null) return { succeeded: false, failure: different };
    const message = `Successful (copied from the store ${sourceStore})`;
    return (await followUp(copying, tags.value)) ?? { succeeded: true, message };
  } finally {
    await pieces.close();
  }
}

/** One object on its way. */
interface Flow {
  readonly copying: Copying;
  readonly source: SourceFacts;
  readonly tags: readonly Tag[];
  readonly pieces: Pieces;
  readonly bytes: number;
}

interface Written {
  /** Whether the target has told hashes that are ours. Encrypted objects have ETags that are no hash of the content. */
  readonly verified: boolean;
  /** Of all that was sent. */
  readonly sha256: string;
}

function readSource({ task, parameters }: Copying): OperationCommand {
  const { bucket, key, versionId } = task;
  return new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(versionId === null ? {} : { VersionId: versionId }),
    ...(parameters.requesterPays ? { RequestPayer: "requester" } : {}),
  });
}

async function putWhole(flow: Flow): Promise<Step<Written>> {
  const { copying, source, tags, bytes } = flow;
  const { parameters, key } = copying;
  const whole = createHash("sha256");
  const sent = await sendPiece(flow, {
    bytes,
    whole,
    command: (Body) =>
      new PutObjectCommand({
        Bucket: parameters.targetBucket,
        Key: key,
        Body,
        ContentLength: bytes,
        ...targetFields(parameters),
        ...metadataOf(parameters, source),
        ...(tags.length === 0 ? {} : { Tagging: tagQuery(tags) }),
      }),
  });
  if (!sent.ok) return sent;
  return done({ verified: sent.value.verified, sha256: whole.digest("hex") });
}

async function putParts(flow: Flow, { partMin, partsMax }: StreamRules): Promise<Step<Written>> {
  const { copying, bytes } = flow;
  const upload = await createUpload(copying, flow.source, flow.tags);
  if (!upload.ok) return upload;
  const partBytes = Math.max(partMin, Math.ceil(bytes / partsMax / mebibyte) * mebibyte);
  const whole = createHash("sha256");
  const parts: CompletedPart[] = [];
  let verified = true;
  let failure: StoreFailure | null = null;
  for (let start = 0; start < bytes && failure === null; start += partBytes) {
    const PartNumber = parts.length + 1;
    const length = Math.min(partBytes, bytes - start);
    const sent = await sendPiece(flow, {
      bytes: length,
      whole,
      command: (Body) =>
        new UploadPartCommand({
          Bucket: copying.parameters.targetBucket,
          Key: copying.key,
          UploadId: upload.value,
          PartNumber,
          Body,
          ContentLength: length,
        }),
    });
    if (!sent.ok) failure = sent.failure;
    else {
      parts.push({ ETag: sent.value.etag, PartNumber });
      verified &&= sent.value.verified;
    }
  }
  failure ??= await completeUpload(copying, { id: upload.value, parts });
  if (failure === null) return done({ verified, sha256: whole.digest("hex") });
  await abortUpload(copying, upload.value);
  return failedBy(failure);
}

interface Piece {
  readonly bytes: number;
  /** Takes every byte that is sent. */
  readonly whole: Hash;
  readonly command: (body: Readable) => OperationCommand;
}

interface SentPiece {
  readonly etag: string;
  readonly verified: boolean;
}

/** Sends the next bytes of the source by one call. */
async function sendPiece(
  { copying, pieces }: Flow,
  { bytes, whole, command }: Piece,
): Promise<Step<SentPiece>> {
  const md5 = createHash("md5");
  let broken: StoreFailure | null = null;
  async function* next() {
    try {
      for await (const piece of pieces.take(bytes)) {
        md5.update(piece);
        whole.update(piece);
        yield piece;
      }
    } catch (error) {
      broken = storeFailure(error);
      throw error;
    }
  }
  const body = Readable.from(next(), { objectMode: false });
  // When the SDK has let go of it, nobody else listens, and an error that nobody hears ends the process.
  body.on("error", () => {});
  const answer = await copying.calls.send(copying.parameters.targetStore, command(body));
  // The target says that its request broke off; what broke was the source.
  if (broken !== null) return failedBy(broken);
  const judged = judgeStatus(answer, 200);
  if (!judged.succeeded) return failedBy(judged.failure);
  const etag = etagOf(answer);
  return done({ etag, verified: etag.replaceAll('"', "") === md5.digest("hex") });
}

function etagOf(answer: Answer): string {
  return answer.ok && "ETag" in answer.output ? (answer.output.ETag ?? "") : "";
}

/** The target's ETags are no hashes that could be compared: then what it holds is read and hashed. */
async function readBack(
  { copying: { parameters, key, calls } }: Flow,
  sha256: string,
): Promise<StoreFailure | null> {
  const command = new GetObjectCommand({ Bucket: parameters.targetBucket, Key: key });
  const opened = openBody(await calls.send(parameters.targetStore, command));
  if (!opened.ok) return opened.failure;
  const hash = createHash("sha256");
  const failure = await readToEnd(opened.body, (piece) => void hash.update(piece));
  if (failure !== null) return failure;
  return hash.digest("hex") === sha256 ? null : ownFailure("CopyDiffers");
}
