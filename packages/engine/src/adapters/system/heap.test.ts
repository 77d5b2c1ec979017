import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** Lets a gigabyte of buffers go by in a process of its own, and counts how often all of its heap was collected. */
function collections(before: string): number {
  const script = `
    import { PerformanceObserver, constants } from "node:perf_hooks";
    import { countBuffersAsHeap } from ${JSON.stringify(join(import.meta.dirname, "heap.ts"))};
    ${before}
    let count = 0;
    new PerformanceObserver((list) => {
      for (const { detail } of list.getEntries()) if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) count += 1;
    }).observe({ entryTypes: ["gc"] });
    const held = Array.from({ length: 400_000 }, (_, index) => ({ index }));
    for (let round = 0; round < 4096; round += 1) {
      Buffer.allocUnsafe(256 * 1024);
      if (round % 64 === 0) await new Promise(setImmediate);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    console.log(held.length > 0 ? count : 0);
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
  });
  // What V8 says of a flag that it does not know.
  expect(stderr).toBe("");
  return Number(stdout);
}

describe("buffers that count as heap", () => {
  it("have all of it collected less often", () => {
    const usual = collections("");
    expect(usual).toBeGreaterThan(5);
    expect(collections("countBuffersAsHeap();")).toBeLessThan(usual / 2);
  });
});
