/** What tasks of live runs wait for now, those that wait for the longest first. */
import type { OpenWait } from "../engine.ts";
import { waitingReason } from "../run/waiting-reason.ts";
import { type BegunWait, waitName } from "./begun-wait.ts";

export interface WaitQuery {
  readonly runId?: string;
  readonly pipeline?: string;
  /** The cursor of the last one that is known. */
  readonly after?: string;
  readonly limit: number;
}

export class OpenWaits {
  readonly #open = new Map<string, BegunWait>();

  get size(): number {
    return this.#open.size;
  }

  add(wait: BegunWait): void {
    this.#open.set(waitName(wait), wait);
  }

  remove(name: string): void {
    this.#open.delete(name);
  }

  list({ runId, pipeline, after = "", limit }: WaitQuery): readonly OpenWait[] {
    const found: { readonly cursor: string; readonly wait: BegunWait }[] = [];
    for (const wait of this.#open.values()) {
      if ((runId ?? wait.runId) !== wait.runId || (pipeline ?? wait.pipeline) !== wait.pipeline) continue;
      const cursor = waitCursor(wait);
      if (cursor > after) found.push({ cursor, wait });
    }
    return found
      .sort((a, b) => (a.cursor < b.cursor ? -1 : 1))
      .slice(0, limit)
      .map(({ wait }) => viewWait(wait));
  }
}

/** Its place in the order. */
export function waitCursor({ since, runId, task }: Pick<OpenWait, "since" | "runId" | "task">): string {
  return `${String(since).padStart(15, "0")} ${runId} ${task}`;
}

function viewWait({ runId, pipeline, task, since, on }: BegunWait): OpenWait {
  const until = on.kind === "time" ? on.until : null;
  return { runId, pipeline, task, kind: on.kind, reason: waitingReason(on), since, deadline: on.deadline, until };
}
