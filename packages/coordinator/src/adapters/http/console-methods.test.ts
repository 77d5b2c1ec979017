/** What a console asks, through the gateway. */
import type { CatalogRun, OpenWait, PipelineBrief, RunBar, RunsChange } from "@troupe/engine";
import { v1 } from "@troupe/proto";
import { afterEach, describe, expect, test } from "vitest";
import { fakeCluster, fakeView } from "../../api/testing/fake-cluster.ts";
import { fakePipeline, refusal } from "../../api/testing/fake-engine.ts";
import { askedByHeader } from "../../ports/ask-leader.ts";
import { eventsOf, type GatewayFixture, startGatewayFixture } from "./testing/gateway-fixture.ts";

let fixture: GatewayFixture | undefined;
afterEach(async () => {
  await fixture?.gateway.stop();
  fixture = undefined;
});

async function start(...args: Parameters<typeof startGatewayFixture>): Promise<GatewayFixture> {
  fixture = await startGatewayFixture(...args);
  return fixture;
}

const digest = (digit: string) => `sha256:${digit.repeat(64)}` as const;

describe("versions", () => {
  const versions = [2, 1, 0].map((generation) => ({
    version: digest(String(generation)),
    generation,
    appliedAt: 1_763_800_000_000 + generation,
    codeDigest: generation === 2 ? digest("c") : null,
  }));

  test("come page by page", async () => {
    const { call, engine } = await start({
      pipelines: {
        versions: async (_name, { before = 9, limit }) =>
          versions.filter(({ generation }) => generation < before).slice(0, limit),
      },
    });
    const first = await call("PipelineService/ListVersions", { pipeline: "churn", pageSize: 2 });
    expect(first.json()).toMatchObject({
      versions: [
        { version: digest("2"), generation: 2, codeDigest: digest("c"), appliedAt: "2025-11-22T08:26:40.002Z" },
        { generation: 1, codeDigest: "" },
      ],
    });
    const { nextPageToken } = first.json() as unknown as { nextPageToken: string };
    const second = await call("PipelineService/ListVersions", {
      pipeline: "churn",
      pageSize: 2,
      pageToken: nextPageToken,
    });
    expect(second.json()).toMatchObject({ versions: [{ generation: 0 }], nextPageToken: "" });
    expect(engine.calls.at(-1)).toEqual(["pipelines.versions", "churn", { before: 1, limit: 3 }]);
    const other = await call("PipelineService/ListVersions", { pipeline: "other", pageToken: nextPageToken });
    expect(other.json().details?.violations).toMatchObject([{ field: "page_token" }]);
  });

  test("are compared, with the two specs laid out alike", async () => {
    const { call, engine } = await start({
      pipelines: {
        diff: async () => {
          const from = fakePipeline("churn");
          return { from, to: { ...from, spec: { ...from.spec, description: "new" } }, changes: ["it is another one"] };
        },
      },
    });
    const answer = (
      await call("PipelineService/DiffVersions", { pipeline: "churn", to: digest("a") })
    ).json() as unknown as Record<string, string>;
    expect(engine.calls).toEqual([["pipelines.diff", "churn", undefined, digest("a")]]);
    expect(answer.changes).toEqual(["it is another one"]);
    expect(answer.fromSpecJson?.split("\n").length).toBe(answer.toSpecJson?.split("\n").length);
    expect(answer.toSpecJson).toContain('\n  "description": "new",\n  "format": 1,\n');
    const refused = await call("PipelineService/DiffVersions", { pipeline: "", from: "v1" });
    expect(refused.json().details?.violations.map(({ field }) => field)).toEqual(["pipeline", "from"]);
  });
});

const listedRun: CatalogRun = {
  ...{ runId: "01", pipeline: "churn", version: digest("0"), status: "running", createdAt: 1, endedAt: null },
  ...{ failure: null, failed: null, params: "{}", requestId: null, cause: { kind: "manual" }, interval: null },
  ...{ datasets: {}, tasks: null, sequence: 1 },
};

describe("the overview", () => {
  const brief = (name: string): PipelineBrief => ({
    ...{ name, version: digest("1"), appliedAt: 1000, generation: 3, description: `about ${name}` },
  });
  const bar = (runId: string, status: "failed" | "succeeded" | "running"): RunBar => ({
    ...{ runId, status, createdAt: 1000, endedAt: status === "running" ? null : 4000 },
  });
  const failed = { task: "train", exitClass: "failure", code: "TASK_FAILED" } as const;
  const failing = (runId: string): CatalogRun => ({
    ...listedRun,
    runId,
    status: "failed",
    failure: "train: no",
    failed,
  });
  const answers: Parameters<typeof startGatewayFixture>[0] = {
    pipelines: { briefs: async () => [brief("a"), brief("b"), brief("c")] },
    runs: {
      recent: async () => [
        { pipeline: "a", bars: [bar("3", "running"), bar("1", "succeeded")], failing: null, live: 1, held: 0 },
        { pipeline: "b", bars: [bar("2", "failed")], failing: failing("2"), live: 0, held: 2 },
        { pipeline: "c", bars: [bar("4", "failed")], failing: failing("4"), live: 0, held: 1 },
      ],
    },
    schedules: {
      list: async () => [{ pipeline: "b", nextTicks: [9000, 9999], paused: { by: "me", reason: "", at: 1 } }] as never,
    },
  };

  test("has all pipelines with their last runs, what fails and what waits, in one answer", async () => {
    const { call, engine } = await start(answers);
    const overview = (await call("PipelineService/GetOverview")).json();
    expect(engine.calls.map(([method]) => method).sort()).toEqual([
      "pipelines.briefs",
      "runs.recent",
      "schedules.list",
    ]);
    expect(engine.calls).toContainEqual(["runs.recent", ["a", "b", "c"]]);
    expect(overview).toMatchObject({
      pipelines: [
        {
          ...{
            name: "a",
            description: "about a",
            generation: 3,
            successRate: 1,
            medianDurationMs: "3000",
            liveRuns: 1,
          },
          recentRuns: [
            { runId: "1", state: "RUN_STATE_SUCCEEDED" },
            { runId: "3", state: "RUN_STATE_RUNNING" },
          ],
          schedulePaused: false,
        },
        { name: "b", successRate: 0, heldRuns: 2, nextTick: "1970-01-01T00:00:09.000Z", schedulePaused: true },
        { name: "c" },
      ],
      failing: [
        { runId: "4", failure: { task: "train", exitClass: "EXIT_CLASS_FAILURE", message: "no" } },
        { runId: "2" },
      ],
      waiting: { approvals: 1, waitingTasks: 5, heldRuns: 3, queuedTasks: 3 },
    });
    expect(overview.pipelines?.[0]).not.toHaveProperty("nextTick");
    expect(overview.pipelines?.[1]).not.toHaveProperty("medianDurationMs");
  });

  test("of a coordinator that follows has what the leader says of the queue, or does without", async () => {
    const load = { openApprovals: 4, waitingTasks: 6, queuedTasks: 8 };
    const cluster = fakeCluster({ ...fakeView, load: null });
    const { call } = await start(answers, { cluster, askLeader: async () => ({ load }) as never });
    const waiting = async () => (await call("PipelineService/GetOverview")).json().waiting;
    expect(await waiting()).toEqual({ approvals: 4, waitingTasks: 6, heldRuns: 3, queuedTasks: 8 });
    await fixture?.gateway.stop();
    const alone = await start(answers, { cluster, askLeader: () => Promise.reject(refusal("NOT_FOUND")) });
    expect((await alone.call("PipelineService/GetOverview")).json().waiting).toEqual({ heldRuns: 3 });
  });
});

describe("the grid", () => {
  const counts = { pending: 0, queued: 0, running: 0, succeeded: 1, failed: 0, skipped: 0, cancelled: 0 };
  const cell = { status: "succeeded", counts, ms: 1500, retries: 0 } as const;

  test("has a cell for each step that a run has, and goes on page by page", async () => {
    const { call, engine } = await start({
      runs: {
        grid: async () => ({
          columns: [
            { node: "old", step: "old", around: [] },
            { node: "train", step: "fit", around: [{ node: "each", kind: "map", arm: null }] },
          ],
          rows: [
            {
              run: listedRun,
              cells: new Map([["train", { ...cell, counts: { ...counts, failed: 2 }, status: "failed", retries: 3 }]]),
            },
            { run: { ...listedRun, runId: "00" }, cells: new Map([["old", { ...cell, ms: null }]]) },
          ],
          hasMore: true,
        }),
      },
    });
    const answer = await call("RunService/GetGrid", { pipeline: "churn", pageSize: 2 });
    expect(engine.calls).toEqual([["runs.grid", { pipeline: "churn", limit: 2 }]]);
    expect(answer.json()).toMatchObject({
      columns: [{ node: "old" }, { node: "train", step: "fit", around: [{ node: "each", kind: "map", arm: "" }] }],
      rows: [
        {
          run: { runId: "01" },
          cells: [{ column: 1, state: "TASK_STATE_FAILED", seconds: 1.5, tasks: { failed: 2 }, retries: 3 }],
        },
        { run: { runId: "00" }, cells: [{ column: 0, state: "TASK_STATE_SUCCEEDED" }] },
      ],
    });
    const { rows, nextPageToken } = answer.json() as unknown as { rows: { cells: object[] }[]; nextPageToken: string };
    expect(rows[1]?.cells[0]).not.toHaveProperty("seconds");
    expect(rows[1]?.cells[0]).not.toHaveProperty("tasks");
    await call("RunService/GetGrid", { pipeline: "churn", pageToken: nextPageToken });
    expect(engine.calls.at(-1)?.[1]).toEqual({ pipeline: "churn", limit: 20, before: "00" });
  });

  test("has at most 50 runs", async () => {
    const { call } = await start();
    const refused = await call("RunService/GetGrid", { pageSize: 51 });
    expect(refused.json().details?.violations.map(({ field }) => field)).toEqual(["pipeline", "page_size"]);
  });
});

describe("waits", () => {
  const wait: OpenWait = {
    ...{ runId: "01", pipeline: "churn", task: "pause", kind: "time", reason: "waits until …" },
    ...{ since: 1_763_800_000_000, deadline: null, until: 1_763_800_060_000 },
  };

  test("are listed by the leader", async () => {
    const { call, engine } = await start({ runs: { waits: async () => [wait, { ...wait, task: "next" }] } });
    const answer = await call("RunService/ListWaits", { pipeline: "churn", pageSize: 1 });
    expect(answer.json()).toMatchObject({
      waits: [{ runId: "01", task: "pause", kind: "time", until: "2025-11-22T08:27:40.000Z" }],
    });
    expect(answer.json().waits?.[0]).not.toHaveProperty("deadline");
    expect(engine.calls).toEqual([["runs.waits", { pipeline: "churn", limit: 2 }]]);
    const { nextPageToken } = answer.json() as unknown as { nextPageToken: string };
    await call("RunService/ListWaits", { pipeline: "churn", pageSize: 1, pageToken: nextPageToken });
    expect(engine.calls.at(-1)?.[1]).toMatchObject({ after: expect.stringMatching(/^\d{15} 01 pause$/) });
  });

  test("and approvals are asked of the leader by who follows, and of nobody by who was asked", async () => {
    const asked: string[] = [];
    const { call } = await start(
      { runs: { waits: () => Promise.reject(refusal("NOT_LEADER")) } },
      {
        askLeader: async ({ path }) => {
          asked.push(path);
          return { waits: [], approvals: [], nextPageToken: "" } as never;
        },
      },
    );
    expect((await call("RunService/ListWaits")).json()).toEqual({ waits: [], nextPageToken: "" });
    expect((await call("ApprovalService/ListApprovals")).json()).toEqual({ approvals: [], nextPageToken: "" });
    const { ListWaits: waits } = v1.RunService.service;
    const { ListApprovals: approvals } = v1.ApprovalService.service;
    expect(asked).toEqual([waits.path, approvals.path]);
    const relayed = await call("RunService/ListWaits", {}, { headers: { [askedByHeader]: "c2" } });
    expect(relayed.json()).toMatchObject({ code: "NOT_LEADER" });
  });
});

describe("runs that change", () => {
  test("come as they are in lists, and what was missed is said", async () => {
    const changes: RunsChange[] = [
      { runs: [], isMissing: false },
      { runs: [listedRun], isMissing: true },
    ];
    const { call, engine } = await start({
      runs: {
        async *changes() {
          yield* changes;
        },
      },
    });
    const request = { pipeline: "churn", states: ["RUN_STATE_RUNNING"] };
    const events = eventsOf((await call("RunService/WatchRuns", request)).text);
    expect(events.map(({ data }) => data)).toMatchObject([
      { runs: [], missed: false },
      { runs: [{ runId: "01", state: "RUN_STATE_RUNNING", paramsJson: "{}" }], missed: true },
      {},
    ]);
    expect(engine.calls[0]?.[1]).toEqual({ pipeline: "churn", statuses: ["running"] });
    expect((await call("RunService/WatchRuns", { states: ["RUN_STATE_UNSPECIFIED"] })).status).toBe(400);
  });
});

describe("the cluster that is watched", () => {
  test("comes at once, with what only the leader knows", async () => {
    const { open } = await start(
      {},
      {
        cluster: fakeCluster({ ...fakeView, load: null }),
        askLeader: async () => ({ load: { queuedTasks: 7, waitingTasks: 2, openApprovals: 1 } }) as never,
      },
    );
    const response = await open("/troupe.v1.ClusterService/WatchCluster", { method: "POST", body: "{}" });
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) {
      text += chunk;
      if (text.includes("\n\n")) break;
    }
    expect(eventsOf(text)[0]?.data).toMatchObject({
      leader: { name: "c1", term: "7" },
      load: { queuedTasks: 7, waitingTasks: 2, openApprovals: 1 },
    });
  });
});

describe("what only the leader may do", () => {
  const notHere = { runs: { cancel: () => Promise.reject(refusal("NOT_LEADER")) } };
  const request = { runId: "01", reason: "enough" };

  test("is handed on to it for a browser, with its answer or its refusal", async () => {
    const handed: unknown[] = [];
    const { call } = await start(notHere, {
      handOn: async ({ path }, message, { subject }) => {
        handed.push([path, message, subject]);
        return { runId: "01", state: "RUN_STATE_CANCELLING" } as never;
      },
    });
    const answer = await call("RunService/CancelRun", request);
    expect([answer.status, answer.json()]).toMatchObject([200, { runId: "01", state: "RUN_STATE_CANCELLING" }]);
    expect(handed).toEqual([[v1.RunService.service.CancelRun.path, { ...request, by: "" }, null]]);
    await fixture?.gateway.stop();
    const refused = await start(notHere, { handOn: () => Promise.reject(refusal("RUN_ENDED", { runId: "01" })) });
    expect((await refused.call("RunService/CancelRun", request)).json()).toMatchObject({ code: "RUN_ENDED" });
  });

  test("is refused where nobody leads, and to a coordinator that asks", async () => {
    const { call } = await start(notHere, { handOn: async () => undefined });
    expect((await call("RunService/CancelRun", request)).json()).toMatchObject({ code: "NOT_LEADER" });
    await fixture?.gateway.stop();
    const relayed = await start(notHere, { handOn: async () => ({}) as never });
    const headers = { [askedByHeader]: "c2" };
    expect((await relayed.call("RunService/CancelRun", request, { headers })).json()).toMatchObject({
      code: "NOT_LEADER",
    });
  });

  test("is not handed on for another reason", async () => {
    const handOn = () => Promise.reject(new Error("it was"));
    const { call } = await start({ runs: { cancel: () => Promise.reject(refusal("RUN_NOT_FOUND")) } }, { handOn });
    expect((await call("RunService/CancelRun", request)).json()).toMatchObject({ code: "RUN_NOT_FOUND" });
  });
});
