/** What a watcher of a run is told, as it stands on the wire. */
import { unreachable } from "@troupe/core";
import type { TaskView, WatchItem } from "@troupe/engine";
import { type Event, type Task, toTimestamp, type WatchRunResponse } from "@troupe/proto";
import { translatedOnce } from "../translated-once.ts";
import { toRun } from "./run.ts";
import { toProgress, toTask } from "./task.ts";

/** Values above this are left out of a watch; ListTasks has them. A watch tells what happens, to many, and must stay cheap. */
export const watchedValueLimit = 64 * 1024;

/** Tasks in one snapshot message: 10,000 tasks in one would be more than a client takes by default. */
export const snapshotTasks = 500;

export function* toWatchResponses(item: WatchItem): Generator<WatchRunResponse> {
  switch (item.type) {
    case "snapshot":
      yield* snapshotOf(item);
      return;
    case "event":
      yield toEvent(item);
      return;
    case "progress":
      yield toProgressed(item);
      return;
    default:
      unreachable(item);
  }
}

const toEvent = translatedOnce(
  (item: Extract<WatchItem, { type: "event" }>): WatchRunResponse => ({ event: eventOf(item) }),
);

const toProgressed = translatedOnce(
  ({ task, progress }: Extract<WatchItem, { type: "progress" }>): WatchRunResponse => ({
    progress: { task, progress: toProgress(progress) },
  }),
);

function* snapshotOf({ run, tasks }: Extract<WatchItem, { type: "snapshot" }>): Generator<WatchRunResponse> {
  const wireRun = toRun(run);
  let from = 0;
  do {
    const more = from + snapshotTasks < tasks.length;
    yield { snapshot: { run: wireRun, tasks: tasks.slice(from, from + snapshotTasks).map(toWatchedTask), more } };
    from += snapshotTasks;
  } while (from < tasks.length);
}

function eventOf({ sequence, event, task, run }: Extract<WatchItem, { type: "event" }>): Event {
  return {
    sequence,
    at: toTimestamp(event.at),
    type: event.type,
    task: "task" in event && event.task !== null ? event.task : "",
    eventJson: withoutLargeValues(event),
    after: task === null ? null : toWatchedTask(task),
    run: run === null ? null : toRun(run),
  };
}

function toWatchedTask(view: TaskView): Task {
  const task = toTask(view);
  return {
    ...task,
    outputJson: withinLimit(task.outputJson),
    inputsJson: withinLimit(task.inputsJson),
  };
}

function withinLimit(json: string | undefined): string {
  return json === undefined || json.length > watchedValueLimit ? "" : json;
}

/** An event's one large part is the output of its task: told by its type, read elsewhere. */
function withoutLargeValues(event: object): string {
  const json = JSON.stringify(event);
  return json.length <= watchedValueLimit ? json : JSON.stringify({ ...event, output: undefined, outputs: undefined });
}
