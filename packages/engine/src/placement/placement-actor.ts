/** The queue and the room on the agents: one actor decides who runs what. Nothing of it is stored; runs and agents tell it all again. */
import {
  type AgentOffer,
  type Demand,
  explainQueued,
  Placement,
  type PoolUse,
  type QueueExplanation,
  type ResourceRequest,
  type TaskOfRun,
  taskKey,
  unreachable,
  type Waiting,
} from "@troupe/core";
import type { Behaviour, Message, Reply } from "../kernel/actor.ts";
import type { AttemptKey } from "../ports/telemetry-store.ts";
import type { AssignedTask } from "../run/messages.ts";
import type { QueuedTask } from "../run/run-surroundings.ts";

export type { AgentOffer };

export type PlacementMessage = Message &
  (
    | { readonly type: "Queue"; readonly runId: string; readonly tasks: readonly QueuedTask[] }
    | { readonly type: "Dequeue"; readonly runId: string; readonly task: string }
    | {
        readonly type: "Release";
        readonly runId: string;
        readonly task: string;
        readonly attempt: number;
        readonly agent: string;
      }
    /** An attempt that was assigned before this leader's time. */
    | {
        readonly type: "Occupy";
        readonly runId: string;
        readonly task: string;
        readonly attempt: number;
        readonly agent: string;
        readonly demand: Demand;
        readonly devices: readonly string[];
      }
    | { readonly type: "AgentChanged"; readonly agent: AgentOffer }
    | { readonly type: "AgentLeft"; readonly agentId: string }
    /** Slots of a pool; null: there is none of that name any more. */
    | { readonly type: "PoolChanged"; readonly name: string; readonly slots: number | null }
    | { readonly type: "Explain"; readonly task: TaskOfRun; readonly reply: Reply<QueueExplanation | undefined> }
    | { readonly type: "ReadPools"; readonly reply: Reply<ReadonlyMap<string, PoolUse>> }
    /** Every attempt of before this leader's time is known. */
    | { readonly type: "Open" }
    | { readonly type: "Place" }
  );

export interface PlacementSurroundings {
  now(): number;
  assign(runId: string, assignments: readonly AssignedTask[]): void;
  /** Runs a function once everything that is ready has been handled. */
  soon(call: () => void): void;
  tell(message: PlacementMessage): void;
  depth(queued: number): void;
  /** An attempt takes room: what it asked for, for those who add up. */
  occupied(key: AttemptKey, request: ResourceRequest): void;
}

export class PlacementActor implements Behaviour<PlacementMessage> {
  readonly #around: PlacementSurroundings;
  readonly #placement = new Placement();
  /** SAFETY: until then an agent looks emptier than it is, and a device free that somebody computes on. */
  #isOpen = false;
  #isPlanned = false;

  constructor(around: PlacementSurroundings) {
    this.#around = around;
  }

  receive(message: PlacementMessage): void {
    switch (message.type) {
      case "Queue":
        for (const queued of message.tasks)
          this.#placement.enqueue(waitingOf(message.runId, queued), this.#around.now());
        return this.#plan();
      case "Dequeue":
        this.#placement.dequeue(taskKey(message));
        this.#around.depth(this.#placement.queue.size);
        // Who waited long for several slots has closed a pool for the others.
        return this.#plan();
      case "Release":
        if (this.#placement.release(message, this.#around.now())) this.#plan();
        return;
      case "Occupy": {
        const { runId, task, attempt, demand, agent, devices } = message;
        const now = this.#around.now();
        this.#placement.adopt({ runId, task, attempt, since: now, demand }, agent, devices, now);
        return this.#around.occupied({ runId, task, attempt }, demand.request);
      }
      case "AgentChanged":
        this.#placement.agentChanged(message.agent);
        return this.#plan();
      case "AgentLeft":
        return this.#placement.agentLeft(message.agentId);
      case "PoolChanged":
        this.#placement.setPool(message.name, message.slots ?? undefined);
        return this.#plan();
      case "Explain":
        return message.reply.resolve(explainQueued(this.#placement, message.task, this.#around.now()));
      case "ReadPools":
        return message.reply.resolve(this.#placement.poolUse());
      case "Open":
        this.#isOpen = true;
        return this.#plan();
      case "Place":
        this.#isPlanned = false;
        return this.#place();
      default:
        return unreachable(message);
    }
  }

  /** Everything that is ready is heard before one decides: what comes together is placed together. */
  #plan(): void {
    if (!this.#isOpen || this.#isPlanned || this.#placement.queue.size === 0) return;
    this.#isPlanned = true;
    this.#around.soon(() => this.#around.tell({ type: "Place" }));
  }

  #place(): void {
    const byRun = new Map<string, AssignedTask[]>();
    for (const { runId, task, attempt, agent, devices, request } of this.#placement.place(this.#around.now())) {
      this.#around.occupied({ runId, task, attempt }, request);
      const tasks = byRun.get(runId);
      if (tasks === undefined) byRun.set(runId, [{ task, attempt, agent, devices }]);
      else tasks.push({ task, attempt, agent, devices });
    }
    for (const [runId, tasks] of byRun) this.#around.assign(runId, tasks);
    this.#around.depth(this.#placement.queue.size);
  }
}

function waitingOf(runId: string, { task, attempt, since, demand }: QueuedTask): Waiting {
  return { runId, task, attempt, since, demand };
}
