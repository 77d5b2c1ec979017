/** Attempts as stretches of time: waiting in the queue, then the phases on an agent. Pure. */
import type { Attempt, RunEvent, Task } from "../../../api/messages.ts";
import { instantMs } from "../../../format/times.ts";

export type PhaseName = "queued" | "assigned" | "inputs" | "running" | "outputs" | "waiting";

export interface Phase {
  readonly name: PhaseName;
  readonly from: number;
  /** Undefined: it goes on. */
  readonly to: number | undefined;
}

export interface AttemptBar {
  readonly task: string;
  readonly attempt: number;
  /** Empty: no agent has had it. */
  readonly agent: string;
  readonly exitClass: string;
  readonly phases: readonly Phase[];
  readonly from: number;
  readonly to: number | undefined;
}

/** Instants of an attempt by the agent's clock, as the event of its end tells them. */
export interface AgentPhases {
  readonly inputsAt?: number;
  readonly runningAt?: number;
  readonly outputsAt?: number;
  readonly endedAt?: number;
}

/** "train[0] 2" for the second attempt of it. */
export function attemptKey(task: string, attempt: number): string {
  return `${task} ${attempt}`;
}

/** From the history, what only the agent knows. */
export function phasesInEvents(
  events: Iterable<Pick<RunEvent, "type" | "task" | "eventJson">>,
): ReadonlyMap<string, AgentPhases> {
  const found = new Map<string, AgentPhases>();
  for (const { type, task, eventJson } of events) {
    if (type !== "TaskSucceeded" && type !== "AttemptFailed") continue;
    const { attempt, phases } = JSON.parse(eventJson) as { readonly attempt: number; readonly phases?: AgentPhases };
    if (phases !== undefined) found.set(attemptKey(task, attempt), phases);
  }
  return found;
}

export function barsOf(task: Task, agentPhases: ReadonlyMap<string, AgentPhases>): readonly AttemptBar[] {
  return task.attempts.flatMap((attempt) => {
    const bar = barOf(task, attempt, agentPhases.get(attemptKey(task.name, attempt.number)));
    return bar === undefined ? [] : [bar];
  });
}

function barOf(task: Task, attempt: Attempt, agent: AgentPhases | undefined): AttemptBar | undefined {
  const queued = instantMs(attempt.queuedAt);
  const from = queued ?? instantMs(attempt.assignedAt) ?? instantMs(attempt.startedAt);
  if (from === undefined) return undefined;
  const to = instantMs(attempt.endedAt);
  const phases = phasesOf(task, attempt, from, to, agent);
  const { number, agent: agentId, exitClass } = attempt;
  return { task: task.name, attempt: number, agent: agentId, exitClass, phases, from, to };
}

function phasesOf(
  { state }: Task,
  attempt: Attempt,
  from: number,
  to: number | undefined,
  agent: AgentPhases | undefined,
): readonly Phase[] {
  const assigned = instantMs(attempt.assignedAt);
  // A step that no agent runs waits by itself: for a time, a person, another run.
  if (attempt.agent === "" && assigned === undefined)
    return [{ name: state === "TASK_STATE_QUEUED" ? "queued" : "waiting", from, to }];
  const started = agent?.runningAt ?? instantMs(attempt.startedAt);
  const marks: readonly (readonly [PhaseName, number | undefined])[] = [
    ["queued", from],
    ["assigned", assigned],
    ["inputs", agent?.inputsAt],
    ["running", started],
    ["outputs", agent?.outputsAt],
  ];
  return between(marks, to);
}

/** Each mark begins a phase that lasts until the next. Clocks of machines differ: no phase begins before the one before it. */
function between(
  marks: readonly (readonly [PhaseName, number | undefined])[],
  to: number | undefined,
): readonly Phase[] {
  const known = marks.flatMap(([name, at]) => (at === undefined ? [] : [{ name, at }]));
  let last = Number.NEGATIVE_INFINITY;
  const limit = to ?? Number.POSITIVE_INFINITY;
  const ordered = known.map(({ name, at }) => {
    last = Math.min(Math.max(at, last), limit);
    return { name, at: last };
  });
  return ordered.flatMap(({ name, at }, place) => {
    const end = ordered[place + 1]?.at ?? to;
    return end !== undefined && end <= at ? [] : [{ name, from: at, to: end }];
  });
}
