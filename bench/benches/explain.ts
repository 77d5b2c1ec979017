/** Why a task waits, asked by a client of a coordinator with 10,000 tasks in its queue. */
import { join } from "node:path";
import type { Bench, Contestant } from "../measure/contestant.ts";
import { startTroupe, type Troupe } from "../system/troupe.ts";
import { latencies } from "./hop.ts";

const tasks = 10_000;
const questions = 200;

export const explain: Bench = {
  name: "explain",
  async open({ folder }) {
    await using stack = new AsyncDisposableStack();
    const troupe = stack.use(await startTroupe("dev", { dataDir: join(folder, "data") }));
    await troupe.agent();
    await troupe.client.setPool("hold", 0);
    await troupe.apply("waiting.ts");
    const run = await troupe.client.submit("pooled", { items: Array.from({ length: tasks }, (_, index) => index) });
    await queued(troupe);
    const opened = stack.move();
    const contestant: Contestant = {
      name: "explain",
      durability: "–",
      goals: [{ figure: "p99", measure: "value", bound: "at most", limit: 100 }],
      async measure() {
        const took: number[] = [];
        for (let question = 0; question < questions; question += 1) {
          const began = performance.now();
          const { queue } = await run.explain(`held[${Math.floor((question * tasks) / questions)}]`);
          took.push(performance.now() - began);
          if (queue?.waiting !== tasks) throw new Error(`${queue?.waiting} tasks wait, and not ${tasks}`);
        }
        return latencies(took);
      },
    };
    return { contestants: [contestant], [Symbol.asyncDispose]: () => opened.disposeAsync() };
  },
};

async function queued(troupe: Troupe): Promise<void> {
  while ((await troupe.client.pool("hold")).waiting !== tasks) await troupe.idle();
}
