/** What waits in live runs. Instants are dates; what is absent is null. */

/** A task of a live run that waits, and no agent has. */
export interface Wait {
  readonly runId: string;
  readonly pipeline: string;
  readonly task: string;
  readonly kind: "time" | "dataset" | "approval" | "run";
  /** A sentence without its subject: "waits until …". */
  readonly reason: string;
  readonly since: Date;
  /** When its own timeout is over; null: never. */
  readonly deadline: Date | null;
  /** The time that it is for; null if it is for something else. */
  readonly until: Date | null;
}

/** A question that a run asks people, and that is open. */
export interface Approval {
  readonly runId: string;
  readonly pipeline: string;
  readonly task: string;
  /** Its first 1,000 characters. What else it shows stands in the task's inputs. */
  readonly ask: string;
  /** Who may answer; empty: everybody. */
  readonly approvers: readonly string[];
  readonly askedAt: Date;
  /** When it is decided without an answer; null: never. */
  readonly deadline: Date | null;
}
