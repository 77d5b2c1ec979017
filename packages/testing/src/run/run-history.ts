/** The events of the runs of a cluster, and which of the runs are over. */
import { dueOf, type RunEvent } from "@troupe/core";
import type { FeedEntry, RunObserver } from "@troupe/engine";

const terminal: ReadonlySet<string> = new Set(["RunSucceeded", "RunFailed", "RunCancelled", "RunTimedOut"]);

export class RunHistory implements RunObserver {
  readonly #events = new Map<string, Map<number, RunEvent>>();
  readonly #over = new Set<string>();
  readonly #now: () => number;
  /** When something happened last, or when something is going to. */
  stirsAt = 0;

  /** Told of each event, once it is written. */
  onEvent: (runId: string, event: RunEvent) => void = () => {};

  constructor(now: () => number) {
    this.#now = now;
  }

  committed({ runId, first, events }: FeedEntry): void {
    const known = this.#events.get(runId) ?? new Map<number, RunEvent>();
    this.#events.set(runId, known);
    for (const [index, event] of events.entries()) {
      known.set(first + index, event);
      if (terminal.has(event.type)) this.#over.add(runId);
      this.stirsAt = Math.max(this.stirsAt, stirs(event) ?? this.#now());
      this.onEvent(runId, event);
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

/** When something follows from it by itself. */
function stirs(event: RunEvent): number | undefined {
  if (event.type === "TaskRetryScheduled") return event.until;
  return event.type === "TaskWaiting" ? dueOf(event.on) : undefined;
}
