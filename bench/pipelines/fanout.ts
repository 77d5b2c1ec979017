import { map, pipeline, task, z } from "@troupe/sdk";

const noop = task("noop", { input: { index: z.int() } }, () => {});

export default pipeline("fanout", { params: { items: z.array(z.int()) } }, ({ params }) => {
  map(params.items, (index) => noop({ index }));
});
