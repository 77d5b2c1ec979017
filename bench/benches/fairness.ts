/** Two pipelines with the weights 1 and 3 and more to do than fits: what each gets while both have something waiting. */
import { join } from "node:path";
import type { Task } from "@troupe/sdk/client";
import type { Bench, Contestant } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import { startTroupe, type Troupe } from "../system/troupe.ts";
import { succeed } from "./succeed.ts";

const tasks = 1000;
const weight = 3;
/** Of the agent: tasks of one cpu each. */
const slots = 4;
/** Ended tasks of the heavy one: from where it is measured, when both are well under way, and how far. */
const from = 50;
const upTo = 950;

export const fairness: Bench = {
  name: "fairness",
  async open({ folder }) {
    await using stack = new AsyncDisposableStack();
    const troupe = stack.use(
      await startTroupe("dev", { dataDir: join(folder, "data"), env: { TROUPE_AGENT_CPUS: String(slots) } }),
    );
    await troupe.agent();
    await troupe.apply("fairness.ts");
    // Else the first tasks hold all there is until the first worker has started, and the others make up for that.
    await measure(troupe, heavyMs);
    const opened = stack.move();
    const contestant = (name: string, lightMs: number): Contestant => ({
      name,
      durability: "fsync before each grant and each acknowledgement",
      goals: [{ figure: "weight_error", measure: "value", bound: "at most", limit: 3 }],
      measure: () => measure(troupe, lightMs),
    });
    return {
      contestants: [contestant("fairness", heavyMs), contestant("fairness, tasks of other lengths", 3 * heavyMs)],
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  },
};

const heavyMs = 20;

async function measure(troupe: Troupe, lightMs: number): Promise<Sample> {
  const items = Array.from({ length: tasks }, (_, index) => index);
  const light = await troupe.client.submit("light", { items: items.slice(0, tasks / 2), ms: lightMs });
  const heavy = await troupe.client.submit("heavy", { items, ms: heavyMs });
  await Promise.all([succeed(light, tasks / 2), succeed(heavy, tasks)]);
  const [lightSpans, heavySpans] = [spansOf(await light.tasks()), spansOf(await heavy.tasks())];
  await troupe.idle();
  const ends = heavySpans.map(({ ended }) => ended).sort((a, b) => a - b);
  const [began = 0, ended = 0] = [ends[from], ends[upTo]];
  const taken = heldIn(heavySpans, began, ended) / heldIn(lightSpans, began, ended);
  return { weight_error: Math.abs(taken / weight - 1) * 100, seconds: (ended - began) / 1000 };
}

interface Span {
  readonly began: number;
  readonly ended: number;
}

/** From its assignment to its end: so long it held its share. */
function spansOf(all: readonly Task[]): readonly Span[] {
  return all.map(({ attempts }) => ({
    began: attempts.at(-1)?.assignedAt?.getTime() ?? Number.NaN,
    ended: attempts.at(-1)?.endedAt?.getTime() ?? Number.NaN,
  }));
}

/** Milliseconds that all of them held it in that time, together. */
function heldIn(spans: readonly Span[], from: number, upTo: number): number {
  return spans.reduce((sum, { began, ended }) => sum + Math.max(0, Math.min(ended, upTo) - Math.max(began, from)), 0);
}
