/** Why a task waits, as it stands on the wire. */
import type { AgentNeed, FullLimit, QueueExplanation } from "@troupe/core";
import type { TaskExplanation } from "@troupe/engine";
import {
  type QueuePlace,
  toTimestamp,
  type AgentNeed as WireAgentNeed,
  type Explanation as WireExplanation,
  type FullLimit as WireFullLimit,
} from "@troupe/proto";
import { taskStates } from "../wire-names.ts";

/** Agents that are listed: a caller who has more of them reads the sentence. */
const agentsAtMost = 1000;

export function toExplanation(explanation: TaskExplanation): WireExplanation {
  const { runId, task, status, cause, summary, waitsFor, unblocks, queue } = explanation;
  return {
    runId,
    task,
    state: taskStates[status],
    cause,
    summary,
    waitsFor: [...waitsFor],
    unblocks: [...unblocks],
    queue: queue === null ? null : toQueuePlace(queue),
  };
}

function toQueuePlace({ place, waiting, priority, since, limits, agents, keptAgent }: QueueExplanation): QueuePlace {
  return {
    place,
    waiting,
    priority,
    since: toTimestamp(since),
    limits: limits.map(toFullLimit),
    agents: agents.slice(0, agentsAtMost).map(toAgentNeed),
    keptAgentId: keptAgent ?? "",
  };
}

function toFullLimit({ kind, name, amount, limit, used, holders, moreHolders, keptFor }: FullLimit): WireFullLimit {
  const known = limit === null ? {} : { limit };
  return { kind, name, amount, used, holders: [...holders], moreHolders, keptFor, ...known };
}

function toAgentNeed({ agent, need, isNever, keptFor }: AgentNeed): WireAgentNeed {
  return { agentId: agent, need: need ?? "", never: isNever, keptFor };
}
