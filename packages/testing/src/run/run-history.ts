/** The events of the runs of a cluster, and which of the runs are over. */
import type { RunEvent } from "@troupe/core";
import type { FeedEntry, RunObserver } from "@troupe/engine";

const terminal: ReadonlySet<string> = new Set(["RunSucceeded", "RunFailed", "RunCancelled", "RunTimedOut"]);

export class RunHistory implements RunObserver {
  readonly #events = new Map<string, Map<number, RunEvent>>();
  readonly #over = new Set<string>();
  readonly #now: () => number;
  /** When something happened last, or when something is going to. */
  stirsAt = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  committed({ runId, first, events }: FeedEntry): void {
    const known = this.#events.get(runId) ?? new Map<number, RunEvent>();
    this.#events.set(runId, known);
    for (const [index, event] of events.entries()) {
      known.set(first + index, event);
      if (terminal.has(event.type)) this.#over.add(runId);
      const until = event.type === "TaskRetryScheduled" ? event.until : this.#now();
      this.stirsAt = Math.max(this.stirsAt, until);
    }
  }

  isOver(runId: string): boolean {
    return this.#over.has(runId);
  }

  /** From the first one. */
  eventsOf(runId: string): readonly RunEvent[] {
    const known = this.#events.get(runId) ?? new Map<number, RunEvent>();
    return [...known].toSorted(([a], [b]) => a - b).map(([, event]) => event);
  }
}
