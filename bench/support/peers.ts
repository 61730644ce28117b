/** Tools that do the same work, where they are installed. Each run is a process of its own, and so pays for its start. */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Contender, Run, Setting } from "./contenders.ts";
import type { BenchOperation } from "./jobs.ts";

interface Peer {
  readonly name: string;
  readonly command: string;
  /** Asks for its version, to see whether it is there. */
  readonly probe: readonly string[];
  /** Rows that it can do in the time of the others. */
  readonly rowsMax: number;
  readonly args: (setting: Setting, rows: number) => readonly string[];
}

const environment = {
  AWS_ACCESS_KEY_ID: "key",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1",
  RCLONE_CONFIG: "/dev/null",
};

const boto3 = `
import sys, boto3
from concurrent.futures import ThreadPoolExecutor
from botocore.config import Config
url, rows, workers, operation = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
client = boto3.client("s3", endpoint_url=url, config=Config(max_pool_connections=workers, s3={"addressing_style": "path"}))
def delete(first):
    objects = [{"Key": "photos/picture-%09d" % row} for row in range(first, min(first + 1000, rows))]
    client.delete_objects(Bucket="source", Delete={"Objects": objects, "Quiet": True})
def call(row):
    key = "photos/picture-%09d" % row
    if operation == "copy":
        client.copy_object(Bucket="target", Key=key, CopySource={"Bucket": "source", "Key": key})
    else:
        client.put_object_tagging(Bucket="source", Key=key, Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
with ThreadPoolExecutor(workers) as pool:
    if operation == "delete":
        for _ in pool.map(delete, range(0, rows, 1000)): pass
    else:
        for _ in pool.map(call, range(rows), chunksize=16): pass
`;

const copyPeers: readonly Peer[] = [
  {
    name: "s5cmd cp (wildcard)",
    command: "s5cmd",
    probe: ["version"],
    rowsMax: 100_000,
    args: (setting, rows) => s5cmd(setting, "cp", `s3://source/n${rows}/*`, "s3://target/"),
  },
  {
    name: "s5cmd run (list)",
    command: "s5cmd",
    probe: ["version"],
    rowsMax: 20_000,
    args: (setting, rows) => {
      const list = join(setting.folder, "s5cmd-run.txt");
      writeFileSync(list, Array.from({ length: rows }, (_, row) => copyLine(row)).join("\n"));
      return s5cmd(setting, "run", list);
    },
  },
  {
    name: "rclone copy",
    command: "rclone",
    probe: ["version"],
    rowsMax: 20_000,
    args: ({ storeUrl, callsInFlight }, rows) => {
      const remote = `:s3,provider=Other,env_auth=true,endpoint='${storeUrl}',no_check_bucket=true:`;
      const n = String(callsInFlight);
      return [
        "copy",
        `${remote}source/n${rows}`,
        `${remote}target`,
        "--transfers",
        n,
        "--checkers",
        n,
        "--quiet",
        "--fast-list",
      ];
    },
  },
];

const deletePeer: Peer = {
  name: "s5cmd rm (wildcard)",
  command: "s5cmd",
  probe: ["version"],
  rowsMax: Infinity,
  args: (setting, rows) => s5cmd(setting, "rm", `s3://source/n${rows}/*`),
};

function s5cmd({ storeUrl, callsInFlight }: Setting, ...command: string[]): readonly string[] {
  const workers = String(callsInFlight);
  return ["--endpoint-url", storeUrl, "--numworkers", workers, "--log", "error", ...command];
}

function copyLine(row: number): string {
  const key = `p-${String(row).padStart(9, "0")}`;
  return `cp s3://source/${key} s3://target/${key}`;
}

function boto3Peer(operation: BenchOperation): Peer {
  return {
    name: "boto3, 32 threads",
    command: process.env["BENCH_PYTHON"] ?? "python3",
    probe: ["-c", "import boto3"],
    rowsMax: operation === "delete" ? Infinity : 5_000,
    args: ({ storeUrl }, rows) => ["-c", boto3, storeUrl, String(rows), "32", operation],
  };
}

const awsCli: Peer = {
  name: "aws s3api, a process a call",
  command: "aws",
  probe: ["--version"],
  rowsMax: 5,
  args: ({ storeUrl }) => [
    "--endpoint-url",
    storeUrl,
    "s3api",
    "copy-object",
    "--bucket",
    "target",
    "--key",
    "k",
    "--copy-source",
    "source/k",
  ],
};

function peersOf(operation: BenchOperation): readonly Peer[] {
  switch (operation) {
    case "copy":
      return [...copyPeers, boto3Peer("copy"), awsCli];
    case "delete":
      return [deletePeer, boto3Peer("delete")];
    case "tagging":
      return [boto3Peer("tagging")];
  }
}

/** Those that are installed. */
export async function installedPeers(setting: Setting): Promise<readonly Contender[]> {
  const peers = peersOf(setting.operation);
  const found: Contender[] = [];
  for (const peer of peers) {
    const isThere = await start(peer.command, peer.probe).then(
      () => true,
      () => false,
    );
    if (isThere) found.push(contenderOf(peer, setting));
  }
  return found;
}

function contenderOf(peer: Peer, setting: Setting): Contender {
  return {
    name: peer.name,
    run: (rows) =>
      runPeer(peer, setting, Math.min(rows, peer.rowsMax)).then((run) => perRow(run, rows, peer)),
    stop: async () => {},
  };
}

/** As if it had done all rows: tools that take minutes for them do fewer. */
function perRow(run: Run, rows: number, { rowsMax }: Peer): Run {
  const factor = rows / Math.min(rows, rowsMax);
  return { ...run, seconds: run.seconds * factor, cpuMicroseconds: run.cpuMicroseconds * factor };
}

async function runPeer(peer: Peer, setting: Setting, rows: number): Promise<Run> {
  const calls = peer === awsCli ? rows : 1;
  const args = peer.args(setting, rows);
  const cpu = childrenCpuMicroseconds();
  const begin = performance.now();
  let peakMb = 0;
  for (let call = 0; call < calls; call++)
    peakMb = Math.max(peakMb, await start(peer.command, args));
  const seconds = (performance.now() - begin) / 1000;
  return { seconds, cpuMicroseconds: childrenCpuMicroseconds() - cpu, peakMb, latencies: [] };
}

/** Runs a program to its end; gives the most memory that was seen. */
function start(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let errors = "";
    let peakMb = 0;
    child.stderr.on("data", (text: Buffer) => (errors = (errors + text.toString()).slice(-2000)));
    const look = setInterval(() => (peakMb = Math.max(peakMb, peakOf(child.pid))), 100);
    child.on("error", (error) => {
      clearInterval(look);
      reject(error);
    });
    child.on("close", (code) => {
      clearInterval(look);
      if (code === 0) resolve(peakMb);
      else reject(new Error(`${command} ended with ${code}: ${errors}`));
    });
  });
}

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return (Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024) / 1e6;
  } catch {
    return 0;
  }
}

/** CPU time of all children that have ended (proc(5), stat, cutime and cstime). */
function childrenCpuMicroseconds(): number {
  const stat = readFileSync("/proc/self/stat", "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) * 10_000;
}
