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
  const { host, port } = split(address);
  // Written by whoever led: whatever it is, it must not end the candidate that reads it.
  if (!(port > 0 && port < 65_536)) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, timeout: patienceMs });
  socket.on("connect", () => resolve(false));
  socket.on("timeout", () => resolve(false));
  socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ECONNREFUSED"));
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}

/** Whether the address means another machine wherever it is read: loopback, and all addresses of a machine. */
export function isLocal(address: string | null): boolean {
  const { host } = split(address ?? "");
  return /^(localhost|127\..*|::1|0\.0\.0\.0|::|)$/.test(host);
}

function split(address: string): { readonly host: string; readonly port: number } {
  const colon = address.lastIndexOf(":");
  return { host: address.slice(0, colon).replace(/^\[(.*)\]$/, "$1"), port: Number(address.slice(colon + 1)) };
}
