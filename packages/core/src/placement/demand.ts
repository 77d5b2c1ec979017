/** What a task asks for before it may start, and how it stands to others that wait. */
import type { ResourceRequest } from "../spec/pipeline-spec.ts";
import type { Claim } from "./holds.ts";

export interface Demand {
  readonly request: ResourceRequest;
  /** Pipelines share by weight. */
  readonly pipeline: string;
  readonly weight: number;
  /** Minutes of head start over what came at the same time. */
  readonly priority: number;
  readonly claims: readonly Claim[];
}

export interface Waiting {
  readonly runId: string;
  readonly task: string;
  readonly attempt: number;
  /** Since when it waits: milliseconds since the epoch. */
  readonly since: number;
  readonly demand: Demand;
}

/** Names a task among all runs. */
export function taskKey({ runId, task }: Pick<Waiting, "runId" | "task">): string {
  return `${runId} ${task}`;
}

const signatures = new WeakMap<ResourceRequest, string>();

/** Requests of one shape fit the same agents. */
export function shapeOf(request: ResourceRequest): string {
  const known = signatures.get(request);
  if (known !== undefined) return known;
  const labels = Object.entries(request.labels).sort(([a], [b]) => (a < b ? -1 : 1));
  const shape = JSON.stringify([request.millicpus, request.memoryBytes, request.gpus, labels]);
  signatures.set(request, shape);
  return shape;
}
