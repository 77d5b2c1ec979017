import { expect, test } from "vitest";
import { traceAddress } from "./trace-address.ts";

const jaeger = "http://jaeger:16686/trace/{traceId}?uiFind={find}";

test("the trace, and what to look for in it, stand in the address", () => {
  expect(traceAddress(jaeger, "0af7", "train[0] & co")).toBe(
    "http://jaeger:16686/trace/0af7?uiFind=train%5B0%5D%20%26%20co",
  );
  expect(traceAddress(jaeger, "0af7")).toBe("http://jaeger:16686/trace/0af7?uiFind=");
});

test.each([
  ["", "0af7"],
  [jaeger, ""],
  ["javascript:alert('{traceId}')", "0af7"],
])("no link from %j for %j", (template, traceId) => {
  expect(traceAddress(template, traceId)).toBeUndefined();
});
