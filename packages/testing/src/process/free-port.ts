/** A port of this machine that nobody uses. */
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * For what has to know its address before it listens, or keep it over a restart; else let it listen on port 0 and say
 * where. The kernel gives the same port again late, so two tests at once get different ones.
 */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a server on a port has an address");
  return address.port;
}
