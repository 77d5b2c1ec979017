/** Troupe as its users start it, in processes of their own: free ports on loopback, a folder of the bench, ended by pid. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { bundlePipelines } from "@troupe/sdk/bundle";
import { Client, readAnnouncement } from "@troupe/sdk/client";
import { cpuMs, idle } from "./process-tree.ts";

export interface Process extends AsyncDisposable {
  readonly pid: number;
}

export interface Troupe extends Process {
  readonly client: Client;
  /** Where browsers connect, and what lets them in. */
  readonly gateway: { readonly url: string; readonly token: string };
  /** Resolves when it has nothing more to do. */
  idle(): Promise<void>;
  /** CPU time so far, of everything that belongs to it. */
  cpuMs(): number;
  /** Name of the first agent that is ready; waits for it. */
  agent(): Promise<string>;
  /** A file of bench/pipelines. */
  apply(file: string): Promise<void>;
}

export interface StartOptions {
  readonly dataDir: string;
  /** For node, before the script. */
  readonly nodeFlags?: readonly string[];
  /** Beside what it has of its surroundings. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of a coordinator, for agents and clients, and for browsers. Default: a free port on loopback each. */
  readonly address?: string;
  readonly http?: string;
}

/** The installed command: it keeps what it compiled for its next start, which then needs neither the time nor the memory. */
const command = join(import.meta.dirname, "../../packages/cli/bin/troupe");
const pipelines = join(import.meta.dirname, "../pipelines");
const readyWithinMs = 30_000;
const stopWithinMs = 15_000;
const lookEveryMs = 10;

/** Coordinator and agent in one process, or the coordinator alone. */
export async function startTroupe(
  role: "dev" | "coordinator",
  options: StartOptions,
  more: readonly string[] = [],
): Promise<Troupe> {
  const { dataDir, address: grpc = "127.0.0.1:0", http = "127.0.0.1:0" } = options;
  const own = ["--data-dir", dataDir, "--address", grpc, "--http", http];
  const process = start([role, ...own, ...more], options);
  const { pid } = process;
  try {
    const { address, httpUrl, token } = await until(process, () => readAnnouncement(dataDir));
    const client = new Client({ address, ...(token === null ? {} : { token }), deadlineMs: 60_000 });
    return {
      pid,
      client,
      gateway: { url: httpUrl ?? "", token: token ?? "" },
      idle: () => idle(pid),
      cpuMs: () => cpuMs(pid),
      agent: () => until(process, async () => (await readyAgent(client)) ?? null),
      apply: async (file) => void (await client.apply(await bundlePipelines(join(pipelines, file)))),
      [Symbol.asyncDispose]: async () => {
        await client.close();
        await process.stop();
      },
    };
  } catch (error) {
    await process.stop();
    throw error;
  }
}

/** An agent of a coordinator on this data folder; ready when it answers. */
export async function startAgent(
  troupe: Pick<Troupe, "agent">,
  options: StartOptions,
  more: readonly string[] = [],
): Promise<Process> {
  const { dataDir } = options;
  const folders = ["--state-dir", join(dataDir, "agent"), "--cache-dir", join(dataDir, "agent-cache")];
  const process = start(["agent", ...folders, ...more], options);
  await troupe.agent();
  return { pid: process.pid, [Symbol.asyncDispose]: () => process.stop() };
}

async function readyAgent(client: Client): Promise<string | undefined> {
  return (await client.agents()).find(({ state }) => state === "ready")?.id;
}

interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly logFile: string;
  stop(): Promise<void>;
}

function start(args: readonly string[], { dataDir, nodeFlags = [], env = {} }: StartOptions): Started {
  mkdirSync(dataDir, { recursive: true });
  const logFile = join(dataDir, `${args[0]}.out`);
  const log = openSync(logFile, "w");
  const child = spawn(process.execPath, [...nodeFlags, command, ...args], {
    env: { ...environment(dataDir), ...env },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  if (child.pid === undefined) throw new Error(`${process.execPath} cannot be started`);
  return { child, pid: child.pid, logFile, stop: () => stop(child) };
}

/** Settings of whoever runs the bench are not measured. */
function environment(dataDir: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(TROUPE_|OTEL_|NODE_|TRACEPARENT)/.test(name));
  return { ...Object.fromEntries(own), TROUPE_DATA_DIR: dataDir };
}

async function until<Found>(process: Started, look: () => Promise<Found | null>): Promise<Found> {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline && process.child.exitCode === null) {
    const found = await look();
    if (found !== null) return found;
    await wait(lookEveryMs);
  }
  throw new Error(`troupe is not ready:\n${readFileSync(process.logFile, "utf8").slice(-2000)}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), stopWithinMs);
  await exit;
  clearTimeout(late);
}
