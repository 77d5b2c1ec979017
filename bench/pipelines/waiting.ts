import { map, pipeline, task, z } from "@troupe/sdk";

const held = task("held", { input: { index: z.int() }, pool: "hold" }, () => {});
const elsewhere = task(
  "elsewhere",
  { input: { index: z.int() }, resources: { labels: { zone: "nowhere" } } },
  () => {},
);
const now = task("now", { output: z.number() }, () => performance.timeOrigin + performance.now());

/** All of it waits for a pool without slots. */
export const pooled = pipeline("pooled", { params: { items: z.array(z.int()) } }, ({ params }) => {
  map(params.items, (index) => held({ index }));
});

/** Waits for an agent that never comes. */
export const stuck = pipeline("stuck", { params: { index: z.int() } }, ({ params }) => {
  elsewhere({ index: params.index });
});

/** Says when it began. */
export const urgent = pipeline("urgent", { priority: 10_000 }, () => ({ at: now() }));
