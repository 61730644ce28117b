/** A value, or the reason why there is none. Used where a refusal is an ordinary answer and not an exception. */
export type Result<Value, Refusal> = Ok<Value> | Err<Refusal>;

export interface Ok<Value> {
  readonly ok: true;
  readonly value: Value;
}

export interface Err<Refusal> {
  readonly ok: false;
  readonly error: Refusal;
}

export function ok<Value>(value: Value): Ok<Value> {
  return { ok: true, value };
}

export function err<Refusal>(error: Refusal): Err<Refusal> {
  return { ok: false, error };
}
