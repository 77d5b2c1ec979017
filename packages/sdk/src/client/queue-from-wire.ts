/** Pools and explanations, from the wire to the words of the domain. */
import type { TaskStatus } from "@troupe/core";
import type {
  AgentNeed__Output,
  Explanation__Output,
  FullLimit__Output,
  Pool__Output,
  QueuePlace__Output,
} from "@troupe/proto";
import type { AgentNeed, Explanation, FullLimit, Pool, QueuePlace } from "./queue-records.ts";
import { date, word } from "./wire-values.ts";

export function toExplanation(explanation: Explanation__Output): Explanation {
  const { runId, task, state, cause, summary, waitsFor, unblocks, queue } = explanation;
  return {
    runId,
    task: task || null,
    state: word<TaskStatus>(state, "TASK_STATE_"),
    cause,
    summary,
    waitsFor,
    unblocks,
    queue: queue === null ? null : toQueuePlace(queue),
  };
}

export function toPool({ name, slots, description, used, waiting }: Pool__Output): Pool {
  return { name, slots, description, used: used ?? null, waiting: waiting ?? null };
}

function toQueuePlace(queue: QueuePlace__Output): QueuePlace {
  const { place, waiting, priority, since, limits, agents, keptAgentId } = queue;
  return {
    place,
    waiting,
    priority,
    since: date(since),
    limits: limits.map(toFullLimit),
    agents: agents.map(toAgentNeed),
    keptAgent: keptAgentId || null,
  };
}

function toFullLimit({ kind, limit, ...rest }: FullLimit__Output): FullLimit {
  const { name, amount, used, holders, moreHolders, keptFor } = rest;
  return { kind: kind as FullLimit["kind"], name, amount, limit: limit ?? null, used, holders, moreHolders, keptFor };
}

function toAgentNeed({ agentId, need, never, keptFor }: AgentNeed__Output): AgentNeed {
  return { agent: agentId, need: need || null, isNever: never, keptFor };
}
