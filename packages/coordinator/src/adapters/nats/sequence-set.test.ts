import fc from "fast-check";
import { expect, it } from "vitest";
import { rangesOf, SequenceSet } from "./sequence-set.ts";

const sequences = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 40 });

it("has what was added and nothing else, in whatever order it came", () => {
  fc.assert(
    fc.property(sequences, (added) => {
      const set = new SequenceSet();
      for (const sequence of added) set.add(sequence);
      for (let sequence = 1; sequence <= 31; sequence += 1) expect(set.has(sequence)).toBe(added.includes(sequence));
    }),
  );
});

it("tells numbers as ranges that hold each of them", () => {
  expect(rangesOf([])).toEqual([]);
  expect(rangesOf([7, 1, 3, 2])).toEqual([
    [1, 3],
    [7, 7],
  ]);
});
