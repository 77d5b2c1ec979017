/** What a coordinator is to its cluster: it leads, or it follows. Whoever serves asks at each call. */
import type { Faces, LeaderInfo } from "@troupe/engine";

export interface Role extends Faces {
  readonly standing: Standing;
  /** Told when that has changed. Returns the way to stop. */
  onStanding(listener: () => void): () => void;
  /** Aborted when this process can neither lead nor follow any more. */
  readonly ended: AbortSignal;
  /** Gives up the lead, so that a successor need not wait, and answers when nothing more is written. Idempotent. */
  resign(): Promise<void>;
  /** Answers once somebody is known to lead, at once if so; or when that takes longer than an election. */
  untilLed(): Promise<void>;
}

export interface Standing {
  /** Null while it follows. */
  readonly term: number | null;
  /** As far as it has heard. */
  readonly leader: LeaderInfo | undefined;
}
