/** Runs of a pipeline beside each other, with what became of each step: live, and from the archive. */
import { defaultLimits, type Expression, type Node, type PipelineSpec } from "@troupe/core";
import type { Faces, GridCell, RunGrid } from "@troupe/engine";
import { expect, test } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const literal = (value: number | number[]): Expression => ({ kind: "literal", value });
const step = (id: string, input: Record<string, Expression> = {}, more: Partial<Node> = {}): Node =>
  ({ kind: "step", id, scope: [], step: "work", input, ...more }) as Node;

/** `last` needs all of the map; `rare` stands in an arm that is taken if the param is 1, and `inner` in a group. */
function specOf(more: readonly Node[] = []): PipelineSpec {
  return {
    format: 1,
    name: "churn",
    params: { type: "object", properties: { arm: { type: "number", default: 0 } }, additionalProperties: false },
    steps: {
      work: {
        runs: { kind: "command", argv: ["work"] },
        input: { type: "object", additionalProperties: {} },
        output: { type: "number" },
        limits: {
          ...defaultLimits,
          retries: { ...defaultLimits.retries, budgets: { ...defaultLimits.retries.budgets, failure: 1 } },
        },
      },
    },
    nodes: [
      step("last", {}, { after: ["each", "eu"] }),
      step("first"),
      { kind: "map", id: "each", scope: [], over: literal([10, 20, 30]) },
      step("train", { x: { kind: "item", map: "each", path: [] } }, { scope: ["each[]"], after: ["first"] }),
      {
        kind: "branch",
        id: "way",
        scope: [],
        arms: [{ name: "odd", if: { test: "equals", left: { kind: "param", path: ["arm"] }, right: literal(1) } }],
      },
      step("rare", {}, { scope: ["way/odd"] }),
      { kind: "group", id: "eu", scope: [] },
      step("inner", {}, { scope: ["eu/body"], after: ["first"] }),
      ...more,
    ] as readonly Node[],
  };
}

async function setUp() {
  const failing = new Set<string>();
  const cluster: SimulatedCluster = new SimulatedCluster({
    execute: async (_spec, { task }) => {
      await new Promise<void>((resolve) => cluster.clock.after(1000, resolve));
      return failing.has(task)
        ? {
            exitClass: "failure",
            failure: { exitClass: "failure", code: "TASK_FAILED", message: "no such column" },
          }
        : { exitClass: "success", output: { value: 1 } };
    },
  });
  await cluster.startCoordinator();
  await cluster.addAgent({ id: "a1" });
  await cluster.engine.pipelines.apply(specOf(), null);
  const run = async (params = {}) => {
    const { runId } = (await cluster.engine.runs.create({ pipeline: "churn", params })).header;
    await cluster.clock.advance(30_000);
    return runId;
  };
  return { cluster, failing, run };
}

const grid = ({ runs }: Faces, limit = 10, before?: string) =>
  runs.grid({ pipeline: "churn", limit, ...(before === undefined ? {} : { before }) });

function told({ columns, rows }: RunGrid, row = 0) {
  const cells = rows[row]?.cells ?? new Map<string, GridCell>();
  return columns.map(({ node }) => [node, cells.get(node)?.status, cells.get(node)?.ms]);
}

test("a run shows each step behind what it needs, with what is around it", async () => {
  const { cluster, run } = await setUp();
  await run();
  const { columns } = await grid(cluster.engine);
  expect(columns.map(({ node }) => node)).toEqual(["first", "train", "inner", "last", "rare"]);
  expect(columns.map(({ around }) => around)).toEqual([
    [],
    [{ node: "each", kind: "map", arm: null }],
    [{ node: "eu", kind: "group", arm: null }],
    [],
    [{ node: "way", kind: "branch", arm: "odd" }],
  ]);
});

test("a run is shown while it goes on, by the leader and by who follows, and from the archive in the same way", async () => {
  const { cluster } = await setUp();
  const follower = await cluster.startFollower();
  await cluster.engine.runs.create({ pipeline: "churn", params: {} });
  await cluster.clock.advance(1500);
  for (const faces of [cluster.engine, follower]) {
    const live = await answered(cluster, grid(faces));
    expect(told(live)).toEqual([
      ["first", "succeeded", 1000],
      ["train", "running", expect.any(Number)],
      ["inner", "running", expect.any(Number)],
      ["last", "pending", null],
      ["rare", "skipped", null],
    ]);
    expect(live.rows[0]?.cells.get("train")?.counts).toMatchObject({ running: 3, succeeded: 0 });
  }
  await cluster.clock.advance(60_000);
  for (const faces of [cluster.engine, follower]) {
    const sealed = await answered(cluster, grid(faces));
    expect(sealed.rows[0]?.run.status).toBe("succeeded");
    expect(told(sealed)).toEqual([
      ["first", "succeeded", 1000],
      ["train", "succeeded", expect.any(Number)],
      ["inner", "succeeded", 1000],
      ["last", "succeeded", 1000],
      ["rare", "skipped", null],
    ]);
    expect(sealed.rows[0]?.cells.get("train")?.counts).toMatchObject({ succeeded: 3, running: 0 });
    // The second time from memory: it is the same.
    expect(await grid(faces)).toEqual(sealed);
  }
});

test("one task that fails stands for its step, whose tries are counted, and for what never ran", async () => {
  const { cluster, failing, run } = await setUp();
  failing.add("train[1]");
  await run({ arm: 1 });
  const answer = await grid(cluster.engine);
  expect(told(answer).map(([node, status]) => [node, status])).toEqual([
    ["first", "succeeded"],
    ["train", "failed"],
    ["inner", "succeeded"],
    ["last", "skipped"],
    ["rare", "succeeded"],
  ]);
  expect(answer.rows[0]?.cells.get("train")).toMatchObject({ counts: { succeeded: 2, failed: 1 }, retries: 1 });
});

test("runs come newest first, page by page", async () => {
  const { cluster, run } = await setUp();
  const made = [await run(), await run(), await run()];
  const first = await grid(cluster.engine, 2);
  expect(first.rows.map(({ run: { runId } }) => runId)).toEqual([made[2], made[1]]);
  expect(first.hasMore).toBe(true);
  const second = await grid(cluster.engine, 2, made[1]);
  expect([second.rows.map(({ run: { runId } }) => runId), second.hasMore]).toEqual([[made[0]], false]);
});

test("steps of older versions stand where they stood, and newer runs have no cell of them", async () => {
  const { cluster, run } = await setUp();
  await run();
  const { nodes, ...rest } = specOf([step("new", {}, { after: ["first"] })]);
  const without = nodes
    .filter(({ id }) => id !== "inner")
    .map((node) => ({ ...node, ...(node.id === "last" ? { after: ["each"] } : {}) }));
  await cluster.engine.pipelines.apply({ ...rest, nodes: without.filter(({ id }) => id !== "eu") }, null);
  await run();
  const answer = await grid(cluster.engine);
  expect(answer.columns.map(({ node }) => node)).toEqual(["first", "train", "inner", "last", "rare", "new"]);
  const has = answer.rows.map(({ cells }) => [cells.has("inner"), cells.has("new")]);
  expect(has).toEqual([
    [false, true],
    [true, false],
  ]);
});

/** What a follower says once the feed is level. */
async function answered<T>(cluster: SimulatedCluster, asked: Promise<T>): Promise<T> {
  let isSettled = false;
  void asked.then(
    () => (isSettled = true),
    () => (isSettled = true),
  );
  for (let turn = 0; turn < 100 && !isSettled; turn += 1) await cluster.clock.advance(10);
  return asked;
}
