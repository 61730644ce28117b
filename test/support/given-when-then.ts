import { expect } from "vitest";
import { fold, type Decider, type Timed } from "../../src/job/decider.ts";

/** The clock of the histories: event n was recorded n seconds after this moment, unless it says otherwise. */
export const historyStart = "2026-01-01T00:00:00.000Z";

export function secondsIn(seconds: number): string {
  return new Date(Date.parse(historyStart) + seconds * 1000).toISOString();
}

export function daysAfter(moment: string, options: { days: number; ms?: number }): string {
  const { days, ms = 0 } = options;
  return new Date(Date.parse(moment) + days * 86_400_000 + ms).toISOString();
}

export type History<Event> = readonly (Event | Timed<Event>)[];

export interface Given<State, Command, Event, Refusal> {
  readonly state: State;
  when(command: Command): When<State, Event, Refusal>;
}

interface When<State, Event, Refusal> {
  /** Exactly these events, and history goes on with them; gives the state after them. */
  then(events: readonly Event[]): State;
  /** The command was fulfilled already. */
  thenNothing(): void;
  thenRejected(code: Refusal extends { readonly code: infer Code } ? Code : never): Refusal;
}

/** `given(events).when(command).then(events)` for a decider. */
export function givenFor<
  State,
  Command,
  Event extends { readonly type: string },
  Refusal extends { readonly code: string },
>(
  decider: Decider<State, Command, Event, Refusal>,
): (history: History<Event>) => Given<State, Command, Event, Refusal> {
  return (history) => {
    const state = fold(decider, history.map(timed));
    return { state, when: (command) => decided(decider, { state, command, history }) };
  };
}

function decided<State, Command, Event, Refusal extends { readonly code: string }>(
  decider: Decider<State, Command, Event, Refusal>,
  request: { readonly state: State; readonly command: Command; readonly history: History<Event> },
): When<State, Event, Refusal> {
  const { state, command, history } = request;
  const result = decider.decide(command, state);
  const thenEvents = (events: readonly Event[]): State => {
    expect(result).toStrictEqual({ ok: true, value: events });
    return events.reduce(
      (before, event, index) => decider.evolve(before, event, secondsIn(history.length + index)),
      state,
    );
  };
  return {
    // oxlint-disable-next-line unicorn/no-thenable -- it reads as a sentence, and is never awaited
    then: thenEvents,
    thenNothing: () => void thenEvents([]),
    thenRejected: (code) => {
      expect(result).toMatchObject({ ok: false, error: { code } });
      if (result.ok) throw new Error("not rejected");
      return result.error;
    },
  };
}

/** The events with the times of `historyStart`. */
export function timed<Event>(entry: Event | Timed<Event>, index: number): Timed<Event> {
  return isTimed(entry) ? entry : { event: entry, at: secondsIn(index) };
}

function isTimed<Event>(entry: Event | Timed<Event>): entry is Timed<Event> {
  return typeof entry === "object" && entry !== null && "event" in entry && "at" in entry;
}
