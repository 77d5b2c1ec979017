/** One picture of a run: a header, a line a task, a tally. Pure: the same model and instant give the same text. */
import { taskStatuses } from "@troupe/core";
import type { Task } from "@troupe/sdk/client";
import { figure } from "../render/amount.ts";
import { between } from "../render/duration.ts";
import { runLooks, signAndWord, taskLooks } from "../render/states.ts";
import type { Style } from "../render/style.ts";
import { clip, oneLine, padEnd, padStart, width } from "../render/text.ts";
import { type Row, rows } from "./rows.ts";
import type { LatestMetric, RunModel } from "./run-model.ts";

export interface FrameOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly columns: number;
  readonly rows: number;
  /** Turns the signs of what runs. */
  readonly tick: number;
  readonly style: Style;
}

const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] as const;
const barColumns = 10;
const gap = "  ";
/** Columns of a note below which others make room for it. */
const leastNote = 16;
/** Which do, in this order: bar, metric, time. */
const expendable = [3, 4, 2] as const;
/** Header, blank line, blank line, tally, and the line of the cursor. */
const framing = 5;

export function frame(model: RunModel, options: FrameOptions): string {
  const lines = rows(model, Math.max(3, options.rows - framing)).map((row) => cells(row, model, options));
  return [header(model, options), "", ...aligned(lines, options), "", footer(model, options)].join("\n");
}

/** The columns of one line, coloured; the last takes what room is left. */
interface Line {
  readonly cells: readonly string[];
  readonly note: string;
}

function header({ run }: RunModel, { now, style }: FrameOptions): string {
  if (run === null) return style.dim("waiting for the run…");
  const time = between(run.createdAt, run.endedAt, now);
  return [style.bold(run.pipeline), style.dim(run.id), signAndWord(runLooks[run.state], style), time].join(gap);
}

function footer(model: RunModel, { style }: FrameOptions): string {
  const states = Map.groupBy(model.tasks(), ({ state }) => state);
  const parts = Object.entries(taskLooks).flatMap(([state, { sign, word, tone }]) => {
    const amount = states.get(state as Task["state"])?.length ?? 0;
    return amount === 0 ? [] : [style[tone](`${sign} ${amount} ${word}`)];
  });
  return parts.join(gap);
}

function cells(row: Row, model: RunModel, options: FrameOptions): Line {
  switch (row.type) {
    case "task":
      return taskLine(row.task, row.depth, model.metric(row.task.name), options);
    case "group": {
      const { ended, total, state } = row.tally;
      const look = taskLooks[state];
      const progress = ended < total ? bar(ended / total) : "";
      return {
        cells: [
          ` ${sign(state, options)} ${row.node}`,
          options.style[look.tone](`${ended}/${total} done`),
          "",
          progress,
          "",
        ],
        note: "",
      };
    }
    case "rest": {
      const { style } = options;
      const look = row.state === null ? null : taskLooks[row.state];
      const text = look === null ? `… ${row.count} more` : `${look.sign} ${row.count} ${look.word}`;
      return { cells: [style.dim(`${"  ".repeat(row.depth)} ${text}`), "", "", "", ""], note: "" };
    }
  }
}

function taskLine(task: Task, depth: number, metric: LatestMetric | null, options: FrameOptions): Line {
  const { style, now } = options;
  const look = taskLooks[task.state];
  const attempt = task.attempts.at(-1);
  const isRunning = task.state === "running";
  const time = attempt === undefined ? "" : between(attempt.startedAt, attempt.endedAt, now);
  const progress = isRunning && task.progress !== null ? bar(task.progress.fraction) : "";
  return {
    cells: [
      `${"  ".repeat(depth)} ${sign(task.state, options)} ${task.name}`,
      style[look.tone](look.word),
      time,
      progress,
      metric === null ? "" : measured(metric),
    ],
    note: note(task),
  };
}

/** Why it stands where it stands. */
function note(task: Task): string {
  const attempt = task.attempts.at(-1);
  const again = task.attempts.length > 1 ? `attempt ${task.attempts.length}` : "";
  const where = attempt !== undefined && taskStatuses[task.state].onAgent ? `on ${attempt.agent}` : "";
  const why = task.failure !== null ? oneLine(task.failure.message) : oneLine(task.progress?.message || task.reason);
  const before = task.state === "backing-off" && attempt !== undefined ? oneLine(attempt.message) : "";
  const hasEnded = task.state === "succeeded";
  return [again, where, hasEnded ? "" : why || before].filter((part) => part !== "").join(", ");
}

function sign(state: Task["state"], { tick, style }: FrameOptions): string {
  const look = taskLooks[state];
  const shown = state === "running" ? (spinner[tick % spinner.length] ?? look.sign) : look.sign;
  return style[look.tone](shown);
}

function measured({ name, value, previous }: LatestMetric): string {
  const trend = previous === null || previous === value ? "" : value < previous ? " ↓" : " ↑";
  return `${name} ${figure(value)}${trend}`;
}

/** ███████░░░  67% */
export function bar(fraction: number): string {
  const share = Math.min(1, Math.max(0, Number.isFinite(fraction) ? fraction : 0));
  const full = Math.floor(share * barColumns);
  return `${"█".repeat(full)}${"░".repeat(barColumns - full)} ${padStart(`${Math.floor(share * 100)}%`, 4)}`;
}

function aligned(lines: readonly Line[], { columns, style }: FrameOptions): readonly string[] {
  const wanted = Array.from({ length: 5 }, (_, at) => Math.max(0, ...lines.map((line) => width(line.cells[at] ?? ""))));
  const longestNote = Math.max(0, ...lines.map(({ note }) => width(note)));
  const widths = fitting(wanted, columns, Math.min(leastNote, longestNote));
  const used = widths.filter((column) => column > 0);
  const room = roomBeside(widths, columns);
  return lines.map(({ cells, note }) => {
    const shown = cells.filter((_, at) => (widths[at] ?? 0) > 0).map((cell, at) => padEnd(cell, used[at] ?? 0));
    return [...shown, ...(note === "" || room < 1 ? [] : [style.dim(clip(note, room))])].join(gap).trimEnd();
  });
}

/** In a narrow terminal a line that wraps is worse than one that lacks a column. */
function fitting(wanted: readonly number[], columns: number, note: number): readonly number[] {
  const widths = [...wanted];
  for (const at of expendable) if (roomBeside(widths, columns) < note) widths[at] = 0;
  return widths;
}

/** What is left for the note. */
function roomBeside(widths: readonly number[], columns: number): number {
  return columns - 1 - widths.reduce((sum, column) => (column > 0 ? sum + column + gap.length : sum), 0);
}
