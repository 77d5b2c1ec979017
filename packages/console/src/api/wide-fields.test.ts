import { expect, test } from "vitest";
import { readWideFields } from "../../vite/wide-fields.ts";
import { widen } from "./wide-fields.ts";

const fields = readWideFields();

test("64-bit integers become numbers, however deep they lie", () => {
  const message = { snapshot: { run: { sequence: "12", runId: "34" }, tasks: [{ checkpoint: { size: "56" } }] } };
  const widened = widen(fields, fields.responses["RunService/WatchRun"], message);
  expect(widened).toEqual({ snapshot: { run: { sequence: 12, runId: "34" }, tasks: [{ checkpoint: { size: 56 } }] } });
});

test("values that JSON has no numbers for come back", () => {
  const message = { points: [{ value: "NaN" }, { value: "-Infinity", step: "3" }, { value: 0.5 }] };
  expect(widen(fields, fields.responses["RunService/ReadMetrics"], message)).toEqual({
    points: [{ value: Number.NaN }, { value: Number.NEGATIVE_INFINITY, step: 3 }, { value: 0.5 }],
  });
});

test("a user's text that looks like a number stays one, whatever its name", () => {
  const message = { labels: { sequence: "12", size: "34" }, capacity: { memoryBytes: "1024" } };
  expect(widen(fields, fields.responses["AgentService/GetAgent"], message)).toEqual({
    labels: { sequence: "12", size: "34" },
    capacity: { memoryBytes: 1024 },
  });
});

test("a message with nothing wide in it is not looked at", () => {
  expect(fields.messages["troupe.v1.Progress"]).toEqual({ fraction: "#" });
  expect(fields.messages["troupe.v1.RerunTask"]).toBeUndefined();
  expect(widen(fields, "troupe.v1.RerunTask", { task: "1" })).toEqual({ task: "1" });
});
