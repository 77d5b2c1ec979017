/** Schedules and backfills of a client. */
import type { JsonObject } from "@troupe/core";
import type { CreateBackfillRequest } from "@troupe/proto";
import { v7 as uuid } from "uuid";
import { collect } from "./pages.ts";
import type { ScheduleCalls } from "./ports/coordinator-api.ts";
import type { CancelOptions } from "./run-handle.ts";
import { toBackfill, toBackfillInterval, toPreview, toSchedule } from "./schedule-from-wire.ts";
import type { BackfillInterval, BackfillPreview, BackfillRecord, ScheduleRecord } from "./schedule-records.ts";

/** Who pauses or resumes a schedule, and why: kept with it, for people. */
export interface TurnOptions {
  readonly by?: string;
  readonly reason?: string;
}

export interface BackfillOptions {
  /** Intervals that begin then or later. */
  readonly from: Date;
  /** Intervals that end then or earlier. */
  readonly to: Date;
  /** Default: what the schedule gives its runs. */
  readonly params?: JsonObject;
  /** How many runs may be under way at once: 1 to 100. Default: 1. */
  readonly parallel?: number;
  /** Which intervals come first. Default: the oldest. */
  readonly order?: "oldest" | "newest";
  /** Leaves out intervals that have a run that succeeded. */
  readonly missingOnly?: boolean;
  readonly by?: string;
  /** Asking again with the same id answers with the first backfill. Default: a new one for each call. */
  readonly requestId?: string;
}

export interface BackfillFilter {
  readonly pipeline?: string;
  /** Default: 100. */
  readonly limit?: number;
}

type Calls = () => Promise<ScheduleCalls>;

/** Pipelines are few: a caller gets all schedules, up to this. */
const listLimit = 100_000;

export class ScheduleClient {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** In order of the pipelines' names. */
  async list(): Promise<readonly ScheduleRecord[]> {
    const calls = await this.#calls();
    return await collect(listLimit, async (page) => {
      const answer = await calls.list(page);
      return { items: answer.schedules.map(toSchedule), next: answer.nextPageToken };
    });
  }

  /** Throws SCHEDULE_NOT_FOUND. */
  async get(pipeline: string): Promise<ScheduleRecord> {
    return toSchedule(await (await this.#calls()).get(pipeline));
  }

  /** No tick gets a run until it is resumed. One that is paused stays so, with its first reason. */
  async pause(pipeline: string, { by = "", reason = "" }: TurnOptions = {}): Promise<ScheduleRecord> {
    return toSchedule(await (await this.#calls()).pause({ pipeline, by, reason }));
  }

  /** What becomes of the ticks that passed meanwhile its `catchup` says. */
  async resume(pipeline: string, { by = "", reason = "" }: TurnOptions = {}): Promise<ScheduleRecord> {
    return toSchedule(await (await this.#calls()).resume({ pipeline, by, reason }));
  }
}

export class BackfillClient {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** What `create` would make of the same options. */
  async preview(pipeline: string, options: BackfillOptions): Promise<BackfillPreview> {
    return toPreview(await (await this.#calls()).previewBackfill(requestOf(pipeline, options)));
  }

  /**
   * Runs a pipeline for each of its schedule's intervals between two instants. Throws SCHEDULE_NOT_FOUND,
   * INVALID_ARGUMENT, INVALID_PARAMS.
   */
  async create(pipeline: string, options: BackfillOptions): Promise<BackfillRecord> {
    const request = { ...requestOf(pipeline, options), requestId: options.requestId ?? uuid() };
    return toBackfill(await (await this.#calls()).createBackfill(request));
  }

  /** Throws BACKFILL_NOT_FOUND. */
  async get(id: string): Promise<BackfillRecord> {
    return toBackfill(await (await this.#calls()).getBackfill(id));
  }

  /** Newest first. */
  async list({ pipeline = "", limit = 100 }: BackfillFilter = {}): Promise<readonly BackfillRecord[]> {
    const calls = await this.#calls();
    return await collect(limit, async (page) => {
      const answer = await calls.listBackfills({ pipeline, ...page });
      return { items: answer.backfills.map(toBackfill), next: answer.nextPageToken };
    });
  }

  /** In the order in which they are run. */
  async intervals(id: string): Promise<readonly BackfillInterval[]> {
    const calls = await this.#calls();
    return await collect(listLimit, async (page) => {
      const answer = await calls.backfillIntervals({ backfillId: id, ...page });
      return { items: answer.intervals.map(toBackfillInterval), next: answer.nextPageToken };
    });
  }

  /** Makes no further run, and cancels those under way. Throws BACKFILL_STATE if it is over. */
  async cancel(id: string, reason = "", { by = "" }: CancelOptions = {}): Promise<BackfillRecord> {
    return toBackfill(await (await this.#calls()).cancelBackfill({ backfillId: id, reason, by }));
  }

  /** Runs again what did not succeed, and what had no run yet. Throws BACKFILL_STATE if there is none. */
  async rerun(id: string): Promise<BackfillRecord> {
    return toBackfill(await (await this.#calls()).rerunBackfill(id));
  }
}

function requestOf(pipeline: string, options: BackfillOptions): CreateBackfillRequest {
  const { from, to, params, parallel = 1, order = "oldest", missingOnly = false, by = "" } = options;
  return {
    ...{ pipeline, parallel, missingOnly, by },
    from: timestamp(from),
    to: timestamp(to),
    paramsJson: params === undefined ? "" : JSON.stringify(params),
    order: order === "newest" ? "BACKFILL_ORDER_NEWEST" : "BACKFILL_ORDER_OLDEST",
  };
}

/** google.protobuf.Timestamp: what loads gRPC is imported with the first call. */
export function timestamp(instant: Date): { readonly seconds: number; readonly nanos: number } {
  const ms = instant.getTime();
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: (ms - seconds * 1000) * 1e6 };
}
