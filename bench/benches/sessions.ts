/** A coordinator with 1,000 agents that have nothing to do: what their sessions and beats cost it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import type { Bench, Contestant } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import { startCluster } from "../system/cluster.ts";
import { cpuMs, residentBytes } from "../system/process-tree.ts";

const agents = 1000;
/** Ten beats of each agent. */
const restMs = 20_000;
/** What their hellos caused is over. */
const calmAfterMs = 5000;
const program = join(import.meta.dirname, "../system/simulated-agents.ts");

export const sessions: Bench = {
  name: "sessions",
  async open({ folder }) {
    await using stack = new AsyncDisposableStack();
    const { coordinators, troupe } = stack.use(await startCluster(folder));
    const [coordinator] = coordinators;
    if (coordinator === undefined) throw new Error("a cluster has a coordinator");
    const opened = stack.move();
    return {
      contestants: [
        {
          name: "sessions",
          durability: "–",
          measure: () => measure(troupe.pid, coordinator.address),
        },
      ] satisfies Contestant[],
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  },
};

async function measure(pid: number, address: string): Promise<Sample> {
  const before = residentBytes(pid);
  const child = spawn(process.execPath, [program, address, String(agents)], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    await ready(child);
    await wait(calmAfterMs);
    const cpuBefore = cpuMs(pid);
    const began = performance.now();
    await wait(restMs);
    const cpu = ((cpuMs(pid) - cpuBefore) / (performance.now() - began)) * 100;
    const resident = residentBytes(pid);
    return { cpu, resident: resident / 1e6, resident_per_session: (resident - before) / agents };
  } finally {
    await end(child);
  }
}

/** It says so when all have been welcomed. */
async function ready(child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new Error("its output is a pipe");
  const lines = createInterface(child.stdout);
  const exit = once(child, "exit").then(() => {
    throw new Error("the agents ended");
  });
  await Promise.race([once(lines, "line"), exit]);
}

/** It ends with its input, and fails if a session was lost meanwhile. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) throw new Error("a session was lost");
  const exit = once(child, "exit");
  child.stdin?.end();
  await exit;
}
