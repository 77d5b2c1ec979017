/** Where live runs are read from: the actors of the engine that leads, or the state store and the feed for one that follows. */
import type { QueueExplanation, TaskOfRun } from "@troupe/core";
import type { RunRevision } from "../engine.ts";
import type { CommittedRun, Watch, Watcher } from "./messages.ts";

export interface RunSource {
  /**
   * Reads from the committed state of a live run, as new as the call; undefined if the run is not live. What `read` throws
   * comes out here. The state goes on afterwards: nothing of it may be kept.
   */
  read<T>(runId: string, read: (committed: CommittedRun) => T): Promise<T | undefined>;
  /** Gives a watcher its snapshot and what follows; undefined if the run is not live. */
  watch(runId: string, watcher: Watcher): Promise<Watch | undefined>;
  /** Told when a run is live no more: from now on it is read from the archive. Returns the way to stop. */
  onRemoved(runId: string, call: () => void): () => void;
  /** Resolves when feed and catalog have what was committed before, or at least what is asked for. */
  caughtUp(atLeast?: RunRevision): Promise<void>;
  /** Why a queued task waits; undefined if it is not queued (any more), or where that is not known. */
  explain(task: TaskOfRun): Promise<QueueExplanation | undefined>;
}
