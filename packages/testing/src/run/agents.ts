/** The machines of a run in memory. */
import { isObject, type PipelineSpec, type ResourceRequest } from "@troupe/core";
import type { SimulatedAgentOptions } from "../cluster/simulated-agent.ts";

export interface AgentOptions {
  /** Default: `agent-1`, `agent-2`, … */
  readonly id?: string;
  /** Default: 4. */
  readonly cpus?: number;
  /** Default: 16. */
  readonly memoryGiB?: number;
  /** Default: 0. */
  readonly gpus?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

type Machine = Pick<SimulatedAgentOptions, "capacity" | "labels"> & { readonly id: string };

export function machinesOf(agents: readonly AgentOptions[]): readonly Machine[] {
  return agents.map(({ id, cpus = 4, memoryGiB = 16, gpus = 0, labels = {} }, index) => ({
    id: id ?? `agent-${index + 1}`,
    capacity: { millicpus: cpus * 1000, memoryBytes: memoryGiB * 2 ** 30, gpus },
    labels,
  }));
}

/** Room for everything at once: a machine for each set of labels that a step asks for. Of GPUs, as many as one task needs. */
export function roomForAll(specs: readonly PipelineSpec[]): readonly Machine[] {
  const requests = specs.flatMap(requestsOf);
  const gpus = Math.max(0, ...requests.map((request) => request.gpus));
  const labels = new Map(requests.map((request) => [JSON.stringify(request.labels), request.labels]));
  return [...labels.values()].map((set, index) => ({
    id: `agent-${index + 1}`,
    capacity: { millicpus: 2 ** 40, memoryBytes: 2 ** 50, gpus },
    labels: set,
  }));
}

function requestsOf({ nodes, steps }: PipelineSpec): readonly ResourceRequest[] {
  return nodes.flatMap((node) => {
    if (node.kind !== "step") return [];
    const declared = steps[node.step]?.limits.resources;
    return [node.limits?.resources ?? declared].filter((request) => isObject(request)) as ResourceRequest[];
  });
}
