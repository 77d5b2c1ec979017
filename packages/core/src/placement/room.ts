/** What agents have and tasks need. Whole numbers only: thousandths of a cpu and bytes add up exactly. */
import type { ResourceRequest } from "../spec/pipeline-spec.ts";

export interface AgentRoom {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly capacity: { readonly millicpus: number; readonly memoryBytes: number; readonly gpus: number };
  readonly used: { readonly millicpus: number; readonly memoryBytes: number };
  /** UUIDs of the GPUs that are healthy and not leased. */
  readonly freeGpus: readonly string[];
  /** Takes new work: connected, not draining. */
  readonly accepts: boolean;
}

/** The first thing that stands between a task and an agent, as a sentence; undefined if it fits now. */
export function unmetNeed(request: ResourceRequest, agent: AgentRoom): string | undefined {
  return neverMet(request, agent) ?? (agent.accepts ? missingNow(request, agent) : "takes no work now");
}

/** What this agent will not have, however long one waits. */
export function neverMet(request: ResourceRequest, agent: Pick<AgentRoom, "labels" | "capacity">): string | undefined {
  for (const name in request.labels) {
    const value = request.labels[name];
    if (agent.labels[name] !== value)
      return `has ${agent.labels[name] === undefined ? `no label ${name}` : `${name}=${agent.labels[name]}`}, ${name}=${value} is needed`;
  }
  const { capacity } = agent;
  if (request.gpus > capacity.gpus) return `has ${capacity.gpus} GPUs, ${request.gpus} are needed`;
  if (request.millicpus > capacity.millicpus)
    return `has ${capacity.millicpus / 1000} cpus, ${request.millicpus / 1000} are needed`;
  if (request.memoryBytes > capacity.memoryBytes)
    return `has ${gib(capacity.memoryBytes)} of memory, ${gib(request.memoryBytes)} are needed`;
  return undefined;
}

/** Whether it fits now on an agent that could ever take it: what `unmetNeed` says in words, without making any. */
export function fitsNow(request: ResourceRequest, agent: AgentRoom): boolean {
  return (
    agent.accepts &&
    request.gpus <= agent.freeGpus.length &&
    request.millicpus <= agent.capacity.millicpus - agent.used.millicpus &&
    request.memoryBytes <= agent.capacity.memoryBytes - agent.used.memoryBytes
  );
}

function missingNow(request: ResourceRequest, agent: AgentRoom): string | undefined {
  if (request.gpus > agent.freeGpus.length) return `has ${agent.freeGpus.length} GPUs free, ${request.gpus} are needed`;
  const cpus = agent.capacity.millicpus - agent.used.millicpus;
  if (request.millicpus > cpus) return `has ${cpus / 1000} cpus free, ${request.millicpus / 1000} are needed`;
  const memory = agent.capacity.memoryBytes - agent.used.memoryBytes;
  if (request.memoryBytes > memory) return `has ${gib(memory)} of memory free, ${gib(request.memoryBytes)} are needed`;
  return undefined;
}

function gib(bytes: number): string {
  return `${Math.round((bytes / 2 ** 30) * 10) / 10} GiB`;
}
