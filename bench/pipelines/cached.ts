import { map, pipeline, task, z } from "@troupe/sdk";

const noop = task(
  "noop",
  { input: { item: z.int(), salt: z.int() }, output: z.int(), cache: true },
  ({ item }) => item,
);
const params = { items: z.array(z.int()), salt: z.int() };

export default pipeline("cached", { params }, ({ params: { items, salt } }) => {
  map(items, (item) => noop({ item, salt }));
});
