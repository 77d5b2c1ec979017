/** Whether a coordinator is gone: not slow, not frozen, not cut off, but not there. */
import { connect } from "node:net";
import type { LeaderInfo } from "@troupe/engine";

const patienceMs = 500;

/**
 * True only if its machine answers that nobody listens there. A process that is frozen is still listened for by its
 * kernel, and of a machine that does not answer nobody knows. A coordinator must listen before it takes the lead, at an
 * address that is its own and no load balancer's.
 */
export async function portRefuses({ address }: LeaderInfo): Promise<boolean> {
  if (address === null) return false;
  const colon = address.lastIndexOf(":");
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port: Number(address.slice(colon + 1)), timeout: patienceMs });
  socket.on("connect", () => resolve(false));
  socket.on("timeout", () => resolve(false));
  socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ECONNREFUSED"));
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}
