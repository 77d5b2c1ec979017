/** The queue and the room on the agents: one actor decides who runs what. Nothing of it is stored; runs and agents tell it all again. */
import { type AgentRoom, place, type ResourceRequest, take, unmetNeed, unreachable, WaitingQueue } from "@troupe/core";
import type { Behaviour, Message, Reply } from "../kernel/actor.ts";
import type { AttemptKey } from "../ports/telemetry-store.ts";
import type { AssignedTask } from "../run/messages.ts";
import type { QueuedTask } from "../run/run-actor.ts";

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
        readonly request: ResourceRequest;
        readonly devices: readonly string[];
      }
    | { readonly type: "AgentChanged"; readonly agent: AgentOffer }
    | { readonly type: "AgentLeft"; readonly agentId: string }
    | { readonly type: "Explain"; readonly request: ResourceRequest; readonly reply: Reply<string> }
    | { readonly type: "Place" }
  );

/** An agent as it says of itself. */
export interface AgentOffer {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly capacity: AgentRoom["capacity"];
  /** UUIDs of its healthy GPUs. */
  readonly gpus: readonly string[];
  readonly accepts: boolean;
}

interface Occupied {
  readonly agent: string;
  readonly request: ResourceRequest;
  readonly devices: readonly string[];
}

interface Queued {
  readonly runId: string;
  readonly task: string;
  readonly attempt: number;
}

export interface PlacementSurroundings {
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
  readonly #queue = new WaitingQueue();
  readonly #queued = new Map<string, Queued>();
  readonly #offers = new Map<string, AgentOffer>();
  readonly #occupied = new Map<string, Occupied>();
  /** By task, the attempt that was placed last and has its room still. */
  readonly #placed = new Map<string, Pick<AttemptKey, "attempt"> & { readonly agent: string }>();
  #rooms = new Map<string, AgentRoom>();
  #isPlanned = false;

  constructor(around: PlacementSurroundings) {
    this.#around = around;
  }

  receive(message: PlacementMessage): void {
    switch (message.type) {
      case "Queue":
        for (const { task, attempt, request } of message.tasks)
          this.#enqueue({ runId: message.runId, task, attempt }, request);
        return this.#plan();
      case "Dequeue":
        return this.#dequeue(`${message.runId} ${message.task}`);
      case "Release":
        return this.#release(message);
      case "Occupy":
        this.#occupy(message, message.agent, message.request, message.devices);
        return this.#measure(message.agent);
      case "AgentChanged":
        this.#offers.set(message.agent.id, message.agent);
        this.#measure(message.agent.id);
        return this.#plan();
      case "AgentLeft":
        this.#offers.delete(message.agentId);
        this.#rooms.delete(message.agentId);
        return;
      case "Explain":
        return message.reply.resolve(this.#explain(message.request));
      case "Place":
        this.#isPlanned = false;
        return this.#place();
      default:
        return unreachable(message);
    }
  }

  #enqueue(queued: Queued, request: ResourceRequest): void {
    const key = `${queued.runId} ${queued.task}`;
    // SAFETY: a run that is read anew says what is queued again, and has not heard yet that this is assigned. Placed
    // twice, it would be told twice, refuse the second, and so give back the room in which the first one runs.
    if (this.#placed.get(key)?.attempt === queued.attempt) return;
    this.#queued.set(key, queued);
    this.#queue.add({ key, request });
  }

  #dequeue(key: string): void {
    this.#queued.delete(key);
    this.#queue.remove(key);
    this.#around.depth(this.#queue.size);
  }

  #occupy(key: AttemptKey, agent: string, request: ResourceRequest, devices: readonly string[]): void {
    this.#occupied.set(occupant({ ...key, agent }), { agent, request, devices });
    this.#placed.set(`${key.runId} ${key.task}`, { attempt: key.attempt, agent });
    this.#around.occupied({ runId: key.runId, task: key.task, attempt: key.attempt }, request);
  }

  #release(released: AttemptKey & { readonly agent: string }): void {
    const key = occupant(released);
    const occupied = this.#occupied.get(key);
    if (occupied === undefined) return;
    this.#occupied.delete(key);
    const task = `${released.runId} ${released.task}`;
    const placed = this.#placed.get(task);
    if (placed?.attempt === released.attempt && placed.agent === released.agent) this.#placed.delete(task);
    const room = this.#rooms.get(occupied.agent);
    if (room !== undefined)
      this.#rooms.set(occupied.agent, giveBack(room, occupied, this.#offers.get(occupied.agent)?.gpus ?? []));
    this.#plan();
  }

  /** The room of an agent, counted anew from what it says and what runs on it. */
  #measure(agentId: string): void {
    const offer = this.#offers.get(agentId);
    if (offer === undefined) return;
    const { id, labels, capacity, gpus, accepts } = offer;
    let room: AgentRoom = { id, labels, capacity, accepts, used: { millicpus: 0, memoryBytes: 0 }, freeGpus: gpus };
    for (const occupied of this.#occupied.values())
      if (occupied.agent === agentId) room = take(room, occupied.request, occupied.devices);
    this.#rooms.set(agentId, room);
  }

  /** Everything that is ready is heard before one decides: what comes together is placed together. */
  #plan(): void {
    if (this.#isPlanned || this.#queue.size === 0) return;
    this.#isPlanned = true;
    this.#around.soon(() => this.#around.tell({ type: "Place" }));
  }

  #place(): void {
    const stuck = new Set<string>();
    const { assignments, agents } = place(this.#queue.inOrder(stuck), [...this.#rooms.values()], stuck);
    this.#rooms = new Map(agents.map((room) => [room.id, room]));
    const byRun = new Map<string, AssignedTask[]>();
    for (const { key, agent, devices } of assignments) {
      const queued = this.#queued.get(key);
      const request = this.#queue.get(key)?.request;
      if (queued === undefined || request === undefined) continue;
      const { runId, task, attempt } = queued;
      this.#occupy({ runId, task, attempt }, agent, request, devices);
      this.#dequeue(key);
      const tasks = byRun.get(runId) ?? [];
      tasks.push({ task, attempt, agent, devices });
      byRun.set(runId, tasks);
    }
    for (const [runId, tasks] of byRun) this.#around.assign(runId, tasks);
    this.#around.depth(this.#queue.size);
  }

  #explain(request: ResourceRequest): string {
    if (this.#rooms.size === 0) return "no agent is connected";
    const needs = [...this.#rooms.values()].map((room) => `${room.id} ${unmetNeed(request, room) ?? "has room"}`);
    return needs.slice(0, 5).join("; ") + (needs.length > 5 ? `; and ${needs.length - 5} more` : "");
  }
}

function occupant({
  runId,
  task,
  attempt,
  agent,
}: {
  readonly runId: string;
  readonly task: string;
  readonly attempt: number;
  readonly agent: string;
}): string {
  return `${runId} ${task} ${attempt} ${agent}`;
}

function giveBack(room: AgentRoom, occupied: Occupied, healthy: readonly string[]): AgentRoom {
  return {
    ...room,
    used: {
      millicpus: room.used.millicpus - occupied.request.millicpus,
      memoryBytes: room.used.memoryBytes - occupied.request.memoryBytes,
    },
    freeGpus: [...room.freeGpus, ...occupied.devices.filter((uuid) => healthy.includes(uuid))],
  };
}
