/** From the submit of an urgent run to the first line of its function: behind 20,000 runs in the queue, and behind none. */
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Bench, Contestant } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import { startTroupe, type Troupe } from "../system/troupe.ts";
import { latencies } from "./hop.ts";
import { submitAll } from "./submit-all.ts";

const runs = 20_000;
const submits = 50;
/** Runs that wait rest after a while. */
const restAfterMs = 15_000;

export const urgent: Bench = {
  name: "urgent",
  async open({ folder }) {
    await using stack = new AsyncDisposableStack();
    const [empty, full] = await Promise.all(
      ["empty", "full"].map(async (name) => {
        const troupe = stack.use(await startTroupe("dev", { dataDir: join(folder, name) }));
        await troupe.agent();
        await troupe.client.setPool("hold", 0);
        await troupe.apply("waiting.ts");
        return troupe;
      }),
    );
    if (empty === undefined || full === undefined) throw new Error("two coordinators were started");
    await submitAll(runs, (index) => full.client.submit("stuck", { index }));
    await wait(restAfterMs);
    for (const troupe of [empty, full]) await measure(troupe);
    const opened = stack.move();
    const durability = "fsync before each grant";
    return {
      contestants: [
        { name: "urgent floor", durability, measure: () => measure(empty) },
        {
          name: "urgent",
          durability,
          floor: "urgent floor",
          goals: [{ figure: "p50", measure: "ratio", bound: "at most", limit: 1.5 }],
          measure: () => measure(full),
        },
      ] satisfies Contestant[],
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  },
};

async function measure(troupe: Troupe): Promise<Sample> {
  const took: number[] = [];
  for (let submit = 0; submit < submits; submit += 1) {
    const began = performance.timeOrigin + performance.now();
    const run = await troupe.client.submit("urgent");
    const { at } = (await run.outputs()) as { readonly at: number };
    took.push(at - began);
  }
  await troupe.idle();
  return latencies(took);
}
