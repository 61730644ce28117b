/** A GraphQL server of the test that answers whatever the test says, and keeps what it was asked. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { freePort } from "./stevedore-process.ts";

export interface GraphQLRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface FakeGraphQL {
  readonly url: string;
  readonly requests: readonly GraphQLRequest[];
  close(): Promise<void>;
}

/** `answer` gives the body; text is sent as it is, anything else as JSON. */
export async function startFakeGraphQL(
  answer: (request: GraphQLRequest) => unknown,
): Promise<FakeGraphQL> {
  const requests: GraphQLRequest[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const request = JSON.parse(body) as GraphQLRequest;
      requests.push(request);
      const answered = answer(request);
      response.end(typeof answered === "string" ? answered : JSON.stringify(answered));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** An address where nobody listens. */
export async function deadUrl(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}`;
}
