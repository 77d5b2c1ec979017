/** 1,000 programs that do nothing, as command steps of one run, beside GNU make; and again in a large agent. */
import { join } from "node:path";
import { spawnFloor } from "../floors.ts";
import type { Bench, Contestant } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import { versionOf } from "../peers/server.ts";
import pipeline, { processesAtOnce } from "../pipelines/processes.ts";
import { cpuMs, idle } from "../system/process-tree.ts";
import { startTroupe, type Troupe } from "../system/troupe.ts";
import { succeed } from "./succeed.ts";

const tasks = 1000;
const ballast = join(import.meta.dirname, "../system/ballast.ts");
const durability = "fsync before each grant and each acknowledgement; files of attempts are not synced";

export const processes: Bench = {
  name: "processes",
  async open({ folder }) {
    await using stack = new AsyncDisposableStack();
    const small = stack.use(await startTroupe("dev", { dataDir: join(folder, "small") }));
    const large = stack.use(
      await startTroupe("dev", { dataDir: join(folder, "large"), nodeFlags: ["--import", ballast] }),
    );
    for (const troupe of [small, large]) {
      await troupe.agent();
      // Without code: an attempt has a copy of its pipeline's own, and that of this one would be the whole bench.
      await troupe.client.apply(pipeline);
      await measure(troupe);
    }
    const opened = stack.move();
    return {
      contestants: [
        {
          name: "processes floor",
          durability: "none",
          version: `GNU make ${versionOf("make")}`,
          measure: async () => ({
            tasks_per_second: await spawnFloor(join(folder, "make"), tasks, processesAtOnce),
          }),
        },
        {
          name: "processes",
          durability,
          floor: "processes floor",
          goals: [{ figure: "tasks_per_second", measure: "ratio", bound: "at least", limit: 0.5 }],
          measure: () => measure(small),
        },
        {
          name: "processes+500MB",
          durability,
          floor: "processes",
          goals: [{ figure: "tasks_per_second", measure: "ratio", bound: "at least", limit: 0.9 }],
          measure: () => measure(large),
        },
      ] satisfies Contestant[],
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  },
};

async function measure({ client, pid }: Troupe): Promise<Sample> {
  const items = Array.from({ length: tasks }, (_, index) => index);
  const cpuBefore = cpuMs(pid);
  const began = performance.now();
  await succeed(await client.submit("processes", { items }), tasks);
  const took = performance.now() - began;
  await idle(pid);
  return {
    tasks_per_second: (tasks / took) * 1000,
    cpu_per_task: (cpuMs(pid) - cpuBefore) / tasks,
  };
}
