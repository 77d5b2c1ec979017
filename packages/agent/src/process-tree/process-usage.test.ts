import { expect, test } from "vitest";
import { residentBytes, usageOf } from "./process-usage.ts";

const nobody = 2 ** 30;

test.runIf(process.platform === "linux")("a process is accounted for by what the kernel says of it", () => {
  const { user, system } = process.cpuUsage();
  const usage = usageOf([process.pid]);
  // Ticks of ten milliseconds, and what its children have spent.
  expect(usage?.cpuMs).toBeGreaterThanOrEqual((user + system) / 1000 - 20);
  const rss = process.memoryUsage.rss();
  expect(usage?.memoryBytes).toBeGreaterThan(rss / 2);
  expect(usage?.memoryBytes).toBeLessThan(rss * 2);
});

test("of processes that have ended nothing is told, and the others count all the same", () => {
  expect(usageOf([nobody])).toBeNull();
  expect(residentBytes([nobody])).toBe(0);
  expect(usageOf([nobody, process.pid]) === null).toBe(process.platform !== "linux");
});
