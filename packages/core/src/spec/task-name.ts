/** Names of tasks: the node's id and its place in the maps around it, `train`, `train[0]`, `score[2][17]`. */
import type { TaskPath } from "../run/run-event.ts";

export function taskName(node: string, path: TaskPath): string {
  return path.length === 0 ? node : `${node}[${path.join("][")}]`;
}

/** Undefined if the text is no task name. */
export function parseTaskName(name: string): { readonly node: string; readonly path: TaskPath } | undefined {
  const match = /^([a-z][a-z0-9_-]*)((?:\[\d{1,7}\])*)$/.exec(name);
  if (match === null) return undefined;
  return { node: match[1] ?? "", path: [...(match[2] ?? "").matchAll(/\d+/g)].map((index) => Number(index[0])) };
}
