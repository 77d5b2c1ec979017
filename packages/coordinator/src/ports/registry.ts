/** Which coordinators there are. Each presents itself, and whoever asks is told of all: a picture for people, and no authority. */
import type { CoordinatorInfo } from "@troupe/engine";

export interface Registry {
  /** From now on it is listed so, for as long as this process lives. Never waits, and tries again by itself. */
  present(self: Presence): void;
  /** In order of name. Throws TroupeError(retry) while it cannot be looked up. */
  list(): Promise<readonly Presence[]>;
  /** Takes it off the list. Idempotent. */
  close(): Promise<void>;
}

export interface Presence extends CoordinatorInfo {
  readonly version: string;
  /** Null while it follows. */
  readonly term: number | null;
  /** Since when it leads, or follows: milliseconds since the epoch, by its own clock. */
  readonly since: number;
  readonly startedAt: number;
  /** Of one that is not heard as often as it should be: for how many seconds. It may be gone, or slow. */
  readonly silentS?: number;
}
