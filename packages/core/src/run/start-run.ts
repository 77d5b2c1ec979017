/** The state of a run that has just begun. */
import type { Json } from "../json.ts";
import type { Plan } from "../spec/compile.ts";
import { Alarms } from "./alarms.ts";
import { Instances } from "./instances.ts";
import { unnotedOrigin } from "./run-cause.ts";
import type { RunCreated } from "./run-event.ts";
import type { RunHeader, RunState } from "./run-state.ts";

/** The state after a run's first event. */
export function startRun(
  plan: Plan,
  event: RunCreated & { readonly at: number },
  kept: RunState["kept"] = new Map(),
): RunState {
  const { type: _, at, ...given } = event;
  const header: RunHeader = {
    ...unnotedOrigin,
    ...given,
    createdAt: at,
    status: event.held === undefined ? "running" : "waiting",
    endedAt: null,
    cancel: null,
    outputs: null,
    failure: null,
    sequence: 1,
  };
  return {
    plan,
    header,
    tasks: new Map(),
    controls: new Map(),
    ...derived(plan),
    kept,
  };
}

/** What follows from the records, of a run that has none yet. */
export function derived(plan: Plan) {
  return {
    instances: new Instances(plan.root, plan.finalizers),
    queued: new Set<string>(),
    backingOff: new Set<string>(),
    onAgents: new Set<string>(),
    due: new Set<string>(),
    ending: new Set<string>(),
    waiting: new Alarms(),
    items: new Map<string, readonly Json[]>(),
    loops: new Map<string, (Json | undefined)[]>(),
  };
}
