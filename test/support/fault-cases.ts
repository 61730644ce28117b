/** Faults by the name of what a user would see on the network, and what must come of a task that meets them. */
import type { Fault } from "./fault-proxy.ts";

const errorBody = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>Said by the proxy.</Message></Error>\n`;

export const answered = (status: number, code: string, headers = {}): Fault => ({
  kind: "answer",
  status,
  headers: { "content-type": "application/xml", ...headers },
  body: errorBody(code),
});

export interface TaskFault {
  /** What happens, as part of a test's name. */
  readonly name: string;
  readonly fault: Fault;
  /** How many calls on a key meet it. */
  readonly times: number;
  /** How the task ends, and what came of it. */
  readonly ends: "succeeded" | "failed";
  /** Calls on a key when nothing else happens. */
  readonly attempts: number;
  /** Code of the first failure; undefined when the first call succeeds. */
  readonly firstCode?: string;
  /** Whether the store did it, when the task failed. */
  readonly isDone?: boolean;
  /** Ends by the time-out of the caller. */
  readonly timesOut?: boolean;
}

/** 5 in a row, and 2 rounds more. */
const attemptsOfAll = 15;

/** What heals: tried again until it has. */
function passes(name: string, fault: Fault, firstCode: string): TaskFault {
  return { name, fault, times: 1, ends: "succeeded", attempts: 2, firstCode };
}

export const taskFaults: readonly TaskFault[] = [
  passes(
    "the connection is reset before the request was read",
    { kind: "cut before" },
    "ConnectionFailed",
  ),
  passes(
    "the connection is closed after the request was sent",
    { kind: "cut after" },
    "ConnectionFailed",
  ),
  passes(
    "the answer is lost after the call took effect",
    { kind: "lose answer" },
    "ConnectionFailed",
  ),
  {
    name: "the answer is late",
    fault: { kind: "delay", ms: 300 },
    times: 1,
    ends: "succeeded",
    attempts: 1,
  },
  {
    name: "the answer comes a few bytes at a time, for longer than the time-out",
    fault: { kind: "drip", bytes: 16, everyMs: 60 },
    times: 1,
    ends: "succeeded",
    attempts: 1,
  },
  {
    ...passes("no byte comes until the time-out", { kind: "freeze" }, "TimedOut"),
    timesOut: true,
  },
  {
    ...passes(
      "the call took effect and no byte of its answer comes",
      { kind: "freeze answer" },
      "TimedOut",
    ),
    timesOut: true,
  },
  {
    ...passes("the answer is shorter than it says", { kind: "length too long" }, "TimedOut"),
    timesOut: true,
  },
  {
    ...passes(
      "the answer is longer than it says, and a copy is called again",
      { kind: "length too short" },
      "AnswerBroken",
    ),
    // What it says is a whole answer where none has a body.
    attempts: 1,
  },
  passes("the answer ends in its middle", { kind: "half answer" }, "AnswerBroken"),
  passes("the answer is no HTTP", { kind: "garbage" }, "AnswerBroken"),
  passes(
    "a 200 has an <Error> of a kind that passes",
    answered(200, "InternalError"),
    "InternalError",
  ),
  passes("a 503 has no body", { kind: "answer", status: 503 }, "ServiceUnavailable"),
  passes(
    "a 503 asks for a second of patience",
    answered(503, "SlowDown", { "retry-after": "1" }),
    "SlowDown",
  ),
  {
    name: "a burst of 500 lasts for three calls",
    fault: answered(500, "InternalError"),
    times: 3,
    ends: "succeeded",
    attempts: 4,
    firstCode: "InternalError",
  },
  lasting("a 403 is for good", answered(403, "AccessDenied"), "AccessDenied"),
  lasting("a 501 is for good", answered(501, "NotImplemented"), "NotImplemented"),
  lasting("a 200 with an <Error> is for good", answered(200, "AccessDenied"), "AccessDenied"),
  lasting("a redirect is not followed", answered(307, "TemporaryRedirect"), "TemporaryRedirect"),
  // That a 503 never ends takes three quarters of an hour to be believed: test/executors/stores-that-are-away.test.ts.
  unending("a 500 never ends", answered(500, "InternalError"), "InternalError"),
  { ...unending("no byte ever comes", { kind: "freeze" }, "TimedOut"), timesOut: true },
  {
    ...unending("every answer is lost", { kind: "lose answer" }, "ConnectionFailed"),
    isDone: true,
  },
];

/** What will not change, and is not tried again. */
function lasting(name: string, fault: Fault, firstCode: string): TaskFault {
  return { name, fault, times: Infinity, ends: "failed", attempts: 1, firstCode };
}

/** What could heal, and never does. Calls that fail while the store itself is in doubt come on top. */
function unending(name: string, fault: Fault, firstCode: string): TaskFault {
  return { name, fault, times: Infinity, ends: "failed", attempts: attemptsOfAll, firstCode };
}
