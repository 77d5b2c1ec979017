/** What runs bring about in the other parts of an engine, and what those bring about in runs. */
import type { RunState } from "@troupe/core";
import { CacheConsultant } from "../cache/consultant.ts";
import { StepCache } from "../cache/step-cache.ts";
import { joined } from "../commit/joined.ts";
import { heldAttempts } from "../fleet/held-attempts.ts";
import type { AssignedTask } from "../run/messages.ts";
import type { RunSurroundings } from "../run/run-surroundings.ts";
import type { Parts } from "./parts.ts";

/** Where the effects of runs go. */
export function runSurroundings(parts: Parts): RunSurroundings {
  const { clock, entropy, tracing, archive } = parts.options;
  return {
    ...{ clock, entropy, tracing, log: parts.log, term: parts.term },
    committer: parts.committer,
    cache: new CacheConsultant(
      new StepCache({ archive, clock, log: parts.log }),
      (runId, answers) => void parts.registry.tell(runId, { type: "CacheAnswers", answers }),
    ),
    queue: (runId, tasks) => void parts.placement.tell({ type: "Queue", runId, tasks }),
    dequeue: (runId, task) => void parts.placement.tell({ type: "Dequeue", runId, task }),
    release: (runId, task, attempt, agent) => release(parts, runId, task, attempt, agent),
    beginWait: (wait) => parts.waits.begin(wait),
    endWait: (runId, task) => parts.waits.end(runId, task),
    send: (agent, message, round) => {
      // What is acknowledged is written.
      if (message.type === "ResultAck") parts.takeOver.reached("reported");
      return parts.fleet.behaviour.send(agent, message, round);
    },
    hasStandingClaim: (agent) => parts.fleet.behaviour.hasStandingClaim(agent),
    tell: (runId, message) => void parts.registry.tell(runId, message),
    releasing: (header) => parts.admissions.released(header),
    ending: (state) => joined(parts.admissions.ended(state.header), parts.datasets.ending(state)),
    head: (dataset) => parts.datasets.head(dataset),
    announce: (datasets) => parts.announce(datasets),
    notify: (notice) => parts.notifier.post(notice),
    ended: (runId) => runEnded(parts, runId),
  };
}

function runEnded(parts: Parts, runId: string): void {
  parts.waits.runEnded(runId);
  parts.backfill.tell({ type: "RunEnded", runId });
  // SAFETY: not before all runs are loaded. A page of the store that was read before this one is sealed would bring it back.
  void parts.runsAreThere.then(() => parts.endedRuns.add(runId), ignoreEnd);
}

export function assign(parts: Parts, runId: string, assignments: readonly AssignedTask[]): void {
  for (const { task, attempt, agent } of assignments)
    void parts.fleet.actor.tell({ type: "Holds", agentId: agent, key: { runId, task, attempt } });
  // Refused by a run that has failed: nothing of it can have started, so the room is free again.
  const reject = () => {
    for (const { task, attempt, agent } of assignments) release(parts, runId, task, attempt, agent);
  };
  if (parts.registry.isLive(runId)) parts.registry.tell(runId, { type: "Assign", assignments, reject });
  else reject();
}

function release(parts: Parts, runId: string, task: string, attempt: number, agent: string): void {
  const key = { runId, task, attempt };
  parts.allotments.release(key);
  parts.placement.tell({ type: "Release", ...key, agent });
  parts.fleet.actor.tell({ type: "Released", agentId: agent, key });
}

/**
 * What a run has with agents takes its room there. SAFETY: what was assigned in this term may run although the agent's hello
 * does not name it: only what is older is compared with that.
 */
export function adopt(parts: Parts, state: RunState, since: "earlier-term" | "this-term"): void {
  const type = since === "earlier-term" ? "Adopted" : "Holds";
  for (const { key, agent, devices, demand } of heldAttempts(state)) {
    parts.placement.tell({ type: "Occupy", ...key, agent, devices, demand });
    parts.fleet.actor.tell({ type, agentId: agent, key });
  }
}

/** The next leader seals it. */
function ignoreEnd(): void {}
