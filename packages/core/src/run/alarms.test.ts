import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Alarms } from "./alarms.ts";

describe("alarms", () => {
  it("know the next instant and those that are due, whatever was set and deleted before", () => {
    const change = fc.record({
      name: fc.constantFrom("a", "b", "c", "d", "e"),
      at: fc.option(fc.nat(20)),
      gone: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), fc.nat(20), (changes, now) => {
        const alarms = new Alarms();
        const model = new Map<string, number | undefined>();
        for (const { name, at, gone } of changes) {
          if (gone) alarms.delete(name);
          else alarms.set(name, at ?? undefined);
          if (gone) model.delete(name);
          else model.set(name, at ?? undefined);
          const ats = [...model.values()].filter((each) => each !== undefined);
          expect(alarms.next).toBe(ats.length === 0 ? undefined : Math.min(...ats));
        }
        const due = [...model].filter(([, at]) => at !== undefined && at <= now).map(([name]) => name);
        expect([...alarms.due(now)].sort()).toEqual(due.sort());
        expect([...alarms].sort()).toEqual([...model.keys()].sort());
        expect(alarms.size).toBe(model.size);
      }),
    );
  });

  it("of which there are ten thousand cost no more to look at than one", () => {
    const alarms = new Alarms();
    for (let index = 0; index < 10_000; index++) alarms.set(`t${index}`, 10_000 - index);
    const began = process.threadCpuUsage();
    for (let now = 1; now <= 10_000; now++) {
      expect(alarms.next).toBe(now);
      for (const name of alarms.due(now)) alarms.delete(name);
    }
    // Going through all of them each time would take a hundred million looks.
    expect(process.threadCpuUsage(began).user / 1000).toBeLessThan(5000);
    expect(alarms.size).toBe(0);
  });
});
