import { afterEach, describe, expect, test } from "vitest";
import { fakeAgent, fakePipeline, fakeRun, fakeTask, refusal } from "../../api/testing/fake-engine.ts";
import { ask, failureOf, type GrpcFixture, startFixture } from "./testing/grpc-fixture.ts";

/** Each unary method over a real connection: what the engine is asked, what the caller gets, and what is refused. */

const digest = `sha256:${"0".repeat(64)}`;
const INVALID_ARGUMENT = 3;

let fixture: GrpcFixture;
afterEach(() => fixture.stop());

const start = async (answers: Parameters<typeof startFixture>[0] = {}): Promise<GrpcFixture> => {
  fixture = await startFixture(answers);
  return fixture;
};

describe("PipelineService", () => {
  test("applies a spec as parsed JSON", async () => {
    const { engine, pipelines } = await start({
      pipelines: { apply: async () => ({ pipeline: fakePipeline("churn"), changed: true }) },
    });
    const applied = await ask(pipelines, pipelines.ApplyPipeline, { specJson: '{"format":1}', codeDigest: digest });
    expect(engine.calls).toEqual([["pipelines.apply", { format: 1 }, digest]]);
    expect(applied).toMatchObject({ changed: true, pipeline: { name: "churn", version: digest, codeDigest: "" } });
    expect(JSON.parse(applied.pipeline?.specJson ?? "")).toMatchObject({ name: "churn" });
  });

  test("says where the spec is no JSON, and what is wrong with the digest, at once", async () => {
    const { pipelines } = await start();
    const failed = await failureOf(
      ask(pipelines, pipelines.ApplyPipeline, { specJson: '{"format":}', codeDigest: "latest" }),
    );
    expect(failed.code).toBe(INVALID_ARGUMENT);
    expect(failed.message).toContain('spec_json is not JSON: unexpected "}" at line 1, column 11 (position 10)');
    expect(failed.details?.reason).toBe("INVALID_ARGUMENT");
    expect(failed.details?.violations).toEqual([
      expect.objectContaining({ field: "spec_json" }),
      { field: "code_digest", message: '"latest" is not a digest', fix: expect.stringContaining("sha256:") },
    ]);
  });

  test("plans, with parameters only where they are given", async () => {
    const plan = async () => ({
      version: digest as `sha256:${string}`,
      currentVersion: null,
      changes: ["adds the step train"],
      warnings: [],
      steps: 1,
      schedule: { nextTicks: [86_400_000], catchup: 3 },
      cached: [{ task: "extract", runId: "r-1" }],
    });
    const { engine, pipelines } = await start({ pipelines: { plan } });
    const planned = await ask(pipelines, pipelines.PlanPipeline, { specJson: "{}" });
    expect(planned).toEqual({
      version: digest,
      currentVersion: "",
      changes: ["adds the step train"],
      warnings: [],
      steps: 1,
      schedule: { nextTicks: [{ seconds: 86_400, nanos: 0 }], catchup: 3 },
      cached: [{ task: "extract", runId: "r-1" }],
    });
    await ask(pipelines, pipelines.PlanPipeline, { specJson: "{}", paramsJson: '{"trees":[1]}' });
    expect(engine.calls).toEqual([
      ["pipelines.plan", {}, null, undefined],
      ["pipelines.plan", {}, null, { trees: [1] }],
    ]);
  });

  test("gets a pipeline by name and version", async () => {
    const { engine, pipelines } = await start({ pipelines: { get: async () => fakePipeline("churn") } });
    await ask(pipelines, pipelines.GetPipeline, { name: "churn", version: digest });
    expect(engine.calls).toEqual([["pipelines.get", "churn", digest]]);
    const failed = await failureOf(ask(pipelines, pipelines.GetPipeline, { name: "" }));
    expect(failed.details?.violations).toEqual([
      { field: "name", message: "is empty", fix: "Give the name of a pipeline." },
    ]);
  });

  test("lists pages, and refuses the token of another list", async () => {
    const all = ["a", "b", "c"].map(fakePipeline);
    const { pipelines, runs } = await start({
      pipelines: {
        list: async ({ after = "", limit }) => all.filter(({ name }) => name > after).slice(0, limit),
      },
    });
    const first = await ask(pipelines, pipelines.ListPipelines, { pageSize: 2 });
    expect(first.pipelines.map(({ name }) => name)).toEqual(["a", "b"]);
    const second = await ask(pipelines, pipelines.ListPipelines, { pageSize: 2, pageToken: first.nextPageToken });
    expect(second.pipelines.map(({ name }) => name)).toEqual(["c"]);
    expect(second.nextPageToken).toBe("");

    for (const pageToken of [first.nextPageToken, "rubbish", "e30"]) {
      const failed = await failureOf(ask(runs, runs.ListRuns, { pageToken }));
      expect(failed.details?.violations).toEqual([expect.objectContaining({ field: "page_token" })]);
    }
    const negative = await failureOf(ask(pipelines, pipelines.ListPipelines, { pageSize: -1 }));
    expect(negative.message).toBe("page_size is -1. Give 1 to 1000, or 0 for 100.");
  });
});

describe("RunService", () => {
  test("creates a run", async () => {
    const { engine, runs } = await start({ runs: { create: async () => fakeRun() } });
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const run = await ask(runs, runs.CreateRun, {
      pipeline: "churn",
      paramsJson: '{"trees":[1]}',
      requestId: "r1",
      traceparent,
    });
    expect(engine.calls).toEqual([
      ["runs.create", { pipeline: "churn", params: { trees: [1] }, requestId: "r1", traceparent }],
    ]);
    expect(run).toMatchObject({
      runId: "01kaexample000000000000000",
      state: "RUN_STATE_RUNNING",
      paramsJson: '{"trees":[10,50]}',
      sequence: 3,
      createdAt: { seconds: 1_763_800_000, nanos: 123_000_000 },
      endedAt: null,
      tasks: { pending: 1, running: 1 },
    });
  });

  test("refuses parameters that are no object, a request id that is too long, a trace context that is none", async () => {
    const { runs } = await start();
    const failed = await failureOf(
      ask(runs, runs.CreateRun, { pipeline: "", paramsJson: "[1]", requestId: "x".repeat(129), traceparent: "00-0" }),
    );
    expect(failed.details?.violations.map(({ field }) => field)).toEqual([
      "pipeline",
      "params_json",
      "request_id",
      "traceparent",
    ]);
  });

  test("gets @latest of a pipeline, and refuses a pipeline beside a run id", async () => {
    const { engine, runs } = await start({ runs: { get: async () => fakeRun() } });
    await ask(runs, runs.GetRun, { runId: "@latest", pipeline: "churn" });
    expect(engine.calls).toEqual([["runs.get", "@latest", { pipeline: "churn" }]]);
    const failed = await failureOf(ask(runs, runs.GetRun, { runId: "01", pipeline: "churn" }));
    expect(failed.details?.violations.map(({ field }) => field)).toEqual(["pipeline"]);
  });

  test("lists runs by state", async () => {
    const listed = {
      runId: "01",
      pipeline: "churn",
      version: digest,
      status: "timed-out" as const,
      createdAt: 1000,
      endedAt: 2000,
      failure: "too slow",
      failed: null,
      params: '{"until":"2026"}',
      requestId: "r-1",
      cause: { kind: "backfill", backfill: "bf-1" } as const,
      datasets: { "churn/features": 7 },
      interval: { start: 1000, end: 2000 },
      tasks: { pending: 0, queued: 0, running: 0, succeeded: 2, failed: 0, skipped: 0, cancelled: 1 },
      sequence: 9,
    };
    const { engine, runs } = await start({ runs: { list: async () => [listed] } });
    const { runs: found } = await ask(runs, runs.ListRuns, { states: ["RUN_STATE_TIMED_OUT", "RUN_STATE_FAILED"] });
    expect(engine.calls).toEqual([["runs.list", { limit: 101, statuses: ["timed-out", "failed"] }]]);
    expect(found).toMatchObject([{ state: "RUN_STATE_TIMED_OUT", failure: { message: "too slow" } }]);
    expect(found).toMatchObject([{ cause: { backfill: { backfillId: "bf-1" } } }]);
    expect(found).toMatchObject([{ interval: { start: { seconds: 1 }, end: { seconds: 2 } } }]);
    expect(found).toMatchObject([{ paramsJson: listed.params, requestId: "r-1", tasks: listed.tasks }]);
    const failed = await failureOf(ask(runs, runs.ListRuns, { states: [99 as never] }));
    expect(failed.message).toContain('states[0] "99" is no state of a run');
  });

  test("lists tasks of @latest with their attempts", async () => {
    const failure = { exitClass: "failure", code: "TASK_FAILED", message: "no such column", exitCode: 1 } as const;
    const task = fakeTask("train[0]", {
      status: "failed",
      record: {
        node: "train",
        path: [0],
        state: { status: "failed", failure, endedAt: 5000 },
        attempts: [
          {
            number: 1,
            agent: "a1",
            devices: ["GPU-1"],
            queuedAt: 1000,
            assignedAt: 2000,
            startedAt: 3000,
            endedAt: 5000,
            exitClass: "failure",
            failure,
            phases: null,
            lengths: null,
          },
        ],
      },
    });
    const { engine, runs } = await start({ runs: { get: async () => fakeRun(), tasks: async () => [task] } });
    const { tasks } = await ask(runs, runs.ListTasks, { runId: "@latest", names: ["train[0]"] });
    expect(engine.calls.at(-1)).toEqual([
      "runs.tasks",
      "01kaexample000000000000000",
      { limit: 101, names: ["train[0]"] },
    ]);
    expect(tasks).toMatchObject([
      {
        name: "train[0]",
        state: "TASK_STATE_FAILED",
        failure: { task: "train[0]", exitClass: "EXIT_CLASS_FAILURE", exitCode: 1 },
        attempts: [{ number: 1, agent: "a1", exitCode: 1, devices: ["GPU-1"], startedAt: { seconds: 3 } }],
      },
    ]);
  });

  test("ends a page of tasks before it grows too large", async () => {
    const large = "x".repeat(1024 * 1024);
    const all = ["a", "b", "c"].map((name) => fakeTask(name, { inputs: { large } }));
    const { runs } = await start({
      runs: { tasks: async (_id, { after = "", limit }) => all.filter(({ name }) => name > after).slice(0, limit) },
    });
    const first = await ask(runs, runs.ListTasks, { runId: "01" });
    expect(first.tasks.map(({ name }) => name)).toEqual(["a"]);
    const second = await ask(runs, runs.ListTasks, { runId: "01", pageToken: first.nextPageToken });
    expect(second.tasks.map(({ name }) => name)).toEqual(["b"]);
  });

  test("cancels by id, never @latest", async () => {
    const { engine, runs } = await start({ runs: { cancel: async () => fakeRun({ status: "cancelling" }) } });
    const run = await ask(runs, runs.CancelRun, { runId: "01", reason: "wrong data" });
    expect(run.state).toBe("RUN_STATE_CANCELLING");
    expect(engine.calls).toEqual([["runs.cancel", "01", "wrong data"]]);
    expect((await failureOf(ask(runs, runs.CancelRun, { runId: "@latest" }))).code).toBe(INVALID_ARGUMENT);
  });
});

describe("ClusterService", () => {
  test("shows the cluster, and gives space of its store back", async () => {
    const { cluster } = await start();
    expect(await ask(cluster, cluster.GetCluster, {})).toMatchObject({
      name: "test",
      answeredBy: "c1",
      leader: { name: "c1", address: "127.0.0.1:7420", httpUrl: "", term: 7, since: { seconds: 2 } },
      coordinators: [{ name: "c1", version: "1.2.3", term: 7, startedAt: { seconds: 1 } }],
      store: { kind: "etcd", state: "STORE_STATE_FILLING", bytes: 900, quotaBytes: 1000 },
      nats: { connected: true, server: "127.0.0.1:4222", version: "2.9.10" },
      archive: "s3",
      load: { agents: { ready: 2, silent: 1 }, queuedTasks: 3, runningAttempts: 4 },
    });
    expect(await ask(cluster, cluster.ReclaimStore, {})).toMatchObject({ state: "STORE_STATE_OK", bytes: 10 });
  });
});

describe("AgentService", () => {
  test("lists, gets, drains and resumes", async () => {
    const { engine, agents } = await start({
      agents: {
        list: async () => [fakeAgent("a1")],
        get: async () => fakeAgent("a1"),
        drain: async (agentId, draining) => ({ ...fakeAgent(agentId), state: draining ? "draining" : "ready" }),
      },
    });
    expect((await ask(agents, agents.ListAgents, {})).agents).toMatchObject([
      {
        agentId: "a1",
        state: "AGENT_STATE_READY",
        labels: { zone: "a" },
        devices: [{ uuid: "GPU-1", leasedTo: "r/t/1", quarantined: "" }],
        attempts: [{ runId: "r", task: "t", attempt: 1 }],
      },
    ]);
    expect((await ask(agents, agents.GetAgent, { agentId: "a1" })).host).toBe("gpu-1");
    expect((await ask(agents, agents.DrainAgent, { agentId: "a1" })).state).toBe("AGENT_STATE_DRAINING");
    expect((await ask(agents, agents.DrainAgent, { agentId: "a1", resume: true })).state).toBe("AGENT_STATE_READY");
    expect(engine.calls.slice(2)).toEqual([
      ["agents.drain", "a1", true],
      ["agents.drain", "a1", false],
    ]);
    expect((await failureOf(ask(agents, agents.GetAgent, {}))).code).toBe(INVALID_ARGUMENT);
  });
});

describe("ApprovalService", () => {
  const open = {
    runId: "r1",
    pipeline: "churn",
    task: "release",
    attempt: 1,
    ask: "Release 7?",
    approvers: ["anna"],
    since: 1_763_800_000_123,
    deadline: null,
  };

  test("lists what is open, page by page", async () => {
    const { engine, approvals } = await start({ approvals: { list: async () => [open, { ...open, runId: "r2" }] } });
    const first = await ask(approvals, approvals.ListApprovals, { pipeline: "churn", pageSize: 1 });
    expect(first.approvals).toMatchObject([{ runId: "r1", task: "release", ask: "Release 7?", approvers: ["anna"] }]);
    expect(first.approvals[0]?.deadline).toBeNull();
    await ask(approvals, approvals.ListApprovals, { pipeline: "churn", pageToken: first.nextPageToken });
    expect(engine.calls).toEqual([
      ["approvals.list", { limit: 2, pipeline: "churn" }],
      ["approvals.list", { limit: 101, pipeline: "churn", after: "001763800000123 r1 release" }],
    ]);
  });

  test("takes an answer as what its giver claims", async () => {
    const { engine, approvals } = await start({
      approvals: { answer: async () => fakeTask("release", { kind: "approval" }) },
    });
    const answer = { runId: "r1", task: "release", by: "ben", reason: "early" } as const;
    const decision = "APPROVAL_DECISION_REJECTED";
    expect(await ask(approvals, approvals.AnswerApproval, { ...answer, decision })).toMatchObject({
      name: "release",
      kind: "approval",
    });
    const said = { decision: "rejected", by: "ben", claimed: true, reason: "early" };
    expect(engine.calls).toEqual([["approvals.answer", "r1", "release", said]]);
  });

  test("refuses an answer without a decision, a name, or a run that is one for sure", async () => {
    const { engine, approvals } = await start();
    const failed = await failureOf(ask(approvals, approvals.AnswerApproval, { runId: "@latest", task: "release" }));
    expect(failed.details?.violations.map(({ field }) => field)).toEqual(["run_id", "decision", "by"]);
    expect(engine.calls).toEqual([]);
  });

  test("says who is no approver as a matter of permission", async () => {
    const refused = refusal("NOT_AN_APPROVER");
    const { approvals } = await start({
      approvals: {
        answer: async () => {
          throw refused;
        },
      },
    });
    const answer = { runId: "r1", task: "release", decision: "APPROVAL_DECISION_APPROVED", by: "ben" } as const;
    const failed = await failureOf(ask(approvals, approvals.AnswerApproval, answer));
    expect([failed.code, failed.details?.reason]).toEqual([7, "NOT_AN_APPROVER"]);
  });
});
