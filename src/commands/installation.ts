import { StreamConflict, type EventStore } from "../eventstore/eventstore.ts";
import { encode } from "../job/codec.ts";
import { installationStream } from "../job/streams.ts";

/**
 * The name of this installation: every process on one event store gets the same, and two installations never share one,
 * so that a client request token means one job in each. Given once, by whoever starts first.
 */
export async function installationIdOf(
  eventStore: EventStore,
  dependencies: { readonly randomId: () => string },
): Promise<string> {
  for (;;) {
    const [first] = await eventStore.readStream(installationStream, { maxCount: 1 });
    if (first !== undefined) return String(first.data["installationId"]);
    const installationId = dependencies.randomId();
    const stored = encode(
      { type: "InstallationNamed", data: { installationId } },
      {
        actor: { kind: "ENGINE", id: installationId, name: "installation" },
        correlationId: installationId,
        causationId: null,
      },
    );
    try {
      const id = dependencies.randomId();
      await eventStore.append(installationStream, [{ id, ...stored }], { expected: "no-stream" });
      return installationId;
    } catch (error) {
      if (!(error instanceof StreamConflict)) throw error;
    }
  }
}
