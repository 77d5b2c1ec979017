/** The queue, its pools, and why something waits. Instants are dates; what is absent is null. */
import type { TaskStatus } from "@troupe/core";

/** Why a task has not started, or a run does not go on. */
export interface Explanation {
  readonly runId: string;
  /** Null if it is about the run, and nothing of it waits. */
  readonly task: string | null;
  readonly state: TaskStatus;
  /** What keeps it, in a word: "pool", "key", "room", "inputs"… */
  readonly cause: string;
  /** One sentence without its subject: `waits for 1 slot of pool "db": 4 of 4 are held, by load of run r-1`. */
  readonly summary: string;
  /** Of a task whose turn has not come: what has to end first. */
  readonly waitsFor: readonly string[];
  /** What would let it go on, each by itself. */
  readonly unblocks: readonly string[];
  /** Null if it is not queued. */
  readonly queue: QueuePlace | null;
}

export interface QueuePlace {
  /** 1 is next. About, where pipelines share by weight. */
  readonly place: number;
  /** Tasks in the queue, itself among them. */
  readonly waiting: number;
  /** Of its run and its step together: minutes of head start. */
  readonly priority: number;
  readonly since: Date | null;
  /** That are full for it. Empty: nothing but room and its turn. */
  readonly limits: readonly FullLimit[];
  readonly agents: readonly AgentNeed[];
  /** Agent on which room is kept for it. */
  readonly keptAgent: string | null;
}

export interface TaskOfRun {
  readonly runId: string;
  readonly task: string;
}

export interface FullLimit {
  readonly kind: "pool" | "key" | "run" | "pipeline";
  readonly name: string;
  /** What the task asks for. */
  readonly amount: number;
  /** Null: there is no such pool. */
  readonly limit: number | null;
  readonly used: number;
  readonly holders: readonly TaskOfRun[];
  readonly moreHolders: number;
  /** What is free of it is kept for this task, which has waited longer. */
  readonly keptFor: TaskOfRun | null;
}

export interface AgentNeed {
  readonly agent: string;
  /** The first thing that is in its way there; null: it has room. */
  readonly need: string | null;
  /** However long one waits. */
  readonly isNever: boolean;
  /** Its room is kept for this task, which has waited longer. */
  readonly keptFor: TaskOfRun | null;
}

export interface Pool {
  readonly name: string;
  readonly slots: number;
  readonly description: string;
  /** Slots that tasks hold; null where no leader could be asked. */
  readonly used: number | null;
  /** Queued tasks that ask for it; null where no leader could be asked. */
  readonly waiting: number | null;
}
