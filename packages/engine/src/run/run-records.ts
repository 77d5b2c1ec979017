/** Which records an event changes: what a group writes beside the events. */
import {
  inputsOf,
  placedArtifacts,
  type RunEvent,
  type RunState,
  type StepDeclaration,
  stepOf,
  taskName,
} from "@troupe/core";
import type { StateEntry } from "../ports/state-store.ts";
import { controlKey, runKey, statusKey, successKey, taskKey } from "../records/keys.ts";
import {
  controlRecord,
  runRecord,
  slim,
  slimOutput,
  statusRecord,
  successRecord,
  taskRecord,
} from "../records/records.ts";

export function puts(state: RunState, events: readonly RunEvent[]): readonly StateEntry[] {
  const entries = new Map<string, Uint8Array>();
  for (const event of events) for (const { key, value } of putsOf(state, event)) entries.set(key, value);
  entries.set(statusKey(state.header.runId), statusRecord.encode(statusOf(state)));
  return [...entries].map(([key, value]) => ({ key, value }));
}

function putsOf(state: RunState, event: RunEvent): readonly StateEntry[] {
  const { runId, pipeline } = state.header;
  switch (event.type) {
    case "RunCreated": {
      const {
        version,
        params,
        uses,
        requestId,
        traceparent,
        cause,
        interval,
        reuses,
        skipsCache,
        held,
        datasets,
        createdAt,
      } = state.header;
      const origin = {
        requestId,
        traceparent,
        cause,
        interval,
        createdAt,
        ...(reuses && { reuses }),
        ...(skipsCache && { skipsCache }),
        ...(held && { held }),
        ...(datasets && { datasets }),
      };
      return [{ key: runKey(runId), value: runRecord.encode({ runId, pipeline, version, params, uses, ...origin }) }];
    }
    case "RunSucceeded":
      return [{ key: successKey(pipeline), value: successRecord.encode({ runId }) }];
    case "NodeSkipped":
    case "MapExpanded":
    case "BranchDecided":
    case "GroupEntered":
    case "LoopContinued":
    case "LoopEnded":
    case "NodeStopped":
    case "DecisionFailed":
      return nodePut(state, taskName(event.node, event.path));
    // A task that is queued for the first time is as good as pending: a restart queues it again. Before a rest it is written.
    case "TaskQueued":
      // One whose time is limited is not: the time does not begin anew.
      return event.attempt === 1 && event.dueAt === undefined ? [] : nodePut(state, event.task);
    default:
      return "task" in event && event.task !== null ? nodePut(state, event.task) : [];
  }
}

/** The records of tasks as they are. */
export function taskPuts(state: RunState, tasks: readonly string[]): readonly StateEntry[] {
  return tasks.flatMap((task) => nodePut(state, task));
}

function nodePut(state: RunState, name: string): readonly StateEntry[] {
  const { runId } = state.header;
  const task = state.tasks.get(name);
  if (task !== undefined) return [{ key: taskKey(runId, name), value: taskRecord.encode(slim(task)) }];
  const control = state.controls.get(name);
  return control === undefined ? [] : [{ key: controlKey(runId, name), value: controlRecord.encode(control) }];
}

function statusOf(state: RunState) {
  const { status, endedAt, cancel, failure, sequence, releasedAt, priority, finalizing, published } = state.header;
  return {
    status,
    endedAt,
    cancel,
    failure,
    sequence,
    ...(releasedAt === undefined ? {} : { releasedAt }),
    ...(priority === undefined ? {} : { priority }),
    ...(finalizing == null ? {} : { finalizing }),
    ...(published && { published }),
  };
}

/** Events as they are kept: a value that lies in the archive is not written again. */
export function lean(event: RunEvent): RunEvent {
  return "output" in event && event.output !== null ? { ...event, output: slimOutput(event.output) } : event;
}

/** Artifacts of one event that are noted in it: a list that is longer would crowd out what else is in its batch. */
const notedArtifacts = 200;

/**
 * Events as they stand in the history: with the artifacts that a task reads, and those in a value that is not written
 * again. Where an artifact comes from and what used it is told from them, and from nothing else.
 */
export function noted(state: RunState, event: RunEvent): RunEvent {
  if (event.type === "TaskAssigned") {
    const reads = readsArtifacts(state, event.task) ? placedArtifacts(inputsOf(state, event.task), notedArtifacts) : [];
    return reads.length === 0 ? event : { ...event, reads };
  }
  if (!("output" in event) || event.output?.spilled === undefined) return lean(event);
  const artifacts = placedArtifacts(event.output.value, notedArtifacts);
  return artifacts.length === 0 ? lean(event) : ({ ...lean(event), artifacts } as RunEvent);
}

/** By the schema of a step's input. Most steps read none, and what each of their tasks gets need not be put together for this. */
const readers = new WeakMap<StepDeclaration, boolean>();

function readsArtifacts(state: RunState, task: string): boolean {
  const { declaration } = stepOf(state, task);
  const known = readers.get(declaration);
  if (known !== undefined) return known;
  const reads = mayHoldArtifacts(declaration.input);
  readers.set(declaration, reads);
  return reads;
}

/** A schema that says nothing of a value lets it be an artifact. */
function mayHoldArtifacts(schema: unknown): boolean {
  const text = JSON.stringify(schema) ?? "{}";
  return text.includes('"artifact":') || text.includes("{}");
}
