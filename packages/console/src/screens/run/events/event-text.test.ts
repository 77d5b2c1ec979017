import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeEvent, knownEvents } from "./event-text.ts";

const page = readFileSync(join(import.meta.dirname, "../../../../../../docs/states.md"), "utf8");

test("every event that docs/states.md names has a sentence", () => {
  const table = page.split("## Events")[1]?.split("\n## ")[0] ?? "";
  const named = [...table.matchAll(/^\|([^|]+)\|/gm)].flatMap((row) => [...(row[1] ?? "").matchAll(/`(\w+)`/g)]);
  expect(named.length).toBeGreaterThan(30);
  expect([...knownEvents].sort()).toEqual(named.map((name) => name[1]).sort());
});

test.each([
  ["TaskQueued", "a", { attempt: 1 }, "a is queued"],
  ["TaskQueued", "a", { attempt: 2 }, "a is queued for attempt 2"],
  ["TaskRetryScheduled", "a", { at: 1000, until: 11_000 }, "a is tried again in 10 s"],
  ["MapExpanded", "", { node: "each", path: [3], count: 40 }, "each[3] has 40 rounds"],
  ["RunFailed", "", { failure: { message: "train failed\nwith a long trace" } }, "the run has failed: train failed"],
  ["RunCancelRequested", "", { cause: "timeout", reason: "" }, "the run was asked to end by its timeout"],
  ["OfTomorrow", "a", {}, "a OfTomorrow"],
])("%s of %s with %j", (type, task, body, sentence) => {
  const { subject, text } = describeEvent(type, task, JSON.stringify(body));
  expect(`${subject} ${text}`).toBe(sentence);
});
