/**
 * When an object of the archive may go. It is retired when nothing refers to it and nobody has touched it for a day, and
 * removed when a whole later round, begun after it was retired and a day after, has found nothing again.
 *
 * Whoever puts or touches an object has a day to refer to it, or as long as the oldest live run has been going: an
 * attempt uploads when it has a file, and reports when it ends.
 */
import type { KeptObject, RetiredObject } from "../ports/archive-upkeep.ts";

export const graceMs = 24 * 60 * 60 * 1000;

export interface Round {
  readonly startedAt: number;
  /** When the oldest run that is still live was made; null if none is. */
  readonly oldestLiveAt: number | null;
}

/** Objects that were touched then or later stay. */
export function touchedSince({ startedAt, oldestLiveAt }: Round): number {
  return Math.min(startedAt - graceMs, oldestLiveAt ?? startedAt);
}

export function mayRetire(object: KeptObject, isLive: boolean, round: Round): boolean {
  return !isLive && object.touchedAt < touchedSince(round);
}

export function fateOf(object: RetiredObject, isLive: boolean, round: Round): "restore" | "remove" | "leave" {
  if (isLive) return "restore";
  return object.retiredAt < round.startedAt - graceMs ? "remove" : "leave";
}
