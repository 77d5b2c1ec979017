/** Agents as they stand on the wire. */
import type { AgentView } from "@troupe/engine";
import { type Agent, toTimestamp } from "@troupe/proto";
import { agentStates } from "../wire-names.ts";

export function toAgent(view: AgentView): Agent {
  return {
    agentId: view.agentId,
    state: agentStates[view.state],
    host: view.host,
    version: view.version,
    labels: { ...view.labels },
    capacity: view.capacity,
    allocated: view.allocated,
    devices: view.devices.map((device) => ({
      ...device,
      leasedTo: device.leasedTo ?? "",
      quarantined: device.quarantined ?? "",
    })),
    lastBeatAt: toTimestamp(view.lastBeatAt),
    connectedAt: toTimestamp(view.connectedAt),
    attempts: view.attempts.map(({ runId, task, attempt }) => ({ runId, task, attempt })),
    isolationTier: view.isolationTier,
    paths: [...view.paths],
    usage: view.usage === null ? null : { ...view.usage, devices: [...view.usage.devices] },
  };
}
