/** Servers of the peers: Debian's, on a free loopback port, in a folder of the bench, ended by pid. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, closeSync, constants, globSync, openSync, readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

export interface Server extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  /** As it says itself, "7.0.15". */
  readonly version: string;
}

export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly logFile: string;
  /** An orderly end that does not wait for clients. */
  readonly stopSignal: "SIGTERM" | "SIGINT";
}

const readyWithinMs = 30_000;
const lookEveryMs = 20;

/** Null if this machine has none. The latest where Debian keeps several versions side by side. */
export function findProgram(name: string, folders = ""): string | null {
  const path = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name));
  const beside = folders === "" ? [] : globSync(join(folders, name)).sort().reverse();
  return [...beside, ...path].find(isProgram) ?? null;
}

/** Such as `Redis server v=7.0.15 …` and `postgres (PostgreSQL) 15.18 (Debian …)`. */
export function versionOf(program: string): string {
  const text = execFileSync(program, ["--version"], { encoding: "utf8" });
  return /\d+(\.\d+)+/.exec(text)?.[0] ?? text.trim();
}

/** Of an installed package. */
export function packageVersion(name: string): string {
  const file = findPackageJSON(name, import.meta.url);
  if (file === undefined) throw new Error(`the package ${name} is not installed: npm ci`);
  return JSON.parse(readFileSync(file, "utf8")).version;
}

/** Ready when `answers` no longer throws. */
export async function startServer(
  { program, args, logFile, stopSignal }: ServerCommand,
  answers: () => Promise<unknown>,
): Promise<AsyncDisposable & { readonly pid: number }> {
  const log = openSync(logFile, "w");
  const child = spawn(program, args, { stdio: ["ignore", log, log] });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} cannot be started`);
  const server = { pid, [Symbol.asyncDispose]: () => end(child, stopSignal) };
  try {
    await untilAnswered(child, answers);
    return server;
  } catch (cause) {
    await server[Symbol.asyncDispose]();
    throw new Error(`${program} is not ready:\n${readFileSync(logFile, "utf8").slice(-2000)}`, { cause });
  }
}

export async function end(child: ChildProcess, signal: "SIGTERM" | "SIGINT"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a server on a port has an address");
  return address.port;
}

async function untilAnswered(child: ChildProcess, answers: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + readyWithinMs;
  for (;;) {
    try {
      await answers();
      return;
    } catch (error) {
      if (performance.now() > deadline || child.exitCode !== null) throw error;
      await wait(lookEveryMs);
    }
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
