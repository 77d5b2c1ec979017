/** What waits for something outside find, in a run in memory. */
import type { JsonObject, PipelineSpec } from "@troupe/core";
import type { AttemptSpec } from "@troupe/engine";

/** By the name of the wait, or that of one task of it: what it yields beside `outcome` and `at`. */
export type Found = Readonly<Record<string, JsonObject>>;

/** Throws if something is found that nobody looks for. */
export function checkFound({ name, spec }: { readonly name: string; readonly spec: PipelineSpec }, found: Found): void {
  const looks = spec.nodes.flatMap((node) =>
    node.kind === "step" && spec.steps[node.step]?.runs.kind === "poll" ? [node.id] : [],
  );
  const idle = Object.keys(found).find((task) => !looks.includes(nodeOf(task)));
  if (idle === undefined) return;
  const known = looks.join(", ") || "nothing";
  throw new Error(`something is found for "${idle}", for which ${name} does not wait; it waits for ${known}`);
}

/** Undefined if it is not there. */
export function foundBy(found: Found, task: string): JsonObject | undefined {
  return found[task] ?? found[nodeOf(task)];
}

/** With no deadline it would never go on. */
export function neverFound(task: string, { timeoutMs }: AttemptSpec): Error | undefined {
  if (timeoutMs !== null) return undefined;
  return new Error(
    `${task} waits for something outside, which nobody looks at in memory, and has no deadline. Say what it finds: run(…, { found: { ${JSON.stringify(nodeOf(task))}: {} } })`,
  );
}

function nodeOf(task: string): string {
  return task.replace(/\[.*$/, "");
}
