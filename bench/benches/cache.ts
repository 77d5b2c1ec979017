/** 1,000 functions whose results may come from the cache: all of them do, or none. */
import type { Bench, Contestant } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import type { Deployment } from "../system/deployment.ts";
import type { Troupe } from "../system/troupe.ts";
import { succeed } from "./succeed.ts";

const tasks = 1000;
const items = Array.from({ length: tasks }, (_, index) => index);
const warmUps = 3;

export function cache(deployment: Deployment): Bench {
  const name = `cache${deployment.suffix}`;
  return {
    name,
    async open({ folder }) {
      await using stack = new AsyncDisposableStack();
      const { troupe } = stack.use(await deployment.open(folder));
      await troupe.apply("cached.ts");
      let salt = 0;
      for (let round = 0; round < warmUps; round += 1) await measure(troupe, salt);
      await measure(troupe, salt);
      const opened = stack.move();
      const miss: Contestant = {
        name: `${name} miss`,
        durability: deployment.durability,
        measure: () => {
          salt += 1;
          return measure(troupe, salt);
        },
      };
      const hit: Contestant = {
        name: `${name} hit`,
        durability: deployment.durability,
        floor: miss.name,
        measure: () => measure(troupe, 0),
      };
      return { contestants: [miss, hit], [Symbol.asyncDispose]: () => opened.disposeAsync() };
    },
  };
}

async function measure(troupe: Troupe, salt: number): Promise<Sample> {
  const cpuBefore = troupe.cpuMs();
  const began = performance.now();
  await succeed(await troupe.client.submit("cached", { items, salt }), tasks);
  const took = performance.now() - began;
  await troupe.idle();
  return { tasks_per_second: (tasks / took) * 1000, cpu_per_task: (troupe.cpuMs() - cpuBefore) / tasks };
}
