/** What is known of a run while it is watched: its updates and metrics, folded together. Draws nothing. */
import type { Json } from "@troupe/core";
import type { MetricPoint, Run, RunUpdate, Task } from "@troupe/sdk/client";

export interface LatestMetric {
  readonly name: string;
  readonly value: number;
  /** The one before; null for the first. */
  readonly previous: number | null;
}

export interface TaskGroup {
  readonly node: string;
  /** True if the tasks are the rounds of a map: `train[0]`, `train[1]`. */
  readonly isMapped: boolean;
  readonly tasks: readonly Task[];
}

const systemPrefix = "system.";

export class RunModel {
  run: Run<Json> | null = null;
  readonly #tasks = new Map<string, Task>();
  readonly #metrics = new Map<string, LatestMetric>();
  readonly #order: ReadonlyMap<string, number>;

  /** `nodes` in the order of the definition, where it is known: tasks that a map makes later find their place by it. */
  constructor(nodes: readonly string[] = []) {
    this.#order = new Map(nodes.map((node, at) => [node, at]));
  }

  update(update: RunUpdate): void {
    switch (update.type) {
      case "snapshot":
        this.run = update.run;
        for (const task of update.tasks) this.#tasks.set(task.name, task);
        return;
      case "event":
        if (update.run !== null) this.run = update.run;
        if (update.after !== null) this.#tasks.set(update.after.name, update.after);
        return;
      case "progress": {
        const task = this.#tasks.get(update.task);
        if (task !== undefined) this.#tasks.set(task.name, { ...task, progress: update.progress });
        return;
      }
    }
  }

  /** What a task uses of its machine is not what it is about. */
  measure({ task, name, value }: MetricPoint): void {
    if (name.startsWith(systemPrefix)) return;
    const before = this.#metrics.get(task);
    this.#metrics.set(task, { name, value, previous: before?.name === name ? before.value : null });
  }

  task(name: string): Task | null {
    return this.#tasks.get(name) ?? null;
  }

  tasks(): readonly Task[] {
    return [...this.#tasks.values()];
  }

  metric(task: string): LatestMetric | null {
    return this.#metrics.get(task) ?? null;
  }

  /** Tasks by node, in the order of the definition. */
  groups(): readonly TaskGroup[] {
    const byNode = Map.groupBy(this.#tasks.values(), (task) => task.node);
    const groups = [...byNode].map(([node, tasks]) => {
      const isMapped = tasks.some((task) => task.name !== node);
      return { node, isMapped, tasks: isMapped ? tasks.toSorted(byIndex) : tasks };
    });
    const place = ({ node }: TaskGroup): number => this.#order.get(node) ?? Number.MAX_SAFE_INTEGER;
    return groups.sort((a, b) => place(a) - place(b));
  }
}

/** train[2] before train[10]. */
const byNumber = new Intl.Collator("en", { numeric: true });

function byIndex(a: Task, b: Task): number {
  return byNumber.compare(a.name, b.name);
}
