/** The room on all agents: who fits where, and what is kept free for whom. */
import type { ResourceRequest } from "../spec/pipeline-spec.ts";
import { shapeOf } from "./demand.ts";
import type { Totals } from "./fair-shares.ts";
import { type AgentRoom, fitsNow, neverMet } from "./room.ts";

/** An agent as it says of itself. */
export interface AgentOffer {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly capacity: AgentRoom["capacity"];
  /** UUIDs of its healthy GPUs. */
  readonly gpus: readonly string[];
  readonly accepts: boolean;
}

export interface Taken {
  readonly agent: string;
  readonly request: ResourceRequest;
  /** UUIDs of the GPUs that it has. */
  readonly devices: readonly string[];
}

/** Room on an agent that is kept for one task: what others take there must leave it that much. */
export interface Reservation {
  readonly key: string;
  readonly agent: string;
  readonly request: ResourceRequest;
}

type Room = {
  -readonly [Field in keyof AgentRoom]: Field extends "used"
    ? { millicpus: number; memoryBytes: number }
    : AgentRoom[Field];
} & { gpus: readonly string[] };

export class Rooms {
  readonly #rooms = new Map<string, Room>();
  /** What has been taken on each agent, also on those that have not come yet. */
  readonly #taken = new Map<string, Set<Taken>>();
  /** By shape, those that could ever take it. */
  readonly #able = new Map<string, readonly Room[]>();
  #totals: Totals = { millicpus: 0, memoryBytes: 0, gpus: 0 };

  get size(): number {
    return this.#rooms.size;
  }

  get totals(): Totals {
    return this.#totals;
  }

  all(): Iterable<AgentRoom> {
    return this.#rooms.values();
  }

  /** Its room is counted anew, from what it says and what runs on it. */
  set({ id, labels, capacity, gpus, accepts }: AgentOffer): void {
    const used = { millicpus: 0, memoryBytes: 0 };
    const room: Room = { id, labels, capacity, accepts, used, freeGpus: gpus, gpus };
    for (const taken of this.#taken.get(id) ?? []) occupy(room, taken);
    this.#rooms.set(id, room);
    this.#count();
  }

  remove(id: string): void {
    this.#rooms.delete(id);
    this.#count();
  }

  /** Those that could take it if nothing else ran there. */
  able(request: ResourceRequest): readonly AgentRoom[] {
    const shape = shapeOf(request);
    const known = this.#able.get(shape);
    if (known !== undefined) return known;
    const able = [...this.#rooms.values()].filter((room) => neverMet(request, room) === undefined);
    if (this.#able.size >= 1000) this.#able.clear();
    this.#able.set(shape, able);
    return able;
  }

  /** Where it goes now. Work without GPUs goes to agents without GPUs if there are any, and otherwise to the least busy. */
  choose(request: ResourceRequest, reservation?: Reservation): AgentRoom | undefined {
    let best: AgentRoom | undefined;
    let bestScore = Number.POSITIVE_INFINITY;
    for (const room of this.able(request)) {
      if (!fitsNow(request, reservation?.agent === room.id ? lessReserved(room, reservation) : room)) continue;
      const score = (request.gpus === 0 && room.capacity.gpus > 0 ? 10 : 0) + load(room);
      if (score >= bestScore) continue;
      best = room;
      bestScore = score;
    }
    return best;
  }

  /** The agent that lacks the least for it. */
  nearest(request: ResourceRequest): AgentRoom | undefined {
    let nearest: AgentRoom | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const room of this.able(request)) {
      const lack = room.accepts ? lackOf(request, room) : Number.POSITIVE_INFINITY;
      if (lack >= least) continue;
      nearest = room;
      least = lack;
    }
    return nearest;
  }

  /** The GPUs that it would get there. */
  devicesFor(request: ResourceRequest, room: AgentRoom): readonly string[] {
    return request.gpus === 0 ? [] : room.freeGpus.slice(0, request.gpus);
  }

  take(taken: Taken): void {
    const on = this.#taken.get(taken.agent);
    if (on === undefined) this.#taken.set(taken.agent, new Set([taken]));
    else on.add(taken);
    const room = this.#rooms.get(taken.agent);
    if (room !== undefined) occupy(room, taken);
  }

  giveBack(taken: Taken): void {
    const on = this.#taken.get(taken.agent);
    if (on?.delete(taken) && on.size === 0) this.#taken.delete(taken.agent);
    const room = this.#rooms.get(taken.agent);
    if (room === undefined) return;
    room.used.millicpus -= taken.request.millicpus;
    room.used.memoryBytes -= taken.request.memoryBytes;
    if (taken.devices.length > 0)
      room.freeGpus = [...room.freeGpus, ...taken.devices.filter((uuid) => room.gpus.includes(uuid))];
  }

  #count(): void {
    this.#able.clear();
    const totals = { millicpus: 0, memoryBytes: 0, gpus: 0 };
    for (const { capacity } of this.#rooms.values()) {
      totals.millicpus += capacity.millicpus;
      totals.memoryBytes += capacity.memoryBytes;
      totals.gpus += capacity.gpus;
    }
    this.#totals = totals;
  }
}

/** The room as others see it. */
export function lessReserved(room: AgentRoom, { request }: Reservation): AgentRoom {
  const { millicpus, memoryBytes } = room.used;
  return {
    ...room,
    used: { millicpus: millicpus + request.millicpus, memoryBytes: memoryBytes + request.memoryBytes },
    freeGpus: request.gpus === 0 ? room.freeGpus : room.freeGpus.slice(request.gpus),
  };
}

function occupy(room: Room, { request, devices }: Taken): void {
  room.used.millicpus += request.millicpus;
  room.used.memoryBytes += request.memoryBytes;
  if (devices.length > 0) room.freeGpus = room.freeGpus.filter((uuid) => !devices.includes(uuid));
}

/** The fuller of cpus and memory, 0 to 1. */
function load({ used, capacity }: AgentRoom): number {
  return Math.max(
    used.millicpus / Math.max(1, capacity.millicpus),
    used.memoryBytes / Math.max(1, capacity.memoryBytes),
  );
}

/** The largest part of the agent that would have to become free. */
function lackOf(request: ResourceRequest, { capacity, used, freeGpus }: AgentRoom): number {
  return Math.max(
    (request.gpus - freeGpus.length) / Math.max(1, capacity.gpus),
    (request.millicpus - capacity.millicpus + used.millicpus) / Math.max(1, capacity.millicpus),
    (request.memoryBytes - capacity.memoryBytes + used.memoryBytes) / Math.max(1, capacity.memoryBytes),
  );
}
