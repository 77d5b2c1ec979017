import fc from "fast-check";
import { expect, it } from "vitest";
import { WakeHeap } from "./wake-heap.ts";

it("wakes whoever is next, however often that was set anew", () => {
  const names = fc.constantFrom("a", "b", "c", "d", "e");
  const set = fc.record({ name: names, at: fc.option(fc.nat(20), { nil: undefined }) });
  const step = fc.oneof(set, fc.record({ now: fc.nat(20) }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const heap = new WakeHeap();
      const model = new Map<string, number>();
      for (const each of steps) {
        if ("now" in each) {
          const due = [...model].filter(([, at]) => at <= each.now);
          const first = Math.min(...due.map(([, at]) => at));
          const taken = heap.takeDue(each.now);
          if (taken === undefined) expect(due).toEqual([]);
          else expect(model.get(taken)).toBe(first);
          if (taken !== undefined) model.delete(taken);
        } else {
          heap.set(each.name, each.at);
          if (each.at === undefined) model.delete(each.name);
          else model.set(each.name, each.at);
        }
        expect(heap.next()).toBe(model.size === 0 ? undefined : Math.min(...model.values()));
      }
    }),
  );
});
