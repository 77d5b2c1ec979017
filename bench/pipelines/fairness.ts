import { setTimeout as wait } from "node:timers/promises";
import { map, pipeline, task, z } from "@troupe/sdk";

/** A quarter of the agent, for as long as it says. */
const Work = { index: z.int(), ms: z.int() };
const work = task("work", { input: Work, resources: { cpus: 1 } }, async ({ ms }) => {
  await wait(ms);
});
const params = { items: z.array(z.int()), ms: z.int() };

export const light = pipeline("light", { params, weight: 1 }, ({ params: { items, ms } }) => {
  map(items, (index) => work({ index, ms }));
});

export const heavy = pipeline("heavy", { params, weight: 3 }, ({ params: { items, ms } }) => {
  map(items, (index) => work({ index, ms }));
});
