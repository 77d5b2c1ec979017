import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ProcessTree } from "../../process-tree/process-tree.ts";
import type { LaneEnd } from "./exit-record.ts";
import { ProcessExecution } from "./process-execution.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An attempt whose processes answer a signal, or are not there yet; and what is done to them. */
function execution(reached: () => Promise<number>, oom = false) {
  const did: string[] = [];
  const tree: ProcessTree = {
    groups: [],
    count: async () => 0,
    pids: async () => [],
    usage: async () => null,
    signal: async (signal) => {
      did.push(signal);
      return await reached();
    },
    kill: async () => {
      did.push("kill");
      return await reached();
    },
    end: async () => {
      did.push("end");
      return { oom, survivors: 0 };
    },
  };
  const end = Promise.withResolvers<LaneEnd>();
  const identity = { bootId: "boot", pid: 1, startTime: "1" };
  return { did, end, execution: new ProcessExecution(identity, tree, "/nowhere", end.promise) };
}

test("what has ended before it could be asked to is asked no more: its lane has another attempt by then", async () => {
  const { did, end, execution: asked } = execution(async () => 0);
  asked.stop("cancelled", 10_000);
  await vi.advanceTimersByTimeAsync(60);
  expect(did).toEqual(["SIGTERM", "SIGTERM"]);
  end.resolve({ outcome: "status", status: 0 });
  expect(await asked.ended).toMatchObject({ exitCode: 0 });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(did).toEqual(["SIGTERM", "SIGTERM", "end"]);
});

test("it is over for others only when no signal is on its way any more", async () => {
  const looked = Promise.withResolvers<number>();
  const { did, end, execution: killed } = execution(() => looked.promise);
  killed.stop("timeout", 0);
  await vi.advanceTimersByTimeAsync(0);
  end.resolve({ outcome: "status", status: 0 });
  await vi.advanceTimersByTimeAsync(1000);
  expect(did).toEqual(["kill"]);
  looked.resolve(1);
  await killed.ended;
  expect(did).toEqual(["kill", "end"]);
});

test("a lane that went when memory ran out tells what its program ended of; one that just went is lost", async () => {
  for (const oom of [true, false]) {
    const { end, execution: gone } = execution(async () => 0, oom);
    end.resolve({ outcome: "lost" });
    const how = oom ? { signal: "SIGKILL", oom } : { signal: null, oom, lost: true };
    expect(await gone.ended).toEqual({ exitCode: null, ...how });
  }
});
