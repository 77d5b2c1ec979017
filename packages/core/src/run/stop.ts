/** Ending a part of a run: a map of which too much failed, a finalizer that takes too long. */
import { invariant } from "../error.ts";
import type { Failure } from "./exit.ts";
import { type Instance, isBeyond, runsAlways } from "./instances.ts";
import type { RunEventBody, TaskEnd } from "./run-event.ts";
import type { RunState } from "./run-state.ts";
import { cancelWait } from "./waiting.ts";

/** Nothing, unless more rounds of the map failed than may. */
export function tooManyLost(state: RunState, instance: Instance): readonly RunEventBody[] {
  const { node } = instance.node;
  if (node.kind !== "map" || !instance.isTaken || !isBeyond(instance)) return [];
  const { lost, rounds } = instance;
  const allowed = typeof node.fail === "object" ? node.fail : undefined;
  const limit =
    allowed === undefined ? "none" : allowed.per === "rounds" ? String(allowed.atMost) : `${allowed.atMost * 100} %`;
  const first = state.header.failure;
  const message = `${lost} of ${rounds} rounds failed, and ${limit} may${first === null ? "" : `: ${first.failure.message}`}`;
  return [
    stopped(instance, {
      exitClass: "failure",
      code: "MAP_STOPPED",
      message: `${instance.name}: ${message}`,
      final: true,
    }),
  ];
}

/** Finalizers that have taken longer than they may. */
export function overdueFinalizers(state: RunState, now: number): readonly RunEventBody[] {
  return unfinished(state)
    .filter(({ until }) => now >= until)
    .map(({ instance, timeoutMs }) =>
      stopped(instance, {
        exitClass: "timeout",
        code: "FINALIZER_TIMED_OUT",
        message: `${instance.name} took longer than ${timeoutMs / 1000} s`,
        final: true,
      }),
    );
}

/** When the first of them has; undefined if none is under way. */
export function finalizersUntil(state: RunState): number | undefined {
  const untils = unfinished(state).map(({ until }) => until);
  return untils.length === 0 ? undefined : Math.min(...untils);
}

function unfinished(state: RunState) {
  const { finalizing } = state.header;
  if (finalizing == null) return [];
  return state.instances.finalizers.flatMap((instance) => {
    const { node } = instance.node;
    if (node.kind !== "finalizer" || instance.settled !== null || instance.isStopped) return [];
    return [{ instance, timeoutMs: node.timeoutMs, until: finalizing.at + node.timeoutMs }];
  });
}

function stopped({ node, path, nextRound }: Instance, failure: Failure): RunEventBody {
  return { type: "NodeStopped", node: node.id, path, opened: nextRound, failure };
}

/** What around a task was stopped; undefined if it may go on. What runs always does. */
export function stoppedAround(state: RunState, task: string): Instance | undefined {
  const instance = state.instances.get(task);
  if (instance === undefined) return undefined;
  for (let { owner } = instance.within; owner !== null; owner = owner.within.owner)
    if (owner.isStopped) return runsAlways(instance, owner) ? undefined : owner;
  return undefined;
}

/** Why a task is ended, in a part that was stopped. */
export function stopReason(owner: Instance): string {
  return owner.node.node.kind === "finalizer" ? `${owner.name} took too long` : `${owner.name} was stopped`;
}

/** A task under way ends: one that nobody has at once, any other when its agent says so. */
export function endStopped(state: RunState, { name }: Instance): readonly RunEventBody[] {
  const around = stoppedAround(state, name);
  const reason = around === undefined ? "the part around it was stopped" : stopReason(around);
  return cancelTask(state, name, reason, { status: "cancelled", reason });
}

/** `end`: what then becomes of the task, if that does not follow from the end of the run. */
export function cancelTask(state: RunState, task: string, reason: string, end?: TaskEnd): readonly RunEventBody[] {
  if (state.waiting.has(task)) return [cancelWait(state, task, reason)];
  if (!state.onAgents.has(task)) return [{ type: "TaskCancelled", task, reason }];
  const current = state.tasks.get(task)?.attempts.at(-1);
  invariant(current !== undefined, `${task} is with an agent`);
  const { number: attempt, agent } = current;
  return [{ type: "AttemptCancelRequested", task, attempt, agent, reason, ...(end === undefined ? {} : { end }) }];
}
