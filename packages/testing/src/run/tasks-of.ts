/** The tasks of a run as a test looks at them: what the engine knows, and what its steps said. */
import type { AttemptRecord } from "@troupe/core";
import type { TaskView } from "@troupe/engine";
import { AttemptRecording, type Recorded } from "./attempt-recording.ts";
import type { RanAttempt, RanTask } from "./run-result.ts";
import type { Performed } from "./step-runner.ts";
import type { StoredValues } from "./stored-values.ts";

export function tasksOf(
  tasks: readonly TaskView[],
  performed: readonly Performed[],
  values: StoredValues,
): readonly RanTask[] {
  const byTask = Map.groupBy(performed, ({ key }) => key.task);
  return tasks.map((task) => taskOf(task, byTask.get(task.name) ?? [], values));
}

function taskOf(task: TaskView, performed: readonly Performed[], values: StoredValues): RanTask {
  const { name, step, status, reason, record } = task;
  const last = performed.at(-1);
  return {
    name,
    step,
    status,
    reason,
    inputs: last === undefined ? null : values.load(last.inputs),
    output: task.output === null ? null : values.load(task.output),
    failure: record?.state.status === "failed" ? record.state.failure : null,
    attempts: (record?.attempts ?? []).map((attempt) =>
      attemptOf(attempt, performed.find(({ key }) => key.attempt === attempt.number)?.recording ?? silent),
    ),
    ...said(last?.recording ?? silent),
  };
}

const silent = new AttemptRecording(() => {});

function attemptOf(attempt: AttemptRecord, recording: AttemptRecording): RanAttempt {
  const { number, agent, exitClass, failure, startedAt, endedAt } = attempt;
  return {
    number,
    agent,
    exitClass,
    failure,
    error: recording.error,
    startedAt: startedAt === null ? null : new Date(startedAt),
    endedAt: endedAt === null ? null : new Date(endedAt),
    ...said(recording),
  };
}

function said({ metrics, progress, log, stdout, stderr }: Recorded): Recorded {
  return { metrics, progress, log, stdout, stderr };
}
