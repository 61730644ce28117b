/**
 * Stored JSON and back. Each event type has a version; a shape that changes gets a new one, and an upcaster that makes
 * the new shape of the old. What a newer process wrote is told apart from what is broken, so that this one leaves such
 * a job alone and says so.
 */
import { err, ok, type Result } from "../lib/result.ts";
import type { BulkEvent } from "./bulk-events.ts";
import type { ChunkEvent } from "./chunk-events.ts";
import type { EngineEvent } from "./engine-events.ts";
import type { JobEvent, PartEvent, ReportFileEvent, RestartPointFound } from "./events.ts";

export type AnyEvent =
  | JobEvent
  | PartEvent
  | RestartPointFound
  | ChunkEvent
  | ReportFileEvent
  | BulkEvent
  | EngineEvent;
export type EventType = AnyEvent["type"];

/** Who caused an event. */
export interface Actor {
  readonly kind: "USER" | "ENGINE";
  /** Subject of the token, or the id of the executor. */
  readonly id: string;
  readonly name: string;
}

/** What stands beside the data of every event. */
export interface EventMetadata {
  readonly actor: Actor;
  /** Joins everything that one request caused. */
  readonly correlationId: string;
  /** The event or request that caused this one. */
  readonly causationId: string | null;
  readonly schemaVersion: number;
}

/** The version each type is written in now. */
export const schemaVersions: Readonly<Record<EventType, number>> = {
  JobCreated: 1,
  JobPreparing: 1,
  JobPreflighted: 1,
  ManifestRead: 1,
  JobSuspended: 1,
  JobConfirmed: 1,
  JobReady: 1,
  JobActivated: 1,
  JobPausing: 1,
  JobPaused: 1,
  JobResumed: 1,
  JobPriorityChanged: 1,
  JobLimitsChanged: 1,
  JobTagged: 1,
  JobCancelRequested: 1,
  JobFailing: 1,
  JobDrained: 1,
  JobCompleting: 1,
  ReportWritten: 1,
  ReportFailed: 1,
  JobCompleted: 1,
  JobCancelled: 1,
  JobFailed: 1,
  JobExpired: 1,
  JobHistoryDeleted: 1,
  PartClaimed: 1,
  PartChunksPlanned: 1,
  PartPlanned: 1,
  PartRejected: 1,
  RestartPointFound: 1,
  ReportFileClaimed: 1,
  ReportFileWritten: 1,
  ChunkClaimed: 1,
  TaskStarted: 1,
  TaskSucceeded: 1,
  TaskFailed: 1,
  TaskDeferred: 1,
  ChunkAdvanced: 1,
  ChunkReleased: 1,
  ChunkCompleted: 1,
  ExecutorSeen: 1,
  ExecutorStopped: 1,
  StewardClaimed: 1,
  InstallationNamed: 1,
  BoardSaved: 1,
  NoticesSent: 1,
  BulkCommandGiven: 1,
  BulkCommandListed: 1,
  BulkCommandTaken: 1,
  BulkCommandAdvanced: 1,
  BulkCommandStopRequested: 1,
  BulkCommandEnded: 1,
  BulkCommandExpired: 1,
};

/** From the shape of a version to that of the next one; none was needed yet. */
const upcasters: Readonly<
  Partial<Record<EventType, Readonly<Record<number, (data: unknown) => unknown>>>>
> = {};

/** An event as a store keeps it. */
export interface StoredEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export function encode(
  event: AnyEvent,
  metadata: Omit<EventMetadata, "schemaVersion">,
): StoredEvent {
  return {
    type: event.type,
    data: event.data as StoredEvent["data"],
    metadata: { ...metadata, schemaVersion: schemaVersions[event.type] },
  };
}

/** Why an event cannot be understood: a newer process wrote it, or it is not one of ours. */
export interface NotUnderstood {
  readonly code: "NEWER_VERSION" | "UNKNOWN_TYPE";
  readonly message: string;
}

export function decode(stored: StoredEvent): Result<AnyEvent, NotUnderstood> {
  if (!Object.hasOwn(schemaVersions, stored.type)) {
    return err({
      code: "UNKNOWN_TYPE",
      message: `This version of Stevedore does not know events of the type ${stored.type}.`,
    });
  }
  const current = schemaVersions[stored.type as EventType];
  const version = Number(stored.metadata["schemaVersion"] ?? 1);
  if (version > current) {
    return err({
      code: "NEWER_VERSION",
      message: `${stored.type} is of version ${version}; this version of Stevedore knows ${current}. Start the newer version again.`,
    });
  }
  let data: unknown = stored.data;
  for (let from = version; from < current; from++)
    data = upcasters[stored.type as EventType]?.[from]?.(data) ?? data;
  return ok({ type: stored.type, data } as AnyEvent);
}
