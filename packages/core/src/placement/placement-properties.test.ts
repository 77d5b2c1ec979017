/** The promises of placement, against random histories. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Assignment, fitsNow, neverMet, type PlacedAttempt, type Placement, type Waiting } from "../index.ts";
import { agent, placementOf, task } from "./testing.ts";

const pools = ["db", "gpu-license"] as const;

const claims = fc.record(
  {
    pool: fc.record({ name: fc.constantFrom(...pools), slots: fc.integer({ min: 1, max: 3 }) }),
    key: fc.record({ text: fc.constantFrom("production", "staging"), limit: fc.integer({ min: 1, max: 2 }) }),
    run: fc.record({ id: fc.constantFrom("r1", "r2"), limit: fc.integer({ min: 1, max: 4 }) }),
  },
  { requiredKeys: [] },
);
const asked = fc.record({
  millicpus: fc.integer({ min: 0, max: 3000 }),
  gpus: fc.nat(2),
  pipeline: fc.constantFrom("p", "q"),
  weight: fc.integer({ min: 1, max: 4 }),
  priority: fc.constantFrom(0, 0, 5),
  claims,
});
const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("queue" as const), asked }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("release" as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("dequeue" as const), which: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("resize" as const), pool: fc.constantFrom(...pools), slots: fc.nat(4) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("agent" as const), which: fc.nat(3), gpus: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("leave" as const), which: fc.nat(3) }) },
);
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

interface Story {
  readonly placement: Placement;
  readonly waiting: Map<string, Waiting>;
  readonly running: Assignment[];
  readonly said: unknown[];
  now: number;
}

/** Half a minute passes between two actions, so that some wait for long. */
function tell(actions: readonly Action[], look: (story: Story) => void = () => {}): Story {
  const placement = placementOf([agent("m0", 4000, 1), agent("m1", 4000)]);
  for (const pool of pools) placement.setPool(pool, 2);
  const story: Story = { placement, waiting: new Map(), running: [], said: [], now: 0 };
  for (const [index, each] of actions.entries()) {
    const now = index * 30_000;
    story.now = now;
    act(story, each, index, now);
    const assignments = placement.place(now);
    for (const assignment of assignments) {
      story.waiting.delete(assignment.task);
      story.running.push(assignment);
    }
    story.said.push(assignments);
    look(story);
  }
  return story;
}

function act({ placement, waiting, running }: Story, action: Action, index: number, now: number): void {
  switch (action.do) {
    case "queue": {
      const added = task(`t${index}`, { ...action.asked, since: now });
      waiting.set(added.task, added);
      return placement.enqueue(added);
    }
    case "release": {
      const [gone] = running.length === 0 ? [] : running.splice(action.which % running.length, 1);
      if (gone !== undefined) placement.release(gone, now);
      return;
    }
    case "dequeue": {
      const gone = [...waiting.values()][action.which % Math.max(1, waiting.size)];
      if (gone === undefined) return;
      waiting.delete(gone.task);
      return placement.dequeue(`${gone.runId} ${gone.task}`);
    }
    case "resize":
      return placement.setPool(action.pool, action.slots);
    case "agent":
      return placement.agentChanged(agent(`m${action.which}`, 4000, action.gpus));
    case "leave":
      return placement.agentLeft(`m${action.which}`);
  }
}

/** What a task would need to start now, looked at without any of what placement remembers. */
function isBlocked({ placement, running, now }: Story, { demand, task: name, runId }: Waiting): boolean {
  const held = (id: string) =>
    running
      .flatMap((each) => claimsOfRunning(placement, each))
      .reduce((sum, claim) => sum + (claim.id === id ? claim.amount : 0), 0);
  const isFull = demand.claims.some(
    (claim) =>
      held(claim.id) + claim.amount > placement.holds.limit(claim) ||
      isClosed(placement, claim, `${runId} ${name}`, now),
  );
  const fits = [...placement.rooms.all()].some(
    (room) =>
      placement.reservation?.agent !== room.id &&
      neverMet(demand.request, room) === undefined &&
      fitsNow(demand.request, room),
  );
  return isFull || !fits;
}

function isClosed(placement: Placement, claim: { readonly id: string }, key: string, now: number): boolean {
  const by = placement.holds.closedBy(claim, now);
  return by !== undefined && by !== key;
}

function claimsOfRunning(placement: Placement, assignment: Assignment) {
  return [...placement.held].find((held) => held.task === assignment.task)?.claims ?? [];
}

/** What is held of each limit; and, of those who started now, the largest account of how much may be. */
function countClaims(placement: Placement, all: readonly PlacedAttempt[], placed: readonly PlacedAttempt[]) {
  const counts = new Map<string, { used: number; most: number }>();
  for (const { claims } of all)
    for (const { id, amount } of claims) {
      const count = counts.get(id) ?? { used: 0, most: Number.POSITIVE_INFINITY };
      counts.set(id, { ...count, used: count.used + amount });
    }
  for (const [id, count] of counts) {
    const limits = placed.flatMap(({ claims }) => claims.filter((claim) => claim.id === id));
    if (limits.length > 0) count.most = Math.max(...limits.map((claim) => placement.holds.limit(claim)));
  }
  return counts;
}

describe("placement", () => {
  it("never gives more than there is: room, GPUs, slots, keys, tasks of a run", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        tell(actions, ({ placement, said }) => {
          const placed = said.at(-1) as readonly PlacedAttempt[];
          const all = [...placement.held];
          // What an agent ran before it came back with less goes on: only what starts has to fit.
          for (const room of placement.rooms.all())
            if (placed.some((each) => each.agent === room.id))
              expect(room.used.millicpus).toBeLessThanOrEqual(room.capacity.millicpus);
          const leased = all.flatMap(({ devices }) => devices);
          for (const device of placed.flatMap(({ devices }) => devices))
            expect(leased.filter((each) => each === device)).toHaveLength(1);
          for (const [id, { used, most }] of countClaims(placement, all, placed)) {
            expect(placement.holds.used({ id })).toBe(used);
            expect(used).toBeLessThanOrEqual(most);
          }
        });
      }),
      { numRuns: 500 },
    );
  });

  it("leaves nothing behind that fits and is allowed, but for what is reserved", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        tell(actions, (story) => {
          expect(story.placement.queue.size).toBe(story.waiting.size);
          for (const waiting of story.waiting.values()) expect(isBlocked(story, waiting)).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });

  it("says the same of the same history", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        expect(tell(actions).said).toEqual(tell(actions).said);
      }),
      { numRuns: 100 },
    );
  });
});

describe("whoever waits", () => {
  it("is passed by no task that came later than the difference of their priorities says", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 20 }), (priority, tasksAMinute) => {
        const everyMs = 60_000 / tasksAMinute;
        const placement = placementOf([agent("x", 1000)], [task("patient")]);
        let waitedMs = Number.POSITIVE_INFINITY;
        // More comes than there is room for, and all of it is more urgent.
        for (
          let now = 0, index = 0;
          now <= 2 * (priority + 1) * 60_000 && waitedMs === Number.POSITIVE_INFINITY;
          now += everyMs
        ) {
          for (let each = 0; each < 2; each++)
            placement.enqueue(task(`urgent-${index++}`, { priority, since: now, pipeline: `p${index % 3}` }));
          for (const held of [...placement.held]) placement.release(held, now);
          if (placement.place(now).some((placed) => placed.task === "patient")) waitedMs = now;
        }
        // What came within its head start goes first, and takes twice as long as it took to come.
        expect(waitedMs).toBeLessThanOrEqual(2 * (priority + 1) * 60_000);
      }),
      { numRuns: 30 },
    );
  });

  it("for much room gets it, however much small work there is", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 5, maxLength: 20 }),
        fc.boolean(),
        (agents, seconds, isOtherPipeline) => {
          const machines = Array.from({ length: agents }, (_, index) => agent(`m${index}`, 4000));
          const placement = placementOf(machines, [task("large", { millicpus: 4000 })]);
          const ends: { readonly at: number; readonly placed: Assignment }[] = [];
          const longestMs = Math.max(...seconds) * 1000;
          for (const machine of machines)
            placement.adopt(task(`first-${machine.id}`, { millicpus: 3000 }), machine.id, [], 0);
          const lateMs = 60_000 + 3 * longestMs;
          for (let now = 0, index = 0; now <= lateMs; now += 500) {
            while (placement.queue.size < 20)
              placement.enqueue(
                task(`small-${index}`, {
                  since: now,
                  pipeline: isOtherPipeline ? `q${index++ % 5}` : `p${index++ ? "" : ""}`,
                }),
              );
            if (now === 1000)
              for (const held of [...placement.held]) if (held.task.startsWith("first")) placement.release(held, now);
            for (const { at, placed } of ends) if (at === now) placement.release(placed, now);
            for (const placed of placement.place(now)) {
              if (placed.task === "large") return;
              ends.push({ at: now + (seconds[index % seconds.length] ?? 1) * 1000, placed });
            }
          }
          throw new Error("the large one still waits");
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("pipelines", () => {
  it("take what their weights say, however long their tasks take and however many run at once", () => {
    const contender = fc.record({ weight: fc.integer({ min: 1, max: 5 }), seconds: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(
        fc.array(contender, { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 1, max: 12 }),
        (contenders, slots) => {
          const placement = placementOf([agent("x", slots * 1000)]);
          const used = contenders.map(() => 0);
          const queued = contenders.map(() => 0);
          const ends = new Map<number, { readonly placed: Assignment; readonly of: number }[]>();
          const endMs = 2000_000;
          let index = 0;
          for (let now = 0; now <= endMs; now += 1000) {
            for (const [of, { weight }] of contenders.entries())
              for (; (queued[of] ?? 0) < 20; queued[of] = (queued[of] ?? 0) + 1)
                placement.enqueue(task(`${of}-${index++}`, { pipeline: `p${of}`, weight, since: now }));
            for (const { placed, of } of ends.get(now) ?? []) {
              placement.release(placed, now);
              used[of] = (used[of] ?? 0) + (contenders[of]?.seconds ?? 0);
            }
            for (const placed of placement.place(now)) {
              const of = Number(placed.task.split("-")[0]);
              const at = now + (contenders[of]?.seconds ?? 1) * 1000;
              queued[of] = (queued[of] ?? 0) - 1;
              ends.set(at, [...(ends.get(at) ?? []), { placed, of }]);
            }
          }
          const all = used.reduce((sum, each) => sum + each, 0);
          const weights = contenders.reduce((sum, { weight }) => sum + weight, 0);
          for (const [of, { weight }] of contenders.entries())
            expect(Math.abs((used[of] ?? 0) / all - weight / weights)).toBeLessThan(0.03);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([1, 4])("that had nothing to do do not make up for it, whatever their weight: %i", (weight) => {
    const placement = placementOf([agent("x", 1000)]);
    const run = (pipeline: string, from: number, seconds: number): number => {
      let count = 0;
      for (let now = from; now < from + seconds * 1000; now += 1000) {
        for (const held of [...placement.held]) placement.release(held, now);
        count += placement.place(now).filter((each) => each.task.startsWith(pipeline)).length;
      }
      return count;
    };
    for (let index = 0; index < 3000; index++) placement.enqueue(task(`p-${index}`, { pipeline: "p" }));
    expect(run("p", 0, 1000)).toBe(1000);
    const since = 1_000_000;
    for (let index = 0; index < 3000; index++) placement.enqueue(task(`q-${index}`, { pipeline: "q", weight, since }));
    const share = (100 * weight) / (1 + weight);
    expect(Math.abs(run("q", since, 100) - share)).toBeLessThanOrEqual(1);
  });

  it("that was alone for long owes nothing for that to one that comes", () => {
    const placement = placementOf([agent("x", 2000)], [task("long-1"), task("long-2")]);
    expect(placement.place(0)).toHaveLength(2);
    const came = 990_000;
    for (let index = 0; index < 300; index++) {
      placement.enqueue(task(`p-${index}`), came);
      placement.enqueue(task(`q-${index}`, { pipeline: "q", since: came }));
    }
    const started = { p: 0, q: 0 };
    for (let now = 1_000_000; now < 1_100_000; now += 1000) {
      for (const held of [...placement.held]) placement.release(held, now);
      for (const each of placement.place(now)) started[each.task.startsWith("p") ? "p" : "q"] += 1;
    }
    // Only the ten seconds in which it waited are made up for: twenty of two slots.
    expect(started.p + started.q).toBe(200);
    expect(Math.abs(started.q - started.p - 20)).toBeLessThanOrEqual(4);
  });
});
