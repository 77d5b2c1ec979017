import { map, pipeline, task, z } from "@troupe/sdk";

const list = task("list", { input: { items: z.int() }, output: z.array(z.int()) }, ({ items }) =>
  Array.from({ length: items }, (_, index) => index),
);
const square = task("square", { input: { n: z.int() }, output: z.int() }, ({ n }) => n * n);
const sum = task("sum", { input: { all: z.array(z.int().nullable()) }, output: z.int() }, ({ all }) =>
  all.reduce<number>((total, each) => total + (each ?? 0), 0),
);

export default pipeline("map", { params: { items: z.int() } }, ({ params }) => ({
  sum: sum({
    all: map(list({ items: params.items }), (n) => square({ n }), { concurrency: 1000, fail: { atMost: "1%" } }),
  }),
}));
