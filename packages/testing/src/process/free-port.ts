/** A port of this machine that nobody uses. */
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Below those that systems give to clients (from 32768 on Linux, from 49152 elsewhere): a connection that somebody makes
 * meanwhile must not take it.
 */
const lowest = 15_000;
const highest = 32_000;
const tries = 100;

/**
 * For what has to know its address before it listens, or keep it over a restart; else let it listen on port 0 and say
 * where. Chosen at random, so that two tests at once get different ones.
 */
export async function freePort(): Promise<number> {
  for (let left = tries; left > 0; left -= 1) {
    const port = randomInt(lowest, highest);
    if (await isFree(port)) return port;
  }
  throw new Error(`of ${tries} ports between ${lowest} and ${highest}, not one is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return false;
    throw error;
  }
  server.close();
  await once(server, "close");
  return true;
}
