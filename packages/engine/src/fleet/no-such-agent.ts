import { TroupeError } from "@troupe/core";
import type { AgentView } from "../engine.ts";

export function noSuchAgent(agentId: string, all: readonly Pick<AgentView, "agentId">[]): TroupeError {
  const known = all.map((agent) => agent.agentId).join(", ") || "none";
  return new TroupeError(`There is no agent "${agentId}". Known are: ${known}.`, {
    code: "AGENT_NOT_FOUND",
    reaction: "reject",
    details: { agentId },
  });
}
