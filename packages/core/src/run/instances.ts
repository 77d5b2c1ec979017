/**
 * The live graph of a run: one instance a node and round, with a count of what it still waits for. All of it is derived
 * (from the plan and the records), nothing of it is stored.
 *
 * An instance is born when its scope opens: the body at once, a map's rounds when the map is expanded, an arm when it is
 * taken. It settles once, with an outcome; that counts down those who need it. A scope is done when all in it is
 * settled; a map or branch settles when its open scopes are done, and has failed if anything inside has.
 */
import { invariant } from "../error.ts";
import type { PlanNode, PlanScope } from "../spec/compile.ts";
import { taskName } from "../spec/task-name.ts";
import type { TaskPath } from "./run-event.ts";

export type Settled = "succeeded" | "failed" | "skipped" | "cancelled";

export interface Instance {
  /** `train[0]`: also the name of the task, if it is one. */
  readonly name: string;
  readonly node: PlanNode;
  readonly path: TaskPath;
  readonly within: ScopeInstance;
  waiting: number;
  /** Those that wait for it. Empty once it is settled. */
  waiters: Instance[];
  settled: Settled | null;
  /** Map: rounds that are not done, and the next one to open. */
  openScopes: number;
  nextRound: number;
  rounds: number;
}

interface ScopeInstance {
  readonly plan: PlanScope;
  readonly owner: Instance | null;
  readonly path: TaskPath;
  open: number;
  outcome: Settled;
}

export class Instances {
  readonly #byName = new Map<string, Instance>();
  readonly #byNode = new Map<string, Instance[]>();
  /** Born, nothing to wait for, not acted upon. In the order in which they became ready. */
  readonly ready = new Set<Instance>();
  readonly #root: ScopeInstance;
  /** Maps and branches in which something did not succeed. */
  readonly #spoiled = new Set<Instance>();

  constructor(root: PlanScope) {
    this.#root = { plan: root, owner: null, path: [], open: 0, outcome: "succeeded" };
    this.#open(this.#root);
  }

  get(name: string): Instance | undefined {
    return this.#byName.get(name);
  }

  of(node: string): readonly Instance[] {
    return this.#byNode.get(node) ?? [];
  }

  /** All that can happen has happened. */
  get isDone(): boolean {
    return this.#root.open === 0;
  }

  /** The worst that happened anywhere. */
  get outcome(): Settled {
    return this.#root.outcome;
  }

  /** Someone acts on it now: it is ready no more. */
  take(instance: Instance): void {
    this.ready.delete(instance);
  }

  /** Opens the rounds of a map, at most `concurrency` at a time. */
  expand(instance: Instance, count: number, concurrency: number): void {
    const round = instance.node.scopes[0];
    invariant(round !== undefined, `${instance.name} is no map`);
    instance.rounds = count;
    instance.openScopes = count;
    if (count === 0 || round.nodes.length === 0) return this.settle(instance, "succeeded");
    for (let opened = 0; opened < Math.min(count, concurrency); opened++) this.#openRound(instance, round);
  }

  /** Opens the arm that a branch took. */
  enter(instance: Instance, arm: number | null): void {
    const scope = arm === null ? undefined : instance.node.scopes[arm];
    if (scope === undefined || scope.nodes.length === 0) return this.settle(instance, "succeeded");
    instance.openScopes = 1;
    this.#open({ plan: scope, owner: instance, path: instance.path, open: 0, outcome: "succeeded" });
  }

  settle(instance: Instance, outcome: Settled): void {
    invariant(instance.settled === null, `${instance.name} settles twice`);
    instance.settled = outcome;
    this.ready.delete(instance);
    for (const waiter of instance.waiters) this.#countDown(waiter);
    instance.waiters = [];
    const scope = instance.within;
    scope.outcome = worse(scope.outcome, outcome);
    scope.open -= 1;
    if (scope.open === 0 && scope.owner !== null) this.#scopeDone(scope, scope.owner);
  }

  /** The first need that did not succeed; undefined if all did. */
  blockedBy(instance: Instance): Instance | undefined {
    for (const need of instance.node.needs) {
      const needed = this.needed(instance, need);
      if (needed !== undefined && needed.settled !== null && needed.settled !== "succeeded") return needed;
    }
    return undefined;
  }

  /** The instance of a need that is seen from here. */
  needed(instance: Instance, need: string): Instance | undefined {
    const maps = this.#byNode.get(need)?.[0]?.node.maps.length ?? 0;
    return this.#byName.get(taskName(need, instance.path.slice(0, maps)));
  }

  #open(scope: ScopeInstance): void {
    scope.open = scope.plan.nodes.length;
    for (const node of scope.plan.nodes) this.#bear(node, scope);
  }

  #openRound(instance: Instance, plan: PlanScope): void {
    const path = [...instance.path, instance.nextRound++];
    const scope: ScopeInstance = { plan, owner: instance, path, open: 0, outcome: "succeeded" };
    this.#open(scope);
  }

  #bear(node: PlanNode, within: ScopeInstance): void {
    const name = taskName(node.id, within.path);
    const instance: Instance = {
      name,
      node,
      path: within.path,
      within,
      waiting: 0,
      waiters: [],
      settled: null,
      openScopes: 0,
      nextRound: 0,
      rounds: 0,
    };
    this.#byName.set(name, instance);
    const siblings = this.#byNode.get(node.id);
    if (siblings === undefined) this.#byNode.set(node.id, [instance]);
    else siblings.push(instance);
    // What stands later in the same scope is not born yet, but nothing needs what stands later.
    for (const need of node.needs) {
      const needed = this.needed(instance, need);
      if (needed?.settled !== null) continue;
      needed.waiters.push(instance);
      instance.waiting += 1;
    }
    if (instance.waiting === 0) this.ready.add(instance);
  }

  #countDown(instance: Instance): void {
    instance.waiting -= 1;
    if (instance.waiting === 0 && instance.settled === null) this.ready.add(instance);
  }

  #scopeDone(scope: ScopeInstance, owner: Instance): void {
    owner.openScopes -= 1;
    if (scope.outcome !== "succeeded") this.#spoiled.add(owner);
    const round = owner.node.scopes[0];
    if (owner.node.node.kind === "map" && round !== undefined && owner.nextRound < owner.rounds)
      this.#openRound(owner, round);
    else if (owner.openScopes === 0) this.settle(owner, this.#spoiled.has(owner) ? "failed" : "succeeded");
  }
}

const severity = { succeeded: 0, skipped: 1, cancelled: 2, failed: 3 } as const;

function worse(a: Settled, b: Settled): Settled {
  return severity[a] >= severity[b] ? a : b;
}
