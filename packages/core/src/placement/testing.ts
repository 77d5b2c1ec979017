/** What tests of placement are made of. */
import type { ResourceRequest } from "../spec/pipeline-spec.ts";
import type { Waiting } from "./demand.ts";
import { claimsOf } from "./holds.ts";
import { type Assignment, Placement } from "./placement.ts";
import type { AgentOffer } from "./rooms.ts";

export function agent(
  id: string,
  millicpus: number,
  gpus = 0,
  labels: Readonly<Record<string, string>> = {},
): AgentOffer {
  return {
    id,
    labels,
    capacity: { millicpus, memoryBytes: 8 * 2 ** 30, gpus },
    gpus: Array.from({ length: gpus }, (_, index) => `${id}-gpu-${index}`),
    accepts: true,
  };
}

export interface TaskOptions extends Partial<Pick<Waiting, "runId" | "since" | "attempt">> {
  readonly millicpus?: number;
  readonly gpus?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly pipeline?: string;
  readonly weight?: number;
  readonly priority?: number;
  readonly claims?: Parameters<typeof claimsOf>[0];
}

export function task(name: string, options: TaskOptions = {}): Waiting {
  const { millicpus = 1000, gpus = 0, labels = {}, runId = "r", since = 0, attempt = 1 } = options;
  const { pipeline = "p", weight = 1, priority = 0, claims = {} } = options;
  const request: ResourceRequest = { millicpus, memoryBytes: 0, gpus, labels };
  return {
    runId,
    task: name,
    attempt,
    since,
    demand: { request, pipeline, weight, priority, claims: claimsOf(claims) },
  };
}

/** With these agents, and these tasks waiting. */
export function placementOf(agents: readonly AgentOffer[], tasks: readonly Waiting[] = []): Placement {
  const placement = new Placement();
  for (const each of agents) placement.agentChanged(each);
  for (const each of tasks) placement.enqueue(each);
  return placement;
}

export function names(assignments: readonly Assignment[]): readonly string[] {
  return assignments.map((each) => each.task);
}
