/** The destinations that the settings name for notices of jobs, each with a notifier of its own. */
import { ConfigError } from "../config/config-error.ts";
import type { Config } from "../config.ts";
import type { NoticeDestination } from "../config/notice-destinations.ts";
import type { EventStore } from "../eventstore/eventstore.ts";
import { createEventIds, uuidV5 } from "../eventstore/ids.ts";
import { describeOperations } from "../inspect/describe-operations.ts";
import { noticeStream } from "../job/streams.ts";
import { systemClock } from "../lib/clock.ts";
import { didYouMean } from "../lib/nearest.ts";
import type { Logger } from "../log.ts";
import type { FailuresOfJob } from "../notices/failures.ts";
import { isTold } from "../notices/is-told.ts";
import { createNotifier, type Notifier } from "../notices/notifier.ts";
import type { ReadModels } from "../readmodels/read-models.ts";
import { senderOf, takers } from "./notice-senders.ts";

interface NoticeParts {
  readonly eventStore: EventStore;
  readonly readModels: Pick<ReadModels, "waitFor" | "failureGroups" | "failedTasks">;
  readonly executor: string;
  readonly log: Logger;
}

/** @throws ConfigError when one is for an operation that there is not */
export function openNotifiers(config: Config, parts: NoticeParts): readonly Notifier[] {
  const { destinations, functions, publicUrl } = config;
  const failuresOf = failuresIn(parts.readModels);
  refuseUnknownOperations(destinations);
  return destinations.map((destination) =>
    createNotifier({
      ...parts,
      channel: {
        name: destination.name,
        taker: takers[destination.target.kind],
        isTold: (notice) => isTold(notice, destination),
        send: senderOf(destination.target, { functions, failuresOf, explain: false }),
      },
      nextIds: createEventIds(uuidV5(noticeStream(destination.name), parts.executor)),
      publicUrl,
      clock: systemClock,
      random: Math.random,
    }),
  );
}

/** The configuration knows no operations; one that is misspelt would never be told of. */
export function refuseUnknownOperations(destinations: readonly NoticeDestination[]): void {
  const known: readonly string[] = describeOperations().map(({ kind }) => kind);
  for (const { name, jobs } of destinations) {
    const wrong = jobs.operations?.find((operation) => !known.includes(operation));
    if (wrong === undefined) continue;
    throw new ConfigError(
      `Notice destination ${JSON.stringify(name)} in the config file: jobs: there is no operation ${wrong}.${didYouMean(wrong, known)} There are ${known.join(", ")}.`,
    );
  }
}

/** More codes than these are told of as one number. */
const codesMax = 5;
/** Rows that are behind are not waited for any longer: the mail matters more. */
const rowsWaitMs = 5_000;

function failuresIn(readModels: NoticeParts["readModels"]): FailuresOfJob {
  return async (job, position) => {
    if (!(await readModels.waitFor(position, { timeoutMs: rowsWaitMs }))) return null;
    return readModels.failureGroups(job, { first: codesMax }).map((group) => {
      const { rows } = readModels.failedTasks(job, { first: 1, errorCodes: [group.errorCode] });
      const key = rows[0]?.row.rawKey ?? null;
      return { code: group.errorCode, count: group.count, message: group.sampleMessage, key };
    });
  };
}
