/** What placement says of a queued task, in sentences: first why it has not started, then what would change that. */
import { defaultPool, type FullLimit, type QueueExplanation, type TaskOfRun, unreachable } from "@troupe/core";
import type { ExplainCause } from "../engine.ts";

export interface QueueWords {
  readonly cause: ExplainCause;
  readonly summary: string;
  readonly unblocks: readonly string[];
}

/** Agents that are named; more of them help nobody. */
const most = 5;

export function queueWords(task: TaskOfRun, queue: QueueExplanation): QueueWords {
  const [full] = queue.limits;
  if (full !== undefined)
    return {
      cause: causeOfLimit(full),
      summary: limitSentence(task, full),
      unblocks: queue.limits.flatMap((limit) => limitRemedies(limit)),
    };
  return roomWords(task, queue);
}

function causeOfLimit({ kind }: FullLimit): ExplainCause {
  if (kind === "pool") return "pool";
  return kind === "key" ? "key" : "max-parallel";
}

function limitSentence(task: TaskOfRun, full: FullLimit): string {
  const { kind, name, amount, limit, used, keptFor } = full;
  if (kind === "pool" && limit === null) return `waits for pool "${name}", which does not exist`;
  if (kind === "pool" && amount > (limit ?? 0))
    return `asks for ${slots(amount)} of pool "${name}", which has ${limit}: it cannot start`;
  const wanted = kind === "pool" ? `${slots(amount)} of pool "${name}"` : what(full);
  if (keptFor !== null)
    return `waits for ${wanted}: what is free is kept for ${tell(task, keptFor)}, which has waited longer`;
  const held = kind === "pool" ? `${used} of ${limit} are held` : `${used} of ${limit} run`;
  return `waits for ${wanted}: ${held}${holders(task, full)}`;
}

function what({ kind, name }: FullLimit): string {
  switch (kind) {
    case "key":
      return `key "${name}"`;
    case "run":
      return "a place among the parallel tasks of its run";
    case "pipeline":
      return `a place among the parallel tasks of "${name}"`;
    case "pool":
      return `pool "${name}"`;
    default:
      return unreachable(kind);
  }
}

function holders(task: TaskOfRun, { holders, moreHolders }: FullLimit): string {
  if (holders.length === 0) return "";
  const [first, ...others] = holders;
  const more = others.length + moreHolders;
  return first === undefined ? "" : `, by ${tell(task, first)}${more === 0 ? "" : ` and ${more} more`}`;
}

function limitRemedies(full: FullLimit): readonly string[] {
  const { kind, name, limit, amount } = full;
  switch (kind) {
    case "pool": {
      const set = `troupe pool set ${name} --slots`;
      if (limit === null) return [`${set} ${amount}`];
      if (amount > limit) return [`${set} ${amount}, or more`];
      const own = name === defaultPool ? ["a pool of its own for this step"] : [];
      return [`a task that holds slots of "${name}" ends`, `${set} ${limit + amount}`, ...own];
    }
    case "key":
      return [`a task with the key "${name}" ends`];
    case "run":
      return ["another task of its run ends", "a larger maxParallel.run of its pipeline, for later runs"];
    case "pipeline":
      return [`another task of "${name}" ends`, "a larger maxParallel.pipeline, for later runs"];
    default:
      return unreachable(kind);
  }
}

function roomWords(task: TaskOfRun, queue: QueueExplanation): QueueWords {
  const { agents, place, waiting } = queue;
  if (agents.length === 0)
    return {
      cause: "no-agent",
      summary: "waits for an agent: no agent is connected",
      unblocks: ["an agent comes: troupe agent"],
    };
  const kept = agents.find(({ need, keptFor }) => need === null && keptFor !== null);
  const free = agents.some(({ need, keptFor }) => need === null && keptFor === null);
  if (free)
    return {
      cause: "turn",
      summary: `waits for its turn: it is number ${place} of ${waiting} in the queue`,
      unblocks: [],
    };
  const needs = agents.map(({ agent, need }) => `${agent} ${need ?? "has room, which is kept for another task"}`);
  const why = needs.slice(0, most).join("; ") + (needs.length > most ? `; and ${needs.length - most} more` : "");
  if (agents.every(({ isNever }) => isNever))
    return {
      cause: "never",
      summary: `fits no agent, however long it waits: ${why}`,
      unblocks: ["an agent that has what it needs comes", "the step asks for less"],
    };
  if (kept?.keptFor)
    return {
      cause: "reserved",
      summary: `waits for an agent with room: ${kept.agent} has some, which is kept for ${tell(task, kept.keptFor)}, which has waited longer`,
      unblocks: [`${tell(task, kept.keptFor)} starts`, "another agent has room"],
    };
  const first = place > 1 ? [`the ${place - 1} before it in the queue go first`] : [];
  return {
    cause: "room",
    summary: `waits for an agent with room: ${why}`,
    unblocks: [...first, "tasks on one of these agents end, or another agent comes"],
  };
}

function tell(asker: TaskOfRun, { runId, task }: TaskOfRun): string {
  return asker.runId === runId ? task : `${task} of run ${runId}`;
}

function slots(amount: number): string {
  return amount === 1 ? "1 slot" : `${amount} slots`;
}
