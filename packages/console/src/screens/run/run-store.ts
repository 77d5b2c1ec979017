/** The run that the screen shows, for components that each need a part of it. */
import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from "react";
import type { Refusal } from "../../api/call-error.ts";
import { live } from "../../api/live/live.ts";
import type { Run, Task } from "../../api/messages.ts";
import { isLiveRun } from "../../format/states.ts";
import { emptyView, foldRun, type RunView, type WatchMessage } from "./model/run-view.ts";

/** Above so many tasks a fold is felt, so that they come less often. */
const manyTasks = 5_000;

export class RunStore {
  readonly #runId: string;
  readonly #listeners = new Set<() => void>();
  #view: RunView = emptyView;
  #failure: Refusal | undefined;
  #waiting: WatchMessage[] = [];
  #anew = true;
  #timer: number | undefined;
  #leave: (() => void) | undefined;
  /** Whether events have come: then the end is read once more, as events tell not all of what was skipped. */
  #hasMoved = false;

  constructor(runId: string) {
    this.#runId = runId;
  }

  get view(): RunView {
    return this.#view;
  }

  get failure(): Refusal | undefined {
    return this.#failure;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): () => void {
    this.#watch();
    return () => {
      this.#leave?.();
      clearTimeout(this.#timer);
    };
  }

  /** What is shown stays until the new snapshot is there. */
  #watch(): void {
    this.#leave?.();
    this.#anew = true;
    this.#waiting = [];
    this.#leave = live.subscribe(
      "RunService/WatchRun",
      { runId: this.#runId },
      {
        onBegin: (resumed) => {
          if (resumed) return;
          this.#anew = true;
          this.#waiting = [];
        },
        onMessage: (message) => {
          this.#waiting.push(message);
          this.#later();
        },
        onFailure: (failure) => {
          this.#failure = failure;
          this.#tell();
        },
        onEnd: () => this.#ended(),
      },
    );
  }

  #later(): void {
    if (this.#timer !== undefined) return;
    const isLarge = this.#view.tasks.size > manyTasks;
    this.#timer = window.setTimeout(() => this.#fold(), document.hidden ? 1000 : isLarge ? 250 : 32);
  }

  #fold(): void {
    this.#timer = undefined;
    const messages = this.#waiting;
    this.#waiting = [];
    const next = foldRun(this.#anew ? emptyView : this.#view, messages);
    this.#hasMoved ||= messages.some((message) => message.event !== undefined);
    if (this.#anew && !next.isWhole) {
      // Parts of the snapshot: told when it is whole.
      this.#waiting = messages;
      return;
    }
    this.#anew = false;
    this.#view = next;
    if (next.isBehind) this.#watch();
    this.#tell();
  }

  #ended(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.length > 0) this.#fold();
    if (!this.#hasMoved) return;
    this.#hasMoved = false;
    this.#watch();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const RunContext = createContext<RunStore | null>(null);
export const RunProvider = RunContext.Provider;

/** One store a run id, alive while the component is. */
export function useRunStore(runId: string): RunStore {
  const store = useRef<{ readonly runId: string; readonly store: RunStore }>(undefined);
  if (store.current?.runId !== runId) store.current = { runId, store: new RunStore(runId) };
  const current = store.current.store;
  useEffect(() => current.start(), [current]);
  return current;
}

/** A part of the run; the component is rendered again when it is another. `select` must answer the same thing for the same view. */
export function useRunPart<Part>(select: (view: RunView) => Part): Part {
  const store = useContext(RunContext);
  if (store === null) throw new Error("useRunPart needs a RunProvider around it");
  return useSyncExternalStore(store.subscribe, () => select(store.view));
}

export function useRunView(): RunView {
  return useRunPart(wholeView);
}

/** The run itself, which is there as soon as the screen shows anything. */
export function useRun(): Run {
  const run = useRunPart(runOf);
  if (run === undefined) throw new Error("the run is shown before it is there");
  return run;
}

export function useRunId(): string {
  return useRun().runId;
}

export function useTask(name: string): Task | undefined {
  return useRunPart((view) => view.tasks.get(name));
}

export function useIsLive(): boolean {
  return useRunPart((view) => view.run !== undefined && isLiveRun(view.run.state));
}

const wholeView = (view: RunView): RunView => view;
const runOf = (view: RunView): Run | undefined => view.run;
