import { describe } from "vitest";
import { describeListJobs } from "../contract/list-jobs.contract.ts";

const {
  S3_ENDPOINT: endpoint,
  S3_ACCESS_KEY_ID: accessKeyId,
  S3_SECRET_ACCESS_KEY: secretAccessKey,
} = process.env;
const hasServer =
  endpoint !== undefined && accessKeyId !== undefined && secretAccessKey !== undefined;
const note = hasServer
  ? ""
  : " (skipped: S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are not set)";

describe.skipIf(!hasServer)(`a real S3 server${note}`, () => {
  describeListJobs("a real S3 server", {
    connect: () => ({
      endpoint: endpoint!,
      accessKeyId: accessKeyId!,
      secretAccessKey: secretAccessKey!,
    }),
  });
});
