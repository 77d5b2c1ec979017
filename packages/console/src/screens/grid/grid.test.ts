import { describe, expect, it } from "vitest";
import { cellText, heatOf, lookOfCell } from "./cell-look.ts";
import { cellOf, type GridAnswer, type GridStep, gridRows, mergeGrids, readGrid } from "./grid-model.ts";

const scope = (node: string, kind: string, arm = "") => ({ node, kind, arm });
const step = (node: string, ...around: readonly ReturnType<typeof scope>[]): GridStep => ({ node, step: node, around });

const each = scope("each", "map");
const steps = [
  step("list"),
  step("clean", each),
  step("best"),
  step("train", each),
  step("only", scope("once", "map")),
  step("deploy", scope("quality", "gate", "production")),
  step("inner", scope("eu", "group"), scope("shards", "map")),
  step("inner-2", scope("eu", "group"), scope("shards", "map")),
];

const tree = (open: readonly string[] = []) =>
  gridRows(steps, new Set(open)).map(
    ({ key, depth, note, isGroup }) => `${"  ".repeat(depth)}${isGroup ? "+" : ""}${key}${note && ` (${note})`}`,
  );

const cell = (column: number, state: string, rest: object = {}) => ({ column, state, retries: 0, ...rest });

const answer = (rows: readonly (readonly [id: string, second: number, cells: readonly object[]])[]): GridAnswer =>
  ({
    columns: steps,
    rows: rows.map(([runId, second, cells]) => ({
      run: { runId, createdAt: new Date(second * 1000).toISOString() },
      cells,
    })),
    nextPageToken: "",
  }) as unknown as GridAnswer;

describe("the rows", () => {
  it("are steps in their order, and groups where their first step would stand", () => {
    expect(tree()).toEqual([
      "list",
      "+each (map)",
      "best",
      "only (once)",
      "deploy (quality: production)",
      "+eu (group)",
    ]);
  });

  it("show what is inside where they are open, each of what is inside of that on its own", () => {
    expect(tree(["each", "eu"])).toEqual([
      "list",
      "+each (map)",
      "  clean",
      "  train",
      "best",
      "only (once)",
      "deploy (quality: production)",
      "+eu (group)",
      "  +eu/shards (map)",
    ]);
    expect(tree(["eu", "eu/shards"]).slice(-3)).toEqual(["  +eu/shards (map)", "    inner", "    inner-2"]);
  });

  it("are the steps of that name where one searches, with what is around them", () => {
    expect(gridRows(steps, new Set(), "inner").map(({ key, note }) => `${key} ${note}`)).toEqual([
      "inner eu › shards",
      "inner-2 eu › shards",
    ]);
  });
});

describe("the runs", () => {
  it("stand from the oldest to the newest, with what became of each step", () => {
    const grid = readGrid(
      answer([
        ["b", 2, [cell(0, "TASK_STATE_RUNNING", { seconds: 3 })]],
        ["a", 1, []],
      ]),
    );
    expect(grid.runs.map(({ run }) => run.runId)).toEqual(["a", "b"]);
    expect(grid.runs[1]?.cells.get("list")).toMatchObject({ seconds: 3, tasks: { running: 1, succeeded: 0 } });
  });

  it("are told anew by a newer page, and no more of them stay than are asked for", () => {
    const old = readGrid(
      answer([
        ["b", 2, [cell(0, "TASK_STATE_RUNNING")]],
        ["a", 1, []],
      ]),
    );
    const fresh = readGrid(
      answer([
        ["c", 3, []],
        ["b", 2, [cell(0, "TASK_STATE_SUCCEEDED")]],
      ]),
    );
    const merged = mergeGrids(old, { ...fresh, steps: [step("list")] }, 2);
    expect(merged.runs.map(({ run }) => run.runId)).toEqual(["b", "c"]);
    expect(merged.runs[0]?.cells.get("list")?.state).toBe("TASK_STATE_SUCCEEDED");
    expect(merged.steps.map(({ node }) => node)).toContain("train");
  });
});

describe("a cell", () => {
  const grid = readGrid(
    answer([
      [
        "a",
        1,
        [
          cell(1, "TASK_STATE_SUCCEEDED", { seconds: 2, retries: 1, tasks: { ...counts(), succeeded: 3, skipped: 1 } }),
          cell(3, "TASK_STATE_FAILED", { seconds: 5, tasks: { ...counts(), succeeded: 3, failed: 1 } }),
        ],
      ],
    ]),
  );
  const [row] = gridRows(steps, new Set()).filter(({ key }) => key === "each");
  const [run] = grid.runs;
  if (row === undefined || run === undefined) throw new Error("no row");

  it("of a group counts all of its tasks, is as bad as the worst of them, and took as long as the longest", () => {
    const found = cellOf(run, row);
    expect(found).toMatchObject({
      ...{ state: "TASK_STATE_FAILED", seconds: 5, retries: 1 },
      tasks: { succeeded: 6, failed: 1, skipped: 1 },
    });
    expect(found && cellText(found)).toBe("failed, 5.0 s, 8 tasks: 1 failed, 1 skipped, 6 succeeded, 1 retry");
  });

  it("shows shares of several states, the pressing ones below, which add up", () => {
    const found = cellOf(run, row);
    const { split, sign, tone } = lookOfCell(found ?? fail());
    expect([tone, sign]).toEqual(["bad", "cross"]);
    expect(split).toEqual([
      { tone: "bad", share: 1 / 8 },
      { tone: "quiet", share: 1 / 8 },
      { tone: "good", share: 6 / 8 },
    ]);
  });

  it("is not there where the run's version has no such step", () => {
    expect(cellOf(run, { ...row, steps: ["best"] })).toBeUndefined();
  });
});

describe("heat", () => {
  it("runs from the shortest to the longest by orders of magnitude, and says nothing where all take as long", () => {
    const bounds = { least: 1, most: 100 };
    expect([1, 10, 100, 1000, 0].map((seconds) => heatOf(seconds, bounds))).toEqual([0, 0.5, 1, 1, 0]);
    expect(heatOf(5, { least: 5, most: 5.1 })).toBe(0.35);
    expect(heatOf(0, { least: 0, most: 0 })).toBe(0.35);
  });
});

function counts() {
  return { pending: 0, queued: 0, running: 0, waiting: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
}

function fail(): never {
  throw new Error("no cell");
}
