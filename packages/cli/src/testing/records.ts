/** Runs, tasks and events for tests of the views. */
import type { RunEvent } from "@troupe/core";
import type { Attempt, Run, RunEventRecord, Task } from "@troupe/sdk/client";

export const start = Date.UTC(2026, 0, 2, 12, 0, 0);

export const at = (seconds: number): Date => new Date(start + seconds * 1000);

export function aRun(fields: Partial<Run> = {}): Run {
  return {
    id: "r-1",
    pipeline: "churn",
    version: `sha256:${"a".repeat(64)}`,
    state: "running",
    params: {},
    createdAt: at(0),
    endedAt: null,
    outputs: null,
    failure: null,
    traceId: null,
    sequence: 1,
    tasks: { pending: 0, queued: 0, running: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0, waiting: 0 },
    requestId: null,
    cancelledBy: null,
    priority: 0,
    cause: { kind: "manual" },
    interval: null,
    reason: "",
    datasets: [],
    published: [],
    ...fields,
  };
}

export function aTask(name: string, fields: Partial<Task> = {}): Task {
  return {
    name,
    node: name.replace(/\[.*$/, ""),
    step: name.replace(/\[.*$/, ""),
    kind: "python",
    state: "pending",
    attempts: [],
    inputs: null,
    output: null,
    failure: null,
    reason: "",
    origin: null,
    uncached: "",
    progress: null,
    checkpoint: null,
    dueAt: null,
    ...fields,
  };
}

export function anAttempt(fields: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    agent: "gpu-1",
    exitClass: null,
    exitCode: null,
    signal: null,
    message: "",
    queuedAt: at(0),
    assignedAt: at(0),
    startedAt: at(1),
    endedAt: null,
    devices: [],
    code: "",
    memoryBytes: null,
    from: null,
    fired: [],
    ...fields,
  };
}

export function anEvent(event: RunEvent, fields: Partial<RunEventRecord> = {}): RunEventRecord {
  return {
    type: "event",
    sequence: 1,
    at: new Date(event.at),
    name: event.type,
    task: "task" in event ? event.task : null,
    after: null,
    run: null,
    detail: event as unknown as RunEventRecord["detail"],
    ...fields,
  };
}
