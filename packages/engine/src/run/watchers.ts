/** Those who watch a run. Each gets its snapshot first and then every event after it, once, in order. */
import type { RunEvent } from "@troupe/core";
import type { WatchItem } from "../engine.ts";
import type { Watcher } from "./messages.ts";

interface Watching {
  /** Sequence number of the last event that it need not be told. */
  readonly from: number;
  readonly endsAtOnce: boolean;
  /** What happened before its snapshot was durable. */
  held: WatchItem[] | null;
}

export class Watchers {
  readonly #all = new Map<Watcher, Watching>();

  get isEmpty(): boolean {
    return this.#all.size === 0;
  }

  /** Whether anybody would be told: what nobody is told need not be put together. */
  wants(event: RunEvent): boolean {
    if (isAboutRun(event)) return this.#all.size > 0;
    for (const { runOnly } of this.#all.keys()) if (!runOnly) return true;
    return false;
  }

  /** Registers a watcher; it is told nothing until it is opened. Returns the way to leave. */
  add(watcher: Watcher, sequence: number, endsAtOnce: boolean): () => void {
    this.#all.set(watcher, { from: sequence, endsAtOnce, held: [] });
    return () => void this.#all.delete(watcher);
  }

  open(watcher: Watcher, snapshot: WatchItem | undefined): void {
    const watching = this.#all.get(watcher);
    if (watching === undefined) return;
    if (snapshot !== undefined) watcher.take(snapshot);
    const held = watching.held ?? [];
    watching.held = null;
    for (const item of held) this.#give(watcher, watching, item);
    if (watching.endsAtOnce) this.#leave(watcher, "over");
  }

  tell(item: WatchItem): void {
    for (const [watcher, watching] of this.#all) {
      if (watching.held !== null) watching.held.push(item);
      else this.#give(watcher, watching, item);
    }
  }

  /** The actor is gone, and with it whoever would tell them more. */
  abandon(): void {
    for (const watcher of [...this.#all.keys()]) this.#leave(watcher, "gone");
  }

  #give(watcher: Watcher, watching: Watching, item: WatchItem): void {
    if (watcher.runOnly && !(item.type === "event" && isAboutRun(item.event))) return;
    if (item.type === "event" && item.sequence <= watching.from) return;
    watcher.take(item);
    if (item.type === "event" && isLast(item.event.type)) this.#leave(watcher, "over");
  }

  #leave(watcher: Watcher, because: "over" | "gone"): void {
    this.#all.delete(watcher);
    watcher.end(because);
  }
}

export function isAboutRun({ type }: RunEvent): boolean {
  return type.startsWith("Run");
}

const lastEvents = ["RunSucceeded", "RunFailed", "RunCancelled", "RunTimedOut"] as const;

export function isLast(type: string): boolean {
  return (lastEvents as readonly string[]).includes(type);
}
