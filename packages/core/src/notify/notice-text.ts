/** A notice in words: the same for everybody, whatever it is sent by. */
import { unreachable } from "../error.ts";
import type { Notice } from "./notice.ts";

export interface NoticeText {
  /** One line: `churn failed at train[1]`. */
  readonly title: string;
  /** Label and value, a line each. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** What the task wrote last; empty if nothing, or if it is nobody's business here. */
  readonly lastLines: readonly string[];
  /** What one does now: label and command. */
  readonly commands: readonly (readonly [label: string, command: string])[];
  /** Null if nobody said where the coordinators can be reached. */
  readonly link: string | null;
}

export function textOf(notice: Notice, more: Pick<NoticeText, "lastLines" | "link">): NoticeText {
  const { pipeline, runId, task, why, code, params, createdAt, at } = notice;
  const facts: [string, string][] = [
    ["pipeline", pipeline],
    ["run", runId],
    ...(task === null ? [] : [["task", task] as [string, string]]),
    ...(why === "" ? [] : [[notice.cause === "approval" ? "asks" : "why", why] as [string, string]]),
    ...(code === "" ? [] : [["code", code] as [string, string]]),
    ["after", spoken(at - createdAt)],
    ...(params === "{}" ? [] : [["params", params] as [string, string]]),
  ];
  return { title: titleOf(notice), facts, commands: commandsOf(notice), ...more };
}

function titleOf({ cause, pipeline, task, createdAt, at }: Notice): string {
  switch (cause) {
    case "succeeded":
      return `${pipeline} succeeded in ${spoken(at - createdAt)}`;
    case "failed":
      return task === null ? `${pipeline} failed` : `${pipeline} failed at ${task}`;
    case "cancelled":
      return `${pipeline} was cancelled`;
    case "timed-out":
      return `${pipeline} ran out of time after ${spoken(at - createdAt)}`;
    case "approval":
      return `${pipeline} waits for an approval: ${task ?? "a task"}`;
    default:
      return unreachable(cause);
  }
}

function commandsOf({ cause, runId, task }: Notice): readonly (readonly [string, string])[] {
  const name = task === null ? "" : ` ${/[[\]]/.test(task) ? `'${task}'` : task}`;
  const look: [string, string] = ["see it", `troupe describe run ${runId}`];
  switch (cause) {
    case "succeeded":
      return [look];
    case "approval":
      return [look, ["answer", `troupe approve ${runId}${name}`]];
    case "failed":
    case "cancelled":
    case "timed-out":
      return [
        look,
        ...(task === null ? [] : [["its logs", `troupe logs ${runId}${name}`] as [string, string]]),
        ["run it again", `troupe rerun ${runId}`],
      ];
    default:
      return unreachable(cause);
  }
}

/** Two units at most: 1 h 5 min. */
export function spoken(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const units = [
    [86_400, "d"],
    [3600, "h"],
    [60, "min"],
    [1, "s"],
  ] as const;
  const first = units.findIndex(([size]) => seconds >= size);
  if (first === -1) return "0 s";
  const parts = units.slice(first, first + 2).map(([size, unit], index) => {
    const outer = index === 0 ? Number.POSITIVE_INFINITY : (units[first]?.[0] ?? 1);
    return [Math.floor((seconds % outer) / size), unit] as const;
  });
  return parts
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}
