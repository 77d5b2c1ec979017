/** The spans of one attempt that has ended: its own, and one for each phase that took a millisecond or more. */
import type { ExitClass, Failure, Phases } from "@troupe/core";
import { type PhaseInterval, phaseTimeline } from "./phase-timeline.ts";
import { attemptResult, isWrong } from "./result.ts";
import { cicd, standard, troupe } from "./semantic-attributes.ts";
import type { SpanEvents } from "./span-events.ts";
import { attemptSpanId, phaseSpanId } from "./trace-ids.ts";
import type { SpanAttributes, SpanEvent, SpanParent, TraceSpan } from "./trace-span.ts";

export interface TracedRun {
  readonly runId: string;
  readonly traceId: string;
  readonly pipeline: string;
}

export interface EndedAttempt {
  readonly task: string;
  readonly number: number;
  readonly queuedAt: number;
  readonly assignedAt: number | null;
  readonly startedAt: number | null;
  readonly agent: string | null;
  readonly devices: readonly string[];
  readonly events: SpanEvents;
  readonly endedAt: number;
  readonly exitClass: ExitClass;
  readonly failure: Failure | null;
  readonly phases: Phases | null;
}

/** A shorter phase is an event of the attempt: a span that one cannot see costs as much as one that one can. */
const minPhaseMs = 1;
const maxErrorLength = 1024;

/** Its parent is the run, or the task if it was tried again. The attempt comes before its phases. */
export function attemptSpans(
  run: TracedRun,
  attempt: EndedAttempt,
  parent: SpanParent,
  name: string,
): readonly TraceSpan[] {
  const { intervals, clockShiftMs } = phaseTimeline(attempt);
  const spanId = attemptSpanId(run.runId, attempt.task, attempt.number);
  const isLong = (interval: PhaseInterval): boolean => interval.endedAt - interval.startedAt >= minPhaseMs;
  const short = intervals.filter((interval) => !isLong(interval)).map(phaseEvent);
  const own: TraceSpan = {
    traceId: run.traceId,
    spanId,
    parent,
    name,
    kind: "internal",
    startedAt: attempt.queuedAt,
    endedAt: attempt.endedAt,
    attributes: attemptAttributes(run, attempt, clockShiftMs),
    events: [...short, ...attempt.events.kept].sort((a, b) => a.at - b.at),
    droppedEvents: attempt.events.dropped,
    error: isWrong(attemptResult(attempt.exitClass)) ? errorText(attempt.failure) : null,
  };
  const phaseParent = { spanId, remote: false };
  return [own, ...intervals.filter(isLong).map((interval) => phaseSpan(run, attempt, phaseParent, interval))];
}

export function taskAttributes(run: TracedRun, task: string, id: string, exitClass: ExitClass): SpanAttributes {
  return {
    [cicd.pipelineName]: run.pipeline,
    [cicd.taskName]: nodeOf(task),
    [cicd.taskRunId]: id,
    [cicd.taskRunResult]: attemptResult(exitClass),
    [troupe.task]: task,
  };
}

/** Span names have few values: the rounds of a map share that of their step. */
export function nodeOf(task: string): string {
  const bracket = task.indexOf("[");
  return bracket === -1 ? task : task.slice(0, bracket);
}

export function errorText(failure: Failure | null): string {
  return (failure?.message ?? "").slice(0, maxErrorLength);
}

export function errorAttributes(failure: Failure | null): SpanAttributes {
  if (failure === null || failure.exitClass === "cancelled") return {};
  return {
    [standard.errorType]: failure.code,
    [troupe.exitClass]: failure.exitClass,
    ...(failure.exitCode === undefined ? {} : { [standard.processExitCode]: failure.exitCode }),
    ...(failure.signal === undefined ? {} : { [troupe.signal]: failure.signal }),
  };
}

function attemptAttributes(run: TracedRun, attempt: EndedAttempt, clockShiftMs: number): SpanAttributes {
  const { task, number, agent, devices, exitClass, failure } = attempt;
  return {
    ...taskAttributes(run, task, `${task}/${number}`, exitClass),
    [troupe.attempt]: number,
    ...(agent === null ? {} : { [cicd.workerId]: agent }),
    ...(devices.length === 0 ? {} : { [troupe.devices]: [...devices] }),
    ...errorAttributes(failure),
    ...(clockShiftMs === 0 ? {} : { [troupe.clockShiftMs]: clockShiftMs }),
  };
}

function phaseEvent({ phase, startedAt, endedAt }: PhaseInterval): SpanEvent {
  return {
    name: phase,
    at: startedAt,
    attributes: startedAt === endedAt ? {} : { [troupe.phaseMs]: endedAt - startedAt },
  };
}

function phaseSpan(run: TracedRun, attempt: EndedAttempt, parent: SpanParent, interval: PhaseInterval): TraceSpan {
  return {
    traceId: run.traceId,
    spanId: phaseSpanId(run.runId, attempt.task, attempt.number, interval.phase),
    parent,
    name: interval.phase,
    kind: "internal",
    startedAt: interval.startedAt,
    endedAt: interval.endedAt,
    attributes: {},
    events: [],
    droppedEvents: 0,
    error: null,
  };
}
