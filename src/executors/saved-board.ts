/**
 * The board as events, so that a process that starts need not read the whole log: a cache with a short life. Whoever
 * cannot read it, for whatever reason, reads the log.
 */
import type { EventStore } from "../eventstore/eventstore.ts";
import type { BoardSaved } from "../job/engine-events.ts";
import type { JobEvent } from "../job/events.ts";
import { boardStream } from "../job/streams.ts";
import type { Board, BoardState } from "./board.ts";
import { createJobBoard } from "./job-board.ts";
import { pack, unpack } from "./pack.ts";
import type { StreamWriter } from "./stream-writer.ts";

/** Raise it when what is kept of the log means something else than before. */
const formatVersion = 2;

/** Names the members too, so that a version that keeps others does not take it for its own. */
const format = `${formatVersion} ${membersOfJob()}`;

/** Three bytes a character at the worst, and a piece has to fit one append. */
const pieceCharacters = 250_000;

/** More pieces than a save has are read back when its writer was interrupted. */
const lookBackPieces = 3;

/** Writes a save, and takes away those before it. `state`: of the board as it is now. */
export async function saveBoard(
  { eventStore, writer }: { readonly eventStore: EventStore; readonly writer: StreamWriter },
  { state, position }: { readonly state: string; readonly position: number },
): Promise<void> {
  const pieces = Math.ceil(state.length / pieceCharacters);
  const { executor } = writer;
  let first = 0;
  for (let piece = 0; piece < pieces; piece++) {
    const part = state.slice(piece * pieceCharacters, (piece + 1) * pieceCharacters);
    const data = { executor, position, format, piece, pieces, state: part };
    const { revision } = await writer.append(boardStream, [{ type: "BoardSaved", data }], {
      expected: "any",
      correlationId: executor,
    });
    if (piece === 0) first = revision;
  }
  await eventStore.truncateStream(boardStream, first);
}

/** The state to save: taken at once, for the board goes on. */
export function stateToSave(board: Board): { readonly state: string; readonly position: number } {
  return { state: pack(board.state()), position: board.position };
}

export interface LoadedBoard {
  readonly state: BoardState;
  readonly position: number;
}

/** The newest save that is whole and understood; null when there is none. */
export async function loadBoard(
  eventStore: Pick<EventStore, "readStream">,
): Promise<LoadedBoard | null> {
  const [last] = await eventStore.readStream(boardStream, { backwards: true, maxCount: 1 });
  if (last === undefined) return null;
  const maxCount = lookBackPieces * (last.data as BoardSaved["data"]).pieces;
  const recorded = await eventStore.readStream(boardStream, { backwards: true, maxCount });
  const saves = Map.groupBy(
    recorded.map(({ data }) => data as BoardSaved["data"]),
    ({ executor, position }) => `${executor} ${position}`,
  );
  const whole = [...saves.values()].filter(
    (pieces) => pieces.length === pieces[0]!.pieces && pieces[0]!.format === format,
  );
  const newest = whole.toSorted((a, b) => b[0]!.position - a[0]!.position)[0];
  if (newest === undefined) return null;
  const text = newest
    .toSorted((a, b) => a.piece - b.piece)
    .map(({ state }) => state)
    .join("");
  return { state: unpack(text) as BoardState, position: newest[0]!.position };
}

function membersOfJob(): string {
  const spec = { priority: 0, limits: {} };
  const created = { type: "JobCreated", data: { jobId: "", spec } } as unknown as JobEvent;
  const job = createJobBoard(created as Extract<JobEvent, { type: "JobCreated" }>, {
    position: 0,
    recordedAt: "",
  });
  return Object.keys(job).toSorted().join(" ");
}
