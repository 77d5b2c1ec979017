/** Schedules under the engine that leads: everything is asked of their actor. */
import { type Actor, ask } from "../kernel/actor.ts";
import type { Schedules, ScheduleView, TurnRequest } from "./faces.ts";
import type { ScheduleMessage } from "./schedule-actor.ts";

export class SchedulesOfEngine implements Schedules {
  readonly #actor: Actor<ScheduleMessage>;

  constructor(actor: Actor<ScheduleMessage>) {
    this.#actor = actor;
  }

  list({ after = "", limit }: { readonly after?: string; readonly limit: number }): Promise<readonly ScheduleView[]> {
    return ask<ScheduleMessage, readonly ScheduleView[]>(this.#actor, (reply) => ({
      ...{ type: "List", after, limit, reply },
      reject: reply.reject,
    }));
  }

  get(pipeline: string): Promise<ScheduleView> {
    return ask<ScheduleMessage, ScheduleView>(this.#actor, (reply) => ({
      ...{ type: "Get", pipeline, reply },
      reject: reply.reject,
    }));
  }

  pause(pipeline: string, why: TurnRequest): Promise<ScheduleView> {
    return this.#turn("Pause", pipeline, why);
  }

  resume(pipeline: string, why: TurnRequest): Promise<ScheduleView> {
    return this.#turn("Resume", pipeline, why);
  }

  #turn(type: "Pause" | "Resume", pipeline: string, { by, reason }: TurnRequest): Promise<ScheduleView> {
    return ask<ScheduleMessage, ScheduleView>(this.#actor, (reply) => ({
      ...{ type, pipeline, by, reason, reply },
      reject: reply.reject,
    }));
  }
}
