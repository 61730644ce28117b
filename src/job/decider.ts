import type { Result } from "../lib/result.ts";

/**
 * A decider: `decide` turns a command and the present state into events or a refusal, `evolve` folds an event into the
 * state. Both are pure. A command that is already fulfilled gives no event.
 */
export interface Decider<State, Command, Event, Refusal> {
  readonly initialState: State;
  readonly decide: (command: Command, state: State) => Result<readonly Event[], Refusal>;
  /** `at`: when the store recorded the event. */
  readonly evolve: (state: State, event: Event, at: string) => State;
}

/** An event with the time the store gave it. */
export interface Timed<Event> {
  readonly event: Event;
  readonly at: string;
}

export function fold<State, Event>(
  decider: Pick<Decider<State, never, Event, unknown>, "initialState" | "evolve">,
  history: readonly Timed<Event>[],
): State {
  return history.reduce(
    (state, { event, at }) => decider.evolve(state, event, at),
    decider.initialState,
  );
}
