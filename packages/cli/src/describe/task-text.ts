/** A task in full: what it was given, what it yielded, and each of its attempts. */
import type { Attempt, Checkpoint, Origin, Task } from "@troupe/sdk/client";
import { bytes } from "../render/amount.ts";
import { between } from "../render/duration.ts";
import { signAndWord, taskLooks } from "../render/states.ts";
import type { Style } from "../render/style.ts";
import { type Column, pairs, table } from "../render/table.ts";
import { clip, oneLine } from "../render/text.ts";
import { classWords, exitWords } from "../run-view/exit-words.ts";
import { quoted } from "../run-view/failure-card.ts";
import { outputLines } from "../run-view/summary.ts";
import type { TextOptions } from "./run-text.ts";

export function taskText(runId: string, task: Task, { now, style }: TextOptions): string {
  const { failure } = task;
  const facts = pairs(
    [
      ["task", style.bold(task.name)],
      ["step", `${task.step} (${task.kind})`],
      ["state", signAndWord(taskLooks[task.state], style)],
      task.reason === "" ? null : ["reason", task.reason],
      task.origin === null ? null : ["result", originText(task.origin)],
      task.uncached === "" ? null : ["cache", `no result there: ${task.uncached}`],
      task.inputs === null ? null : ["inputs", outputLines(task.inputs)],
      task.output === null ? null : ["output", outputLines(task.output)],
      failure === null ? null : ["failure", style.bad(failure.message.trim())],
      failure?.exitClass ? ["class", classWords[failure.exitClass]] : null,
      task.checkpoint === null ? null : ["checkpoint", checkpointText(task.checkpoint)],
      task.dueAt === null ? null : ["due", task.dueAt.toISOString()],
      ...rulesThatFired(task),
      ["logs", style.code(`troupe logs ${runId} ${quoted(task.name)}`)],
    ],
    style.dim,
  );
  return task.attempts.length === 0
    ? facts
    : `${facts}\n\n${table(task.attempts, attemptColumns(now, style), style.dim)}`;
}

function checkpointText({ kind, step, size, digest }: Checkpoint): string {
  return `${step === null ? kind : `step ${step}, ${kind}`}, ${bytes(size)}, ${digest}`;
}

function rulesThatFired({ attempts }: Task): readonly (readonly [string, string])[] {
  return attempts.flatMap(({ number, fired }) =>
    fired.map(({ action, message, step }) => {
      const where = step === null ? "" : ` at step ${step}`;
      return ["rule", `${action}: ${message}${where}, attempt ${number}`] as const;
    }),
  );
}

function originText(origin: Origin): string {
  return origin.kind !== "mark"
    ? `${origin.kind === "cache" ? "from the cache: " : ""}of ${origin.task} in run ${origin.runId}`
    : `given by ${origin.by}: ${oneLine(origin.reason)}`;
}

function attemptColumns(now: number, style: Style): readonly Column<Attempt>[] {
  return [
    { title: "ATTEMPT", cell: ({ number }) => String(number), align: "right" },
    { title: "AGENT", cell: ({ agent }) => agent },
    { title: "QUEUED", cell: ({ queuedAt, assignedAt }) => between(queuedAt, assignedAt, now), align: "right" },
    {
      title: "STARTING",
      cell: ({ assignedAt, startedAt, endedAt }) => between(assignedAt, startedAt ?? endedAt, now),
      align: "right",
    },
    { title: "RAN", cell: ({ startedAt, endedAt }) => between(startedAt, endedAt, now), align: "right" },
    { title: "ENDED", cell: (attempt) => ending(attempt, style) },
    { title: "FROM", cell: ({ from }) => (from === null ? "" : `step ${from.step ?? "?"}`) },
    { title: "MEMORY", cell: ({ memoryBytes }) => (memoryBytes === null ? "" : bytes(memoryBytes)), align: "right" },
    { title: "GPUS", cell: ({ devices }) => devices.join(",") },
  ];
}

function ending(attempt: Attempt, style: Style): string {
  const { exitClass, message } = attempt;
  if (exitClass === null) return "";
  if (exitClass === "success") return style.good("success");
  // Of what Troupe ended itself, the signal says less than the reason.
  const why = ourOwn.has(attempt.code) ? oneLine(message) : (exitWords(attempt) ?? oneLine(message));
  return `${style.bad(exitClass)}${why === "" ? "" : ` ${clip(why, 80)}`}`;
}

const ourOwn: ReadonlySet<string> = new Set(["STEP_STALLED", "METRIC_RULE", "TASK_TIMED_OUT"]);
