/** redis-server that has every write on the disk before it answers. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";
import { findProgram, freePort, type Server, startServer, versionOf } from "./server.ts";

/** Null if this machine has no redis-server. */
export async function startRedis(folder: string): Promise<Server | null> {
  const program = findProgram("redis-server");
  if (program === null) return null;
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const settings = {
    bind: "127.0.0.1",
    port: String(port),
    dir: folder,
    appendonly: "yes",
    appendfsync: "always",
    save: "",
    "maxmemory-policy": "noeviction",
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const logFile = join(folder, "server.log");
  const server = await startServer({ program, args, logFile, stopSignal: "SIGTERM" }, () => ping(port));
  return { ...server, port, version: versionOf(program) };
}

async function ping(port: number): Promise<void> {
  const redis = new Redis({ port, lazyConnect: true, retryStrategy: () => null });
  // What went wrong is thrown by connect().
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}
