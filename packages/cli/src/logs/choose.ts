/** Which tasks somebody means by the names that they gave: a task, all tasks of a map, or all there are. */
import { TroupeError } from "@troupe/core";
import type { Client, RunHandle, Task } from "@troupe/sdk/client";

export interface Chosen {
  /** The one task that is meant, where it is one: its bytes need no name before them. */
  readonly only: string | null;
  /** Those that there are now. */
  readonly tasks: readonly Task[];
  /** Also of tasks that are yet to come. */
  readonly includes: (task: Task) => boolean;
}

/** Throws TASK_NOT_FOUND, naming what looks like it, if a name means nothing in this run. */
export async function choose(client: Client, handle: RunHandle, names: readonly string[]): Promise<Chosen> {
  const all = await handle.tasks();
  const includes = (task: Task): boolean => names.length === 0 || names.some((name) => isMeant(task, name));
  const unknown = names.find((name) => !all.some((task) => isMeant(task, name)));
  if (unknown !== undefined) await checkDefined(client, handle, unknown, all);
  const [first, ...others] = names;
  const only = others.length === 0 ? all.find(({ name }) => name === first) : undefined;
  return { only: only?.name ?? null, tasks: all.filter(includes), includes };
}

function isMeant(task: Task, name: string): boolean {
  return task.name === name || task.node === name || task.step === name;
}

/** A map that is not expanded yet has no tasks, but the pipeline has its steps. */
async function checkDefined(client: Client, handle: RunHandle, name: string, tasks: readonly Task[]): Promise<void> {
  const { version } = await handle.get();
  const { spec } = await client.pipeline(handle.pipeline, version);
  const steps = (spec?.nodes ?? []).flatMap((node) => (node.kind === "step" ? [node.id, node.step] : []));
  if (steps.includes(name.replace(/\[.*$/, ""))) return;
  throw await notFound(handle, name, [...steps, ...tasks.map((task) => task.name)]);
}

async function notFound({ id }: RunHandle, name: string, names: readonly string[]): Promise<TroupeError> {
  const { similar } = await import("@troupe/sdk/bundle");
  const known = [...new Set(names)];
  const alike = similar(name, known);
  const hint = alike.length > 0 ? `did you mean ${alike.join(" or ")}?` : `list them with: troupe get tasks ${id}`;
  return new TroupeError(`run ${id} has no task ${name}; ${hint}`, {
    code: "TASK_NOT_FOUND",
    reaction: "reject",
    details: { runId: id, task: name },
  });
}
