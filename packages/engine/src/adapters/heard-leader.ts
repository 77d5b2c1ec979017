/** What a coordinator has heard of who leads, and whom it tells. */
import type { CoordinatorInfo, LeaderInfo } from "../ports/leadership.ts";

/** Of a coordinator that knows nothing of its addresses: it is alone, or under test. */
export const unnamedCoordinator: CoordinatorInfo = { name: "coordinator", address: null, httpUrl: null };

export class HeardLeader {
  readonly #listeners = new Set<(leader: LeaderInfo | undefined) => void>();
  #leader: LeaderInfo | undefined;

  get leader(): LeaderInfo | undefined {
    return this.#leader;
  }

  /** A term has one leader, so the same term again is no news. */
  hear(leader: LeaderInfo | undefined): void {
    if (leader?.term === this.#leader?.term) return;
    this.#leader = leader;
    for (const listener of [...this.#listeners]) listener(leader);
  }

  subscribe(listener: (leader: LeaderInfo | undefined) => void): () => void {
    // Of its own, so that one function that subscribes twice is told twice and leaves once.
    const told = (leader: LeaderInfo | undefined): void => listener(leader);
    this.#listeners.add(told);
    return () => void this.#listeners.delete(told);
  }
}
