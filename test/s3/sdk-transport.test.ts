import { describe } from "vitest";
import { createSdkTransport } from "../../src/s3/sdk-transport.ts";
import { transportContract } from "../contract/transport.contract.ts";

describe("the transport through the SDK", () => {
  transportContract(({ client }) => {
    const transport = createSdkTransport(client);
    return (command) => transport.send(command);
  });
});
