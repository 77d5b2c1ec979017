/** A PostgreSQL cluster of its own, as Debian sets one up: fsync and synchronous_commit on. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import pg from "pg";
import { findProgram, freePort, type Server, startServer, versionOf } from "./server.ts";

export const postgresUrl = (port: number): string => `postgres://bench@127.0.0.1:${port}/postgres`;

/** Null if this machine has no PostgreSQL server. */
export async function startPostgres(folder: string): Promise<Server | null> {
  const program = findProgram("postgres", "/usr/lib/postgresql/*/bin");
  const initdb = findProgram("initdb", "/usr/lib/postgresql/*/bin");
  if (program === null || initdb === null) return null;
  mkdirSync(folder, { recursive: true });
  const data = join(folder, "data");
  const asOwner = ownerOf(folder);
  const init = [...asOwner, initdb, "--pgdata", data, "--username=bench", "--auth=trust", "--encoding=UTF8"];
  execFileSync(init[0] as string, init.slice(1), { stdio: ["ignore", "ignore", "pipe"] });
  const port = await freePort();
  const settings = { listen_addresses: "127.0.0.1", port, unix_socket_directories: "", fsync: "on" };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const [first, ...rest] = [...asOwner, program, "-D", data, ...args] as [string, ...string[]];
  const logFile = join(folder, "server.log");
  const server = await startServer({ program: first, args: rest, logFile, stopSignal: "SIGINT" }, () => ask(port));
  return { ...server, port, version: versionOf(program) };
}

/** PostgreSQL refuses to run as root: whoever is root runs it as Debian's user for it, who has to reach the folder. */
function ownerOf(folder: string): readonly string[] {
  if (process.getuid?.() !== 0) return [];
  chmodSync(dirname(folder), 0o711);
  execFileSync("chown", ["postgres:postgres", folder]);
  return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"];
}

async function ask(port: number): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl(port) });
  try {
    await client.connect();
    await client.query("SELECT 1");
  } finally {
    await client.end();
  }
}
