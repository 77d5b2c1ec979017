import { expect, test } from "vitest";
import { formatRelative, formatUtc, instantMs } from "./times.ts";

const now = Date.UTC(2026, 10, 23, 13, 3, 22);

test.each([
  [now - 500, "just now"],
  [now + 1_900, "just now"],
  [now - 5_400, "5 s ago"],
  [now - 59_999, "59 s ago"],
  [now - 119_000, "1 min ago"],
  [now + 3 * 3_600_000, "in 3 h"],
  [now - 50 * 3_600_000, "2 d ago"],
])("%d is %s", (ms, text) => {
  expect(formatRelative(ms, now)).toBe(text);
});

test("UTC has milliseconds", () => {
  expect(formatUtc(now + 120)).toBe("2026-11-23 13:03:22.120 UTC");
});

test("what is no instant is none", () => {
  expect([instantMs(undefined), instantMs(""), instantMs("soon"), instantMs("1970-01-01T00:00:01Z")]).toEqual([
    undefined,
    undefined,
    undefined,
    1000,
  ]);
});
