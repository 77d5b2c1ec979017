/** What the fleet knows of one agent. */
import type { LossKind, ResourceRequest } from "@troupe/core";
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

/** What an attempt asked for; undefined if that is not known. */
type RequestOf = (key: AttemptKey) => ResourceRequest | undefined;

export function viewAgent(entry: AgentEntry, requestOf: RequestOf): AgentView {
  // What it said last is long over.
  const isGone = entry.state === "gone";
  const { held: _held, clusterId: _clusterId, termSeen: _termSeen, draining: _draining, ...hello } = entry.hello;
  return {
    ...hello,
    state: entry.state,
    paths: isGone ? [] : provenPaths(entry.paths),
    allocated: allocatedTo(entry, requestOf),
    lastBeatAt: entry.lastBeatAt,
    connectedAt: entry.connectedAt,
    attempts: [...entry.attempts.values()],
    usage: isGone ? null : entry.usage,
  };
}

function allocatedTo(entry: AgentEntry, requestOf: RequestOf): AgentView["allocated"] {
  const allocated = { millicpus: 0, memoryBytes: 0, gpus: 0 };
  for (const key of entry.attempts.values()) {
    const request = requestOf(key);
    allocated.millicpus += request?.millicpus ?? 0;
    allocated.memoryBytes += request?.memoryBytes ?? 0;
    allocated.gpus += request?.gpus ?? 0;
  }
  return allocated;
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

/** How many of those that are known are in each state. */
export function countStates(entries: Iterable<AgentEntry>): Record<AgentState, number> {
  const states = { ready: 0, draining: 0, deaf: 0, silent: 0, gone: 0 };
  for (const entry of entries) if (isKnown(entry)) states[entry.state] += 1;
  return states;
}

/** After which an agent that is gone is forgotten. */
const rememberGoneMs = 24 * 3600 * 1000;

/**
 * Machines come and go, and their names with them. Who holds something is awaited; who was drained by a person stays so
 * until a person takes it back.
 */
export function isForgettable({ state, goneAt, attempts, draining }: AgentEntry, now: number): boolean {
  return state === "gone" && goneAt !== null && now - goneAt >= rememberGoneMs && attempts.size === 0 && !draining;
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
