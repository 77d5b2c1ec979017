import { describe, expect, test } from "vitest";
import type { Contestant } from "./contestant.ts";
import { interleave } from "./interleave.ts";
import { tableText } from "./print-table.ts";
import { rowsOf } from "./row.ts";

function contestant(name: string, values: number[], more: Partial<Contestant> = {}): Contestant {
  return { name, durability: "none", measure: async () => ({ p50: values.shift() ?? 0 }), ...more };
}

describe("rowsOf", () => {
  test("divides each repeat by the floor of the same repeat", async () => {
    const floor = contestant("hop floor", [1, 2, 4]);
    const hop = contestant("hop", [3, 4, 20], {
      floor: "hop floor",
      goals: [{ figure: "p50", measure: "ratio", bound: "at most", limit: 2 }],
    });
    const rows = rowsOf([floor, hop], await interleave([floor, hop], 3, () => {}));
    expect(rows[1]).toMatchObject({ value: 4, floor: 2, ratio: 3, min: 3, max: 20, goal: "≤ 2 ×", reached: false });
    expect(rows[0]).toMatchObject({ value: 2, floor: null, ratio: null, goal: null });
  });

  test("says of which version a peer is, and of what is ours nothing", async () => {
    const measured = [contestant("hop", [1]), contestant("hop bullmq", [2], { version: "BullMQ 6" })];
    const rows = rowsOf(measured, await interleave(measured, 1, () => {}));
    expect(rows.map(({ version }) => version)).toEqual([null, "BullMQ 6"]);
    expect(tableText(rows, "plain")).toContain("none (BullMQ 6)");
  });

  test("takes the worst of the repeats where one loss is a loss", async () => {
    const losses = [0, 7, 0];
    const logs: Contestant = { name: "logs", durability: "", measure: async () => ({ lost: losses.shift() ?? 0 }) };
    expect(rowsOf([logs], await interleave([logs], 3, () => {}))).toMatchObject([{ value: 7 }]);
  });
});

describe("interleave", () => {
  test("goes there and back", async () => {
    const turns: string[] = [];
    await interleave([contestant("a", []), contestant("b", [])], 3, (name) => turns.push(name));
    expect(turns).toEqual(["a", "b", "b", "a", "a", "b"]);
  });
});
