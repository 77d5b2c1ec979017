/** The columns of each list. */
import type { ArtifactValue } from "@troupe/core";
import type { Agent, AppliedPipeline, Approval, Dataset, Run, Task } from "@troupe/sdk/client";
import { bytes, cpus } from "./amount.ts";
import { causeText } from "./cause.ts";
import { age, between, left } from "./duration.ts";
import { type Look, runLooks, signAndWord, taskLooks } from "./states.ts";
import type { Style } from "./style.ts";
import type { Column } from "./table.ts";
import { clip, oneLine, shortDigest } from "./text.ts";

const noteColumns = 60;

/** An artifact in a task's output. */
export interface FoundArtifact extends ArtifactValue {
  readonly task: string;
  /** Where it stands there: "file", "models.0"; "" if it is all of the output. */
  readonly field: string;
}

export function pipelineColumns(now: number, style: Style): readonly Column<AppliedPipeline>[] {
  return [
    { title: "NAME", cell: ({ name }) => style.bold(name) },
    { title: "VERSION", cell: ({ version }) => shortDigest(version) },
    { title: "APPLIED", cell: ({ appliedAt }) => age(appliedAt, now), align: "right" },
    { title: "GENERATION", cell: ({ generation }) => String(generation), align: "right", wide: true },
    { title: "CODE", cell: ({ codeDigest }) => (codeDigest === null ? "–" : shortDigest(codeDigest)), wide: true },
    { title: "DESCRIPTION", cell: ({ description }) => clip(oneLine(description), noteColumns) },
  ];
}

export function runColumns(now: number, style: Style): readonly Column<Run>[] {
  return [
    { title: "RUN", cell: ({ id }) => id },
    { title: "PIPELINE", cell: ({ pipeline }) => style.bold(pipeline) },
    { title: "STATE", cell: ({ state }) => signAndWord(runLooks[state], style) },
    { title: "AGE", cell: ({ createdAt }) => age(createdAt, now), align: "right" },
    { title: "DURATION", cell: ({ createdAt, endedAt }) => between(createdAt, endedAt, now), align: "right" },
    { title: "TASKS", cell: tasksDone, align: "right" },
    { title: "VERSION", cell: ({ version }) => shortDigest(version), wide: true },
    { title: "CAUSE", cell: ({ cause }) => causeText(cause), wide: true },
    { title: "PARAMS", cell: ({ params }) => clip(JSON.stringify(params), noteColumns), wide: true },
    { title: "FAILURE", cell: ({ failure }) => failureText(failure) },
  ];
}

export function datasetColumns(now: number, style: Style): readonly Column<Dataset>[] {
  return [
    { title: "DATASET", cell: ({ name }) => style.bold(name) },
    { title: "REVISION", cell: ({ revision }) => (revision === 0 ? "–" : String(revision)), align: "right" },
    { title: "AGE", cell: ({ publishedAt }) => age(publishedAt, now), align: "right" },
    { title: "PUBLISHED BY", cell: ({ publishers }) => publishers.join(",") },
    { title: "READ BY", cell: ({ readers }) => readers.join(","), wide: true },
    { title: "STARTS", cell: ({ started }) => started.map(({ pipeline }) => pipeline).join(",") },
  ];
}

export function artifactColumns(style: Style): readonly Column<FoundArtifact>[] {
  return [
    { title: "TASK", cell: ({ task }) => style.bold(task) },
    { title: "FIELD", cell: ({ field }) => field },
    { title: "KIND", cell: ({ kind }) => kind },
    { title: "SIZE", cell: ({ size }) => bytes(size), align: "right" },
    { title: "DIGEST", cell: ({ digest }) => digest },
  ];
}

export function taskColumns(now: number, style: Style): readonly Column<Task>[] {
  return [
    { title: "TASK", cell: ({ name }) => style.bold(name) },
    { title: "STATE", cell: ({ state }) => signAndWord(taskLooks[state], style) },
    { title: "ATTEMPTS", cell: ({ attempts }) => String(attempts.length), align: "right" },
    { title: "DURATION", cell: (task) => lastDuration(task, now), align: "right" },
    { title: "AGENT", cell: ({ attempts }) => attempts.at(-1)?.agent ?? "" },
    { title: "STEP", cell: ({ step }) => step, wide: true },
    { title: "KIND", cell: ({ kind }) => kind, wide: true },
    {
      title: "OUTPUT",
      cell: ({ output }) => (output === null ? "" : clip(JSON.stringify(output), noteColumns)),
      wide: true,
    },
    { title: "NOTE", cell: taskNote },
  ];
}

const agentLooks: Readonly<Record<Agent["state"], Look>> = {
  ready: { sign: "●", word: "ready", tone: "good" },
  draining: { sign: "◌", word: "draining", tone: "warn" },
  deaf: { sign: "◍", word: "deaf", tone: "warn" },
  silent: { sign: "◔", word: "silent", tone: "warn" },
  gone: { sign: "✗", word: "gone", tone: "bad" },
  unknown: { sign: "?", word: "unknown", tone: "dim" },
};

export function agentState({ state }: Agent, style: Style): string {
  return signAndWord(agentLooks[state], style);
}

export function agentColumns(now: number, style: Style): readonly Column<Agent>[] {
  return [
    { title: "AGENT", cell: ({ id }) => style.bold(id) },
    { title: "STATE", cell: (agent) => agentState(agent, style) },
    {
      title: "CPUS",
      cell: ({ allocated, capacity }) => `${cpus(allocated.millicpus)}/${cpus(capacity.millicpus)}`,
      align: "right",
    },
    {
      title: "MEMORY",
      cell: ({ allocated, capacity }) => `${bytes(allocated.memoryBytes)}/${bytes(capacity.memoryBytes)}`,
      align: "right",
    },
    { title: "GPUS", cell: ({ allocated, capacity }) => `${allocated.gpus}/${capacity.gpus}`, align: "right" },
    { title: "TASKS", cell: ({ attempts }) => String(attempts.length), align: "right" },
    { title: "BEAT", cell: ({ lastBeatAt }) => age(lastBeatAt, now), align: "right" },
    { title: "HOST", cell: ({ host }) => host, wide: true },
    { title: "VERSION", cell: ({ version }) => version, wide: true },
    { title: "PATHS", cell: ({ paths }) => paths.join(","), wide: true },
    { title: "TIER", cell: ({ isolationTier }) => String(isolationTier), align: "right", wide: true },
    { title: "LABELS", cell: ({ labels }) => labelText(labels), wide: true },
  ];
}

export function approvalColumns(now: number, style: Style): readonly Column<Approval>[] {
  return [
    { title: "RUN", cell: ({ runId }) => style.bold(runId) },
    { title: "TASK", cell: ({ task }) => task },
    { title: "PIPELINE", cell: ({ pipeline }) => pipeline },
    { title: "ASKED", cell: ({ askedAt }) => age(askedAt, now), align: "right" },
    { title: "LEFT", cell: ({ deadline }) => left(deadline, now), align: "right" },
    { title: "BY", cell: ({ approvers }) => (approvers.length === 0 ? "anybody" : approvers.join(", ")) },
    { title: "QUESTION", cell: ({ ask }) => clip(oneLine(ask), noteColumns) },
  ];
}

export function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}

function lastDuration({ attempts }: Task, now: number): string {
  const last = attempts.at(-1);
  return last === undefined ? "" : between(last.startedAt, last.endedAt, now);
}

function tasksDone({ tasks }: Run): string {
  const { pending, queued, running, succeeded, failed, skipped, cancelled, waiting } = tasks;
  const ended = succeeded + failed + skipped + cancelled;
  const all = ended + pending + queued + running + waiting;
  // A list may come without them.
  return all === 0 ? "–" : `${ended}/${all}`;
}

function taskNote({ failure, reason, progress }: Task): string {
  if (failure !== null) return failureText({ ...failure, task: null });
  return clip(oneLine(progress?.message || reason), noteColumns);
}

function failureText(failure: Run["failure"]): string {
  if (failure === null) return "";
  const where = failure.task === null ? "" : `${failure.task}: `;
  return clip(where + oneLine(failure.message), noteColumns);
}
