/** What a live run has around it. */
import type { Demand, Notice, RunHeader, RunState } from "@troupe/core";
import type { CacheAsking } from "../cache/cache-inquiry.ts";
import type { Committer, Group } from "../commit/committer.ts";
import type { EngineLog, TraceContext } from "../options.ts";
import type { ToAgent } from "../ports/agent-link.ts";
import type { Clock } from "../ports/clock.ts";
import type { Entropy } from "../ports/entropy.ts";
import type { BegunWait } from "../waiting/begun-wait.ts";
import type { RunMessage } from "./messages.ts";

/** Where the effects of a run go. */
export interface RunSurroundings {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly committer: Committer;
  readonly cache: CacheAsking;
  readonly tracing: TraceContext | undefined;
  readonly log: EngineLog;
  readonly term: number;
  queue(runId: string, tasks: readonly QueuedTask[]): void;
  dequeue(runId: string, task: string): void;
  release(runId: string, task: string, attempt: number, agent: string): void;
  /** Somebody has to see to it that this wait ends. */
  beginWait(wait: BegunWait): void;
  endWait(runId: string, task: string): void;
  send(agent: string, message: ToAgent, round?: number): boolean;
  /** Whether the agent claims whatever is assigned to it now: a session is open that said so. */
  hasStandingClaim(agent: string): boolean;
  /** Wakes the run up. */
  tell(runId: string, message: RunMessage): void;
  /** What is written along with the event that lets a waiting run begin before its turn. */
  releasing(header: RunHeader): Pick<Group, "puts" | "deletes">;
  /** What is written along with the event that ends a run. */
  ending(state: RunState): Pick<Group, "puts" | "deletes">;
  /** The newest revision of a dataset, 0 if it has none. */
  head(dataset: string): number;
  /** They have new revisions, which are written. */
  announce(datasets: readonly string[]): void;
  /** Is to be sent, and written by now. */
  notify(notice: Notice): void;
  /** The run has ended and everything about it is written. */
  ended(runId: string): void;
}

export interface QueuedTask {
  readonly task: string;
  readonly attempt: number;
  /** Since when it waits: milliseconds since the epoch. */
  readonly since: number;
  readonly demand: Demand;
}

/** The working state of a run, ahead of what is written: its actor changes it, and what works for the actor reads it. */
export interface LiveRun {
  readonly state: RunState;
}
