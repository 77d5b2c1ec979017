/** The coordinator's API over gRPC. */
import * as grpc from "@grpc/grpc-js";
import { TroupeError } from "@troupe/core";
import { v1 } from "@troupe/proto";
import type { Endpoint } from "../../client/endpoint.ts";
import type { CoordinatorApi } from "../../client/ports/coordinator-api.ts";
import { artifactCalls } from "./artifact-calls.ts";
import { isTransient, toTroupeError } from "./call-error.ts";
import { channelOptions } from "./channel.ts";
import { received } from "./received.ts";
import { type Patience, patient, retrying } from "./retry.ts";

export interface GrpcSettings {
  readonly deadlineMs: number;
  readonly patience?: Patience;
}

type Invoke<T> = (done: grpc.requestCallback<T>) => grpc.ClientUnaryCall;

export function connectGrpc(endpoint: Endpoint, { deadlineMs, patience = patient }: GrpcSettings): CoordinatorApi {
  const options = channelOptions({ token: endpoint.token, deadlineMs });
  const credentials = grpc.credentials.createInsecure();
  const pipelines = new v1.PipelineService(endpoint.address, credentials, options);
  const channelOverride = pipelines.getChannel();
  const shared = { ...options, channelOverride };
  const runs = new v1.RunService(endpoint.address, credentials, shared);
  const agents = new v1.AgentService(endpoint.address, credentials, shared);
  const artifacts = new v1.ArtifactService(endpoint.address, credentials, shared);

  const translate = (error: unknown): unknown => toTroupeError(error, endpoint);
  /** Every call of this API may be repeated: it reads, it is idempotent, or it carries a request id. */
  const ask = <T>(invoke: Invoke<T>): Promise<T> => retrying(() => once(invoke, translate), isTransient, patience);

  return {
    pipelines: {
      apply: (request) => ask((done) => pipelines.applyPipeline(request, done)),
      plan: (request) => ask((done) => pipelines.planPipeline(request, done)),
      get: (request) => ask((done) => pipelines.getPipeline(request, done)),
      list: (request) => ask((done) => pipelines.listPipelines(request, done)),
    },
    runs: {
      create: (request) => ask((done) => runs.createRun(request, done)),
      get: (request) => ask((done) => runs.getRun(request, done)),
      list: (request) => ask((done) => runs.listRuns(request, done)),
      tasks: (request) => ask((done) => runs.listTasks(request, done)),
      cancel: (request) => ask((done) => runs.cancelRun(request, done)),
      watch: (request, signal) => received(() => runs.watchRun(request), translate, signal),
      logs: (request, signal) => received(() => runs.readLogs(request), translate, signal),
      metrics: (request, signal) => received(() => runs.readMetrics(request), translate, signal),
    },
    agents: {
      list: (request) => ask((done) => agents.listAgents(request, done)),
      get: (agentId) => ask((done) => agents.getAgent({ agentId }, done)),
      drain: (request) => ask((done) => agents.drainAgent(request, done)),
    },
    artifacts: artifactCalls(artifacts, ask, translate),
    close: () => pipelines.close(),
  };
}

function once<T>(invoke: Invoke<T>, translate: (error: unknown) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    invoke((error, response) => {
      if (error !== null) reject(translate(error));
      else if (response === undefined)
        reject(new TroupeError("empty answer", { code: "INTERNAL", reaction: "reject" }));
      else resolve(response);
    });
  });
}
