/** How a cell is drawn: by state, or by how long it took compared with other runs of the same step. */
import type { TaskCounts } from "../../api/messages.ts";
import { formatDuration } from "../../format/durations.ts";
import { plural } from "../../format/numbers.ts";
import { lookOf, type Tone } from "../../format/states.ts";
import type { Cell } from "./grid-model.ts";

export interface CellLook {
  readonly tone: Tone;
  /** Drawn in it, so that a state is told by its shape too. */
  readonly sign: "" | "cross" | "dash" | "dot" | "ring" | "slash" | "bars";
  /** Of a row of several tasks that are not all in one state: shares by tone, in order, adding up to 1. */
  readonly split: readonly { readonly tone: Tone; readonly share: number }[];
}

const signs: Readonly<Record<string, CellLook["sign"]>> = {
  TASK_STATE_FAILED: "cross",
  TASK_STATE_SKIPPED: "dash",
  TASK_STATE_CANCELLED: "slash",
  TASK_STATE_PENDING: "ring",
  TASK_STATE_QUEUED: "dot",
  TASK_STATE_BACKING_OFF: "dot",
  TASK_STATE_ASSIGNED: "dot",
  TASK_STATE_RUNNING: "dot",
  TASK_STATE_WAITING: "bars",
};

/** From what presses to what is done. */
const order = ["failed", "running", "queued", "waiting", "cancelled", "pending", "skipped", "succeeded"] as const;

const tones: Readonly<Record<(typeof order)[number], Tone>> = {
  ...{ failed: "bad", running: "live", queued: "wait", waiting: "wait" },
  ...{ cancelled: "quiet", pending: "quiet", skipped: "quiet", succeeded: "good" },
};

export function lookOfCell({ state, tasks }: Cell): CellLook {
  return { tone: lookOf(state).tone, sign: signs[state] ?? "", split: splitOf(tasks) };
}

function splitOf(tasks: TaskCounts): CellLook["split"] {
  const total = totalOf(tasks);
  const shares = new Map<Tone, number>();
  for (const name of order) {
    const share = tasks[name] / total;
    if (share > 0) shares.set(tones[name], (shares.get(tones[name]) ?? 0) + share);
  }
  return shares.size < 2 ? [] : [...shares].map(([tone, share]) => ({ tone, share }));
}

/** 0 to 1: where a duration stands between the shortest and the longest of its row, by orders of magnitude. */
export function heatOf(seconds: number, { least, most }: { readonly least: number; readonly most: number }): number {
  const [low, high, here] = [least, most, seconds].map((each) => Math.log(Math.max(each, 0.001)));
  if (low === undefined || high === undefined || here === undefined || high - low < 0.05) return 0.35;
  return Math.min(1, Math.max(0, (here - low) / (high - low)));
}

/** "failed, 3.2 s, 12 tasks: 11 succeeded, 1 failed, 2 retries". */
export function cellText({ state, seconds, tasks, retries }: Cell): string {
  const total = totalOf(tasks);
  const counts = order.flatMap((name) => (tasks[name] > 0 ? [`${tasks[name]} ${name}`] : []));
  return [
    lookOf(state).word,
    seconds === undefined ? "" : formatDuration(seconds * 1000),
    total > 1 ? `${plural(total, "task")}: ${counts.join(", ")}` : "",
    retries > 0 ? plural(retries, "retry", "retries") : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function totalOf(tasks: TaskCounts): number {
  return order.reduce((sum, name) => sum + tasks[name], 0);
}
