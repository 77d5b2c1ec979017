/** What the fleet knows of one agent. */
import type { LossKind } from "@troupe/core";
import type { AgentHello, AgentState, AgentUsage, AgentView, SessionLink } from "../engine.ts";
import type { AttemptKey } from "../ports/telemetry-store.ts";
import { noPaths, type Paths, provenPaths } from "./paths.ts";

export interface AgentEntry {
  hello: AgentHello;
  /** What it held when it opened its session, by name. */
  said: ReadonlySet<string>;
  /** Of that: what nobody could say yet whether it is its own. */
  unjudged: AgentHello["held"];
  /** Its incarnation as an earlier leader knew it; empty if none did. */
  metAs: string;
  /** A person asked for it: holds until a person takes it back, over restarts of both sides. */
  draining: boolean;
  session: { readonly id: number; readonly link: SessionLink } | null;
  connectedAt: number;
  /** For people. */
  lastBeatAt: number;
  /** Of that beat; null before the first that this leader hears. */
  usage: AgentUsage | null;
  /** On the monotonic clock: for decisions. */
  heardAt: number;
  state: AgentState;
  paths: Paths;
  /** Since when it is gone, by the wall clock: it counts over restarts. Null while it is not. */
  goneAt: number | null;
  /** Assigned to it and not released, by name. */
  readonly attempts: Map<string, AttemptKey>;
}

export function attemptName({ runId, task, attempt }: AttemptKey): string {
  return `${runId} ${task} ${attempt}`;
}

export function viewAgent(entry: AgentEntry, allocated: AgentView["allocated"]): AgentView {
  const { held: _held, clusterId: _clusterId, termSeen: _termSeen, draining: _draining, ...hello } = entry.hello;
  return {
    ...hello,
    state: entry.state,
    paths: provenPaths(entry.paths),
    allocated,
    lastBeatAt: entry.lastBeatAt,
    connectedAt: entry.connectedAt,
    attempts: [...entry.attempts.values()],
    usage: entry.usage,
  };
}

/** An agent of which only its name is known counts as silent from this instant on, of the monotonic clock. */
export function unheardAgent(agentId: string, heardAt: number): AgentEntry {
  return {
    hello: unknownAgent(agentId),
    said: new Set(),
    unjudged: [],
    metAs: "",
    draining: false,
    session: null,
    connectedAt: 0,
    lastBeatAt: 0,
    usage: null,
    heardAt,
    state: "silent",
    paths: noPaths,
    goneAt: null,
    attempts: new Map(),
  };
}

/** Of an agent that is there. */
export function presentState(entry: AgentEntry): "draining" | "ready" | "deaf" {
  if (entry.draining || entry.hello.draining) return "draining";
  return provenPaths(entry.paths).length === 0 ? "deaf" : "ready";
}

/** Of an attempt that an agent came back without. `wasThere`: the session of who had it was open until this moment. */
export function howLost(before: string, now: string, wasThere: boolean): LossKind {
  // A process that has forgotten nothing, and has not got it, never heard of it.
  if (before === now) return "never-started";
  // Two that go by one name: who had it has not died, least of all of it.
  return before === "" || wasThere ? "silent" : "agent-died";
}

export function isKnown(entry: AgentEntry): boolean {
  return entry.hello.incarnation !== "" || entry.attempts.size > 0;
}

function unknownAgent(agentId: string): AgentHello {
  return {
    agentId,
    incarnation: "",
    host: "",
    version: "",
    labels: {},
    capacity: { millicpus: 0, memoryBytes: 0, gpus: 0 },
    devices: [],
    held: [],
    clusterId: "",
    termSeen: 0,
    draining: false,
    standingClaim: false,
    isolationTier: 0,
  };
}
