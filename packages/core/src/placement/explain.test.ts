import { describe, expect, it } from "vitest";
import { explainQueued, reserveAfterMs } from "../index.ts";
import { agent, placementOf, task } from "./testing.ts";

const minute = 60_000;
const at = (name: string, runId = "r") => ({ runId, task: name });

describe("a queued task", () => {
  it("is told for each agent the first thing that is in its way there", () => {
    const placement = placementOf([agent("cpu", 8000), agent("full", 8000, 1), agent("small", 500, 1)]);
    placement.adopt(task("other", { gpus: 1 }), "full", ["full-gpu-0"], 0);
    placement.enqueue(task("train", { gpus: 1 }));
    placement.place(0);
    expect(explainQueued(placement, at("train"), 0)).toMatchObject({
      place: 1,
      waiting: 1,
      limits: [],
      agents: [
        { agent: "cpu", need: "has 0 GPUs, 1 are needed", isNever: true },
        { agent: "full", need: "has 0 GPUs free, 1 are needed", isNever: false },
        { agent: "small", need: "has 0.5 cpus, 1 are needed", isNever: true },
      ],
    });
    expect(explainQueued(placement, at("train", "another"), 0)).toBeUndefined();
  });

  it("is told which limits are full, and who holds them", () => {
    const claims = { pool: { name: "db", slots: 2 }, key: { text: "production", limit: 1 } };
    const placement = placementOf(
      [agent("x", 9000)],
      [task("first", { claims, runId: "r1" }), task("second", { claims })],
    );
    placement.setPool("db", 3);
    placement.place(0);
    const holders = [at("first", "r1")];
    expect(explainQueued(placement, at("second"), 0)?.limits).toEqual([
      { kind: "key", name: "production", amount: 1, limit: 1, used: 1, holders, moreHolders: 0, keptFor: null },
      { kind: "pool", name: "db", amount: 2, limit: 3, used: 2, holders, moreHolders: 0, keptFor: null },
    ]);
    placement.setPool("db", undefined);
    expect(explainQueued(placement, at("second"), 0)?.limits.at(-1)).toMatchObject({
      name: "db",
      limit: null,
      used: 2,
    });
  });

  it("is told for whom room or slots are kept that it could have", () => {
    const wide = { pool: { name: "db", slots: 2 } };
    const placement = placementOf([agent("x", 2000)]);
    placement.setPool("db", 2);
    placement.adopt(task("running", { claims: { pool: { name: "db", slots: 1 } } }), "x", [], 0);
    placement.enqueue(task("large", { millicpus: 2000 }));
    placement.enqueue(task("wide", { claims: wide }));
    const late = reserveAfterMs;
    placement.enqueue(task("late", { since: late, claims: { pool: { name: "db", slots: 1 } } }));
    expect(placement.place(late)).toEqual([]);
    expect(explainQueued(placement, at("large"), late)).toMatchObject({ keptAgent: "x", agents: [{ keptFor: null }] });
    const explained = explainQueued(placement, at("late"), late);
    expect(explained?.agents).toEqual([{ agent: "x", need: null, isNever: false, keptFor: at("large") }]);
    expect(explained?.limits).toMatchObject([{ used: 1, limit: 2, keptFor: at("wide") }]);
  });

  it("knows its place: behind what goes first, and beside a share of what other pipelines have", () => {
    const of = (pipeline: string, count: number, options = {}) =>
      Array.from({ length: count }, (_, index) => task(`${pipeline}-${index}`, { pipeline, ...options }));
    const placement = placementOf(
      [],
      [
        ...of("urgent", 3, { priority: 5 }),
        ...of("p", 10),
        ...of("q", 50, { weight: 2 }),
        ...of("late", 9, { priority: -1 }),
      ],
    );
    const place = (name: string) => explainQueued(placement, at(name), minute)?.place;
    expect([place("urgent-2"), place("p-0"), place("p-4"), place("late-0")]).toEqual([3, 4, 16, 64]);
    expect(explainQueued(placement, at("p-0"), minute)?.waiting).toBe(72);
  });
});
