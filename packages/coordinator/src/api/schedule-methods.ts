/** ScheduleService: schedules and backfills. */
import { backfillLimits } from "@troupe/core";
import type { BackfillRequest, Faces, TurnRequest } from "@troupe/engine";
import {
  type Backfill,
  type CancelBackfillRequest__Output,
  type CreateBackfillRequest__Output,
  fromTimestamp,
  type GetBackfillRequest__Output,
  type GetScheduleRequest__Output,
  type ListBackfillIntervalsRequest__Output,
  type ListBackfillIntervalsResponse,
  type ListBackfillsRequest__Output,
  type ListBackfillsResponse,
  type ListSchedulesRequest__Output,
  type ListSchedulesResponse,
  type PauseScheduleRequest__Output,
  type PreviewBackfillResponse,
  type RerunBackfillRequest__Output,
  type ResumeScheduleRequest__Output,
  type Schedule,
  type WatchBackfillsRequest__Output,
} from "@troupe/proto";
import { actorOf } from "./actor-of.ts";
import type { CallContext } from "./call-context.ts";
import type { ListWatches } from "./list-watches.ts";
import { toBackfill, toBackfillInterval } from "./messages/backfill.ts";
import { toSchedule } from "./messages/schedule.ts";
import { type ListIdentity, readPageToken, toPage } from "./page.ts";
import { RequestCheck } from "./request-check.ts";

export function scheduleMethods(
  faces: Pick<Faces, "schedules" | "backfills">,
  watches: ListWatches<ListBackfillsResponse>,
) {
  const listBackfills = async (request: ListBackfillsRequest__Output): Promise<ListBackfillsResponse> => {
    const { pipeline } = request;
    const list: ListIdentity = ["ListBackfills", pipeline];
    const check = new RequestCheck();
    const size = check.pageSize(request.pageSize);
    const after = readPageToken(check, list, request.pageToken);
    check.done();
    const views = await faces.backfills.list({
      limit: size + 1,
      ...(pipeline === "" ? {} : { pipeline }),
      ...(after === undefined ? {} : { after }),
    });
    const page = toPage(list, views, size, ({ backfillId }) => backfillId);
    return { backfills: page.items.map(toBackfill), nextPageToken: page.nextPageToken };
  };
  return {
    async ListSchedules(request: ListSchedulesRequest__Output): Promise<ListSchedulesResponse> {
      const list: ListIdentity = ["ListSchedules"];
      const check = new RequestCheck();
      const size = check.pageSize(request.pageSize);
      const after = readPageToken(check, list, request.pageToken);
      check.done();
      const views = await faces.schedules.list({ ...(after === undefined ? {} : { after }), limit: size + 1 });
      const page = toPage(list, views, size, ({ pipeline }) => pipeline);
      return { schedules: page.items.map(toSchedule), nextPageToken: page.nextPageToken };
    },

    async GetSchedule({ pipeline }: GetScheduleRequest__Output): Promise<Schedule> {
      return toSchedule(await faces.schedules.get(nameOf(pipeline)));
    },

    async PauseSchedule(request: PauseScheduleRequest__Output, context: CallContext): Promise<Schedule> {
      return toSchedule(await faces.schedules.pause(...turnOf(request, context)));
    },

    async ResumeSchedule(request: ResumeScheduleRequest__Output, context: CallContext): Promise<Schedule> {
      return toSchedule(await faces.schedules.resume(...turnOf(request, context)));
    },

    async PreviewBackfill(
      request: CreateBackfillRequest__Output,
      context: CallContext,
    ): Promise<PreviewBackfillResponse> {
      const { intervals, total, succeededBefore } = await faces.backfills.preview(backfillOf(request, context));
      return { intervals: intervals.map(toBackfillInterval), total, succeededBefore };
    },

    async CreateBackfill(request: CreateBackfillRequest__Output, context: CallContext): Promise<Backfill> {
      return toBackfill(await faces.backfills.create(backfillOf(request, context)));
    },

    async GetBackfill({ backfillId }: GetBackfillRequest__Output): Promise<Backfill> {
      return toBackfill(await faces.backfills.get(idOf(backfillId)));
    },

    ListBackfills(request: ListBackfillsRequest__Output): Promise<ListBackfillsResponse> {
      return listBackfills(request);
    },

    WatchBackfills(
      { backfillId, pipeline, pageSize }: WatchBackfillsRequest__Output,
      { signal }: CallContext,
    ): AsyncGenerator<ListBackfillsResponse> {
      const one = async () => ({
        backfills: [toBackfill(await faces.backfills.get(idOf(backfillId)))],
        nextPageToken: "",
      });
      const page = () => listBackfills({ pipeline, pageSize, pageToken: "" });
      return watches.watch([backfillId, pipeline, pageSize], backfillId === "" ? page : one, signal);
    },

    async ListBackfillIntervals(request: ListBackfillIntervalsRequest__Output): Promise<ListBackfillIntervalsResponse> {
      const list: ListIdentity = ["ListBackfillIntervals", request.backfillId];
      const check = new RequestCheck();
      const backfillId = check.id("backfill_id", request.backfillId, "the id of a backfill");
      const size = check.pageSize(request.pageSize);
      const from = Number(readPageToken(check, list, request.pageToken) ?? 0);
      check.done();
      const intervals = await faces.backfills.intervals(backfillId, { from, limit: size + 1 });
      const page = toPage(list, intervals, size, () => String(from + size));
      return { intervals: page.items.map(toBackfillInterval), nextPageToken: page.nextPageToken };
    },

    async CancelBackfill(request: CancelBackfillRequest__Output, context: CallContext): Promise<Backfill> {
      const { backfillId, reason } = request;
      const by = actorOf(context, request.by);
      const check = new RequestCheck();
      check.id("backfill_id", backfillId, "the id of a backfill");
      checkNote(check, "reason", reason);
      checkNote(check, "by", by);
      check.done();
      const why = reason === "" ? "its backfill was cancelled" : reason;
      return toBackfill(await faces.backfills.cancel(backfillId, why, ...(by === "" ? [] : [by])));
    },

    async RerunBackfill({ backfillId }: RerunBackfillRequest__Output): Promise<Backfill> {
      return toBackfill(await faces.backfills.rerun(idOf(backfillId)));
    },
  };
}

function nameOf(pipeline: string): string {
  const check = new RequestCheck();
  check.id("pipeline", pipeline, "the name of a pipeline");
  check.done();
  return pipeline;
}

function idOf(backfillId: string): string {
  const check = new RequestCheck();
  check.id("backfill_id", backfillId, "the id of a backfill");
  check.done();
  return backfillId;
}

function turnOf(
  { pipeline, by: claimed, reason }: PauseScheduleRequest__Output,
  context: CallContext,
): [pipeline: string, why: TurnRequest] {
  const by = actorOf(context, claimed);
  const check = new RequestCheck();
  check.id("pipeline", pipeline, "the name of a pipeline");
  checkNote(check, "by", by);
  checkNote(check, "reason", reason);
  check.done();
  return [pipeline, { by, reason }];
}

function backfillOf(request: CreateBackfillRequest__Output, context: CallContext): BackfillRequest {
  const check = new RequestCheck();
  const { requestId, missingOnly } = request;
  const by = actorOf(context, request.by);
  const pipeline = check.id("pipeline", request.pipeline, "the name of a pipeline");
  const from = fromTimestamp(request.from);
  const to = fromTimestamp(request.to);
  if (from === null) check.refuse("from", "is missing", "Give the instant at which the first interval may begin.");
  if (to === null) check.refuse("to", "is missing", "Give the instant at which the last interval may end.");
  if (from !== null && to !== null && from >= to) check.refuse("to", "is not after from", "Give a later one.");
  const parallel = request.parallel === 0 ? 1 : request.parallel;
  if (parallel < 1 || parallel > backfillLimits.parallel)
    check.refuse("parallel", `is ${parallel}`, `Give 1 to ${backfillLimits.parallel}, or 0 for 1.`);
  const params = request.paramsJson === "" ? undefined : check.jsonObject("params_json", request.paramsJson);
  if (requestId.length > 128) check.refuse("request_id", `has ${requestId.length} characters`, "Give at most 128.");
  checkNote(check, "by", by);
  check.done();
  return {
    ...{ pipeline, from: from ?? 0, to: to ?? 0, parallel, missingOnly, by },
    order: request.order === "BACKFILL_ORDER_NEWEST" ? "newest" : "oldest",
    ...(params === undefined ? {} : { params }),
    ...(requestId === "" ? {} : { requestId }),
  };
}

function checkNote(check: RequestCheck, field: string, text: string): void {
  if (text.length > 1024) check.refuse(field, `has ${text.length} characters`, "Give at most 1024.");
}
