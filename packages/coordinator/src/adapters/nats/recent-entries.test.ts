/** Goal: what is remembered is bounded, and a run is remembered whole or not at all. */
import { expect, test } from "vitest";
import { RecentEntries } from "./recent-entries.ts";

const bytes = (count: number) => new Uint8Array(count);

test("remembers entries by run", () => {
  const recent = new RecentEntries(100);
  recent.add("a", 1, bytes(3));
  recent.add("a", 4, bytes(2));
  expect(recent.of("a")).toEqual(
    new Map([
      [1, bytes(3)],
      [4, bytes(2)],
    ]),
  );
  expect(recent.of("b")).toBeUndefined();
});

test("forgets the runs that began first when it has too much", () => {
  const recent = new RecentEntries(10);
  recent.add("a", 1, bytes(4));
  recent.add("b", 1, bytes(4));
  recent.add("a", 2, bytes(1));
  recent.add("c", 1, bytes(3));
  expect(["a", "b", "c"].map((runId) => recent.of(runId)?.size)).toEqual([undefined, 1, 1]);
});

test("counts an entry once that comes again, and a run that is forgotten no more", () => {
  const recent = new RecentEntries(10);
  recent.add("a", 1, bytes(6));
  recent.add("a", 1, bytes(6));
  expect(recent.of("a")?.size).toBe(1);
  recent.forget("a");
  recent.add("b", 1, bytes(9));
  recent.add("b", 2, bytes(1));
  expect(recent.of("b")?.size).toBe(2);
});

test("remembers nothing of a run that alone is too large", () => {
  const recent = new RecentEntries(10);
  recent.add("a", 1, bytes(11));
  expect(recent.of("a")).toBeUndefined();
});
