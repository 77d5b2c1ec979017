/** The coordinator's API over gRPC. */
import type * as grpc from "@grpc/grpc-js";
import { TroupeError } from "@troupe/core";
import { connectionProblem } from "@troupe/proto";
import type { Endpoint } from "../../client/endpoint.ts";
import type { CoordinatorApi } from "../../client/ports/coordinator-api.ts";
import { artifactCalls } from "./artifact-calls.ts";
import { isTransient } from "./call-error.ts";
import { type Coordinator, Coordinators } from "./coordinators.ts";
import { received } from "./received.ts";
import { type Patience, type Persistence, patient, retrying } from "./retry.ts";

export interface GrpcSettings {
  readonly deadlineMs: number;
  readonly patience?: Patience;
}

type Invoke<T> = (coordinator: Coordinator, done: grpc.requestCallback<T>) => grpc.ClientUnaryCall;

export type Ask = <T>(invoke: Invoke<T>) => Promise<T>;

export function connectGrpc(endpoint: Endpoint, { deadlineMs, patience = patient }: GrpcSettings): CoordinatorApi {
  const coordinators = new Coordinators(endpoint, deadlineMs);
  const persistent: Persistence = { isTransient, patience, untilMs: () => (coordinators.areSeveral ? deadlineMs : 0) };
  const first = new FirstContact(endpoint);
  /** Every call of this API may be repeated: it reads, it is idempotent, or it carries a request id. */
  const ask: Ask = (invoke) => retrying(() => first.call(coordinators.current, invoke), persistent);
  const stream = <Message>(
    open: (coordinator: Coordinator) => grpc.ClientReadableStream<Message>,
    signal: AbortSignal | undefined,
  ) => {
    const coordinator = coordinators.current;
    return received(() => open(coordinator), coordinator.failed, signal);
  };

  return {
    pipelines: {
      apply: (request) => ask(({ pipelines }, done) => pipelines.applyPipeline(request, done)),
      plan: (request) => ask(({ pipelines }, done) => pipelines.planPipeline(request, done)),
      get: (request) => ask(({ pipelines }, done) => pipelines.getPipeline(request, done)),
      list: (request) => ask(({ pipelines }, done) => pipelines.listPipelines(request, done)),
      versions: (request) => ask(({ pipelines }, done) => pipelines.listVersions(request, done)),
      diff: (request) => ask(({ pipelines }, done) => pipelines.diffVersions(request, done)),
    },
    runs: {
      create: (request) => ask(({ runs }, done) => runs.createRun(request, done)),
      get: (request) => ask(({ runs }, done) => runs.getRun(request, done)),
      list: (request) => ask(({ runs }, done) => runs.listRuns(request, done)),
      tasks: (request) => ask(({ runs }, done) => runs.listTasks(request, done)),
      cancel: (request) => ask(({ runs }, done) => runs.cancelRun(request, done)),
      release: (runId) => ask(({ runs }, done) => runs.releaseRun({ runId }, done)),
      rerun: (request) => ask(({ runs }, done) => runs.rerunRun(request, done)),
      previewRerun: (request) => ask(({ runs }, done) => runs.previewRerun(request, done)),
      endTask: (request) => ask(({ runs }, done) => runs.endTask(request, done)),
      explain: (request) => ask(({ runs }, done) => runs.explainTask(request, done)),
      prioritize: (request) => ask(({ runs }, done) => runs.prioritizeRun(request, done)),
      waits: (request) => ask(({ runs }, done) => runs.listWaits(request, done)),
      watch: (request, signal) => stream(({ runs }) => runs.watchRun(request), signal),
      logs: (request, signal) => stream(({ runs }) => runs.readLogs(request), signal),
      metrics: (request, signal) => stream(({ runs }) => runs.readMetrics(request), signal),
    },
    approvals: {
      list: (request) => ask(({ approvals }, done) => approvals.listApprovals(request, done)),
      answer: (request) => ask(({ approvals }, done) => approvals.answerApproval(request, done)),
    },
    datasets: {
      list: (request) => ask(({ datasets }, done) => datasets.listDatasets(request, done)),
      get: (name) => ask(({ datasets }, done) => datasets.getDataset({ name }, done)),
      revisions: (request) => ask(({ datasets }, done) => datasets.listRevisions(request, done)),
      publish: (request) => ask(({ datasets }, done) => datasets.publishDataset(request, done)),
    },
    notices: {
      list: (runId) => ask(({ notices }, done) => notices.listNotifications({ runId }, done)),
      // Not repeated: somebody may have the first one.
      test: (request, withinMs) =>
        once(coordinators.current, ({ notices }, done) =>
          notices.testConnection(request, { deadline: Date.now() + withinMs }, done),
        ),
    },
    schedules: {
      list: (request) => ask(({ schedules }, done) => schedules.listSchedules(request, done)),
      get: (pipeline) => ask(({ schedules }, done) => schedules.getSchedule({ pipeline }, done)),
      pause: (request) => ask(({ schedules }, done) => schedules.pauseSchedule(request, done)),
      resume: (request) => ask(({ schedules }, done) => schedules.resumeSchedule(request, done)),
      previewBackfill: (request) => ask(({ schedules }, done) => schedules.previewBackfill(request, done)),
      createBackfill: (request) => ask(({ schedules }, done) => schedules.createBackfill(request, done)),
      getBackfill: (backfillId) => ask(({ schedules }, done) => schedules.getBackfill({ backfillId }, done)),
      listBackfills: (request) => ask(({ schedules }, done) => schedules.listBackfills(request, done)),
      backfillIntervals: (request) => ask(({ schedules }, done) => schedules.listBackfillIntervals(request, done)),
      cancelBackfill: (request) => ask(({ schedules }, done) => schedules.cancelBackfill(request, done)),
      rerunBackfill: (backfillId) => ask(({ schedules }, done) => schedules.rerunBackfill({ backfillId }, done)),
    },
    agents: {
      list: (request) => ask(({ agents }, done) => agents.listAgents(request, done)),
      get: (agentId) => ask(({ agents }, done) => agents.getAgent({ agentId }, done)),
      drain: (request) => ask(({ agents }, done) => agents.drainAgent(request, done)),
    },
    pools: {
      set: (request) => ask(({ pools }, done) => pools.setPool(request, done)),
      get: (name) => ask(({ pools }, done) => pools.getPool({ name }, done)),
      list: () => ask(({ pools }, done) => pools.listPools({}, done)),
      delete: (name) => ask(({ pools }, done) => pools.deletePool({ name }, done)),
    },
    cluster: {
      get: () => ask(({ cluster }, done) => cluster.getCluster({}, done)),
      // Not repeated: it may still be at work.
      reclaim: (withinMs) =>
        once(coordinators.current, ({ cluster }, done) =>
          cluster.reclaimStore({}, { deadline: Date.now() + withinMs }, done),
        ),
      prune: (dryRun, withinMs) =>
        ask(({ cluster }, done) => cluster.pruneRuns({ dryRun }, { deadline: Date.now() + withinMs }, done)),
    },
    artifacts: artifactCalls(() => coordinators.current, ask, persistent),
    close: () => coordinators.close(),
  };
}

/** That nobody answers may be for want of the right certificates: then no patience helps. It is looked at once an address. */
class FirstContact {
  readonly #endpoint: Endpoint;
  readonly #made = new Set<string>();

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  async call<T>(coordinator: Coordinator, invoke: Invoke<T>): Promise<T> {
    try {
      return await once(coordinator, invoke);
    } catch (error) {
      const { address } = coordinator;
      const isUnreached = error instanceof TroupeError && error.code === "COORDINATOR_UNREACHABLE";
      const isNew = isUnreached && !this.#made.has(address);
      const problem = isNew ? await connectionProblem(address, this.#endpoint.trust) : null;
      if (problem === null) throw error;
      const details = { address, kind: problem.kind };
      throw new TroupeError(problem.message, { code: "TLS_FAILED", reaction: "reject", details });
    } finally {
      this.#made.add(coordinator.address);
    }
  }
}

function once<T>(coordinator: Coordinator, invoke: Invoke<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    invoke(coordinator, (error, response) => {
      if (error !== null) reject(coordinator.failed(error));
      else if (response === undefined)
        reject(new TroupeError("empty answer", { code: "INTERNAL", reaction: "reject" }));
      else resolve(response);
    });
  });
}
