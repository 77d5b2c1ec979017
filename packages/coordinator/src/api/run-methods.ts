/** RunService, but for what it streams (run-streams.ts). */
import { causeKinds } from "@troupe/core";
import type { Faces } from "@troupe/engine";
import type {
  CancelRunRequest__Output,
  CreateRunRequest__Output,
  GetRunRequest__Output,
  ListRunsRequest__Output,
  ListRunsResponse,
  ListTasksRequest__Output,
  ListTasksResponse,
  ReleaseRunRequest__Output,
  Run,
  Task,
} from "@troupe/proto";
import { actorOf } from "./actor-of.ts";
import type { CallContext } from "./call-context.ts";
import { readInterval } from "./messages/origin.ts";
import { toListedRun, toRun } from "./messages/run.ts";
import { toTask } from "./messages/task.ts";
import { type ListIdentity, type Page, readPageToken, toPage } from "./page.ts";
import { checkPriority } from "./queue-methods.ts";
import { RequestCheck, show } from "./request-check.ts";
import { latest, resolveRun } from "./resolve-run.ts";
import { readRevision } from "./revision.ts";
import { traceparentOf } from "./traceparent.ts";

/** Outputs and inputs of a page of tasks, in characters: a page ends early rather than being too large to receive. */
const pageCharacters = 2 * 1024 * 1024;

export function runMethods(faces: Pick<Faces, "runs">) {
  return {
    async CreateRun(request: CreateRunRequest__Output, context: CallContext): Promise<Run> {
      const check = new RequestCheck();
      const pipeline = check.id("pipeline", request.pipeline, "the name of a pipeline");
      const version = check.optionalDigest("version", request.version);
      const params = check.jsonObject("params_json", request.paramsJson);
      check.requestId(request.requestId);
      const traceparent = traceparentOf(check, request, context);
      const interval = readInterval(check, "interval", request.interval);
      const { priority } = request;
      if (priority !== undefined) checkPriority(check, priority);
      check.done();
      const view = await faces.runs.create({
        pipeline,
        params,
        ...(version === null ? {} : { version }),
        ...(request.skipCache ? { skipsCache: true } : {}),
        ...(request.requestId === "" ? {} : { requestId: request.requestId }),
        ...(traceparent === undefined ? {} : { traceparent }),
        ...(interval === undefined ? {} : { interval }),
        ...(priority === undefined ? {} : { priority }),
      });
      return toRun(view);
    },

    async GetRun(request: GetRunRequest__Output): Promise<Run> {
      const check = new RequestCheck();
      const runId = check.id("run_id", request.runId, `a run id, or "${latest}"`);
      if (request.pipeline !== "" && runId !== latest)
        check.refuse("pipeline", "goes with a run id", `Leave it out, or ask for the run "${latest}".`);
      const atLeast = readRevision(check, request.atLeast);
      check.done();
      const newest = {
        ...(request.pipeline === "" ? {} : { pipeline: request.pipeline }),
        ...(atLeast === undefined ? {} : { atLeast }),
      };
      return toRun(await faces.runs.get(runId, newest));
    },

    async ListRuns(request: ListRunsRequest__Output): Promise<ListRunsResponse> {
      const { cause, parent, dataset } = request;
      const list: ListIdentity = [
        "ListRuns",
        request.pipeline,
        request.states.map(String),
        ...[cause, parent, dataset].filter((filter) => filter !== ""),
      ];
      const check = new RequestCheck();
      const size = check.pageSize(request.pageSize);
      const statuses = check.statuses("states", request.states);
      const kind = causeKinds.find((each) => each === cause);
      if (cause !== "" && kind === undefined)
        check.refuse("cause", `${show(cause)} is no reason for a run`, `Use one of: ${causeKinds.join(", ")}.`);
      const before = readPageToken(check, list, request.pageToken);
      const atLeast = readRevision(check, request.atLeast);
      check.done();
      const found = await faces.runs.list({
        limit: size + 1,
        ...(request.pipeline === "" ? {} : { pipeline: request.pipeline }),
        ...(statuses.length === 0 ? {} : { statuses }),
        ...(kind === undefined ? {} : { cause: kind }),
        ...(parent === "" ? {} : { parent }),
        ...(dataset === "" ? {} : { dataset }),
        ...(before === undefined ? {} : { before }),
        ...(atLeast === undefined ? {} : { atLeast }),
      });
      const page = toPage(list, found, size, (run) => run.runId);
      return { runs: page.items.map(toListedRun), nextPageToken: page.nextPageToken };
    },

    async ListTasks(request: ListTasksRequest__Output): Promise<ListTasksResponse> {
      const list: ListIdentity = ["ListTasks", request.runId, request.names, request.waitingFor];
      const check = new RequestCheck();
      const id = check.id("run_id", request.runId, `a run id, or "${latest}"`);
      const size = check.pageSize(request.pageSize);
      const after = readPageToken(check, list, request.pageToken);
      if (request.waitingFor !== "" && request.names.length > 0)
        check.refuse("waiting_for", "goes with names", "Give one of the two.");
      check.done();
      const views = await faces.runs.tasks(await resolveRun(faces.runs, id), {
        limit: size + 1,
        ...(request.names.length === 0 ? {} : { names: request.names }),
        ...(request.waitingFor === "" ? {} : { waitingFor: request.waitingFor }),
        ...(after === undefined ? {} : { after }),
      });
      const page = taskPage(list, views.map(toTask), size);
      return { tasks: [...page.items], nextPageToken: page.nextPageToken };
    },

    async CancelRun(request: CancelRunRequest__Output, context: CallContext): Promise<Run> {
      const check = new RequestCheck();
      const runId = check.id("run_id", request.runId, "a run id");
      // "@latest" may mean another run by the time it arrives, and a cancel cannot be taken back.
      if (runId === latest) check.refuse("run_id", `is "${latest}"`, "Name the run to cancel by its id.");
      if (request.reason.length > 1024)
        check.refuse("reason", `has ${request.reason.length} characters`, "Give at most 1024.");
      const by = actorOf(context, request.by);
      if (by.length > 256) check.refuse("by", `has ${by.length} characters`, "Give at most 256.");
      check.done();
      const reason = request.reason === "" ? "cancelled by a user" : request.reason;
      return toRun(await faces.runs.cancel(runId, reason, ...(by === "" ? [] : [by])));
    },

    async ReleaseRun(request: ReleaseRunRequest__Output): Promise<Run> {
      const check = new RequestCheck();
      const runId = check.id("run_id", request.runId, "a run id");
      if (runId === latest) check.refuse("run_id", `is "${latest}"`, "Name the run to release by its id.");
      check.done();
      return toRun(await faces.runs.release(runId));
    },
  };
}

function taskPage(list: ListIdentity, tasks: readonly Task[], size: number): Page<Task> {
  let room = pageCharacters;
  const fitting = tasks.slice(0, size).findIndex((task, index) => {
    room -= (task.outputJson?.length ?? 0) + (task.inputsJson?.length ?? 0);
    return room < 0 && index > 0;
  });
  return toPage(list, tasks, fitting === -1 ? size : fitting, (task) => task.name ?? "");
}
