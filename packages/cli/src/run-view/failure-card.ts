/** Why a task failed, on one screen: what, where, how, its last words, and what to do next. */
import type { RunFailure, Task } from "@troupe/sdk/client";
import type { Style } from "../render/style.ts";
import { pairs } from "../render/table.ts";
import { clip, indent } from "../render/text.ts";
import { advice, classWords, exitWords } from "./exit-words.ts";

export interface FailureCard {
  readonly runId: string;
  readonly failure: RunFailure;
  /** Null if no task is to blame, or it is not known. */
  readonly task: Task | null;
  /** The end of what it wrote. */
  readonly lastLines: readonly string[];
  readonly columns: number;
  readonly style: Style;
}

export const lastLinesShown = 20;

export function failureCard(card: FailureCard): string {
  const { failure, task, style } = card;
  const name = failure.task ?? "the run";
  const facts = pairs(
    [
      ["why", failure.message.trim() || failure.code],
      failure.exitClass === null ? null : ["class", classWords[failure.exitClass]],
      entry("exit", exitText(failure)),
      entry("attempt", task === null ? null : attempts(task)),
      failure.code === "" ? null : ["code", failure.code],
    ],
    style.dim,
  );
  const sections = [style.bad(style.bold(`✗ ${name} failed`)), indent(facts, "  "), lastWords(card), next(card)];
  return sections.filter((section) => section !== "").join("\n\n");
}

/** Not if it only says again what the message says. */
function exitText(failure: RunFailure): string | null {
  const words = exitWords(failure);
  const isTold = words === `exit code ${failure.exitCode}` && failure.message.includes(`code ${failure.exitCode}`);
  return isTold ? null : words;
}

function entry(name: string, text: string | null): readonly [string, string] | null {
  return text === null ? null : [name, text];
}

function attempts({ attempts }: Task): string | null {
  const last = attempts.at(-1);
  if (last === undefined) return null;
  const which = attempts.length === 1 ? "the only one" : `${last.number}, the last`;
  return `${which}, on ${last.agent}`;
}

function lastWords({ lastLines, columns, style }: FailureCard): string {
  if (lastLines.length === 0) return style.dim("  It wrote nothing to stdout or stderr.");
  const lines = lastLines.slice(-lastLinesShown).map((line) => `  ${style.dim("│")} ${clip(line, columns - 5)}`);
  return [style.dim("  its last lines"), ...lines].join("\n");
}

function next({ runId, failure, style }: FailureCard): string {
  const task = failure.task;
  const commands =
    task === null
      ? [["describe", `troupe describe run ${runId}`] as const]
      : [
          ["all it wrote", `troupe logs ${runId} ${quoted(task)}`] as const,
          ["its inputs", `troupe describe task ${runId} ${quoted(task)}`] as const,
        ];
  const remedy = failure.exitClass === null ? undefined : advice[failure.exitClass];
  const lines = pairs(
    [...commands.map(([name, command]) => [name, style.code(command)] as const), entry("remedy", remedy ?? null)],
    style.dim,
  );
  return indent(lines, "  ");
}

/** Brackets mean something to a shell. */
export function quoted(task: string): string {
  return /[[\]]/.test(task) ? `'${task}'` : task;
}
