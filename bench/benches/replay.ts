/** A run of 10,000 tasks in layers, rebuilt: from its whole history, as a follower does, and from its records, as a leader does. */
import {
  apply,
  compile,
  decide,
  defaultLimits,
  type PipelineSpec,
  type RunEvent,
  type RunInput,
  type RunState,
  restoreRun,
  startRun,
} from "@troupe/core";
import type { Bench, Contestant } from "../measure/contestant.ts";

const layers = 100;
const width = 100;
const rounds = 5;

const number = { type: "number" } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "layers",
  params: { type: "object" },
  steps: { add: { runs: { kind: "function" }, input: { type: "object" }, output: number, limits: defaultLimits } },
  nodes: Array.from({ length: layers * width }, (_, index) => ({
    kind: "step",
    id: `t${index}`,
    scope: [],
    step: "add",
    input: index < width ? {} : { a: from(index - width), b: from(index - width + (index % width === 0 ? 1 : -1)) },
  })),
};

function from(index: number) {
  return { kind: "step", step: `t${index}`, path: [] } as const;
}

export const replay: Bench = {
  name: "replay",
  async open() {
    const plan = compile(spec);
    const { events, state: whole } = history();
    const [created, ...later] = events;
    if (created?.type !== "RunCreated") throw new Error("a history begins with its run");
    const told: Contestant = {
      name: "replay events",
      durability: "–",
      async measure() {
        const began = performance.now();
        for (let round = 0; round < rounds; round += 1) {
          let state = startRun(plan, created);
          for (const event of later) state = apply(state, event);
          expectWhole(state);
        }
        return { events_per_second: (rounds * events.length * 1000) / (performance.now() - began) };
      },
    };
    const read: Contestant = {
      name: "replay records",
      durability: "–",
      async measure() {
        const began = performance.now();
        for (let round = 0; round < rounds; round += 1)
          expectWhole(restoreRun(plan, whole.header, [...whole.tasks.values()], [...whole.controls.values()]));
        return { tasks_per_second: (rounds * layers * width * 1000) / (performance.now() - began) };
      },
    };
    return { contestants: [told, read], [Symbol.asyncDispose]: async () => {} };
  },
};

function expectWhole(state: RunState): void {
  if (state.header.status !== "succeeded" || state.tasks.size !== layers * width)
    throw new Error("it is not the same run");
}

/** Every task goes through all that a task goes through. */
function history(): { readonly events: readonly RunEvent[]; readonly state: RunState } {
  const version = `sha256:${"0".repeat(64)}` as const;
  const created = {
    type: "RunCreated",
    at: 0,
    runId: "r",
    pipeline: spec.name,
    version,
    params: {},
    uses: {},
  } as const;
  const events: RunEvent[] = [{ ...created, requestId: null, traceparent: null }];
  let state = startRun(compile(spec), events[0] as never);
  const feed = (input: RunInput): number => {
    const decided = decide(state, input, { now: 0, random: 0 });
    for (const event of decided) state = apply(state, event);
    events.push(...decided);
    return decided.length;
  };
  for (;;) {
    while (feed({ type: "Advance" }) > 0);
    if (state.queued.size === 0) return { events, state };
    for (const task of [...state.queued]) {
      const key = { task, attempt: 1, agent: "a" };
      feed({ type: "AssignTask", ...key, devices: [], claimed: true });
      feed({ type: "ReportRunning", ...key });
      feed({ type: "ReportResult", ...key, result: { exitClass: "success", output: { value: 1 } } });
    }
  }
}
