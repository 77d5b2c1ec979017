/** What the fleet knows of one agent. */
import type { AgentHello, AgentState, AgentView, SessionLink } from "../engine.ts";
import type { AttemptKey } from "../ports/telemetry-store.ts";
import { type Paths, provenPaths } from "./paths.ts";

export interface AgentEntry {
  hello: AgentHello;
  /** A person asked for it: holds until a person takes it back, over restarts of both sides. */
  draining: boolean;
  session: { readonly id: number; readonly link: SessionLink } | null;
  connectedAt: number;
  /** For people. */
  lastBeatAt: number;
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
  };
}
