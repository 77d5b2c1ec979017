import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { failpoint, failpointNames, readFailpoint } from "./failpoint.ts";

it("does nothing unless it is armed", () => {
  for (const name of failpointNames) failpoint(name);
});

it("is told where, how, from which time on, and how often", () => {
  expect(readFailpoint(undefined)).toBeUndefined();
  expect(readFailpoint("")).toBeUndefined();
  expect(readFailpoint("batch-committed:kill")).toEqual({
    name: "batch-committed",
    action: "kill",
    from: 1,
    times: 1,
  });
  expect(readFailpoint("run-created:error:3:2")).toMatchObject({ action: "error", from: 3, times: 2 });
});

it.each([
  "nowhere:kill",
  "batch-committed",
  "batch-committed:burn",
  "batch-committed:kill:0",
  "batch-committed:kill:x",
])("refuses %s, and names what there is", (text) => {
  expect(() => readFailpoint(text)).toThrow(/batch-before-commit.*kill, exit, error, block/);
});

it.each(failpointNames)("%s is in the documents", (name) => {
  const text = readFileSync(new URL("../../../docs/failure-modes.md", import.meta.url), "utf8");
  expect(text).toContain(`\`${name}\``);
});
