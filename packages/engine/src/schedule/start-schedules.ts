/** The actor of schedules, as an engine starts it. */
import type { Committer } from "../commit/committer.ts";
import { Actor } from "../kernel/actor.ts";
import { type EngineOptions, silentLog } from "../options.ts";
import { ScheduleActor, type ScheduleMessage, type ScheduleSurroundings } from "./schedule-actor.ts";
import { type StoredSchedule, storedSchedules } from "./stored-schedules.ts";

export interface ScheduleStart extends Pick<ScheduleSurroundings, "create"> {
  readonly committer: Committer;
  onFailure(error: unknown): void;
}

export function startSchedules(
  { stateStore, clock, log = silentLog, longestSleepMs = 60_000 }: EngineOptions,
  { committer, create, onFailure }: ScheduleStart,
): Actor<ScheduleMessage> {
  const tell = (message: ScheduleMessage) => void actor.tell(message);
  const onDamage = (key: string, error: unknown) =>
    log.error({ key, error }, "a schedule's record cannot be read; it stands still until it is applied anew");
  const actor = new Actor<ScheduleMessage>({
    name: "schedules",
    clock,
    start: async () => {
      const stored: StoredSchedule[] = [];
      for await (const schedule of storedSchedules(stateStore, onDamage)) stored.push(schedule);
      return new ScheduleActor({ clock, committer, log, longestSleepMs, create, tell }, stored);
    },
    mailboxLimit: 10_000,
    onFailure: ({ error }) => onFailure(error),
  });
  return actor;
}
