/** A clock that goes on while no agent process is there to count, and that no one sets: the time since this boot. */
import { uptime as uptimeS } from "node:os";
import type { Uptime } from "../ports/attempt-disk.ts";
import { bootId } from "../process-tree/process-identity.ts";

export function uptime(): Uptime {
  return { bootId: bootId(), uptimeS: uptimeS() };
}
