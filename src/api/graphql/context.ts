/** What a resolver may reach, and who asks. */
import type { BulkCommands } from "../../bulk/bulk-commands.ts";
import type { CommandContext, CommandHandler } from "../../commands/handle-command.ts";
import type { Periods } from "../../job/state.ts";
import type { StoreBrowser } from "../../inspect/browse-stores.ts";
import type { JobInspector } from "../../inspect/validate-job.ts";
import type { Clock } from "../../lib/clock.ts";
import type { FromStreams } from "../../readmodels/from-streams.ts";
import type { ReadModels } from "../../readmodels/read-models.ts";
import type { DownloadLinks } from "../download-links.ts";
import type { Caller } from "../access/caller.ts";

/** What the API stands on. */
export interface ApiDependencies {
  readonly readModels: ReadModels;
  /** What only the log itself answers. */
  readonly fromStreams: FromStreams;
  readonly commands: CommandHandler;
  /** Commands to many jobs. */
  readonly bulkCommands: BulkCommands;
  /** The lines of the audit of a job, with their breaks; null when there is no such job. */
  readonly exportAudit: (jobId: string) => Promise<AsyncIterable<string> | null>;
  readonly inspector: JobInspector;
  /** What lies in the stores. */
  readonly browser: StoreBrowser;
  readonly links: DownloadLinks;
  readonly stores: ConfiguredStores;
  /** Version of the engine. */
  readonly version: string;
  readonly startedAt: Date;
  /** Where the events are kept, as it may be shown, and whether that answers. */
  readonly eventStoreStatus: { readonly address: string; readonly reachable: () => boolean };
  /** The channels that notices of jobs take. */
  readonly notices: readonly NoticeHealth[];
  /** How many jobs may be ACTIVE at once, and how many rows a manifest may have. */
  readonly jobLimits: { readonly activeJobs: number; readonly rowsMax: number };
  /** The account that jobs of this installation belong to: 12 digits. */
  readonly account: string;
  readonly now: () => Date;
  readonly log: (entry: LogEntry) => void;
  /** How long jobs wait to be confirmed, and are kept; the usual ones when left out. */
  readonly periods?: Periods;
  /** What paces subscriptions and bounds waits; the system's when left out. */
  readonly clock?: Clock;
}

/** What the API may tell of the configured stores. */
export interface ConfiguredStores {
  readonly defaultName: string;
  readonly names: readonly string[];
  describe(name: string): {
    readonly region: string | null;
    /** Null: Amazon's, or not to be told. */
    readonly endpoint: string | null;
    readonly development: boolean;
    /** Whether nothing is configured of it. */
    readonly implied: boolean;
  };
}

/** A destination of notices of jobs. */
export interface NoticeHealth {
  readonly name: string;
  /** Why they are not taken now; null when nothing is wrong. */
  readonly problem: () => string | null;
}

export interface LogEntry {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly [field: string]: unknown;
}

/** One for each request, or each operation on a WebSocket: it holds only what the caller may use. */
export interface Context extends ApiDependencies {
  readonly clock: Clock;
  readonly caller: Caller;
  /** Joins everything that this request causes. */
  readonly correlationId: string;
}

/** How a command of this request is sent. */
export function commandContext(
  context: Context,
  expectedRevision: number | null | undefined,
): CommandContext {
  return {
    actor: context.caller.actor,
    correlationId: context.correlationId,
    causationId: null,
    ...(typeof expectedRevision === "number" ? { expectedRevision } : {}),
  };
}
