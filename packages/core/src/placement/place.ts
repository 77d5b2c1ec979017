/**
 * Who runs what. First come, first served: a task may be passed only by one that needs something else, and what it
 * needs is not there. Work without GPUs goes to agents without GPUs if there are any, and otherwise to the least busy.
 */
import type { ResourceRequest } from "../spec/pipeline-spec.ts";
import { type AgentRoom, unmetNeed } from "./room.ts";

export interface Waiting {
  /** Names the task: nobody else has it. */
  readonly key: string;
  readonly request: ResourceRequest;
}

export interface Assignment {
  readonly key: string;
  readonly agent: string;
  /** UUIDs of the GPUs that it gets. */
  readonly devices: readonly string[];
}

/**
 * Assigns what fits, in order, and gives back the agents as they are then. What is not named stays in the queue.
 * `stuck` grows by the shapes that do not fit: a queue that knows it need not offer more of them.
 */
export function place(
  queue: Iterable<Waiting>,
  agents: readonly AgentRoom[],
  stuck: Set<string> = new Set(),
): { readonly assignments: readonly Assignment[]; readonly agents: readonly AgentRoom[] } {
  const rooms = agents.map((agent) => ({ ...agent }));
  const assignments: Assignment[] = [];
  // Equal requests fail alike: the first one that does not fit speaks for all behind it.
  for (const { key, request } of queue) {
    const shape = shapeOf(request);
    if (stuck.has(shape)) continue;
    const index = choose(request, rooms);
    const room = rooms[index];
    if (room === undefined) {
      stuck.add(shape);
      continue;
    }
    const devices = room.freeGpus.slice(0, request.gpus);
    rooms[index] = take(room, request, devices);
    assignments.push({ key, agent: room.id, devices });
  }
  return { assignments, agents: rooms };
}

/** Requests of one shape fit the same agents. */
export function shapeOf(request: ResourceRequest): string {
  const labels = Object.entries(request.labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([request.millicpus, request.memoryBytes, request.gpus, labels]);
}

function choose(request: ResourceRequest, rooms: readonly AgentRoom[]): number {
  let best = -1;
  let bestScore = Number.POSITIVE_INFINITY;
  for (const [index, room] of rooms.entries()) {
    if (unmetNeed(request, room) !== undefined) continue;
    const score = (request.gpus === 0 && room.capacity.gpus > 0 ? 10 : 0) + load(room);
    if (score < bestScore) {
      best = index;
      bestScore = score;
    }
  }
  return best;
}

/** The fuller of cpus and memory, 0 to 1. */
function load({ used, capacity }: AgentRoom): number {
  return Math.max(
    used.millicpus / Math.max(1, capacity.millicpus),
    used.memoryBytes / Math.max(1, capacity.memoryBytes),
  );
}

export function take(room: AgentRoom, request: ResourceRequest, devices: readonly string[]): AgentRoom {
  return {
    ...room,
    used: {
      millicpus: room.used.millicpus + request.millicpus,
      memoryBytes: room.used.memoryBytes + request.memoryBytes,
    },
    freeGpus: room.freeGpus.filter((uuid) => !devices.includes(uuid)),
  };
}
