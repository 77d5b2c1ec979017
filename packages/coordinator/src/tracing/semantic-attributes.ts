/**
 * Names of attributes: those of OpenTelemetry's CI/CD and process conventions (status: development), then ours for what
 * these have no word for. A test compares the former with the installed version of the conventions.
 */
export const cicd = {
  pipelineName: "cicd.pipeline.name",
  pipelineRunId: "cicd.pipeline.run.id",
  pipelineResult: "cicd.pipeline.result",
  pipelineActionName: "cicd.pipeline.action.name",
  taskName: "cicd.pipeline.task.name",
  taskRunId: "cicd.pipeline.task.run.id",
  taskRunResult: "cicd.pipeline.task.run.result",
  workerId: "cicd.worker.id",
} as const;

export const standard = {
  errorType: "error.type",
  processExitCode: "process.exit.code",
} as const;

export const troupe = {
  version: "troupe.pipeline.version",
  tasks: "troupe.run.tasks",
  /** Attempts that have no span because the run had grown too large for a trace. */
  untracedAttempts: "troupe.run.untraced_attempts",
  task: "troupe.task",
  attempt: "troupe.attempt",
  attempts: "troupe.task.attempts",
  devices: "troupe.devices",
  exitClass: "troupe.exit.class",
  signal: "troupe.exit.signal",
  phaseMs: "troupe.phase.duration_ms",
  clockShiftMs: "troupe.agent.clock_shift_ms",
  count: "troupe.map.count",
  arm: "troupe.branch.arm",
  round: "troupe.loop.round",
  outcome: "troupe.run.outcome",
  reason: "troupe.reason",
  cause: "troupe.cause",
  priority: "troupe.priority",
} as const;
