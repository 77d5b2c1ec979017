/**
 * The chain of tasks that says how long the run took: from the one that ended last back to the first, each the one that
 * its successor waited for longest. Pure.
 */
import { type Plan, type PlanNode, parseTaskName } from "@troupe/core";
import type { Task } from "../../../api/messages.ts";
import { isEndedTask } from "../../../format/states.ts";
import { instantMs } from "../../../format/times.ts";
import { nameOf } from "./run-view.ts";

/** In the order in which they ran. Empty while nothing has begun. */
export function criticalPath(plan: Plan, tasks: ReadonlyMap<string, Task>): readonly string[] {
  const index = new Index(plan, tasks);
  const path: string[] = [];
  const seen = new Set<string>();
  let name = index.last();
  while (name !== undefined && !seen.has(name)) {
    seen.add(name);
    path.unshift(name);
    name = index.latest(index.before(name));
  }
  return path;
}

class Index {
  readonly #plan: Plan;
  readonly #tasks: ReadonlyMap<string, Task>;
  readonly #byNode = new Map<string, { readonly name: string; readonly path: readonly number[] }[]>();

  constructor(plan: Plan, tasks: ReadonlyMap<string, Task>) {
    this.#plan = plan;
    this.#tasks = tasks;
    for (const name of tasks.keys()) {
      const parsed = parseTaskName(name);
      if (parsed === undefined) continue;
      const known = this.#byNode.get(parsed.node) ?? [];
      known.push({ name, path: parsed.path });
      this.#byNode.set(parsed.node, known);
    }
  }

  /** While something runs, that which began to wait first; else what ended last. */
  last(): string | undefined {
    const running = [...this.#tasks.values()].filter(({ state }) => state === "TASK_STATE_RUNNING");
    const first = running.reduce<Task | undefined>(
      (best, task) => (best === undefined || queuedAt(task) < queuedAt(best) ? task : best),
      undefined,
    );
    return first?.name ?? this.latest([...this.#tasks.keys()]);
  }

  latest(names: readonly string[]): string | undefined {
    let best: string | undefined;
    let bestAt = 0;
    for (const name of names) {
      const at = endedAt(this.#tasks.get(name));
      if (at > bestAt) [best, bestAt] = [name, at];
    }
    return best;
  }

  /** What a task waited for itself, or with a box around it. */
  before(name: string): readonly string[] {
    const parsed = parseTaskName(name);
    const node = parsed && this.#plan.nodes.get(parsed.node);
    if (parsed === undefined || node === undefined) return [];
    const owners = node.node.scope.map((scope) => this.#plan.nodes.get(scope.replace(/(\[\]|\/.*)$/, "")));
    const waiting = [node, ...owners].flatMap((each) => each?.needs ?? []);
    return [
      ...[...new Set(waiting)].flatMap((need) => this.#inside(need, parsed.path)),
      ...owners.flatMap((owner) => (owner === undefined ? [] : this.#roundBefore(owner, parsed.path))),
    ];
  }

  /** Tasks of a node that something on that path waits for. */
  #inside(need: string, path: readonly number[]): readonly string[] {
    const node = this.#plan.nodes.get(need);
    if (node === undefined) return [];
    const around = path.slice(0, node.maps.length);
    return node.node.kind === "step" ? [nameOf(need, around)] : this.#under(node, around);
  }

  #roundBefore(owner: PlanNode, path: readonly number[]): readonly string[] {
    const round = path[owner.maps.length] ?? 0;
    if (owner.node.kind !== "loop" || round === 0) return [];
    return this.#under(owner, [...path.slice(0, owner.maps.length), round - 1]);
  }

  #under(node: PlanNode, around: readonly number[]): readonly string[] {
    return stepsIn(node).flatMap((step) =>
      (this.#byNode.get(step) ?? [])
        .filter(({ path }) => around.every((round, depth) => path[depth] === round))
        .map(({ name }) => name),
    );
  }
}

function stepsIn(node: PlanNode): readonly string[] {
  if (node.node.kind === "step") return [node.id];
  return node.scopes.flatMap((scope) => scope.nodes.flatMap(stepsIn));
}

function queuedAt({ attempts }: Task): number {
  return instantMs(attempts[0]?.queuedAt) ?? Number.POSITIVE_INFINITY;
}

function endedAt(task: Task | undefined): number {
  if (task === undefined || !isEndedTask(task.state)) return 0;
  return instantMs(task.attempts.at(-1)?.endedAt) ?? 0;
}
