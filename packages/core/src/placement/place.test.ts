import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AgentRoom, neverMet, place, unmetNeed, type Waiting } from "../index.ts";

const room = (id: string, millicpus: number, gpus = 0, labels = {}): AgentRoom => ({
  id,
  labels,
  capacity: { millicpus, memoryBytes: 8 * 2 ** 30, gpus },
  used: { millicpus: 0, memoryBytes: 0 },
  freeGpus: Array.from({ length: gpus }, (_, index) => `${id}-gpu-${index}`),
  accepts: true,
});
const task = (key: string, millicpus: number, gpus = 0, labels = {}): Waiting => ({
  key,
  request: { millicpus, memoryBytes: 0, gpus, labels },
});

describe("place", () => {
  it("keeps GPU machines for those who need them, and leases GPUs by id", () => {
    const { assignments } = place([task("a", 1000), task("b", 1000, 2)], [room("gpu", 8000, 2), room("cpu", 8000)]);
    expect(assignments).toEqual([
      { key: "a", agent: "cpu", devices: [] },
      { key: "b", agent: "gpu", devices: ["gpu-gpu-0", "gpu-gpu-1"] },
    ]);
  });

  it("spreads over the least busy", () => {
    const { assignments } = place(
      [task("a", 1000), task("b", 1000), task("c", 1000)],
      [room("x", 2000), room("y", 4000)],
    );
    expect(assignments.map(({ agent }) => agent)).toEqual(["x", "y", "y"]);
  });

  it("lets a small one pass a large one that does not fit, and no equal one", () => {
    const { assignments } = place([task("large", 4000), task("small", 1000), task("large-2", 4000)], [room("x", 3000)]);
    expect(assignments.map(({ key }) => key)).toEqual(["small"]);
  });

  it("says what is missing, now or for ever", () => {
    expect(unmetNeed(task("a", 1000, 0, { zone: "b" }).request, room("x", 1000, 0, { zone: "a" }))).toBe(
      "has zone=a, zone=b is needed",
    );
    expect(neverMet(task("a", 1000, 1).request, room("x", 4000))).toBe("has 0 GPUs, 1 are needed");
    expect(unmetNeed(task("a", 1000).request, { ...room("x", 1000), accepts: false })).toBe("takes no work now");
  });

  it("never gives more than there is, and no GPU twice", () => {
    const tasks = fc.array(fc.record({ millicpus: fc.integer({ min: 0, max: 3000 }), gpus: fc.nat(2) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(tasks, fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }), (requests, machines) => {
        const rooms = machines.map((gpus, index) => room(`m${index}`, 4000, gpus));
        const { assignments, agents } = place(
          requests.map(({ millicpus, gpus }, index) => task(`t${index}`, millicpus, gpus)),
          rooms,
        );
        for (const agent of agents) expect(agent.used.millicpus).toBeLessThanOrEqual(agent.capacity.millicpus);
        const leased = assignments.flatMap(({ devices }) => devices);
        expect(new Set(leased).size).toBe(leased.length);
      }),
    );
  });
});
