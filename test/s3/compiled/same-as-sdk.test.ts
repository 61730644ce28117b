import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { afterEach, describe, expect, test } from "vitest";
import type { CopyObjectParameters, OperationSpec } from "../../../src/job/spec.ts";
import { copySource } from "../../../src/operations/copy-source.ts";
import type { RequestTemplate } from "../../../src/s3/compiled/template.ts";
import { createCompiledTransport } from "../../../src/s3/compiled/compiled-transport.ts";
import { NotCompilable } from "../../../src/s3/compiled/template.ts";
import { createSdkTransport } from "../../../src/s3/sdk-transport.ts";
import { byPromise } from "../../../src/s3/transport.ts";
import type { CommandOf } from "../../../src/s3/transport.ts";
import {
  compareWithSdk,
  endpoints,
  trickyKeys,
  versions,
} from "../../support/compiled-requests.ts";
import { oneCallOf } from "../../support/one-call.ts";
import { startRawS3, type RawRequest, type RawS3 } from "../../support/raw-s3.ts";

const plainCopy: CopyObjectParameters = {
  targetStore: "default",
  targetBucket: "copies",
  metadataDirective: "COPY",
  requesterPays: false,
};

/** Each parameter of a copy, as it changes the request. */
const copies: Readonly<Record<string, Partial<CopyObjectParameters>>> = {
  plainly: {},
  "under a prefix": { targetKeyPrefix: "2026/old ones & é" },
  "with an access control list": { cannedAcl: "bucket-owner-full-control" },
  "with grants": {
    grants: [
      { granteeType: "ID", grantee: "79a5", permission: "READ" },
      {
        granteeType: "URI",
        grantee: "http://acs.amazonaws.com/groups/global/AllUsers",
        permission: "READ_ACP",
      },
    ],
  },
  "with new metadata": {
    metadataDirective: "REPLACE",
    metadata: {
      contentType: "text/plain; charset=utf-8",
      cacheControl: "max-age=3,  public",
      user: [{ key: "Camera-Id", value: "a  b" }],
    },
  },
  "with new tags": { newTags: [{ key: "état", value: "1+1=2 / @home" }] },
  "with no tags": { newTags: [] },
  "into a class": { storageClass: "GLACIER_IR", checksumAlgorithm: "SHA256" },
  "under conditions": {
    modifiedSince: "2026-01-01T00:00:00Z",
    unmodifiedSince: "2026-06-01T12:34:56.789Z",
  },
  "under lock": {
    legalHold: "ON",
    retention: { mode: "GOVERNANCE", retainUntil: "2030-01-01T00:00:00Z" },
  },
  encrypted: {
    encryption: {
      algorithm: "KMS",
      kmsKeyId: "arn:aws:kms:eu-west-1:1:key/a",
      bucketKeyEnabled: true,
    },
  },
  "paid by who asks": { requesterPays: true, redirectLocation: "/other?x=1" },
};

/** The other operations that are one call a task. */
const otherOperations: readonly OperationSpec[] = [
  { kind: "PUT_OBJECT_TAGGING", parameters: { tagSet: [{ key: "état", value: "<&> 1+1" }] } },
  { kind: "DELETE_OBJECT_TAGGING", parameters: {} },
  { kind: "PUT_OBJECT_ACL", parameters: { cannedAcl: "public-read" } },
  {
    kind: "PUT_OBJECT_ACL",
    parameters: {
      ownerId: "79a5",
      grants: [{ granteeType: "URI", grantee: "http://groups/all?<&>", permission: "WRITE" }],
    },
  },
  { kind: "RESTORE_OBJECT", parameters: { expirationInDays: 3, tier: "BULK" } },
  { kind: "PUT_OBJECT_LEGAL_HOLD", parameters: { status: "ON" } },
  { kind: "PUT_OBJECT_RETENTION", parameters: { retention: null, bypassGovernance: true } },
  {
    kind: "PUT_OBJECT_RETENTION",
    parameters: {
      retention: { mode: "GOVERNANCE", retainUntil: "2030-01-01T00:00:00Z" },
      bypassGovernance: false,
    },
  },
];

function copyOf(changes: Partial<CopyObjectParameters>): CommandOf {
  return oneCallOf({ kind: "COPY_OBJECT", parameters: { ...plainCopy, ...changes } }).command;
}

/** Those that keep a key within what S3 allows when a prefix comes before it. */
const keys = trickyKeys.filter((key) => key.length < 200);

describe("a compiled request is the SDK's, Authorization included", () => {
  test.each(Object.keys(copies))("for a copy %s", async (name) => {
    const compared = await compareWithSdk(copyOf(copies[name]!), { keys });
    expect(compared.differences).toEqual([]);
    expect(compared.requests).toBe(keys.length * versions.length);
  });

  test.each(otherOperations.map((spec) => [spec.kind, spec] as const))(
    "for %s",
    async (_kind, spec) => {
      const compared = await compareWithSdk(oneCallOf(spec).command, { keys });
      expect(compared.differences).toEqual([]);
    },
  );

  test.each(Object.keys(endpoints))("on %s", async (name) => {
    for (const commandOf of [copyOf({}), tagging]) {
      for (const bucket of ["photos", "with.dots"]) {
        const compared = await compareWithSdk(commandOf, { settings: endpoints[name]!, bucket });
        expect(compared.differences).toEqual([]);
      }
    }
  });

  test.each<[string, CommandOf]>([
    ["HEAD", (to) => new HeadObjectCommand(inputOf(to))],
    ["DELETE", (to) => new DeleteObjectCommand(inputOf(to))],
    ["GET", (to) => new GetObjectTaggingCommand(inputOf(to))],
  ])("for the method %s", async (_method, commandOf) => {
    expect((await compareWithSdk(commandOf)).differences).toEqual([]);
  });
});

function inputOf({ bucket, key, versionId }: Parameters<CommandOf>[0]) {
  return { Bucket: bucket, Key: key, ...(versionId === null ? {} : { VersionId: versionId }) };
}

const tagging: CommandOf = (to) =>
  new PutObjectTaggingCommand({ ...inputOf(to), Tagging: { TagSet: [{ Key: "a", Value: "b" }] } });

describe("a command that cannot be filled in", () => {
  const copyFrom = (to: Parameters<CommandOf>[0], changes: object) =>
    new CopyObjectCommand({
      Bucket: "copies",
      Key: to.key,
      CopySource: copySource(to),
      ...changes,
    });

  test.each<[string, CommandOf]>([
    [
      "is another one for some keys",
      (to) => copyFrom(to, to.key.includes("/") ? { StorageClass: "GLACIER" } : {}),
    ],
    ["has the key in metadata", (to) => copyFrom(to, { Metadata: { from: to.key } })],
    [
      "has the escaped key in metadata",
      (to) => copyFrom(to, { Metadata: { from: encodeURIComponent(to.key) } }),
    ],
    [
      "has a copy source that is not encoded",
      (to) => copyFrom(to, { CopySource: `${to.bucket}/${to.key}` }),
    ],
    [
      "has a copy source whose slashes are encoded",
      (to) => copyFrom(to, { CopySource: `photos/${encodeURIComponent(to.key)}` }),
    ],
    ["changes the letters of the key", (to) => copyFrom(to, { Key: to.key.toUpperCase() })],
    ["trims the key", (to) => copyFrom(to, { Key: to.key.trim().normalize("NFC") })],
    [
      "depends on the length of the key",
      (to) => copyFrom(to, { Metadata: { length: String(to.key.length) } }),
    ],
    [
      "has the key in its body",
      (to) =>
        new PutObjectTaggingCommand({
          ...inputOf(to),
          Tagging: { TagSet: [{ Key: "a", Value: to.key }] },
        }),
    ],
    ["is about the same object for every key", (to) => copyFrom(to, { Key: "fixed" })],
    ["goes to a bucket named after the key", (to) => copyFrom(to, { Bucket: `b${to.key.length}` })],
  ])("is refused: it %s", async (_what, commandOf) => {
    await expect(compareWithSdk(commandOf, { keys: [] })).rejects.toThrow(NotCompilable);
  });

  test.each<[string, (template: RequestTemplate) => RequestTemplate]>([
    [
      "a header that is left out",
      ({ head, ...template }) => ({
        ...template,
        head: head.map((piece) =>
          typeof piece === "string" ? piece.replace(/\r\nx-amz-content-sha256:[^\r]*/, "") : piece,
        ),
      }),
    ],
    [
      "a version that is left out",
      ({ head, ...template }) => ({
        ...template,
        head: head.filter((piece) => typeof piece === "string" || piece.slot !== "version"),
      }),
    ],
    [
      "a signature for another region",
      (template) => ({ ...template, scope: { region: "eu-west-1", service: "s3" } }),
    ],
    ["a body that was changed", (template) => ({ ...template, body: Buffer.from("<Tagging/>") })],
    [
      "another text that is signed",
      (template) => ({ ...template, canonical: [...template.canonical, "\n"] }),
    ],
  ])("%s would be found by this comparison", async (_bug, change) => {
    const { differences } = await compareWithSdk(tagging, { change });
    expect(differences.length).toBeGreaterThanOrEqual(trickyKeys.length);
  });
});

describe("on the wire", () => {
  const running: RawS3[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.close()));
  });

  /** What tells two calls apart that are made one after the other. */
  function comparable({ method, url, headers, body }: RawRequest) {
    const { "x-amz-date": date, authorization, ...others } = headers;
    const [signed] = (authorization ?? "").replace(/\/\d{8}\//, "/").split("Signature=");
    expect(date).toMatch(/^\d{8}T\d{6}Z$/);
    return { method, url, others, signed, body: body.toString("latin1") };
  }

  test.each<[string, CommandOf]>([
    ["a copy", copyOf({ targetKeyPrefix: "p" })],
    ["tagging", tagging],
    ["DELETE", (to) => new DeleteObjectCommand(inputOf(to))],
    ["HEAD", (to) => new HeadObjectCommand(inputOf(to))],
  ])("%s looks the same both ways", async (_name, commandOf) => {
    const server = await startRawS3((_request, response) => void response.writeHead(204).end());
    running.push(server);
    const { client, settings } = server;
    const sdk = createSdkTransport(client);
    const compiled = createCompiledTransport({
      client,
      settings,
      sdk,
      log: { warn: expect.unreachable },
    });
    const send = byPromise(compiled.bind(commandOf));
    for (const key of keys) {
      for (const versionId of [null, "v 1"]) {
        await sdk.send(commandOf({ bucket: "photos", key, versionId }));
        await send({ bucket: "photos", key, versionId });
        const [bySdk, byUs] = server.requests.slice(-2).map(comparable);
        expect(byUs).toEqual(bySdk);
      }
    }
    compiled.close();
    expect(server.requests).toHaveLength(keys.length * 4);
  });
});
