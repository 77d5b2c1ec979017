/** Which steps no agent could ever run, and why: said when a pipeline is planned. */
import { isWaiting, neverMet, type PipelineSpec, poolsTooSmall, unknownPools } from "@troupe/core";
import type { AgentView } from "../engine.ts";

export type AgentRoom = Pick<AgentView, "agentId" | "labels" | "capacity">;

export function stepsNeverMet(spec: PipelineSpec, agents: readonly AgentRoom[]): readonly string[] {
  if (agents.length === 0) return ["no agent is connected: runs wait until one is"];
  const rooms = agents.map((agent) => ({
    id: agent.agentId,
    labels: agent.labels,
    capacity: agent.capacity,
    used: { millicpus: 0, memoryBytes: 0 },
    freeGpus: [],
    accepts: true,
  }));
  return Object.entries(spec.steps).flatMap(([name, step]) => {
    if (isWaiting(step.runs)) return [];
    const needs = rooms.map((room) => ({ room, need: neverMet(step.limits.resources, room) }));
    if (needs.some(({ need }) => need === undefined)) return [];
    const why = needs.slice(0, 3).map(({ room, need }) => `${room.id} ${need}`);
    return [`no agent can run ${name}: ${why.join("; ")}`];
  });
}

/** Pools that are not there, or are too small. */
export function poolWarnings(spec: PipelineSpec, pools: ReadonlyMap<string, number>): readonly string[] {
  const unknown = unknownPools(spec, pools).map(({ field, message, fix }) => `${field}: ${message}; ${fix}`);
  return [...unknown, ...poolsTooSmall(spec, pools)];
}
