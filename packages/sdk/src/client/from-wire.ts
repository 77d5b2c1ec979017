/** From the wire to the words of the domain. The only place that knows how messages look. */
import type { ExitClass, Json, JsonObject, LogStreamName, PipelineSpec, RunStatus, TaskStatus } from "@troupe/core";
import type {
  Agent__Output,
  Approval__Output,
  Attempt__Output,
  Checkpoint__Output,
  Failure__Output,
  MetricPoint__Output,
  Notification__Output,
  Pipeline__Output,
  PlanPipelineResponse__Output,
  PreviewRerunResponse__Output,
  Progress__Output,
  ReadLogsResponse__Output,
  ResultOrigin__Output,
  Run__Output,
  Task__Output,
  WatchRunResponse__Output,
} from "@troupe/proto";
import type { Agent, Resources } from "./agent-records.ts";
import { toCause, toInterval } from "./origin-from-wire.ts";
import type { AppliedPipeline, Plan } from "./pipeline-records.ts";
import type { NotificationRecord, RerunPreview, Run, RunFailure, RunUpdate, TaskCounts } from "./run-records.ts";
import { toPlannedSchedule } from "./schedule-from-wire.ts";
import type { Attempt, Checkpoint, Origin, Progress, Task } from "./task-records.ts";
import type { LogChunk, MetricPoint } from "./telemetry-records.ts";
import type { Approval } from "./wait-records.ts";
import { date, word } from "./wire-values.ts";

const noTasks: TaskCounts = {
  pending: 0,
  queued: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  skipped: 0,
  cancelled: 0,
  waiting: 0,
};

export function toRun(run: Run__Output): Run {
  return {
    id: run.runId,
    pipeline: run.pipeline,
    version: run.version,
    state: word<RunStatus>(run.state, "RUN_STATE_"),
    params: objectOf(run.paramsJson) ?? {},
    createdAt: date(run.createdAt) ?? new Date(0),
    endedAt: date(run.endedAt),
    outputs: parse(run.outputsJson),
    failure: toFailure(run.failure),
    traceId: run.traceId || null,
    sequence: run.sequence,
    tasks: run.tasks ?? noTasks,
    requestId: run.requestId || null,
    cancelledBy: run.cancelledBy || null,
    priority: run.priority,
    cause: toCause(run.cause),
    interval: toInterval(run.interval),
    reason: run.reason,
    datasets: run.datasets.map(({ dataset, revision }) => ({ dataset, revision })),
    published: run.published.map(({ dataset, revision, task }) => ({ dataset, revision, task: task || null })),
  };
}

export function toTask(task: Task__Output): Task {
  return {
    name: task.name,
    node: task.node,
    step: task.step,
    kind: task.kind,
    state: word<TaskStatus>(task.state, "TASK_STATE_"),
    attempts: task.attempts.map(toAttempt),
    inputs: objectOf(task.inputsJson),
    output: parse(task.outputJson),
    failure: toFailure(task.failure),
    reason: task.reason,
    origin: toOrigin(task.origin),
    uncached: task.uncached,
    progress: task.progress === null ? null : toProgress(task.progress),
    checkpoint: toCheckpoint(task.checkpoint),
    dueAt: date(task.dueAt),
  };
}

function toCheckpoint(checkpoint: Checkpoint__Output | null): Checkpoint | null {
  if (checkpoint === null) return null;
  const { kind, digest, size, step } = checkpoint;
  return { kind, digest, size, step: step ?? null };
}

export function toNotification(notification: Notification__Output): NotificationRecord {
  const { id, cause, kind, connection, to, attempts, problem } = notification;
  return {
    ...{ id, cause, kind, connection, to, attempts, problem },
    state: word<NotificationRecord["state"]>(notification.state, "NOTIFICATION_STATE_"),
    at: date(notification.at) ?? new Date(0),
    nextAt: date(notification.nextAt),
    settledAt: date(notification.settledAt),
  };
}

function toOrigin(origin: ResultOrigin__Output | null): Origin | null {
  if (origin?.kind === "rerun" || origin?.kind === "cache")
    return { kind: origin.kind, runId: origin.runId, task: origin.task };
  return origin?.kind === "mark" ? { kind: "mark", by: origin.by, reason: origin.reason } : null;
}

export function toRerunPreview(preview: PreviewRerunResponse__Output): RerunPreview {
  return {
    version: preview.version,
    again: preview.again,
    againCount: preview.againCount,
    keptCount: preview.keptCount,
  };
}

/** Null for an item of a kind that this client does not know yet. */
export function toUpdate(item: WatchRunResponse__Output): RunUpdate | null {
  const { snapshot, event, progress } = item;
  if (snapshot?.run) return { type: "snapshot", run: toRun(snapshot.run), tasks: snapshot.tasks.map(toTask) };
  if (progress?.progress) return { type: "progress", task: progress.task, progress: toProgress(progress.progress) };
  if (!event) return null;
  return {
    type: "event",
    sequence: event.sequence,
    at: date(event.at) ?? new Date(0),
    name: event.type,
    task: event.task || null,
    after: event.after === null ? null : toTask(event.after),
    run: event.run === null ? null : toRun(event.run),
    detail: objectOf(event.eventJson) ?? {},
  };
}

export function toLogChunk(task: string, chunk: ReadLogsResponse__Output): LogChunk {
  return {
    task,
    attempt: chunk.attempt,
    stream: word<LogStreamName>(chunk.stream, "LOG_STREAM_"),
    offset: chunk.offset,
    data: chunk.data,
    gap: chunk.gap,
    at: date(chunk.at),
  };
}

export function toMetricPoint(point: MetricPoint__Output): MetricPoint {
  return {
    task: point.task,
    attempt: point.attempt,
    name: point.name,
    step: point.step ?? null,
    value: point.value,
    at: date(point.at) ?? new Date(0),
  };
}

export function toPipeline(pipeline: Pipeline__Output): AppliedPipeline {
  return {
    name: pipeline.name,
    version: pipeline.version,
    spec: pipeline.specJson === "" ? null : (JSON.parse(pipeline.specJson) as PipelineSpec),
    codeDigest: pipeline.codeDigest || null,
    appliedAt: date(pipeline.appliedAt),
    generation: pipeline.generation,
    description: pipeline.description,
  };
}

export function toPlan(name: string, plan: PlanPipelineResponse__Output): Plan {
  const { version, changes, warnings, steps, cached } = plan;
  const schedule = toPlannedSchedule(plan.schedule);
  return { name, version, currentVersion: plan.currentVersion || null, changes, warnings, steps, schedule, cached };
}

export function toApproval(approval: Approval__Output): Approval {
  const { runId, pipeline, task, ask, approvers, askedAt, deadline } = approval;
  return { runId, pipeline, task, ask, approvers, askedAt: date(askedAt) ?? new Date(0), deadline: date(deadline) };
}

export function toAgent(agent: Agent__Output): Agent {
  return {
    id: agent.agentId,
    state: word<Agent["state"]>(agent.state, "AGENT_STATE_"),
    host: agent.host,
    version: agent.version,
    labels: agent.labels,
    capacity: toResources(agent.capacity),
    allocated: toResources(agent.allocated),
    devices: agent.devices.map((device) => ({
      uuid: device.uuid,
      model: device.model,
      memoryBytes: device.memoryBytes,
      leasedTo: device.leasedTo || null,
      quarantined: device.quarantined || null,
    })),
    lastBeatAt: date(agent.lastBeatAt),
    connectedAt: date(agent.connectedAt),
    attempts: agent.attempts.map(({ runId, task, attempt }) => ({ runId, task, attempt })),
    isolationTier: agent.isolationTier,
    paths: agent.paths,
    usage: agent.usage,
  };
}

function toAttempt(attempt: Attempt__Output): Attempt {
  return {
    number: attempt.number,
    agent: attempt.agent,
    exitClass: exitClass(attempt.exitClass),
    exitCode: attempt.exitCode ?? null,
    signal: attempt.signal || null,
    message: attempt.message,
    queuedAt: date(attempt.queuedAt),
    assignedAt: date(attempt.assignedAt),
    startedAt: date(attempt.startedAt),
    endedAt: date(attempt.endedAt),
    devices: attempt.devices,
    code: attempt.code,
    memoryBytes: attempt.memoryBytes || null,
    from: toCheckpoint(attempt.resumedFrom),
    fired: attempt.fired.map(({ rule, action, metric, value, step, at, message }) => {
      return { rule, action, metric, value, step: step ?? null, at: date(at) ?? new Date(0), message };
    }),
  };
}

function toFailure(failure: Failure__Output | null): RunFailure | null {
  if (failure === null) return null;
  return {
    task: failure.task || null,
    exitClass: exitClass(failure.exitClass),
    code: failure.code,
    message: failure.message,
    exitCode: failure.exitCode ?? null,
    signal: failure.signal || null,
  };
}

function toProgress(progress: Progress__Output): Progress {
  return { fraction: progress.fraction, message: progress.message, at: date(progress.at) };
}

function toResources(resources: Resources | null): Resources {
  const { millicpus, memoryBytes, gpus } = resources ?? { millicpus: 0, memoryBytes: 0, gpus: 0 };
  return { millicpus, memoryBytes, gpus };
}

function exitClass(name: string): ExitClass | null {
  const found = word<ExitClass | "unspecified">(name, "EXIT_CLASS_");
  return found === "unspecified" ? null : found;
}

function parse(json: string): Json {
  return json === "" ? null : (JSON.parse(json) as Json);
}

function objectOf(json: string): JsonObject | null {
  return json === "" ? null : (JSON.parse(json) as JsonObject);
}
