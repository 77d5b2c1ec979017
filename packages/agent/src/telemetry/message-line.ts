/** One line that a step wrote to TROUPE_MESSAGES, or one message of a function: what it is about (docs/step-protocol.md). */
import { isObject } from "@troupe/core";

export type Message =
  | { readonly type: "metric"; readonly name: string; readonly value: number; readonly step: number | null }
  | { readonly type: "progress"; readonly fraction: number; readonly message: string }
  | { readonly type: "checkpoint"; readonly path: string; readonly step: number | null; readonly kind: string | null }
  | { readonly type: "log" }
  /** Read when the attempt has ended, and not here. */
  | { readonly type: "output" | "failure" }
  | { readonly type: "unreadable"; readonly problem: string };

const nameLimit = 200;

/** Numbers that JSON lacks, and that a loss may well become. */
const noJson = new Map<unknown, number>([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

export function parseMessage(line: string): Message {
  try {
    return readMessage(JSON.parse(line));
  } catch {
    return unreadable("it is no JSON");
  }
}

export function readMessage(value: unknown): Message {
  if (!isObject(value)) return unreadable("it is no object");
  switch (value.type) {
    case "metric":
      return readMetric(value);
    case "progress":
      return readProgress(value);
    case "checkpoint":
      if (typeof value.path !== "string" || value.path === "") return unreadable("a checkpoint needs a path");
      return {
        type: "checkpoint",
        path: value.path,
        step: readStep(value.step),
        kind: typeof value.kind === "string" ? value.kind : null,
      };
    case "log":
    case "output":
    case "failure":
      return { type: value.type };
    default:
      return unreadable("its type is none of output, metric, progress, checkpoint, log, failure");
  }
}

function readMetric(value: Readonly<Record<string, unknown>>): Message {
  const { name } = value;
  if (typeof name !== "string" || name === "" || name.length > nameLimit) {
    return unreadable(`a metric needs a name of at most ${nameLimit} characters`);
  }
  const number = noJson.get(value.value) ?? value.value;
  if (typeof number !== "number") return unreadable(`metric ${name} needs a value that is a number`);
  return { type: "metric", name, value: number, step: readStep(value.step) };
}

function readProgress(value: Readonly<Record<string, unknown>>): Message {
  const { fraction, message } = value;
  if (typeof fraction !== "number" || Number.isNaN(fraction)) return unreadable("a progress needs a fraction");
  return {
    type: "progress",
    fraction: Math.min(1, Math.max(0, fraction)),
    message: typeof message === "string" ? message.slice(0, 1000) : "",
  };
}

function readStep(step: unknown): number | null {
  return Number.isSafeInteger(step) ? (step as number) : null;
}

function unreadable(problem: string): Message {
  return { type: "unreadable", problem };
}
