/** Agents, as the outside sees them, and what is said over a session. */
import type { AttemptNote, AttemptOutcome, Digest } from "@troupe/core";
import type { ToAgent } from "../ports/agent-link.ts";
import type { AttemptKey } from "../ports/telemetry-store.ts";

export interface Agents {
  list(options: { readonly after?: string; readonly limit: number }): Promise<readonly AgentView[]>;
  get(agentId: string): Promise<AgentView>;
  drain(agentId: string, draining: boolean): Promise<AgentView>;
  /** Opens a session, ending an older one of the same agent id and incarnation. */
  connect(hello: AgentHello, link: SessionLink): Promise<AgentSession>;
}

/** The way down one session. */
export interface SessionLink {
  /** False if the message was not taken: the stream is gone or its buffer full. */
  send(message: ToAgent | { readonly type: "BeatEcho"; readonly sequence: number; readonly nonce: number }): boolean;
  /** Ends the stream, saying why. */
  close(reason: string): void;
  /** Ends the stream, since this coordinator leads no more: the agent is told who does, as soon as that is known. */
  handOver(): void;
}

export interface AgentHello {
  readonly agentId: string;
  readonly incarnation: string;
  readonly host: string;
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly capacity: Capacity;
  readonly devices: readonly DeviceView[];
  readonly held: readonly { readonly key: AttemptKey; readonly state: "preparing" | "running" | "ended" }[];
  readonly clusterId: string;
  readonly termSeen: number;
  readonly draining: boolean;
  /** Claims in advance whatever is assigned to it while this session is open. */
  readonly standingClaim: boolean;
  readonly isolationTier: number;
}

export interface Capacity {
  readonly millicpus: number;
  readonly memoryBytes: number;
  readonly gpus: number;
}

export interface DeviceView {
  readonly uuid: string;
  readonly model: string;
  readonly memoryBytes: number;
  readonly leasedTo: string | null;
  readonly quarantined: string | null;
}

/** What is in use of a machine, by whomever. */
export interface AgentUsage {
  /** Fraction of all cores, 0 to 1, since the beat before. */
  readonly cpu: number;
  readonly memoryBytes: number;
  /** That the machine has, what the system keeps for itself included. */
  readonly memoryTotalBytes: number;
  /** Those that could be asked. */
  readonly devices: readonly DeviceUsage[];
}

export interface DeviceUsage {
  readonly uuid: string;
  /** Fraction of the time in which something computed on it, 0 to 1. */
  readonly utilization: number;
  /** In use. */
  readonly memoryBytes: number;
}

/** What an agent says over its session. Calls after `closed` are ignored. */
export interface AgentSession {
  readonly clusterId: string;
  readonly term: number;
  readonly beatIntervalMs: number;
  /** Held by the agent, but not its any more. */
  readonly superseded: readonly AttemptKey[];
  beat(beat: {
    readonly sequence: number;
    readonly nonces: Readonly<Record<string, number>>;
    readonly usage: AgentUsage;
    readonly running: number;
  }): void;
  claim(key: AttemptKey, term: number): void;
  running(key: AttemptKey, startedAt: number): void;
  result(key: AttemptKey, outcome: AttemptOutcome, outputDigest: Digest | null): void;
  /** What it has to tell before it ends. */
  note(key: AttemptKey, note: AttemptNote): void;
  decline(key: AttemptKey, reason: string): void;
  /** All its devices as they are now: one was quarantined, or came back. */
  devices(devices: readonly DeviceView[]): void;
  goodbye(reason: string): void;
  /** The stream is gone, for whatever reason. */
  closed(): void;
}

/** Deaf: heard, but nothing is proven to reach it. It gets no work and keeps what it runs. */
export type AgentState = "ready" | "draining" | "deaf" | "silent" | "gone";

export interface AgentView extends Omit<AgentHello, "held" | "clusterId" | "termSeen" | "draining" | "standingClaim"> {
  /** Unknown: as it is stored, and beats, allocations and attempts are the leader's to know. */
  readonly state: AgentState | "unknown";
  /** The ways down to it that are proven, in order of name: "nats", "session". */
  readonly paths: readonly string[];
  readonly allocated: Capacity;
  readonly lastBeatAt: number | null;
  readonly connectedAt: number | null;
  readonly attempts: readonly AttemptKey[];
  /** As its last beat said; null if this leader has heard none. */
  readonly usage: AgentUsage | null;
}
