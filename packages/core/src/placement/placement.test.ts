import { describe, expect, it } from "vitest";
import { reserveAfterMs } from "../index.ts";
import { agent, names, placementOf, task } from "./testing.ts";

const minute = 60_000;

describe("room", () => {
  it("of GPU machines is kept for those who need it, and GPUs are leased by id", () => {
    const placement = placementOf([agent("gpu", 8000, 2), agent("cpu", 8000)], [task("a"), task("b", { gpus: 2 })]);
    expect(placement.place(0)).toMatchObject([
      { task: "a", agent: "cpu", devices: [] },
      { task: "b", agent: "gpu", devices: ["gpu-gpu-0", "gpu-gpu-1"] },
    ]);
  });

  it("is used where there is the most of it", () => {
    const placement = placementOf([agent("x", 2000), agent("y", 4000)], [task("a"), task("b"), task("c")]);
    expect(placement.place(0).map((each) => each.agent)).toEqual(["x", "y", "y"]);
  });

  it("goes to a small one if a large one before it does not fit, and to no equal one", () => {
    const large = { millicpus: 4000 };
    const placement = placementOf(
      [agent("x", 3000), agent("y", 4000)],
      [task("first", large), task("large", large), task("small", { millicpus: 2000 }), task("equal", large)],
    );
    expect(names(placement.place(0))).toEqual(["first", "small"]);
  });

  it("is given back once, and not to an agent that has left", () => {
    const placement = placementOf([agent("x", 1000)], [task("a"), task("b")]);
    const [first] = placement.place(0);
    if (first === undefined) throw new Error("nothing was placed");
    placement.agentLeft("x");
    expect(placement.release(first, 1)).toBe(true);
    expect(placement.release(first, 1)).toBe(false);
    placement.agentChanged(agent("x", 1000));
    expect(names(placement.place(1))).toEqual(["b"]);
  });

  it("is not given twice to an attempt that is told to wait again before it has heard that it was placed", () => {
    const placement = placementOf([agent("x", 4000)], [task("a")]);
    expect(placement.place(0)).toHaveLength(1);
    placement.enqueue(task("a"));
    expect(placement.place(0)).toEqual([]);
    placement.enqueue(task("a", { attempt: 2 }));
    expect(placement.place(0)).toHaveLength(1);
  });
});

describe("priority", () => {
  it("is a head start in minutes, and no more", () => {
    const placement = placementOf(
      [agent("x", 1000)],
      [
        task("old", { since: 0 }),
        task("urgent", { since: 9 * minute, priority: 10 }),
        task("late", { since: 11 * minute, priority: 10 }),
      ],
    );
    const order: string[] = [];
    for (let now = 11 * minute; placement.queue.size > 0; now++) {
      const [placed] = placement.place(now);
      if (placed === undefined) throw new Error("nothing was placed");
      order.push(placed.task);
      placement.release(placed, now);
    }
    expect(order).toEqual(["urgent", "old", "late"]);
  });

  it("goes before what a pipeline has taken of its share", () => {
    const placement = placementOf([agent("x", 1000)], [task("a", { pipeline: "p" })]);
    const [first] = placement.place(0);
    placement.enqueue(task("b", { pipeline: "q", since: minute }));
    placement.enqueue(task("urgent", { pipeline: "p", priority: 1, since: minute }));
    if (first !== undefined) placement.release(first, minute);
    expect(names(placement.place(minute))).toEqual(["urgent"]);
  });

  it("can change while a task waits", () => {
    const placement = placementOf([agent("x", 1000)], [task("a"), task("b")]);
    placement.enqueue(task("b", { priority: 5 }));
    expect(placement.queue.size).toBe(2);
    expect(names(placement.place(0))).toEqual(["b"]);
  });
});

describe("a pool", () => {
  const claims = { pool: { name: "db", slots: 1 } };

  it("starts no more than it has slots, and the next one when a slot is given back", () => {
    const placement = placementOf(
      [agent("x", 9000)],
      [1, 2, 3].map((index) => task(`t${index}`, { claims })),
    );
    placement.setPool("db", 2);
    const placed = placement.place(0);
    expect(names(placed)).toEqual(["t1", "t2"]);
    expect(placement.place(1)).toEqual([]);
    if (placed[0] !== undefined) placement.release(placed[0], 2);
    expect(names(placement.place(2))).toEqual(["t3"]);
  });

  it("that nobody has set has no slots, and lets what waits go once it is", () => {
    const placement = placementOf([agent("x", 9000)], [task("a", { claims })]);
    expect(placement.place(0)).toEqual([]);
    placement.setPool("db", 1);
    expect(names(placement.place(1))).toEqual(["a"]);
  });

  it("that is made smaller than what is held starts nothing until it fits", () => {
    const placement = placementOf(
      [agent("x", 9000)],
      [1, 2, 3].map((index) => task(`t${index}`, { claims })),
    );
    placement.setPool("db", 2);
    const [first, second] = placement.place(0);
    placement.setPool("db", 1);
    if (first !== undefined) placement.release(first, 1);
    expect(placement.place(1)).toEqual([]);
    if (second !== undefined) placement.release(second, 2);
    expect(names(placement.place(2))).toEqual(["t3"]);
  });

  it("is held by what an earlier leader assigned", () => {
    const placement = placementOf([agent("x", 9000)], [task("b", { claims })]);
    placement.setPool("db", 1);
    placement.adopt(task("a", { claims }), "x", [], 0);
    expect(placement.place(0)).toEqual([]);
    placement.release({ runId: "r", task: "a", attempt: 1, agent: "x" }, 1);
    expect(names(placement.place(1))).toEqual(["b"]);
  });

  it('of the name "default" holds for all that name none, what runs already among them', () => {
    const placement = placementOf([agent("x", 9000)], [task("a"), task("b"), task("c", { claims })]);
    placement.setPool("db", 1);
    const placed = placement.place(0);
    expect(names(placed)).toEqual(["a", "b", "c"]);
    placement.setPool("default", 2);
    placement.enqueue(task("d"));
    expect(placement.place(1)).toEqual([]);
    if (placed[0] !== undefined) placement.release(placed[0], 2);
    expect(names(placement.place(2))).toEqual(["d"]);
  });

  it("is closed for those behind one that has waited long for several slots, and not for those before it", () => {
    const several = { pool: { name: "db", slots: 3 } };
    const placement = placementOf([agent("x", 90_000)], [task("a", { claims }), task("wide", { claims: several })]);
    placement.setPool("db", 3);
    const [a] = placement.place(0);
    placement.enqueue(task("b", { claims, since: reserveAfterMs }));
    expect(placement.place(reserveAfterMs)).toEqual([]);
    placement.enqueue(task("urgent", { claims, priority: 10, since: reserveAfterMs }));
    const [urgent] = placement.place(reserveAfterMs);
    expect(urgent?.task).toBe("urgent");
    for (const each of [a, urgent]) if (each !== undefined) placement.release(each, reserveAfterMs);
    expect(names(placement.place(reserveAfterMs))).toEqual(["wide"]);
  });
});

describe("a key", () => {
  it("is held by as many as its limit says, across runs and pipelines", () => {
    const claims = { key: { text: "production", limit: 1 } };
    const placement = placementOf(
      [agent("x", 9000)],
      [
        task("deploy", { runId: "r1", claims }),
        task("deploy", { runId: "r2", pipeline: "q", claims }),
        task("deploy", { runId: "r3", claims: { key: { text: "staging", limit: 1 } } }),
      ],
    );
    const placed = placement.place(0);
    expect(placed.map(({ runId }) => runId)).toEqual(["r1", "r3"]);
    if (placed[0] !== undefined) placement.release(placed[0], 1);
    expect(placement.place(1).map(({ runId }) => runId)).toEqual(["r2"]);
  });
});

describe("a large task", () => {
  it("is passed by small ones for a minute; then an agent is kept for it, beside which they may go elsewhere", () => {
    const placement = placementOf([agent("x", 4000), agent("y", 4000, 0, { zone: "b" })]);
    const inB = { labels: { zone: "b" } };
    placement.adopt(task("running", { millicpus: 2000, ...inB }), "y", [], 0);
    placement.enqueue(task("large", { millicpus: 4000, ...inB }));
    placement.enqueue(task("small-1", inB));
    expect(names(placement.place(reserveAfterMs - 1))).toEqual(["small-1"]);
    placement.enqueue(task("small-2", inB));
    placement.enqueue(task("elsewhere"));
    expect(names(placement.place(reserveAfterMs))).toEqual(["elsewhere"]);
    expect(placement.reservation).toMatchObject({ key: "r large", agent: "y" });
    placement.release({ runId: "r", task: "running", attempt: 1, agent: "y" }, reserveAfterMs);
    expect(placement.place(reserveAfterMs)).toEqual([]);
    placement.release({ runId: "r", task: "small-1", attempt: 1, agent: "y" }, reserveAfterMs);
    expect(names(placement.place(reserveAfterMs))).toEqual(["large"]);
  });

  it("leaves to small ones what it does not need of the agent that is kept for it", () => {
    const placement = placementOf(
      [agent("x", 4000, 2)],
      [task("training", { gpus: 2 }), task("small", { millicpus: 2000 })],
    );
    placement.adopt(task("running", { gpus: 1 }), "x", ["x-gpu-0"], 0);
    expect(names(placement.place(reserveAfterMs))).toEqual(["small"]);
    expect(placement.reservation?.agent).toBe("x");
  });

  it("that fits nowhere keeps nothing from anybody", () => {
    const placement = placementOf([agent("x", 4000)], [task("huge", { millicpus: 9000 }), task("small")]);
    expect(names(placement.place(reserveAfterMs))).toEqual(["small"]);
    expect(placement.reservation).toBeUndefined();
  });
});
