/** What those who watch a run are told of an event, once the event is in the state. */
import type { RunEvent, RunState } from "@troupe/core";
import type { ProgressView, RunView, WatchItem } from "../engine.ts";
import { lean } from "./run-records.ts";
import { viewTask } from "./run-view.ts";
import { isAboutRun } from "./watchers.ts";

export function eventItem(
  state: RunState,
  event: RunEvent,
  sequence: number,
  progress: ReadonlyMap<string, ProgressView>,
  view: () => RunView,
): Extract<WatchItem, { readonly type: "event" }> {
  const task =
    "task" in event && event.task !== null && event.type !== "RunFailed" ? viewTask(state, event.task, progress) : null;
  return { type: "event", sequence, event: lean(event), task, run: isAboutRun(event) ? view() : null };
}
