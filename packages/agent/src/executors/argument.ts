/** The words of a command, with the inputs in them. */
import { type Argument, isObject, TroupeError } from "@troupe/core";

type Inputs = Readonly<Record<string, unknown>>;

/** Throws TroupeError(reject, "TASK_INPUT_INVALID") if an input is not there, or cannot be a word. */
export function argumentText(argument: Argument, inputs: Inputs): string {
  if (typeof argument === "string") return argument;
  if ("input" in argument) return inputText(argument.input, inputs);
  return argument.text.map((part) => (typeof part === "string" ? part : inputText(part.input, inputs))).join("");
}

function inputText(path: readonly string[], inputs: Inputs): string {
  const value = path.reduce<unknown>(fieldOf, inputs);
  if (value === undefined) throw invalid(path, "is not there");
  // An artifact is its file.
  const text = isObject(value) && typeof value.path === "string" ? value.path : textOf(value);
  if (text.includes("\0")) throw invalid(path, "has a NUL byte in it, which no argument of a program can have");
  return text;
}

function fieldOf(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value[Number(name)];
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function invalid(path: readonly string[], what: string): TroupeError {
  return new TroupeError(`the input ${path.join(".")} ${what}`, { code: "TASK_INPUT_INVALID", reaction: "reject" });
}
