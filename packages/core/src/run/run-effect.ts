/** What the world is asked to do because of an event. The engine carries it out once the event is durable. */
import type { Published } from "../datasets/dataset.ts";
import { unreachable } from "../error.ts";
import type { RunEvent } from "./run-event.ts";
import { nobody, type WaitingOn } from "./waiting-on.ts";

export type RunEffect =
  | { readonly effect: "QueueTask"; readonly task: string; readonly attempt: number }
  | { readonly effect: "DequeueTask"; readonly task: string }
  /** Somebody has to see to it that the wait ends: show it to people, start the run. Said again when more is known. */
  | { readonly effect: "BeginWait"; readonly task: string; readonly attempt: number; readonly on: WaitingOn }
  | { readonly effect: "EndWait"; readonly task: string; readonly attempt: number }
  /** Everything of the run that is queued has another place in the queue now. */
  | { readonly effect: "RequeueTasks" }
  /** A hint to the agent; the only effect that may leave along with the commit instead of after it. */
  | { readonly effect: "OfferAttempt"; readonly task: string; readonly attempt: number; readonly agent: string }
  | { readonly effect: "GrantAttempt"; readonly task: string; readonly attempt: number; readonly agent: string }
  | {
      readonly effect: "CancelAttempt";
      readonly task: string;
      readonly attempt: number;
      readonly agent: string;
      readonly reason: string;
    }
  | { readonly effect: "AcknowledgeResult"; readonly task: string; readonly attempt: number; readonly agent: string }
  /** The room that the attempt took on its agent is free again. */
  | { readonly effect: "ReleaseAttempt"; readonly task: string; readonly attempt: number; readonly agent: string }
  /** New revisions are there: others may have waited for them. */
  | { readonly effect: "AnnounceDatasets"; readonly published: readonly Published[] }
  /** Nothing will happen any more: move the run from the store to the archive. */
  | { readonly effect: "SealRun" };

export function effects(event: RunEvent): readonly RunEffect[] {
  switch (event.type) {
    case "TaskQueued":
      return [{ effect: "QueueTask", task: event.task, attempt: event.attempt }];
    case "TaskAssigned": {
      const { task, attempt, agent, granted } = event;
      const offer: RunEffect = { effect: "OfferAttempt", task, attempt, agent };
      return granted ? [offer, { effect: "GrantAttempt", task, attempt, agent }] : [offer];
    }
    case "AssignmentReturned": {
      const { task, attempt, agent, until } = event;
      const release: RunEffect = { effect: "ReleaseAttempt", task, attempt, agent };
      return until === null ? [release, { effect: "QueueTask", task, attempt }] : [release];
    }
    case "AttemptGranted":
      return [{ effect: "GrantAttempt", task: event.task, attempt: event.attempt, agent: event.agent }];
    case "AttemptCancelRequested": {
      const { task, attempt, agent, reason } = event;
      return [{ effect: "CancelAttempt", task, attempt, agent, reason }];
    }
    case "TaskWaiting": {
      const { task, attempt, on } = event;
      return [{ effect: "BeginWait", task, attempt, on }];
    }
    case "AttemptFailed":
    case "TaskSucceeded": {
      const { task, attempt, agent } = event;
      if (agent === nobody) return [{ effect: "EndWait", task, attempt }];
      return [
        { effect: "AcknowledgeResult", task, attempt, agent },
        { effect: "ReleaseAttempt", task, attempt, agent },
      ];
    }
    case "TaskCancelled":
    case "TaskMarked":
    case "TaskFailed":
      return [{ effect: "DequeueTask", task: event.task }];
    case "RunPrioritized":
      return [{ effect: "RequeueTasks" }];
    case "RunSucceeded":
      return event.published === undefined
        ? [{ effect: "SealRun" }]
        : [{ effect: "AnnounceDatasets", published: event.published }, { effect: "SealRun" }];
    case "RunFailed":
    case "RunCancelled":
    case "RunTimedOut":
      return [{ effect: "SealRun" }];
    case "RunCreated":
    case "TaskReused":
    case "RunReleased":
    case "MapExpanded":
    case "BranchDecided":
    case "GroupEntered":
    case "LoopContinued":
    case "LoopEnded":
    case "DecisionFailed":
    case "NodeStopped":
    case "RunFinalizing":
    case "NodeSkipped":
    case "AttemptStarted":
    case "TaskRetryScheduled":
    case "CheckpointSaved":
    case "MetricRuleFired":
    case "RunCancelRequested":
      return [];
    default:
      return unreachable(event);
  }
}
