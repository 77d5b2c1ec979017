/** `troupe dev` in a process of its own, from its start until nothing of it is left. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, fchmodSync, openSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Announcement, readAnnouncement } from "@troupe/sdk/client";
import { Advice } from "./advice.ts";

export interface DevServer extends AsyncDisposable {
  readonly address: string;
  readonly logFile: string;
}

export interface DevServerOptions {
  readonly root: string;
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

const readyWithinMs = 30_000;
const stopWithinMs = 15_000;

export async function refuseIfInUse(dataDir: string): Promise<void> {
  const running = await readAnnouncement(dataDir);
  if (running === null) return;
  throw new Advice(
    `a coordinator runs on ${dataDir} already (process ${running.pid})`,
    `Is another quickstart, or troupe dev, at work there? Wait for it or end it: kill ${running.pid}`,
  );
}

export async function startDevServer({ root, dataDir, env, signal }: DevServerOptions): Promise<DevServer> {
  await mkdir(dataDir, { recursive: true });
  const printed = join(dataDir, "dev.out");
  const child = start(root, dataDir, env, printed);
  try {
    const { address } = await announced(child, dataDir, printed, signal);
    return { address, logFile: join(dataDir, "dev.log"), [Symbol.asyncDispose]: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

/** In a session of its own: Ctrl-C is ours to handle, so that the run is cancelled before its coordinator stops. */
function start(root: string, dataDir: string, env: NodeJS.ProcessEnv, printed: string): ChildProcess {
  const anyPort = "127.0.0.1:0";
  const options = ["--data-dir", dataDir, "--address", anyPort, "--http", anyPort];
  // For nobody else: it says the console's address, with the token in it.
  const output = openSync(printed, "w");
  fchmodSync(output, 0o600);
  const child = spawn(process.execPath, [join(root, "packages/cli/src/main.ts"), "dev", ...options], {
    env,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  return child;
}

async function announced(
  child: ChildProcess,
  dataDir: string,
  printed: string,
  signal: AbortSignal,
): Promise<Announcement> {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const found = await readAnnouncement(dataDir);
    if (found !== null) return found;
    await wait(50, undefined, { signal });
  }
  const lines = (await readFile(printed, "utf8")).trim().split("\n").slice(-10);
  throw new Advice(
    `the coordinator did not start:\n${lines.map((line) => `    ${line}`).join("\n")}`,
    `If it is the data, begin anew: npm run quickstart -- --fresh. What it wrote is in ${dataDir}: dev.out, dev.log.`,
  );
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const patience = new AbortController();
  const late = wait(stopWithinMs, "late", { signal: patience.signal }).catch(() => "");
  if ((await Promise.race([exited, late])) === "late") {
    process.kill(-child.pid, "SIGKILL");
    await exited;
  }
  patience.abort();
}
