/** How states look. Each has a sign and a word: colour alone says nothing to some, and nothing in a pipe. */
import type { RunStatus, TaskStatus } from "@troupe/core";
import type { Paint, Style } from "./style.ts";

export interface Look {
  readonly sign: string;
  readonly word: string;
  readonly tone: Exclude<keyof Style, "nth">;
}

export const taskLooks: Readonly<Record<TaskStatus, Look>> = {
  pending: { sign: "○", word: "pending", tone: "dim" },
  queued: { sign: "◌", word: "queued", tone: "dim" },
  "backing-off": { sign: "↻", word: "backing off", tone: "warn" },
  waiting: { sign: "◷", word: "waiting", tone: "busy" },
  assigned: { sign: "◔", word: "starting", tone: "busy" },
  running: { sign: "●", word: "running", tone: "busy" },
  succeeded: { sign: "✓", word: "succeeded", tone: "good" },
  failed: { sign: "✗", word: "failed", tone: "bad" },
  skipped: { sign: "–", word: "skipped", tone: "dim" },
  cancelled: { sign: "⊘", word: "cancelled", tone: "warn" },
};

export const runLooks: Readonly<Record<RunStatus, Look>> = {
  waiting: { sign: "◌", word: "waiting", tone: "dim" },
  running: { sign: "●", word: "running", tone: "busy" },
  cancelling: { sign: "◌", word: "cancelling", tone: "warn" },
  finalizing: { sign: "◍", word: "finalizing", tone: "busy" },
  succeeded: { sign: "✓", word: "succeeded", tone: "good" },
  failed: { sign: "✗", word: "failed", tone: "bad" },
  cancelled: { sign: "⊘", word: "cancelled", tone: "warn" },
  "timed-out": { sign: "✗", word: "timed out", tone: "bad" },
};

/** "✓ succeeded", in its colour. */
export function signAndWord(look: Look, style: Style): string {
  const paint: Paint = style[look.tone];
  return paint(`${look.sign} ${look.word}`);
}
