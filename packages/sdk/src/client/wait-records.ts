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
