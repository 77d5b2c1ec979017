/** Backfills under the engine that leads: made, cancelled and run again by their actor. */
import { type Actor, ask } from "../kernel/actor.ts";
import type { BackfillMessage } from "./backfill-actor.ts";
import type { BackfillEntry } from "./backfill-entry.ts";
import type {
  BackfillInterval,
  BackfillPreview,
  BackfillQuery,
  BackfillRequest,
  Backfills,
  BackfillView,
  IntervalPage,
} from "./faces.ts";
import { listIntervals } from "./list-intervals.ts";
import { type PlanSurroundings, planBackfill, previewBackfill } from "./plan-backfill.ts";

export class BackfillsOfEngine implements Backfills {
  readonly #actor: Actor<BackfillMessage>;
  readonly #around: PlanSurroundings;

  constructor(actor: Actor<BackfillMessage>, around: PlanSurroundings) {
    this.#actor = actor;
    this.#around = around;
  }

  async preview(request: BackfillRequest): Promise<BackfillPreview> {
    return previewBackfill(await planBackfill(this.#around, request));
  }

  async create(request: BackfillRequest): Promise<BackfillView> {
    const planned = await planBackfill(this.#around, request);
    const requestId = request.requestId ?? null;
    return ask<BackfillMessage, BackfillView>(this.#actor, (reply) => ({
      ...{ type: "Create", planned, requestId, reply },
      reject: reply.reject,
    }));
  }

  async get(backfillId: string): Promise<BackfillView> {
    return (await this.#entry(backfillId)).view;
  }

  list(query: BackfillQuery): Promise<readonly BackfillView[]> {
    return ask<BackfillMessage, readonly BackfillView[]>(this.#actor, (reply) => ({
      ...{ type: "List", query, reply },
      reject: reply.reject,
    }));
  }

  async intervals(backfillId: string, page: IntervalPage): Promise<readonly BackfillInterval[]> {
    return listIntervals(this.#around.catalog, await this.#entry(backfillId), page);
  }

  cancel(backfillId: string, reason: string, by?: string): Promise<BackfillView> {
    return ask<BackfillMessage, BackfillView>(this.#actor, (reply) => ({
      ...{ type: "Cancel", backfillId, reason, by, reply },
      reject: reply.reject,
    }));
  }

  rerun(backfillId: string): Promise<BackfillView> {
    return ask<BackfillMessage, BackfillView>(this.#actor, (reply) => ({
      ...{ type: "Rerun", backfillId, reply },
      reject: reply.reject,
    }));
  }

  #entry(backfillId: string): Promise<BackfillEntry> {
    return ask<BackfillMessage, BackfillEntry>(this.#actor, (reply) => ({
      ...{ type: "Get", backfillId, reply },
      reject: reply.reject,
    }));
  }
}
