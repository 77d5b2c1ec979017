/** What the runs of a seed do, and what must come out: sums, so that every output can be foretold. */
import type { Exit, PreparedAttempt } from "@troupe/agent";
import { defaultLimits, type Expression, type Node, type PipelineSpec } from "@troupe/core";
import type { Luck } from "../cluster/unreliable-store.ts";

export interface Fate {
  readonly takesMs: number;
  readonly exit: Exit;
}

/** How attempts end: decided by the seed, in the order in which they start. */
export interface Workload {
  fate(attempt: PreparedAttempt, luck: Luck): Fate;
}

const number = { type: "number" } as const;
const limits = {
  ...defaultLimits,
  resources: { ...defaultLimits.resources, millicpus: 500, memoryBytes: 0, gpus: 0 },
  graceMs: 2000,
  retries: {
    budgets: { failure: 20, oom: 0, timeout: 0, lost: 100, error: 20 },
    backoff: { initialMs: 100, factor: 2, maxMs: 1000, jitter: 0.2 },
  },
};
const declared = { input: { type: "object", additionalProperties: number }, output: number } as const;
const ref = (step: string): Expression => ({ kind: "step", step, path: [] });

function step(id: string, name: string, input: Record<string, Expression>, scope: string[] = []): Node {
  return { kind: "step", id, scope, step: name, input };
}

/** Processes and functions of a run that go side by side, and processes that need a GPU. */
const width = 20;
const gpuWidth = 8;
const numbers = (count: number): Expression => ({
  kind: "literal",
  value: Array.from({ length: count }, (_, index) => index),
});
const last = (map: string, of: string, count: number): Expression => ({
  kind: "at",
  of: { kind: "gather", map, of: ref(of) },
  key: { kind: "literal", value: count - 1 },
});

/** A process, many processes with a function on what each yields, processes on GPUs, and a function that gathers. */
export const pipeline: PipelineSpec = {
  format: 1,
  name: "sums",
  params: { type: "object", properties: { start: number }, required: ["start"], additionalProperties: false },
  steps: {
    process: { ...declared, runs: { kind: "command", argv: ["sum"] }, limits },
    gpu: {
      ...declared,
      runs: { kind: "command", argv: ["sum"] },
      limits: { ...limits, resources: { ...limits.resources, gpus: 1 } },
    },
    function: { ...declared, runs: { kind: "function" }, limits },
  },
  nodes: [
    step("first", "process", { x: { kind: "param", path: ["start"] } }),
    { kind: "map", id: "each", scope: [], over: numbers(width) },
    step("train", "process", { x: ref("first"), y: { kind: "item", map: "each", path: [] } }, ["each[]"]),
    step("score", "function", { x: ref("train") }, ["each[]"]),
    { kind: "map", id: "gpus", scope: [], over: numbers(gpuWidth) },
    step("tune", "gpu", { x: { kind: "param", path: ["start"] }, y: { kind: "item", map: "gpus", path: [] } }, [
      "gpus[]",
    ]),
    step("best", "function", { a: last("each", "score", width), b: last("gpus", "tune", gpuWidth) }),
  ],
  outputs: { kind: "object", fields: { best: ref("best") } },
};

export const tasksOfRun = 2 + 2 * width + gpuWidth;

/** Runs in its agent's process. */
export function isFunction(task: string): boolean {
  return /^(score|best)/.test(task);
}

/** Each step adds what it gets, and one. */
export function outputOf(inputs: Readonly<Record<string, unknown>>): number {
  return Object.values(inputs).reduce<number>((sum, value) => sum + Number(value), 1);
}

/** Of the run: first is start + 1; the last train adds its index and one, its score one more; so does the last tune. */
export function expectedBest(start: number): number {
  const score = start + 1 + (width - 1) + 1 + 1;
  const tune = start + (gpuWidth - 1) + 1;
  return score + tune + 1;
}

/** Two numbered lines: one at the start, one at the end of those that live to see it. */
export function linesOf({ task, attempt }: { readonly task: string; readonly attempt: number }): readonly string[] {
  return [`${task} ${attempt} line 1\n`, `${task} ${attempt} line 2\n`];
}

export const usualWorkload: Workload = {
  fate(attempt, luck) {
    const takesMs = 100 + luck.random() * (luck.random() < 0.1 ? 15_000 : 3000);
    const dice = luck.random();
    if (dice < 0.03) return { takesMs: takesMs / 2, exit: { exitCode: 1, signal: null, oom: false } };
    if (dice < 0.04) return { takesMs: takesMs / 2, exit: { exitCode: null, signal: "SIGSEGV", oom: false } };
    const isFunction = attempt.declaration.runs.kind === "function";
    const result = isFunction ? { result: { ok: true as const, output: outputOf(attempt.inputs) } } : {};
    return { takesMs, exit: { exitCode: isFunction ? null : 0, signal: null, oom: false, ...result } };
  },
};
