/** What a process of the command line ends with; `--help` of `run` and docs/cli.md list the same. */
export const exitCodes = {
  ok: 0,
  error: 1,
  usage: 2,
  tasksFailed: 3,
  jobFailed: 4,
  jobCancelled: 5,
  /** 128 and the number of SIGINT, as shells have it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodesHelp = `Exit codes:
    0  every task succeeded
    1  an error, of this program or of the server
    2  a wrong command line; nothing was done
    3  some tasks failed
    4  the job failed
    5  the job was cancelled
  130  interrupted; the job is not lost
`;

interface EndedJob {
  readonly status: string;
  readonly progress: { readonly failed: number; readonly unknown: number };
}

/** How a job came out, as an exit code. */
export function exitCodeOf({ status, progress }: EndedJob): ExitCode {
  switch (status) {
    case "COMPLETE":
      return progress.failed + progress.unknown === 0 ? exitCodes.ok : exitCodes.tasksFailed;
    case "FAILED":
      return exitCodes.jobFailed;
    case "CANCELLED":
      return exitCodes.jobCancelled;
    default:
      return exitCodes.error;
  }
}
