/** Which runs new revisions start. */
import { describe, expect, it } from "vitest";
import { type DatasetTrigger, nextStart, numbered, type Seen } from "../index.ts";

/** All starts that are due, one after the other, as "dataset@revision (with …)". */
function starts(on: DatasetTrigger, seen: Seen, heads: Readonly<Record<string, number>>): readonly string[] {
  const said: string[] = [];
  for (let at = seen, due = nextStart(on, at, (name) => heads[name] ?? 0); due !== undefined; ) {
    const made = Object.entries(due.revisions).map(([name, revision]) => `${name}@${revision}`);
    said.push(`${due.dataset}@${due.revision} with ${made.join(" ")}`);
    at = due.seen;
    due = nextStart(on, at, (name) => heads[name] ?? 0);
    if (said.length > 20) throw new Error("it never ends");
  }
  return said;
}

describe("any", () => {
  const on: DatasetTrigger = { datasets: ["a", "b"], when: "any" };

  it("starts a run for each revision, in order", () => {
    expect(starts(on, { a: 2 }, { a: 4, b: 1 })).toEqual(["a@3 with a@3", "a@4 with a@4", "b@1 with b@1"]);
  });

  it("starts none for what is seen", () => {
    expect(starts(on, { a: 4, b: 1 }, { a: 4, b: 1 })).toEqual([]);
  });
});

describe("all", () => {
  const on: DatasetTrigger = { datasets: ["a", "b"], when: "all" };

  it("waits until each has a new revision, and takes the newest of each", () => {
    expect(starts(on, {}, { a: 3 })).toEqual([]);
    expect(starts(on, {}, { a: 3, b: 1 })).toEqual(["a@3 with a@3 b@1"]);
    expect(starts(on, { a: 3, b: 1 }, { a: 4, b: 1 })).toEqual([]);
    expect(starts(on, { a: 3, b: 1 }, { a: 4, b: 2 })).toEqual(["a@4 with a@4 b@2"]);
  });
});

it("numbers what one run publishes one after the other", () => {
  const publications = ["a", "b", "a"].map((dataset) => ({ dataset, value: null, task: null }));
  expect(numbered(publications, (name) => (name === "a" ? 7 : 0)).map(({ revision }) => revision)).toEqual([8, 1, 9]);
});
