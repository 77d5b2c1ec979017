import { describe, expect, it } from "vitest";
import { isRunId, RunIds } from "./run-ids.ts";

describe("run ids", () => {
  const largest = 2 ** 40 - 1;

  it("are 26 lower-case characters of a ULID", () => {
    // The instant and its letters are the example of the ULID specification.
    expect(new RunIds(() => largest).next(1_469_918_176_385)).toBe(`01aryz6s41${"z".repeat(16)}`);
    expect(new RunIds(() => 0).next(32)).toBe(`0000000010${"0".repeat(16)}`);
  });

  it("are told from all that only claims to be one", () => {
    expect(isRunId(new RunIds(() => largest).next(Date.now()))).toBe(true);
    for (const text of ["", "../../x", "01", `01ARYZ6S41${"Z".repeat(16)}`, `../${"0".repeat(23)}`, "0".repeat(27)])
      expect(isRunId(text), text).toBe(false);
  });

  it("sort by time, and within a millisecond in the order in which they were made", () => {
    const ids = new RunIds(() => Math.floor(Math.random() * largest));
    const made = [5, 5, 5, 6, 1000, 1000, 2 ** 41].map((now) => ids.next(now));
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it("still sort when the clock steps back, or a millisecond has no ids left", () => {
    const ids = new RunIds(() => largest);
    const made = [100, 99, 50, 100, 101, 101].map((now) => ids.next(now));
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });
});
