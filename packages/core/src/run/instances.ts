/**
 * The live graph of a run: one instance a node and round, with a count of what it still waits for. All of it is derived
 * (from the plan and the records), nothing of it is stored.
 *
 * An instance is born when its scope opens: the body at once, a map's rounds when the map is expanded, an arm when it is
 * taken. It settles once, with an outcome; that counts down those who need it. A scope is done when all in it is
 * settled; what owns scopes settles when its open ones are done, and has failed if anything inside has, unless it may.
 *
 * Closing: a map that is stopped, and a run that is ended, open nothing more. What nobody has acted upon settles as
 * cancelled, but for nodes that run always; what was acted upon is left to those who ended it.
 */
import { invariant } from "../error.ts";
import type { PlanNode, PlanScope } from "../spec/compile.ts";
import type { MapNode } from "../spec/pipeline-spec.ts";
import { taskName } from "../spec/task-name.ts";
import type { TaskPath } from "./run-event.ts";

/** `unneeded`: its rule found nothing for it to do. As good as a success that yields nothing. */
export type Settled = "succeeded" | "unneeded" | "failed" | "skipped" | "cancelled";

export interface Instance {
  /** `train[0]`: also the name of the task, if it is one. */
  readonly name: string;
  readonly node: PlanNode;
  readonly path: TaskPath;
  readonly within: ScopeInstance;
  waiting: number;
  /** Those that wait for it. Empty once it is settled. */
  waiters: Instance[];
  /** Its record has been made: it was queued, decided or skipped. */
  isTaken: boolean;
  settled: Settled | null;
  /** What it has opened, in order. */
  scopes: ScopeInstance[];
  /** Scopes that are not done, those that are not opened yet among them. */
  openScopes: number;
  /** Of a map or loop: the next round to open, and how many there are. */
  nextRound: number;
  rounds: number;
  /** Of a map that was stopped: no round from here on was opened. */
  lastRound: number;
  /** Rounds or arms in which something did not succeed. */
  lost: number;
  /** Nothing more is opened; `isCut`: though more could have been. */
  isClosed: boolean;
  isCut: boolean;
  isStopped: boolean;
}

export interface ScopeInstance {
  readonly plan: PlanScope;
  readonly owner: Instance | null;
  readonly path: TaskPath;
  /** In the order of the definition. */
  members: readonly Instance[];
  open: number;
  outcome: Settled;
}

const nothing: PlanScope = { id: "", nodes: [] };

export class Instances {
  readonly #byName = new Map<string, Instance>();
  readonly #byNode = new Map<string, Instance[]>();
  /** Something is to be decided about it. In the order in which that became so. */
  readonly ready = new Set<Instance>();
  /** Tasks under way that are to end, because the map or finalizer around them was stopped. */
  readonly ending = new Set<Instance>();
  readonly #root: ScopeInstance;
  readonly #finalizers: ScopeInstance;
  #isEnding = false;
  #closedTasks = 0;

  constructor(root: PlanScope, finalizers: PlanScope = nothing) {
    this.#root = { plan: root, owner: null, path: [], members: [], open: 0, outcome: "succeeded" };
    this.#finalizers = { plan: finalizers, owner: null, path: [], members: [], open: 0, outcome: "succeeded" };
    this.#open(this.#root);
  }

  get(name: string): Instance | undefined {
    return this.#byName.get(name);
  }

  of(node: string): readonly Instance[] {
    return this.#byNode.get(node) ?? [];
  }

  /** All that can happen has happened; finalizers too, once they have begun. */
  get isDone(): boolean {
    return this.#root.open === 0 && this.#finalizers.open === 0;
  }

  /** The worst that happened anywhere, but for finalizers. */
  get outcome(): Settled {
    return this.#root.outcome;
  }

  get outcomeOfFinalizers(): Settled {
    return this.#finalizers.outcome;
  }

  get finalizers(): readonly Instance[] {
    return this.#finalizers.members;
  }

  /** Tasks that never run because what was around them was closed: settled without a record. */
  get closedTasks(): number {
    return this.#closedTasks;
  }

  /** Someone acts on it now: it is ready no more. */
  take(instance: Instance): void {
    instance.isTaken = true;
    this.ready.delete(instance);
    this.ending.delete(instance);
  }

  /** Opens the rounds of a map, at most `concurrency` at a time; `opened` are all that are ever opened. */
  expand(instance: Instance, count: number, concurrency: number, opened = count): void {
    instance.rounds = count;
    instance.lastRound = opened;
    instance.openScopes = count;
    if (count === 0 || instance.node.scopes[0]?.nodes.length === 0) return this.settle(instance, "succeeded");
    for (let opened = 0; opened < Math.min(count, concurrency); opened++) this.openRound(instance);
  }

  /** The next round of a map or loop. */
  openRound(instance: Instance): void {
    const plan = instance.node.scopes[0];
    invariant(plan !== undefined, `${instance.name} has rounds`);
    this.#openIn(instance, plan, [...instance.path, instance.nextRound++]);
  }

  /** The next round of a loop, which has as many rounds as are opened. */
  continue(instance: Instance): void {
    instance.openScopes += 1;
    this.openRound(instance);
  }

  /** Opens the arm that a branch took, or the one scope of a group or finalizer. */
  enter(instance: Instance, arm: number | null): void {
    const scope = arm === null ? undefined : instance.node.scopes[arm];
    if (scope === undefined || scope.nodes.length === 0) return this.settle(instance, "succeeded");
    instance.openScopes = 1;
    this.#openIn(instance, scope, instance.path);
  }

  /** Ends the rest of a map or finalizer: it has failed. */
  stop(instance: Instance): void {
    instance.isStopped = true;
    this.ready.delete(instance);
    this.#close(instance);
  }

  /** Everything else is over: closes the body, and opens the finalizers. */
  end(): void {
    this.#isEnding = true;
    for (const instance of this.ready) if (!runsAlways(instance)) this.ready.delete(instance);
    this.#closeMembers(this.#root);
    this.#open(this.#finalizers);
    for (const instance of this.finalizers) {
      this.take(instance);
      this.enter(instance, 0);
    }
  }

  settle(instance: Instance, outcome: Settled): void {
    invariant(instance.settled === null, `${instance.name} settles twice`);
    instance.settled = outcome;
    this.ready.delete(instance);
    this.ending.delete(instance);
    for (const waiter of instance.waiters) this.#countDown(waiter);
    instance.waiters = [];
    const scope = instance.within;
    if (!isFine(instance)) scope.outcome = worse(scope.outcome, outcome);
    scope.open -= 1;
    if (scope.open === 0 && scope.owner !== null) this.#scopeDone(scope, scope.owner);
  }

  /** The first need that should have succeeded and did not; undefined if there is none. */
  blockedBy(instance: Instance): Instance | undefined {
    const { needs, lenient } = instance.node;
    for (const need of needs) {
      if (lenient.has(need)) continue;
      const needed = this.needed(instance, need);
      if (needed !== undefined && needed.settled !== null && !isFine(needed)) return needed;
    }
    return undefined;
  }

  /** Whether one of those whose failure it is there for has failed, or was skipped because something else had. */
  hasFailedNeed(instance: Instance): boolean {
    for (const need of instance.node.lenient) {
      const settled = this.needed(instance, need)?.settled;
      if (settled === "failed" || settled === "skipped") return true;
    }
    return false;
  }

  /** The instance of a need that is seen from here. */
  needed(instance: Instance, need: string): Instance | undefined {
    const maps = this.#byNode.get(need)?.[0]?.node.maps.length ?? 0;
    return this.#byName.get(taskName(need, instance.path.slice(0, maps)));
  }

  #openIn(owner: Instance, plan: PlanScope, path: TaskPath): void {
    const scope: ScopeInstance = { plan, owner, path, members: [], open: 0, outcome: "succeeded" };
    if (owner.scopes === unopened) owner.scopes = [scope];
    else owner.scopes.push(scope);
    this.#open(scope);
  }

  #open(scope: ScopeInstance): void {
    scope.open = scope.plan.nodes.length;
    scope.members = scope.plan.nodes.map((node) => this.#bear(node, scope));
  }

  #bear(node: PlanNode, within: ScopeInstance): Instance {
    const instance = newInstance(node, within);
    this.#byName.set(instance.name, instance);
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
    return instance;
  }

  #countDown(instance: Instance): void {
    instance.waiting -= 1;
    if (instance.waiting === 0 && instance.settled === null) this.ready.add(instance);
  }

  #scopeDone(scope: ScopeInstance, owner: Instance): void {
    owner.openScopes -= 1;
    if (scope.outcome !== "succeeded") owner.lost += 1;
    if (owner.isClosed) {
      if (owner.openScopes === 0 && owner.settled === null) this.settle(owner, outcomeOf(owner));
      return;
    }
    switch (owner.node.node.kind) {
      case "loop":
        // Whether there is another round is a decision; not after one that failed.
        return owner.lost > 0 ? this.settle(owner, "failed") : void this.ready.add(owner);
      case "map":
        if (owner.nextRound < owner.lastRound) this.openRound(owner);
        // That it ends is a decision too.
        if (isBeyond(owner)) return void this.ready.add(owner);
    }
    if (owner.openScopes === 0) this.settle(owner, outcomeOf(owner));
  }

  #close(owner: Instance): void {
    if (!owner.isClosed) {
      owner.isClosed = true;
      owner.isCut = owner.nextRound < owner.rounds || owner.node.node.kind === "loop";
      owner.openScopes -= Math.max(0, owner.rounds - owner.nextRound);
    }
    for (const scope of owner.scopes) this.#closeMembers(scope);
    if (owner.settled === null && owner.openScopes === 0) this.settle(owner, outcomeOf(owner));
  }

  #closeMembers(scope: ScopeInstance): void {
    for (const member of scope.members) {
      if (member.settled !== null) continue;
      if (member.node.node.when === "always") {
        if (!member.isTaken && member.waiting === 0) this.ready.add(member);
      } else if (member.scopes.length > 0) this.#close(member);
      else if (member.isTaken) this.ending.add(member);
      else {
        if (member.node.node.kind === "step") this.#closedTasks += 1;
        this.settle(member, "cancelled");
      }
    }
  }

  /** Whether the run has come to its finalizers. */
  get isEnding(): boolean {
    return this.#isEnding;
  }
}

/** Most instances open nothing, and there are many: they share it. */
const unopened: ScopeInstance[] = [];

function newInstance(node: PlanNode, within: ScopeInstance): Instance {
  return {
    name: taskName(node.id, within.path),
    node,
    path: within.path,
    within,
    waiting: 0,
    waiters: [],
    isTaken: false,
    settled: null,
    scopes: unopened,
    openScopes: 0,
    nextRound: 0,
    rounds: 0,
    lastRound: 0,
    lost: 0,
    isClosed: false,
    isCut: false,
    isStopped: false,
  };
}

/** Whether those who need it may go on. */
export function isFine({ settled, node: { node } }: Instance): boolean {
  if (settled === "failed") return "mayFail" in node && node.mayFail === true;
  return settled === "succeeded" || settled === "unneeded";
}

/** Whether it goes on though the run, or a part of it below `owner`, is being ended. */
export function runsAlways(instance: Instance, owner: Instance | null = null): boolean {
  for (let each: Instance | null = instance; each !== null && each !== owner; each = each.within.owner)
    if (each.node.node.when === "always") return true;
  return false;
}

/** Whether anything around it was stopped. */
export function isInStopped({ within: { owner } }: Instance): boolean {
  return owner !== null && (owner.isStopped || isInStopped(owner));
}

/** Whether more rounds of a map failed than may: the others are to end. */
export function isBeyond({ node: { node }, lost, rounds }: Instance): boolean {
  return node.kind === "map" && lost > allowedLosses(node, rounds);
}

function allowedLosses({ fail }: MapNode, rounds: number): number {
  if (fail === "stop") return 0;
  if (typeof fail !== "object") return Number.POSITIVE_INFINITY;
  return fail.per === "rounds" ? fail.atMost : Math.floor(fail.atMost * rounds);
}

/** Whether what fails in its rounds is no failure of the map by itself. */
export function forgives({ node }: PlanNode): boolean {
  return node.kind === "map" && (node.fail === "continue" || typeof node.fail === "object");
}

function outcomeOf(owner: Instance): Settled {
  if (owner.isStopped) return "failed";
  if (owner.isClosed)
    return owner.scopes.reduce<Settled>(
      (worst, { outcome }) => worse(worst, outcome),
      owner.isCut ? "cancelled" : "succeeded",
    );
  return owner.lost > 0 && !forgives(owner.node) ? "failed" : "succeeded";
}

const severity = { succeeded: 0, unneeded: 0, skipped: 1, cancelled: 2, failed: 3 } as const;

function worse(a: Settled, b: Settled): Settled {
  return severity[a] >= severity[b] ? a : b;
}
