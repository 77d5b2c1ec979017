/** PipelineService. */
import type { Faces } from "@troupe/engine";
import type {
  ApplyPipelineRequest__Output,
  ApplyPipelineResponse,
  DiffVersionsRequest__Output,
  DiffVersionsResponse,
  GetPipelineRequest__Output,
  ListPipelinesRequest__Output,
  ListPipelinesResponse,
  ListVersionsRequest__Output,
  ListVersionsResponse,
  Pipeline,
  PlanPipelineRequest__Output,
  PlanPipelineResponse,
} from "@troupe/proto";
import { toDiff, toListedPipeline, toPipeline, toVersion } from "./messages/pipeline.ts";
import { toPlannedSchedule } from "./messages/schedule.ts";
import { type ListIdentity, readPageToken, toPage } from "./page.ts";
import { RequestCheck } from "./request-check.ts";

export function pipelineMethods(faces: Pick<Faces, "pipelines">) {
  return {
    async ApplyPipeline(request: ApplyPipelineRequest__Output): Promise<ApplyPipelineResponse> {
      const check = new RequestCheck();
      const spec = check.json("spec_json", request.specJson);
      const codeDigest = check.optionalDigest("code_digest", request.codeDigest);
      check.done();
      const { pipeline, changed } = await faces.pipelines.apply(spec, codeDigest);
      return { pipeline: toPipeline(pipeline), changed };
    },

    async PlanPipeline(request: PlanPipelineRequest__Output): Promise<PlanPipelineResponse> {
      const check = new RequestCheck();
      const spec = check.json("spec_json", request.specJson);
      const codeDigest = check.optionalDigest("code_digest", request.codeDigest);
      const params = request.paramsJson === "" ? undefined : check.jsonObject("params_json", request.paramsJson);
      check.done();
      const plan = await faces.pipelines.plan(spec, codeDigest, params);
      return {
        version: plan.version,
        currentVersion: plan.currentVersion ?? "",
        changes: [...plan.changes],
        warnings: [...plan.warnings],
        steps: plan.steps,
        cached: plan.cached.map(({ task, runId }) => ({ task, runId })),
        schedule: toPlannedSchedule(plan.schedule),
      };
    },

    async GetPipeline(request: GetPipelineRequest__Output): Promise<Pipeline> {
      const check = new RequestCheck();
      const name = check.id("name", request.name, "the name of a pipeline");
      const version = check.optionalDigest("version", request.version);
      check.done();
      return toPipeline(await faces.pipelines.get(name, version ?? undefined));
    },

    async ListVersions(request: ListVersionsRequest__Output): Promise<ListVersionsResponse> {
      const list: ListIdentity = ["ListVersions", request.pipeline];
      const check = new RequestCheck();
      const name = check.id("pipeline", request.pipeline, "the name of a pipeline");
      const size = check.pageSize(request.pageSize);
      const before = readPageToken(check, list, request.pageToken);
      check.done();
      const options = { limit: size + 1, ...(before === undefined ? {} : { before: Number(before) }) };
      const page = toPage(list, await faces.pipelines.versions(name, options), size, (view) => String(view.generation));
      return { versions: page.items.map(toVersion), nextPageToken: page.nextPageToken };
    },

    async DiffVersions(request: DiffVersionsRequest__Output): Promise<DiffVersionsResponse> {
      const check = new RequestCheck();
      const name = check.id("pipeline", request.pipeline, "the name of a pipeline");
      const from = check.optionalDigest("from", request.from);
      const to = check.optionalDigest("to", request.to);
      check.done();
      return toDiff(await faces.pipelines.diff(name, from ?? undefined, to ?? undefined));
    },

    async ListPipelines(request: ListPipelinesRequest__Output): Promise<ListPipelinesResponse> {
      const list: ListIdentity = ["ListPipelines"];
      const check = new RequestCheck();
      const size = check.pageSize(request.pageSize);
      const after = readPageToken(check, list, request.pageToken);
      check.done();
      const views = await faces.pipelines.list({ ...(after === undefined ? {} : { after }), limit: size + 1 });
      const page = toPage(list, views, size, (view) => view.name);
      return { pipelines: page.items.map(toListedPipeline), nextPageToken: page.nextPageToken };
    },
  };
}
