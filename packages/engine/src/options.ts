/** What an engine is made of. Only a `main` knows which adapters these are. */

import type { RetentionRule } from "@troupe/core";
import type { CatalogFollower } from "./commit/catalog-follower.ts";
import type { AgentState } from "./engine.ts";
import type { Archive } from "./ports/archive.ts";
import type { ArchiveUpkeep } from "./ports/archive-upkeep.ts";
import type { Catalog } from "./ports/catalog.ts";
import type { Clock } from "./ports/clock.ts";
import type { Entropy } from "./ports/entropy.ts";
import type { EventFeed } from "./ports/event-feed.ts";
import type { Hints } from "./ports/hints.ts";
import type { Leadership } from "./ports/leadership.ts";
import type { Messenger } from "./ports/messenger.ts";
import type { OfferPath } from "./ports/offer-path.ts";
import type { RunObserver } from "./ports/run-observer.ts";
import type { StateStore } from "./ports/state-store.ts";
import type { TelemetryStore } from "./ports/telemetry-store.ts";

export interface EngineOptions {
  readonly leadership: Leadership;
  readonly stateStore: StateStore;
  readonly eventFeed: EventFeed;
  readonly telemetryStore: TelemetryStore;
  readonly archive: Archive;
  /** Of the same archive, which the leader collects then, bit by bit, every hour. */
  readonly archiveUpkeep?: ArchiveUpkeep;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Beside the sessions. Absent: everything goes down the sessions. */
  readonly offerPath?: OfferPath;
  /** From and to other coordinators, where there are any. */
  readonly hints?: Hints;
  /** Absent: there is nobody to be told of anything. */
  readonly messenger?: Messenger;
  /** Where people see a run; null if that is not known. */
  readonly linkTo?: (runId: string) => string | null;
  readonly observers?: readonly RunObserver[];
  readonly tracing?: TraceContext;
  readonly meters?: EngineMeters;
  readonly log?: EngineLog;
  /** How long an agent may be silent before its attempts are superseded. Default: 60,000 ms. */
  readonly lostAfterMs?: number;
  /** How long a schedule sleeps at most before it looks at the wall clock again, which may have been set. Default: 60,000 ms. */
  readonly longestSleepMs?: number;
  /** Which runs that have ended are kept, of pipelines that say nothing of their own. Default: all. */
  readonly retention?: RetentionRule;
  /** How often agents say that they are there. Default: 2,000 ms. */
  readonly beatIntervalMs?: number;
  /**
   * How long events wait for company before they go to the feed together. Default: 50 ms. More where an append is dear:
   * whoever needs what it did not take yet hurries it.
   */
  readonly feedGatherMs?: number;
  /** Who keeps the catalog up to date in this process already. Default: one of its own while it leads. */
  readonly follower?: CatalogFollower;
  /** Whether another coordinator takes over when this one resigns: then that is not kept waiting for the feed and the archive. */
  readonly hasSuccessor?: boolean;
  /** Stops waiting for the lead. */
  readonly signal?: AbortSignal;
  /** Runs a function once everything that is ready has been handled. Default: setImmediate. */
  readonly soon?: (call: () => void) => void;
}

/** Which trace a run belongs to. Ids are derived, so that every coordinator says the same. */
export interface TraceContext {
  /** 32 hexadecimal digits; empty if the run is not traced. */
  traceId(runId: string, traceparent: string | null): string;
  /** What an attempt's process gets as TRACEPARENT; null if the run is not traced. */
  attemptTraceparent(
    runId: string,
    traceparent: string | null,
    task: string,
    attempt: number,
    /** How many tasks the run has so far: a run that is too large to trace is not traced. */
    tasks: number,
  ): string | null;
}

/** Numbers about the engine itself. Must not throw. */
export interface EngineMeters {
  batch(batch: { readonly operations: number; readonly ms: number }): void;
  queue(depth: number): void;
  /** Attempts that are with agents. */
  running(attempts: number): void;
  /** Tasks of live runs that wait for something, and those of them that a person has to answer. */
  waiting(tasks: number, approvals: number): void;
  telemetry(bytes: number): void;
  agents(states: Readonly<Record<AgentState, number>>): void;
}

/** The part of a pino logger that the engine uses. */
export interface EngineLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLog: EngineLog = { info() {}, warn() {}, error() {} };
